"""The only writer of committee votes, and who has to be heard before a sheet passes.

A vote is on one version of a sheet: whoever agreed to what has been changed since votes anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from households.backends import covers
from households.models import Appointment, Relation, User
from households.refusals import Refused
from households.roles import Role
from households.services.days import day_of
from points.models import CommitteeVote, Policy, Sheet, SheetLine, StepDecision
from points.quorum import votes_needed
from points.steps import Step

OWN: Final = "本人家"
KIN: Final = "亲属家"
OTHER_STEP: Final = "办过另一步"
"""Why a member stays out of a sheet, in a word."""
_STAYS_OUT: Final = {
    OWN: "里有您自己家，按规定回避，由其他委员办理。",
    KIN: "里有您申报的亲属家，按规定回避，由其他委员办理。",
    OTHER_STEP: "的另一步是您办的，评议须由别人办理。",
}

AGREE = CommitteeVote.Choice.AGREE


@dataclass(frozen=True, slots=True)
class Panel:
    """Who decides on one sheet at the committee's step.

    `members` may vote, `needed` of them have to agree. `out` have to stay out and are not counted,
    each with the reason in a word.
    """

    members: tuple[User, ...]
    out: Mapping[User, str]
    needed: int


@dataclass(frozen=True, slots=True)
class Poll:
    """A panel and the votes on its sheet as it stands, in the order they were cast.

    `lapsed` are the votes on what the sheet was before. A vote counts while its member is on the
    panel: an office that has ended since, or a relative declared since, takes it away.
    """

    panel: Panel
    votes: Sequence[CommitteeVote]
    lapsed: Sequence[CommitteeVote]

    def vote_of(self, user: User) -> CommitteeVote | None:
        return next((vote for vote in self.votes if vote.by_id == user.pk), None)

    def count(self, choice: str) -> int:
        return sum(vote.choice == choice and vote.by in self.panel.members for vote in self.votes)

    @property
    def missing(self) -> int:
        """How many have to agree yet; at least one, as a sheet passes by an agreeing vote alone."""
        return max(1, self.panel.needed - self.count(AGREE))

    @property
    def may_pass(self) -> bool:
        """Whether those who have not voted are enough to let the sheet pass."""
        return sum(self.vote_of(user) is None for user in self.panel.members) >= self.missing


def polls(sheets: Sequence[Sheet], day: date) -> dict[int, Poll]:
    """The poll on each sheet (by primary key) on `day`. Six queries for any number of sheets."""
    if not sheets:
        return {}
    standing = {(sheet.pk, sheet.round, sheet.version) for sheet in sheets}
    now: defaultdict[int, list[CommitteeVote]] = defaultdict(list)
    before: defaultdict[int, list[CommitteeVote]] = defaultdict(list)
    rows = CommitteeVote.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    for vote in rows.select_related("by").order_by("pk"):
        stands = (vote.sheet_id, vote.round, vote.version) in standing
        (now if stands else before)[vote.sheet_id].append(vote)
    of = panels(sheets, day)
    return {sheet.pk: Poll(of[sheet.pk], now[sheet.pk], before[sheet.pk]) for sheet in sheets}


def panels(sheets: Sequence[Sheet], day: date) -> dict[int, Panel]:
    """The panel of each sheet (by primary key) on `day`. Five queries for any number of sheets."""
    communities = {sheet.community_id for sheet in sheets}
    offices = list(
        Appointment.objects.open_on(day)
        .filter(role=Role.COMMITTEE, community__in=communities)
        .select_related("user", "place")
        .order_by("user__name", "user_id", "pk")
    )
    reasons = _reasons(sheets, {office.user for office in offices})
    settings = dict(
        Policy.objects.filter(community__in=communities).values_list(
            "community_id", "committee_quorum"
        )
    )
    found = {}
    for sheet in sheets:
        people = {office.user: None for office in offices if covers(office, sheet.group)}
        why = reasons[sheet.pk]
        members = tuple(user for user in people if user.pk not in why)
        found[sheet.pk] = Panel(
            members=members,
            out={user: why[user.pk] for user in people if user.pk in why},
            needed=votes_needed(len(members), settings.get(sheet.community_id)),
        )
    return found


def _reasons(sheets: Sequence[Sheet], people: Iterable[User]) -> defaultdict[int, dict[int, str]]:
    """sheet → those of `people` who stay out of it, with the reason."""
    keys = [sheet.pk for sheet in sheets]
    homes: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for household, user in (
        Relation.objects.standing().filter(user__in=people).values_list("household_id", "user_id")
    ):
        homes[household][user] = KIN
    for person in people:
        if person.household_id is not None:
            homes[person.household_id][person.pk] = OWN
    passed = StepDecision.objects.filter(
        sheet__in=keys, by__in=people, outcome=StepDecision.Outcome.PASSED
    ).exclude(step=Step.COMMITTEE)
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for sheet_id, user in passed.order_by().values_list("sheet_id", "by_id"):
        found[sheet_id][user] = OTHER_STEP
    lines = SheetLine.objects.filter(sheet__in=keys, household__in=homes).order_by()
    for sheet_id, household in lines.values_list("sheet_id", "household_id"):
        for user, why in homes[household].items():
            # Whose own household is there too is told that.
            if found[sheet_id].get(user) != OWN:
                found[sheet_id][user] = why
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
    members agree to by it.

    `offices` go by villager group. Raises Refused when he has voted on this version, has to stay
    out, or when too few members are left to decide at all.
    """
    before = polls(sheets, day_of(at))
    for sheet in sheets:
        _require_on_panel(sheet, before[sheet.pk].panel, by)
        if before[sheet.pk].vote_of(by) is not None:
            raise Refused(f"您已对{sheet}表决过，一人一票，不用再投；内容有改动时再请您重新表决。")
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
    return [sheet for sheet in sheets if choice == AGREE and before[sheet.pk].missing == 1]


def require_no_relative(sheet: Sheet, by: User, day: date) -> None:
    """Raises Refused when a household of `by` or of his relatives is on `sheet`."""
    why = panels([sheet], day)[sheet.pk].out.get(by)
    if why in (OWN, KIN):
        raise Refused(f"{sheet}{_STAYS_OUT[why]}")


def _require_on_panel(sheet: Sheet, panel: Panel, by: User) -> None:
    if by in panel.out:
        raise Refused(f"{sheet}{_STAYS_OUT[panel.out[by]]}")
    if len(panel.members) < panel.needed:
        raise Refused(
            f"{sheet}能表决的评审委员只有{len(panel.members)}位，不足通过所需的{panel.needed}票，"
            "请管理员增补委员或调整“评议通过票数”。"
        )
