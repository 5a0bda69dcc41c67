"""Whom and what the forms of a month are printed with: households, items, who sits in a meeting."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from households.backends import covers
from households.models import Appointment, Household, Place, User
from households.roles import Role
from points.models import Item, Sheet, SheetLine, Standard
from points.periods import Month
from points.quorum import votes_needed
from points.services.meetings import delegates_in_office, delegates_on
from points.services.policies import policy_of
from points.services.votes import panels


@dataclass(frozen=True, slots=True)
class Group:
    """A villager group: its households (code, head) by code, and its committee.

    `out` of these have to stay out, as far as is known, with the reason in a word; `needed` of the
    `members` have to agree.
    """

    place: Place
    households: Sequence[tuple[str, str]]
    members: Sequence[str]
    out: Sequence[tuple[str, str]]
    needed: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """`groups` of a community in a month, the forms of which are printed together.

    `items` are those of the standard in force, none without one. `auditors` and `delegates` are the
    names that the person who prints sees; `delegates_in_all` counts them all, 0 for no list.
    """

    community: Place
    month: Month
    groups: Sequence[Group]
    items: Sequence[Item]
    auditors: Sequence[str]
    delegates: Sequence[str]
    delegates_in_all: int


def occasion(user: User, groups: Sequence[Place], month: Month, day: date) -> Occasion:
    """What `user` prints on `day` for `groups` of his community. At most 16 queries,
    which is when some of the groups have their sheet of the month and others don't."""
    community = user.community
    sheets = {
        sheet.group_id: sheet
        for sheet in Sheet.objects.of_month(month)
        .filter(community=community, group__in=groups)
        .select_related("group")
    }
    here = Appointment.objects.visible_to(user, day).filter(community=community)
    listed = delegates_in_office(community.pk, day).filter(pk__in=here.values("pk"))
    return Occasion(
        community=community,
        month=month,
        groups=_groups(groups, sheets, month, day),
        items=_items(community, month),
        auditors=_names(here.open_on(day).filter(role=Role.AUDITOR)),
        delegates=_names(listed),
        delegates_in_all=delegates_on(community.pk, day),
    )


def _items(community: Place, month: Month) -> list[Item]:
    standard = Standard.objects.filter(community=community).in_force_on_first_day_of(month).first()
    if standard is None:
        return []
    return list(standard.items.select_related("rule__area").order_by("position"))


def _names(held: QuerySet[Appointment]) -> list[str]:
    """The people of these appointments, each once, by name."""
    people = held.order_by("user__name", "user_id").values_list("user_id", "user__name")
    return list(dict(people.distinct()).values())


def _groups(
    groups: Sequence[Place], sheets: dict[int, Sheet], month: Month, day: date
) -> list[Group]:
    households = _households(groups, month)
    found = panels(list(sheets.values()), day) if sheets else {}
    seats = _seats(groups, day) if len(sheets) < len(groups) else {}
    made = []
    for group in groups:
        sheet = sheets.get(group.pk)
        if sheet is None:
            members, needed = seats[group.pk]
            out = []
        else:
            panel = found[sheet.pk]
            members, needed = [user.name for user in panel.members], panel.needed
            out = [(user.name, why) for user, why in panel.out.items()]
        made.append(Group(group, households[group.pk], members, out, needed))
    return made


def _seats(groups: Sequence[Place], day: date) -> dict[int, tuple[list[str], int]]:
    """group → its committee and how many of it have to agree, while there is no sheet that tells
    who stays out. Two queries."""
    community = groups[0].home()
    offices = list(
        Appointment.objects.open_on(day)
        .filter(role=Role.COMMITTEE, community=community)
        .select_related("user", "place")
        .order_by("user__name", "user_id", "pk")
    )
    quorum = policy_of(community).committee_quorum
    found = {}
    for group in groups:
        people = {office.user: office.user.name for office in offices if covers(office, group)}
        found[group.pk] = list(people.values()), votes_needed(len(people), quorum)
    return found


def _households(groups: Sequence[Place], month: Month) -> defaultdict[int, list[tuple[str, str]]]:
    """group → its households as its sheet has them, or will have them; whoever moved in the course
    of the month stays with the group that his line is in. Two queries."""
    of_month = Q(lines__sheet__year=month.year, lines__sheet__month=month.month)
    elsewhere = SheetLine.objects.filter(
        household=OuterRef("pk"), sheet__year=month.year, sheet__month=month.month
    )
    in_sheet = (
        Household.objects.filter(of_month, lines__sheet__group__in=groups)
        .annotate(at=F("lines__sheet__group"))
        .values_list("at", "code", "head")
    )
    living = (
        Household.objects.living_here_in(month.first_day)
        .filter(~Exists(elsewhere), group__in=groups)
        .annotate(at=F("group"))
        .values_list("at", "code", "head")
    )
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for group, code, head in sorted([*in_sheet, *living], key=lambda row: row[1]):
        found[group].append((code, head))
    return found
