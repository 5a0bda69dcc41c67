"""The only writer of committee votes, and who has to be heard before a sheet passes.

A vote is on one version of a sheet: whoever agreed to what has been changed since votes anew.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from households.backends import covers
from households.models import Appointment, Relation, User
from households.refusals import Refused
from households.roles import Role
from households.services.days import day_of
from points.models import CommitteeVote, Policy, Sheet, SheetLine
from points.quorum import votes_needed


@dataclass(frozen=True, slots=True)
class Panel:
    """Who decides on one sheet at the committee's step.

    `members` may vote; `out` have to stay out, as a household of theirs or of a declared relative
    is on the sheet. `needed` is how many members have to agree.
    """

    members: tuple[User, ...]
    out: tuple[User, ...]
    needed: int


def panels(sheets: Sequence[Sheet], day: date) -> dict[int, Panel]:
    """The panel of each sheet (by primary key) on `day`. Four queries for any number of sheets."""
    communities = {sheet.community_id for sheet in sheets}
    offices = list(
        Appointment.objects.open_on(day)
        .filter(role=Role.COMMITTEE, community__in=communities)
        .select_related("user", "place")
        .order_by("user__name", "user_id", "pk")
    )
    near = _near_on(sheets, {office.user for office in offices})
    settings = dict(
        Policy.objects.filter(community__in=communities).values_list(
            "community_id", "committee_quorum"
        )
    )
    found = {}
    for sheet in sheets:
        people = {office.user: None for office in offices if covers(office, sheet.group)}
        out = tuple(user for user in people if user.pk in near[sheet.pk])
        members = tuple(user for user in people if user not in out)
        needed = votes_needed(len(members), settings.get(sheet.community_id))
        found[sheet.pk] = Panel(members, out, needed)
    return found


def _near_on(sheets: Sequence[Sheet], people: set[User]) -> Mapping[int, set[int]]:
    """sheet → those of `people` with a household of theirs or of a relative on it."""
    homes: defaultdict[int, set[int]] = defaultdict(set)
    for user in people:
        if user.household_id is not None:
            homes[user.household_id].add(user.pk)
    related = Relation.objects.standing().filter(user__in=people)
    for household, user_id in related.values_list("household_id", "user_id"):
        homes[household].add(user_id)
    lines = SheetLine.objects.filter(sheet__in=[s.pk for s in sheets], household__in=homes)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for sheet_id, household in lines.values_list("sheet_id", "household_id"):
        found[sheet_id] |= homes[household]
    return found


def votes_now(sheets: Sequence[Sheet]) -> dict[int, list[CommitteeVote]]:
    """The votes on each sheet (by primary key) as it stands, in the order they were cast."""
    standing = {(sheet.pk, sheet.round, sheet.version) for sheet in sheets}
    found: defaultdict[int, list[CommitteeVote]] = defaultdict(list)
    rows = CommitteeVote.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    for vote in rows.select_related("by", "appointment__place__parent").order_by("pk"):
        if (vote.sheet_id, vote.round, vote.version) in standing:
            found[vote.sheet_id].append(vote)
    return found


def cast(
    sheets: Sequence[Sheet],
    choice: str,
    remark: str,
    offices: Mapping[int, Appointment],
    by: User,
    at: datetime,
) -> list[Sheet]:
    """Writes the vote of `by` on each of `sheets` (locked, as seen); returns those that enough
    members agree to now.

    `offices` go by villager group. Raises Refused when he has voted on this version, has to stay
    out, or when too few members are left to decide at all.
    """
    of = panels(sheets, day_of(at))
    before = votes_now(sheets)
    agreed: list[Sheet] = []
    for sheet in sheets:
        panel = of[sheet.pk]
        _require_member(sheet, panel, by)
        cast_so_far = before.get(sheet.pk, [])
        if any(vote.by_id == by.pk for vote in cast_so_far):
            raise Refused(f"您已对{sheet}表决过，一人一票，不用再投；内容有改动时再请您重新表决。")
        agree = sum(vote.choice == CommitteeVote.Choice.AGREE for vote in cast_so_far)
        if choice == CommitteeVote.Choice.AGREE and agree + 1 >= panel.needed:
            agreed.append(sheet)
    CommitteeVote.objects.bulk_create(
        CommitteeVote(
            community_id=sheet.community_id,
            sheet=sheet,
            round=sheet.round,
            version=sheet.version,
            choice=choice,
            remark=remark.strip(),
            by=by,
            appointment=offices[sheet.group_id],
            at=at,
        )
        for sheet in sheets
    )
    return agreed


def _require_member(sheet: Sheet, panel: Panel, by: User) -> None:
    if by in panel.out:
        raise Refused(f"{sheet}里有您自己家或您申报的亲属家，按规定回避，由其他委员表决。")
    if len(panel.members) < panel.needed:
        raise Refused(
            f"{sheet}能表决的评审委员只有{len(panel.members)}位，不足通过所需的{panel.needed}票，"
            "请管理员增补委员或调整“评议通过票数”。"
        )
