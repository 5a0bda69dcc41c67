"""The only writer of households and of their moves from one villager group to another."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from households.models import Household, HouseholdMove, Place, User
from households.refusals import AlreadyHandled, Refused
from households.roles import PlaceKind
from households.services.appointments import offices_for
from households.services.days import day_of
from households.services.particulars import CLEANERS

PARTICULARS = ("head", "people", "phone", "house_number", "note")
"""What may be changed; the code stays for good, the group changes by a move."""

FARTHEST_BACK = timedelta(days=366)
"""A household noted as gone for longer has points of months it was here for: a slip of the year."""

_BATCH = 500


def prepare(household: Household) -> None:
    """Puts the particulars into the form they are stored in and fills the search keys.

    Raises Refused with a sentence at each field that is wrong.
    """
    wrong: dict[str, str] = {}
    for field, clean in CLEANERS.items():
        try:
            setattr(household, field, clean(getattr(household, field)))
        except ValueError as error:
            wrong[field] = str(error)
    if wrong:
        raise Refused(wrong)
    household.index_name()


def create(
    group: Place, code: str, head: str, by: User, at: datetime, **particulars: Any
) -> Household:
    """A household of `group`; `particulars` are any of people, phone, house_number, note.

    Raises Refused for a code in use, a value that is wrong, or without an office to do so.
    """
    household = Household(group=group, code=code, head=head, **particulars)
    create_all([household], by, at)
    return household


@transaction.atomic
def create_all(households: Sequence[Household], by: User, at: datetime) -> None:
    """Stores new households, all or none, each with its `group` set; fills in their community.

    Raises Refused as `create`. The number of queries does not grow with the households, apart
    from the batches of the database.
    """
    groups = {household.group_id: household.group for household in households}
    offices_for(by, "households.add_household", groups.values(), day_of(at))
    codes: set[tuple[int, str]] = set()
    for household in households:
        community = household.group.community
        if household.group.kind != PlaceKind.GROUP or community is None:
            raise Refused({"group": "农户要登记在村民小组之下，请改选。"})
        household.community = community
        prepare(household)
        key = (household.community_id, household.code)
        if key in codes:
            raise Refused({"code": f"户编号“{household.code}”重复了，请核对。"})
        codes.add(key)
    _require_free(codes)
    Household.objects.bulk_create(households, batch_size=_BATCH)


def _require_free(codes: Collection[tuple[int, str]]) -> None:
    communities = {community for community, _ in codes}
    # Two people may add the same code at once: the second waits here and then sees the first's.
    list(Place.objects.select_for_update(no_key=True).filter(pk__in=communities).order_by("pk"))
    taken = Household.objects.filter(
        community__in=communities, code__in=[code for _, code in codes]
    ).values_list("community_id", "code")
    for _, code in sorted(set(taken) & set(codes)):
        raise Refused({"code": f"本社区已有户编号“{code}”，请核对。"})


def change(
    household: Household, by: User, at: datetime, fields: Collection[str] = PARTICULARS
) -> None:
    """Stores the changed `fields` of one household. Raises Refused as `change_all`."""
    change_all([household], by, at, fields)


@transaction.atomic
def change_all(
    households: Sequence[Household],
    by: User,
    at: datetime,
    fields: Collection[str] = PARTICULARS,
) -> None:
    """Stores the `fields`, of head, people, phone, house_number and note, of known households.

    Raises Refused for a value that is wrong, or without an office to do so.
    """
    groups = {household.group_id: household.group for household in households}
    offices_for(by, "households.change_household", groups.values(), day_of(at))
    for household in households:
        prepare(household)
    search_keys = ("pinyin", "initials") if "head" in fields else ()
    Household.objects.bulk_update(households, [*fields, *search_keys], batch_size=_BATCH)


def move(
    household: Household, to_group: Place, reason: str, by: User, at: datetime
) -> HouseholdMove:
    """Moves one household to another group of its community. Raises as `move_all`."""
    return move_all([(household, to_group)], reason, by, at)[0]


@transaction.atomic
def move_all(
    moves: Sequence[tuple[Household, Place]], reason: str, by: User, at: datetime
) -> list[HouseholdMove]:
    """Moves households to other groups, all or none; their points and records go with them.

    Raises Refused without a reason, for a group of another community, for the group it is in, for
    a household that has left, without an office at both groups; AlreadyHandled when one of them
    is no longer in the group it was seen in.
    """
    if not reason.strip():
        raise Refused({"reason": "请写明迁组的原因。"})
    places = {place.pk: place for household, to in moves for place in (household.group, to)}
    offices_for(by, "households.change_household", places.values(), day_of(at))
    for household, to_group in moves:
        _require_movable(household, to_group)
    kept = HouseholdMove.objects.bulk_create(
        (
            HouseholdMove(
                community_id=household.community_id,
                household=household,
                from_group=household.group,
                to_group=to_group,
                reason=reason.strip(),
                by=by,
                at=at,
            )
            for household, to_group in moves
        ),
        batch_size=_BATCH,
    )
    _write_groups(moves)
    return kept


def _require_movable(household: Household, to_group: Place) -> None:
    if to_group.kind != PlaceKind.GROUP or to_group.community_id != household.community_id:
        raise Refused({"group": "只能迁到本社区的另一个村民小组，请改选。"})
    if to_group.pk == household.group_id:
        raise Refused({"group": f"{household}已经在{to_group.label}，不必迁组。"})
    if household.left_on is not None:
        raise Refused({"group": f"{household}已迁出社区，不能再迁组。"})


def _write_groups(moves: Sequence[tuple[Household, Place]]) -> None:
    """Guarded by the old group: somebody may have moved one of them since it was read."""
    by_way: dict[tuple[int, Place], list[Household]] = {}
    for household, to_group in moves:
        by_way.setdefault((household.group_id, to_group), []).append(household)
    for (from_group, to_group), moving in by_way.items():
        keys = [household.pk for household in moving]
        written = Household.objects.filter(pk__in=keys, group_id=from_group, left_on__isnull=True)
        if written.update(group=to_group) != len(keys):
            raise AlreadyHandled
        for household in moving:
            household.group = to_group


@transaction.atomic
def mark_left(household: Household, on: date, by: User, at: datetime) -> None:
    """Notes that the household has left the community, `on` being its last day there.

    Its account and records stay. Raises Refused for a day that has not come or without an office,
    AlreadyHandled when it has been noted meanwhile.
    """
    offices_for(by, "households.change_household", [household.group], day_of(at))
    if on > day_of(at):
        raise Refused({"left_on": "迁出日期还没有到，请改正。"})
    if on < day_of(at) - FARTHEST_BACK:
        raise Refused({"left_on": "迁出日期最多补登一年以内的，请核对年份。"})
    staying = Household.objects.living_here().filter(pk=household.pk)
    if not staying.update(left_on=on):
        raise AlreadyHandled
    household.left_on = on


@transaction.atomic
def mark_returned(household: Household, by: User, at: datetime) -> None:
    """Takes the note of leaving back. Raises Refused without an office, AlreadyHandled."""
    offices_for(by, "households.change_household", [household.group], day_of(at))
    gone = Household.objects.filter(pk=household.pk, left_on__isnull=False)
    if not gone.update(left_on=None):
        raise AlreadyHandled
    household.left_on = None
