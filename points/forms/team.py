"""Forms of volunteer teams: the team, a member who joins, a member who leaves."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from households.forms import TokenForm
from households.models import Household, User
from points.forms.activity import name_field
from points.forms.fields import day_field
from points.forms.record import looked_up, one_household
from points.models import Item, Team
from points.services.teams import TeamDraft


class TeamForm(TokenForm):
    """A team; `items` are what a year on its list may count under."""

    name = name_field("队伍名称", 40, help_text="如：乡风文明岗、巾帼志愿者、青年志愿者")
    leader = name_field("负责人")
    since = day_field("成立日期")
    item_code = forms.ChoiceField(
        label="全年在册计入的评分项",
        required=False,
        help_text="从年初起一直在名册上的，到年度核查月按人建议加分。",
        error_messages={"invalid_choice": "这一项不按“人年”计，请改选。"},
    )

    def __init__(self, items: Sequence[Item], team: Team | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "不计分"), *((item.code, str(item)) for item in items)]
        kept = team.item_code if team is not None else ""
        if kept and kept not in dict(choices):
            choices.append((kept, kept))
        cast(forms.ChoiceField, self.fields["item_code"]).choices = choices

    def draft(self) -> TeamDraft:
        """What was typed; only after `is_valid`."""
        typed = self.cleaned_data
        return TeamDraft(typed["name"], typed["leader"], typed["since"], typed["item_code"])


class MemberForm(TokenForm):
    """Somebody of a household in scope who joins."""

    household = forms.CharField(
        label="农户",
        help_text="编号、姓名或拼音首字母",
        error_messages={"required": "请填写农户。"},
    )
    person = name_field("姓名", required=False, help_text="不填就是户主。")
    joined_on = day_field("入队日期")

    def __init__(self, user: User, address: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["household"].widget.attrs |= looked_up(address)

    def clean_household(self) -> Household:
        """The household that the words mean."""
        return one_household(self.user, self.cleaned_data["household"])


class LeaveForm(TokenForm):
    left_on = day_field("离队日期", help_text="在名册上的最后一天。")
