"""What each person sees of every model: the rows his open appointments cover, and no other."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils import timezone

from households.models import CardAttempt, Place, Submission, User
from households.roles import Role
from households.scope import ScopedQuerySet, place_of
from points.models import LineCheck, PrintJob, Sheet
from points.services import replays
from tests.access.conftest import Towns
from tests.access.towns import Town
from tests.factory import NOVEMBER, appoint, make_user

pytestmark = pytest.mark.django_db

UNSCOPED = {CardAttempt, LineCheck, Submission}
"""Never shown to anybody."""
OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] != "django"]
SCOPED = [model for model in OURS if model not in UNSCOPED]
PERSONAL = {PrintJob}
"""Seen by one person alone of those whose offices cover it."""
DAY = timedelta(days=1)
MakePerson = Callable[[Town], tuple[User, list[Place]]]


def rows_of(model: type[Model]) -> QuerySet:
    lookup = getattr(model, "shared_lookup", None) or model.place_lookup
    chain = [] if lookup == "pk" else [f"{lookup}__parent", f"{lookup}__community"]
    return model._default_manager.select_related(*chain)


def lies_below(place: Place, held: Place) -> bool:
    return held.pk in (place.pk, place.parent_id, place.community_id)


def covered(model: type[Model], held: list[Place]) -> set[object]:
    """The keys of what the offices at `held` cover; a whole community shares some models."""
    shared = hasattr(model, "shared_lookup")
    seats = [place.home() for place in held] if shared else held
    return {
        row.pk for row in rows_of(model) if any(lies_below(place_of(row), seat) for seat in seats)
    }


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_model_says_where_its_rows_lie(model: type[Model], towns: Towns) -> None:
    if model in UNSCOPED:
        assert not hasattr(model._default_manager, "visible_to")
        return
    assert issubclass(model._default_manager.all().__class__, ScopedQuerySet)
    # A model without a row in each town would pass all the rest unseen: add one to Town.
    homes = {place_of(row).home() for row in rows_of(model)}
    assert homes == {towns.here.community, towns.there.community, towns.twin.community}


def at(*roles_and_places: tuple[Role, str]) -> MakePerson:
    """A person of a town with offices at its places, named by code."""

    def make(town: Town) -> tuple[User, list[Place]]:
        user = make_user(town.community)
        held = []
        for role, code in roles_and_places:
            place = Place.objects.get(code=code, community=town.community) if code else None
            appoint(user, role, place or town.community)
            held.append(place or town.community)
        return user, held

    return make


def during(start: timedelta, end: timedelta | None, is_open: bool = True) -> MakePerson:
    """A clerk from `start` to `end`, counted from today."""

    def make(town: Town) -> tuple[User, list[Place]]:
        user, today = make_user(town.community), timezone.localdate()
        office = appoint(user, Role.CLERK, town.community, today + start)
        if end is not None:
            office.ends_on = today + end
            office.save(update_fields=["ends_on"])
        return user, [town.community] if is_open else []

    return make


def locked_out(town: Town) -> tuple[User, list[Place]]:
    user, _ = at((Role.CLERK, ""))(town)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user, []


PEOPLE = {
    "a clerk": at((Role.CLERK, "")),
    "an administrator": at((Role.ADMINISTRATOR, "")),
    "a committee member of one village": at((Role.COMMITTEE, "AV1")),
    "a scorer of one village": at((Role.SCORER, "AV2")),
    "a scorer of one group": at((Role.SCORER, "AG2")),
    "a scorer of two groups": at((Role.SCORER, "AG1"), (Role.SCORER, "AG3")),
    "a scorer of a group who supervises a village": at(
        (Role.SCORER, "AG3"), (Role.SUPERVISOR, "AV1")
    ),
    "a scorer of a group who is a clerk too": at((Role.SCORER, "AG3"), (Role.CLERK, "")),
    "a storekeeper of one counter": at((Role.STOREKEEPER, "AS1")),
    "a merchant": at((Role.MERCHANT, "AM1")),
    "a merchant who scores a group": at((Role.MERCHANT, "AM2"), (Role.SCORER, "AG1")),
    "nobody in particular": at(),
    "a clerk until yesterday": during(-9 * DAY, -DAY, is_open=False),
    "a clerk until today": during(-9 * DAY, 0 * DAY),
    "a clerk from today on": during(0 * DAY, None),
    "a clerk from tomorrow on": during(DAY, None, is_open=False),
    "a clerk whose account is closed": locked_out,
}


@pytest.mark.parametrize("person", PEOPLE)
def test_a_person_sees_what_his_open_offices_cover_of_every_model(
    person: str, towns: Towns
) -> None:
    user, held = PEOPLE[person](towns.here)
    wrong = {
        model.__name__
        for model in SCOPED
        if model not in PERSONAL
        and set(model._default_manager.visible_to(user).values_list("pk", flat=True))
        != covered(model, held)
    }
    assert not wrong


@pytest.mark.parametrize("role", Role)
def test_nobody_sees_a_row_of_another_community(role: Role, towns: Towns) -> None:
    for town, others in ((towns.here, towns.twin), (towns.there, towns.here)):
        user = town.officers[role]
        for model in SCOPED:
            seen = rows_of(model).filter(pk__in=model._default_manager.visible_to(user))
            assert others.community not in {place_of(row).home() for row in seen}, model


def test_what_is_seen_is_asked_for_a_day(towns: Towns) -> None:
    user, _ = during(-9 * DAY, -DAY)(towns.here)
    today = timezone.localdate()
    on_the_last_day = Place.objects.visible_to(user, today - DAY)
    before_the_first = Place.objects.visible_to(user, today - 10 * DAY)
    assert (on_the_last_day.count(), before_the_first.count()) == (11, 0)


def test_the_right_to_a_thing_is_looked_for_where_the_thing_lies(towns: Towns) -> None:
    scorer = towns.here.officers[Role.SCORER]
    own, next_ones = (
        Sheet.objects.of_month(NOVEMBER).get(group=group) for group in towns.here.groups[:2]
    )
    assert scorer.has_perm("points.pass_group", own)
    assert not scorer.has_perm("points.pass_group", next_ones)
    assert not towns.twin.officers[Role.SCORER].has_perm("points.pass_group", own)


def test_what_a_community_shares_is_open_to_whoever_holds_the_right_anywhere_in_it(
    towns: Towns,
) -> None:
    here, scorer = towns.here, towns.here.officers[Role.SCORER]
    for right, thing in (("view_notice", here.notice), ("view_standard", here.standard)):
        assert scorer.has_perm(f"points.{right}", thing)
        assert not scorer.has_perm("points.publish_notice", thing)
        assert not towns.twin.officers[Role.SCORER].has_perm(f"points.{right}", thing)


def test_a_long_print_is_seen_by_who_asked_for_it_while_his_office_covers_it(towns: Towns) -> None:
    here, job = towns.here, towns.here.print_job
    asked = set(PrintJob.objects.filter(community=here.community, kind=replays.KIND))
    for user in here.officers.values():
        seen = set(PrintJob.objects.visible_to(user))
        assert seen == ({job} | asked if user == here.clerk else set()), user
    today = timezone.localdate()
    before_his_office = PrintJob.objects.visible_to(here.clerk, today.replace(year=2000))
    assert not before_his_office.exists()
