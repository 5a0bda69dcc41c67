"""名册: carries out what a roster says about the households of one community, all or nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from households.models import Household, Place, User
from households.services import households
from households.services.roster_cells import GROUP, HEAD, HOUSE_NUMBER, NOTE, PEOPLE, PHONE
from households.services.roster_report import Changed, RosterReport

MOVED_BY_ROSTER = "名册导入"

HEADING_OF = {
    "head": HEAD,
    "people": PEOPLE,
    "phone": PHONE,
    "house_number": HOUSE_NUMBER,
    "note": NOTE,
}
"""Field of `Household` that a roster may change → its heading."""


@transaction.atomic
def carry_out(
    new: Sequence[Household],
    listed: Iterable[tuple[Household, Household]],
    others: Iterable[Household],
    by: User,
    at: datetime,
) -> RosterReport:
    """Writes the households a roster adds, changes and moves; deletes nobody.

    `new` are unsaved households with their group; `listed` pairs of a known household as it is
    stored and as the roster has it; `others` the known ones that are not on the roster. Raises
    Refused where `by` holds no office to do so, AlreadyHandled when a household was moved
    meanwhile. The number of queries does not grow with the rows.
    """
    report = RosterReport(new=list(new))
    villages = {household.group.parent_id for household in new}
    changes = _Changes(report)
    for before, after in listed:
        villages.add(after.group.parent_id)
        changes.note(before, after)
    for household in others:
        if household.left_on is None:
            if household.group.parent_id in villages:
                report.absent.append(household)
            else:
                report.villages_left_out[str(household.group.parent)] += 1
    if new:
        households.create_all(new, by, at)
    if changes.changed:
        households.change_all(changes.changed, by, at, changes.fields)
    if changes.moves:
        households.move_all(changes.moves, MOVED_BY_ROSTER, by, at)
    return report


class _Changes:
    """What is to be written of the known households, each change told in the report."""

    def __init__(self, report: RosterReport) -> None:
        self.report = report
        self.changed: list[Household] = []
        self.fields: set[str] = set()
        self.moves: list[tuple[Household, Place]] = []

    def note(self, before: Household, after: Household) -> None:
        """Compares a household as it is stored with what the roster says of it."""
        # The group is written by a move, with its reason, never as a particular.
        to_group, after.group = after.group, before.group
        if before.left_on is not None:
            self.report.gone.append(before)
            return
        differing = _differing(before, after, self.report)
        if differing:
            self.changed.append(after)
            self.fields.update(differing)
        if to_group != before.group:
            self.moves.append((after, to_group))
            way = Changed(before, GROUP, before.group.label, to_group.label)
            self.report.moved.append(way)
        elif not differing:
            self.report.unchanged += 1


def _differing(before: Household, after: Household, report: RosterReport) -> list[str]:
    """The fields in which a household differs, each told in the report."""
    fields = [name for name in HEADING_OF if getattr(before, name) != getattr(after, name)]
    for name in fields:
        old, new = (_told(getattr(household, name)) for household in (before, after))
        listed = report.new_heads if name == "head" else report.changed
        listed.append(Changed(before, HEADING_OF[name], old, new))
    return fields


def _told(value: str | int | None) -> str:
    return "" if value is None else str(value)
