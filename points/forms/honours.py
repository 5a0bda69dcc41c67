"""Forms of the year's honours: which place is shown, settling and correcting the ranking, the
settings."""

from typing import Any, cast

from django import forms
from django.db import models

from households.forms import TokenForm
from points.forms.fields import WholeNumberField, said
from points.forms.household import OfHouseholdForm
from points.forms.meeting import MeetingForm
from points.models import HonourPolicy
from points.models.honour_policy import WORDS
from points.stars import NAMES


class ScopeForm(forms.Form):
    """Narrows the ranking to a village or a group."""

    scope = forms.ChoiceField(label="范围", required=False)

    def __init__(self, scopes: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["scope"]).choices = scopes


class FreezeForm(MeetingForm):
    """The meeting that decided the ranking, and the mark of the list it was shown with."""

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


class CorrectRankingForm(OfHouseholdForm):
    reason = said(
        "更正的原因",
        200,
        "请写明更正的原因。",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="荣誉积分按现在账上的数、参评资格按现在登记的一票否决更正；"
        "有差错的，先办理入账后更正，或登记、解除一票否决。",
    )
    paper = said(
        "依据", 100, "请写明依据哪份文件。", help_text="会议纪要、处罚决定书等的名称、文号和日期"
    )


class HonourPolicyForm(TokenForm):
    tie_break = forms.ChoiceField(
        label="积分相同时", help_text="仍相同的名次并列，并列占用的名次空出。写在排名和公示上。"
    )
    stars_by = forms.ChoiceField(label="星级怎么评", widget=forms.RadioSelect)
    recommended = WholeNumberField(
        label="向上推荐几户",
        help_text="按全社区的名次。",
        error_messages={"required": "请填写户数，如 10。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("tie_break", "stars_by"):
            column = cast("models.CharField[str, str]", HonourPolicy._meta.get_field(name))
            cast("forms.ChoiceField", self.fields[name]).choices = column.choices or ()
        for unit, told in (("share", "比例（%）"), ("points", "起点（分）")):
            for stars, word in WORDS.items():
                self.fields[f"{word}_{unit}"] = WholeNumberField(
                    label=f"{NAMES[stars]}的{told}",
                    error_messages={"required": "不评这一级的填0。"},
                )

    def clean(self) -> dict[str, Any]:
        """Refuses numbers that no column holds; what they say together is the policy's matter."""
        typed = super().clean() or {}
        for name, number in list(typed.items()):
            if isinstance(number, int) and not 0 <= number <= 9999:
                self.add_error(name, "请填0至9999的整数。")
        return typed
