"""The field that reads ticked sheets."""

from typing import Any

from django import forms

from points.reports.choice import Choice


class ChoicesField(forms.Field):
    """Ticked sheets, all standing at one step; gives a list of Choice."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "required": "请至少勾选一张积分表。",
        "invalid": "页面已过期，请刷新后重选。",
        "mixed": "所选的积分表在不同的步骤，请一次只选同一步骤的。",
    }

    def to_python(self, value: Any) -> list[Choice]:
        """The choices as sent; refuses what no page of ours sends, and several steps at once."""
        try:
            choices = [Choice.parse(sent) for sent in value or ()]
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"]) from error
        if len({choice.step for choice in choices}) > 1:
            raise forms.ValidationError(self.error_messages["mixed"])
        return choices
