"""The form for one matter, and the reason for voiding one."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, cast

from django import forms
from django.db.models import Count, Q
from django.urls import reverse

from households.forms import TokenForm
from households.models import Household, User
from households.models.household import HouseholdQuerySet
from households.names import fold
from households.search import search
from points.forms.fields import MonthField, WholeNumberField, day_field
from points.forms.photos import PhotosField
from points.models import Item, Record, Sheet
from points.periods import Month
from points.reports.item_search import items_of, matching
from points.services.recordbook import TYPES_IN_CLAIMS, Draft

Found = TypeVar("Found", Household, Item)
LISTED = 5
CLERKS_ORIGINS = (
    (Record.Origin.OFFICE, "积分办"),
    (Record.Origin.SELF, "本户自评（纸质）"),
)


ASKED_BY = {
    "amount": Q(tiers_by=Item.TiersBy.AMOUNT),
    "event": Q(within_event=True),
    "decided_by": Q(case_by_case=True),
}
"""Field → the items that ask for it."""


def asked_for(user: User, months: list[Month]) -> set[str]:
    """Which of the fields in ASKED_BY an item asks for in the standards that `months` use. One
    query."""
    sheets = Sheet.objects.visible_to(user).taking_records()
    if not months:
        return set()
    found = Item.objects.filter(standard__in=sheets.values("standard")).aggregate(
        **{name: Count("pk", filter=asks) for name, asks in ASKED_BY.items()}
    )
    return {name for name, number in found.items() if number}


def open_months(user: User) -> list[Month]:
    """Months of which sheets in the person's scope still take records, the latest first."""
    months = (
        Sheet.objects.visible_to(user)
        .taking_records()
        .order_by("-year", "-month")
        .values_list("year", "month")
        .distinct()
    )
    return [Month(year, month) for year, month in months]


