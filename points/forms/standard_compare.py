"""Which two versions of the standard are compared."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from points.reports.standard_versions import Version


class CompareForm(forms.Form):
    """Two of `versions`, the older on the left."""

    old = forms.ChoiceField(label="原标准")
    new = forms.ChoiceField(label="新标准")

    def __init__(self, versions: Sequence[Version], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {each.key: each for each in versions}
        choices = [
            (key, f"{each.standard}（{each.state}，{each.span}）")
            for key, each in self.versions.items()
        ]
        for name in ("old", "new"):
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = choices
            field.error_messages |= {
                "required": "请选择要对照的标准。",
                "invalid_choice": "没有这个版本，请重新选择。",
            }

    def clean(self) -> dict[str, Any]:
        """Refuses a version compared with itself."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("old") and cleaned.get("old") == cleaned.get("new"):
            self.add_error("new", "两边是同一个版本，请另选一个。")
        return cleaned

    def chosen(self) -> tuple[Version, Version]:
        """The two versions of a valid form."""
        return self.versions[self.cleaned_data["old"]], self.versions[self.cleaned_data["new"]]
