"""Forms of the proposals at group scoring: taking those ticked, striking one or a list of them."""

import re
from typing import Any

from django import forms

from households.forms import TokenForm
from households.names import fold
from points.forms.review import STALE

_STALE = {"required": STALE, "invalid": STALE, "min_value": STALE}
_BETWEEN = re.compile(r"[\s,，、;；]+")
MOST_TYPED = 8000


class ProposalsForm(TokenForm):
    """What was on the screen, in which version."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput, error_messages=_STALE)


class TakeForm(ProposalsForm):
    mark = forms.Field(
        widget=forms.MultipleHiddenInput, error_messages={"required": "请至少勾选一条建议。"}
    )


class StrikeForm(ProposalsForm):
    """Strikes one proposal; or, `of_item`, those of the households typed as a list of codes."""

    households = forms.CharField(
        label="不通过的户",
        max_length=MOST_TYPED,
        help_text="填户编号，几户的用逗号、空格或换行隔开。",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "请填写核查不通过的户的编号。",
            "max_length": "一次填的户太多，请分几次填。",
        },
    )
    reason = forms.CharField(
        label="不计的原因",
        max_length=100,
        help_text="会留下来，例如“核查发现搭了棚子”。",
        error_messages={
            "required": "请写明不计的原因。",
            "max_length": "原因最多100个字，请改短一些。",
        },
    )

    def __init__(self, *args: Any, of_item: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not of_item:
            del self.fields["households"]

    def clean_households(self) -> list[str]:
        """The codes, each once."""
        typed: str = self.cleaned_data["households"]
        return list(dict.fromkeys(fold(code) for code in _BETWEEN.split(typed) if code))