class RecordForm(TokenForm):
    """One matter of one household, typed by a clerk or a group scorer.

    `months` are those of `open_months`; without any the form is not to be shown.
    """

    household = forms.CharField(
        label="农户",
        help_text="编号、姓名或拼音首字母",
        error_messages={"required": "请填写农户。"},
    )
    item = forms.CharField(
        label="评分项",
        help_text="编号、字词或拼音首字母",
        error_messages={"required": "请填写评分项。"},
    )
    occurred_on = day_field(help_text="事情发生的那一天")
    quantity = WholeNumberField(
        label="数量",
        help_text="按评分项的单位计",
        error_messages={"required": "请填写数量，一般是1。"},
    )
    points = WholeNumberField(label="分值", help_text="有幅度的项才填", required=False)
    amount = WholeNumberField(label="金额（元）", help_text="按金额分档的项才填", required=False)
    event = forms.CharField(
        label="事件",
        max_length=20,
        required=False,
        help_text="同一天有几件事、按事件计分的项才填，如“东坝抢险”",
        error_messages={"max_length": "事件最多20个字，请改短一些。"},
    )
    decided_by = forms.CharField(
        label="议定的会议",
        max_length=60,
        required=False,
        help_text="一事一议的项才填，如“2026年11月10日村民代表会议”",
        error_messages={"max_length": "会议最多60个字，请改短一些。"},
    )
    note = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        error_messages={"max_length": "说明最多200个字，请改短一些。"},
    )
    month = MonthField(
        label="记入月份",
        error_messages={
            "required": "请选择月份。",
            "invalid_choice": "这个月份不能再记（各组评分已结束或还没有开表），请改选月份。",
        },
    )
    origin = forms.ChoiceField(
        label="来源",
        choices=CLERKS_ORIGINS,
        error_messages={"invalid_choice": "请重新选择来源。", "required": "请选择来源。"},
    )
    late = forms.BooleanField(label="补录以前月份漏记的事", required=False)
    photos = PhotosField(required=False)

    def __init__(self, user: User, months: list[Month], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        cast(MonthField, self.fields["month"]).offer(months)
        if not user.has_perm(TYPES_IN_CLAIMS):
            del self.fields["origin"]
        self._leave_out(months)
        month = self["month"].value() or ""
        self.fields["item"].widget.attrs |= looked_up(f"{reverse('item_search')}?month={month}")
        self.fields["household"].widget.attrs |= looked_up(reverse("household_search"))
        if not self.is_bound:
            self.fields["household"].widget.attrs["autofocus"] = True

    def _leave_out(self, months: list[Month]) -> None:
        """Leaves out what no item asks for: most standards know neither amounts nor events."""
        asked = asked_for(self.user, months)
        for name in ASKED_BY:
            if name not in asked:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Puts the household and the item that the typed words mean in place of the words."""
        cleaned = super().clean() or self.cleaned_data
        meant: dict[str, Callable[[], Household | Item]] = {
            "household": lambda: one_household(self.user, cleaned["household"]),
            "item": lambda: one_item(self.user, cleaned["month"], cleaned["item"]),
        }
        for field, find in meant.items():
            # Which household is meant does not depend on the month, and says where else to put it.
            if field in cleaned and (field == "household" or "month" in cleaned):
                try:
                    cleaned[field] = find()
                except forms.ValidationError as error:
                    self.add_error(field, error)
        return cleaned

    def draft(self) -> Draft:
        """The matter; only after `is_valid`."""
        typed = self.cleaned_data
        return Draft(
            typed["household"],
            typed["item"].code,
            typed["occurred_on"],
            typed["quantity"],
            typed["points"],
            typed["note"],
            typed["late"],
            typed.get("amount"),
            typed.get("event", ""),
            typed.get("decided_by", ""),
        )

    @property
    def recorded_as(self) -> str:
        """The origin: what a clerk chose, the group for everybody else."""
        return self.cleaned_data.get("origin", Record.Origin.GROUP)

    def kept(self) -> dict[str, str]:
        """What the next matter probably has in common with this one, as initial values."""
        typed = self.cleaned_data
        kept = {
            "item": typed["item"].code,
            "occurred_on": typed["occurred_on"].isoformat(),
            "month": str(typed["month"]),
        }
        if typed["late"]:
            kept["late"] = "on"
        if "origin" in typed:
            kept["origin"] = typed["origin"]
        return kept


def looked_up(address: str) -> dict[str, Any]:
    """Attributes of a field that looks things up at `address` while one types."""
    return {"data-combobox": True, "data-url": address}


class VoidForm(TokenForm):
    reason = forms.CharField(
        label="作废原因",
        max_length=100,
        help_text="会留在记录上，例如“记错了户”。",
        error_messages={
            "required": "请写明作废的原因。",
            "max_length": "原因最多100个字，请改短一些。",
        },
    )


def first_day_for(month: Month, today: date) -> date:
    """The day to begin with: today within the month, otherwise its last day."""
    return min(month.last_day, today)


def one_household(user: User, typed: str, among: HouseholdQuerySet | None = None) -> Household:
    """The one household in scope (of `among`) that the words mean. Raises ValidationError
    (Chinese)."""
    in_scope = Household.objects.visible_to(user) if among is None else among
    visible = in_scope.select_related("group__parent")
    coded = visible.filter(code__iexact=fold(typed)).first()
    if coded is not None:
        return coded
    found = list(search(visible.living_here(), typed)[: LISTED + 1])
    named = [household for household in found if household.head == typed.strip()]
    return _only(
        named if len(named) == 1 else found,
        [f"{household}（{household.group.label}）" for household in found],
        f"没有找到农户“{typed}”，请核对户编号、姓名或拼音首字母；这里只能记您负责的农户。",
        f"“{typed}”不止一户",
        "请填其中一户的编号。",
    )


def one_item(user: User, month: Month, typed: str) -> Item:
    """The one item of the month's standard the words mean. Raises ValidationError (Chinese)."""
    found = matching(items_of(user, month), typed)
    return _only(
        found,
        [str(item) for item in found],
        f"{month.label}执行的标准里没有“{typed}”这一项，请对照标准填编号或关键字。",
        f"“{typed}”不止一项",
        "请填其中一项的编号。",
    )


def _only(found: list[Found], labels: list[str], none: str, several: str, then: str) -> Found:
    if not found:
        raise forms.ValidationError(none)
    if len(found) == 1:
        return found[0]
    more = "等" if len(labels) > LISTED else ""
    raise forms.ValidationError(f"{several}：{'、'.join(labels[:LISTED])}{more}。{then}")
