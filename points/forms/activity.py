"""Forms of an activity: its call, a sign-up, its end before two witnesses, its being called off."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from households.forms import TokenForm
from households.models import Household, Place, User
from households.models.household import HouseholdQuerySet
from households.roles import PlaceKind
from points.forms.fields import WholeNumberField, day_field, time_field
from points.forms.record import VoidForm, one_household
from points.models import Activity, Item, Team
from points.models.activity import MOST_HOURS
from points.periods import Month
from points.reports.standard_page import item_line
from points.services.activities import RIGHT, Call, Witness, countable_items

EVERYBODY = "不限队伍"


def name_field(label: str, most: int = 60, **kwargs: Any) -> forms.CharField:
    """A short text that must be there, unless told otherwise."""
    return forms.CharField(
        label=label,
        max_length=most,
        error_messages={
            "required": f"请填写{label}。",
            "max_length": f"{label}最多{most}个字，请改短一些。",
        },
        **kwargs,
    )


def places_to_organise(user: User) -> list[Place]:
    """Whom `user` may call: his community, its villages that take part, their groups. Two queries,
    as his offices are read once."""
    kinds = (PlaceKind.COMMUNITY, PlaceKind.VILLAGE, PlaceKind.GROUP)
    seen = Place.objects.visible_to(user).filter(kind__in=kinds)
    found = seen.select_related("parent", "community").order_by("code")
    taking = [each for each in found if _takes_part(each) and user.has_perm(RIGHT, each)]
    wide = [each for each in taking if each.kind == PlaceKind.COMMUNITY]
    return wide + [each for each in taking if each.kind != PlaceKind.COMMUNITY]


def _takes_part(place: Place) -> bool:
    village = place.parent if place.kind == PlaceKind.GROUP else place
    return place.kind == PlaceKind.COMMUNITY or bool(village and village.joined_on)


class CallForm(TokenForm):
    """A call for volunteers. `places` are those of `places_to_organise`; `teams` stand."""

    title = name_field("活动名称", help_text="如：清理村口河道")
    place = forms.ChoiceField(
        label="面向",
        help_text="只有这里的农户可以报名和签到。",
        error_messages={
            "required": "请选择面向哪里。",
            "invalid_choice": "您不能为这里组织活动，请改选。",
        },
    )
    team = forms.ChoiceField(
        label="哪支队伍",
        required=False,
        help_text="选了队伍的，只有名册上的农户可以参加。",
        error_messages={"invalid_choice": "这支队伍已经撤销，请改选。"},
    )
    spot = name_field("集合地点", help_text="如：赵庄文化广场")
    held_on = day_field()
    starts = time_field("开始时间")
    ends = time_field("结束时间")
    item_code = forms.ChoiceField(
        label="计入的评分项",
        error_messages={
            "required": "请选择计入的评分项。",
            "invalid_choice": "活动当月执行的标准里没有这一项，请改选。",
        },
    )
    most_hours = WholeNumberField(
        label="每人最多计几小时",
        help_text="按时长计分的才用得着，超过的不计。",
        error_messages={"required": f"请填写小时数，1至{MOST_HOURS}。"},
    )
    wanted = WholeNumberField(
        label="招募人数", required=False, help_text="满了之后报名的排队候补；空着表示不限。"
    )
    organiser = name_field("组织者", help_text="活动当天负责的人。")
    note = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="要带什么、注意什么，报名的人会看到。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "说明最多200个字，请写短一些。"},
    )

    def __init__(
        self,
        community: Place,
        places: Sequence[Place],
        teams: Sequence[Team],
        today: date,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._places = {place.code: place for place in places}
        self._teams = {team.ref: team for team in teams}
        self._choose("place", [(place.code, place.label) for place in places])
        self._choose("team", [("", EVERYBODY), *((team.ref, team.name) for team in teams)])
        items = countable_items(community, self._month(today))
        self._choose("item_code", [(item.code, _told(item)) for item in items])

    def _choose(self, field: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[field]).choices = choices

    def _month(self, today: date) -> Month:
        """The month whose standard the items are of: that of the day typed, if it can be read."""
        typed = self["held_on"].value()
        try:
            day = self.fields["held_on"].clean(typed)
            return Month.of(day)
        except (forms.ValidationError, ValueError):
            return Month.of(today)

    def call(self) -> Call:
        """What was typed; only after `is_valid`."""
        typed = {name: self.cleaned_data[name] for name in self.fields if name != "form_token"}
        place, team = self._places[typed.pop("place")], self._teams.get(typed.pop("team"))
        return Call(place=place, team=team, **typed)


def _told(item: Item) -> str:
    return f"{item}（{item_line(item).said}）"


def call_values(activity: Activity) -> dict[str, Any]:
    """The call of `activity` as the values its form begins with."""
    names = ("title", "spot", "held_on", "starts", "ends", "item_code", "most_hours", "wanted")
    values = {name: getattr(activity, name) for name in (*names, "organiser", "note")}
    team = activity.team.ref if activity.team is not None else ""
    return values | {"place": activity.place.code, "team": team}


class SignUpForm(TokenForm):
    """Somebody of a household among `households`: those whom the activity is for."""

    household = forms.CharField(
        label="农户",
        help_text="编号、姓名或拼音首字母",
        error_messages={"required": "请填写农户。"},
    )
    person = name_field("谁来参加", required=False, help_text="不填就是户主。")

    def __init__(
        self, user: User, households: HouseholdQuerySet, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.households = user, households
        self.fields["household"].widget.attrs["autofocus"] = True

    def clean_household(self) -> Household:
        """The household that the words mean."""
        return one_household(self.user, self.cleaned_data["household"], self.households)


class CloseForm(TokenForm):
    """The end of an activity: who vouches for what was signed."""

    left = time_field(
        "没有签退的按几点算",
        required=False,
        help_text="还有人没有签退时才填：他们都按这个时间签退。",
    )
    witness = name_field("第一位见证人", help_text="活动当天在场的人，不能是组织者本人。")
    witness_household = name_field(
        "第一位见证人的户编号", 20, required=False, help_text="不是本社区农户的空着。"
    )
    second_witness = name_field("第二位见证人", help_text="和第一位不同户的另一个人。")
    second_witness_household = name_field("第二位见证人的户编号", 20, required=False)

    def __init__(self, user: User, still_there: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not still_there and not self.is_bound:
            del self.fields["left"]

    def clean_witness_household(self) -> Household | None:
        return self._household("witness_household")

    def clean_second_witness_household(self) -> Household | None:
        return self._household("second_witness_household")

    def _household(self, field: str) -> Household | None:
        typed = self.cleaned_data[field].strip()
        return one_household(self.user, typed) if typed else None

    def witnesses(self) -> tuple[Witness, Witness]:
        """Both; only after `is_valid`."""
        typed = self.cleaned_data
        return (
            Witness(typed["witness"], typed["witness_household"]),
            Witness(typed["second_witness"], typed["second_witness_household"]),
        )


class CancelForm(VoidForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label, reason.help_text = "取消的原因", "报了名的人会看到，例如“下雨改期”。"
        reason.error_messages["required"] = "请写明取消的原因，报了名的人会看到。"
