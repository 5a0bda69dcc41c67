"""Forms of signing in and out: one person at the spot, or the ticked paper afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final

from django import forms

from households.forms import TokenForm
from households.models import User
from households.models.household import HouseholdQuerySet
from households.refusals import Refused
from points.forms.activity import name_field
from points.forms.fields import scan_field, time_field
from points.forms.record import one_household
from points.models import Activity, SignUp
from points.services.attendance_book import Arrival
from points.services.attendances import ArrivalsRefused

IN: Final = "in"
OUT: Final = "out"
SPARE: Final = 8
"""Lines for those who came without having signed up."""


class SignForm(TokenForm):
    """Who comes or goes. `household` is sent in place of `q` when it was picked out of several."""

    q = scan_field()
    person = name_field("谁", required=False, help_text="不填就是户主，或报了名的那一位。")
    when = time_field("时间", required=False, help_text="不填就是现在。")

    def __init__(self, *args: Any, today: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not today:
            self.fields["when"].help_text = "今天不是活动的日子，照纸上的时间填。"

    def clean(self) -> dict[str, Any]:
        """Takes the picked household's code in place of what was typed."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["q"] = self.data.get("household") or cleaned.get("q", "")
        if not cleaned["q"] and not self.errors:
            self.add_error("q", "请扫卡，或输户编号、姓名、拼音首字母。")
        return cleaned

    def refuse(self, refused: Any) -> None:
        """A refusal at the household or a time lands at the field it was typed into."""
        fields = {"household": "q", "came": "when", "left": "when"}
        if hasattr(refused, "error_dict"):
            named = {fields.get(name, name): told for name, told in refused.error_dict.items()}
            refused = Refused(named)
        super().refuse(refused)


@dataclass
class TickRow:
    """A line of the paper as typed, and what is wrong with it. `sign_up` is None for one that is
    written by hand."""

    key: str
    sign_up: SignUp | None
    ticked: bool = False
    household: str = ""
    person: str = ""
    came: str = ""
    left: str = ""
    errors: list[str] = field(default_factory=list)
    arrival: Arrival | None = None

    @property
    def is_used(self) -> bool:
        return self.ticked if self.sign_up else bool(self.household or self.person)


class TicksForm(TokenForm):
    """The paper of an activity: those signed up and still to come, a tick and two times each, and
    lines for others. Times begin with the call's."""

    def __init__(
        self,
        user: User,
        activity: Activity,
        signed_up: Sequence[SignUp],
        households: HouseholdQuerySet,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.activity, self.households = user, activity, households
        self.rows = [self._row(each.ref, each) for each in signed_up]
        self.rows += [self._row(str(number), None) for number in range(1, SPARE + 1)]

    def _row(self, key: str, sign_up: SignUp | None) -> TickRow:
        def typed(name: str, otherwise: str = "") -> str:
            return str(self.data.get(f"{name}:{key}", otherwise)).strip()

        return TickRow(
            key,
            sign_up,
            ticked=typed("tick") != "",
            household=typed("household"),
            person=typed("person"),
            came=typed("came", f"{self.activity.starts:%H:%M}"),
            left=typed("left", f"{self.activity.ends:%H:%M}"),
        )

    def clean(self) -> dict[str, Any]:
        """Reads the lines that are used; each tells what is wrong with it."""
        cleaned = super().clean() or self.cleaned_data
        used = [row for row in self.rows if row.is_used]
        for row in used:
            self._read(row)
        if not used:
            self.add_error(None, "请至少勾选一人，或在空行里填户编号。")
        elif any(row.errors for row in used):
            self.add_error(None, "有几行需要改正，见下面标出的各行；没有登记任何一行。")
        return cleaned

    def _read(self, row: TickRow) -> None:
        came, left = (
            self._time(row, label, text)
            for label, text in (("签到时间", row.came), ("签退时间", row.left))
        )
        try:
            if row.sign_up:
                household, person = row.sign_up.household, row.sign_up.person
            elif row.household:
                household = one_household(self.user, row.household, self.households)
                person = row.person
            else:
                row.errors.append("请填写户编号。")
                return
        except forms.ValidationError as error:
            row.errors += error.messages
            return
        row.arrival = Arrival(household, person, came, left)

    def _time(self, row: TickRow, label: str, text: str) -> time | None:
        try:
            return time_field(label).clean(text)
        except forms.ValidationError as error:
            row.errors.append(f"{label}：{''.join(error.messages)}")
            return None

    def arrivals(self) -> list[Arrival]:
        """Those of the lines used; only after `is_valid`."""
        return [row.arrival for row in self.rows if row.arrival is not None]

    def refuse(self, refused: Any) -> None:
        """Puts what was refused of single lines at them."""
        if not isinstance(refused, ArrivalsRefused):
            super().refuse(refused)
            return
        read = [row for row in self.rows if row.arrival is not None]
        for position, error in refused.by_position.items():
            read[position].errors += error.messages
        self.add_error(None, "有几行需要改正，见下面标出的各行；没有登记任何一行。")
