"""亲属申报: declared, taken back, kept; who may, and that nothing is written over."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from households.models import Household, Relation
from households.refusals import AlreadyHandled, Refused
from households.services import relations
from households.services.relations import kin_of
from tests.factory import NOON, Office, make_household, signed_in

pytestmark = pytest.mark.django_db

SIBLING = Relation.Kind.SIBLING
ADD = "/admin/households/relation/add/"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾")


def declare(office: Office, household: Household, kind: str = SIBLING) -> Relation:
    return relations.declare(office.committee, household, kind, office.administrator, NOON)


def test_a_relation_says_whose_of_what_kind_and_who_wrote_it_down(
    office: Office, zhang: Household
) -> None:
    relation = declare(office, zhang)
    assert (relation.user, relation.household, relation.kind) == (office.committee, zhang, SIBLING)
    assert (relation.declared_by, relation.declared_at) == (office.administrator, NOON)
    assert kin_of(office.committee) == {zhang.pk}
    assert kin_of(office.auditor) == set()


def test_the_same_relation_is_declared_once_while_it_stands(
    office: Office, zhang: Household
) -> None:
    declare(office, zhang)
    with pytest.raises(ValidationError, match="已经申报过了"):
        declare(office, zhang, Relation.Kind.PARENT)
    assert Relation.objects.count() == 1


def test_the_database_keeps_a_second_one_away_too(office: Office, zhang: Household) -> None:
    again = declare(office, zhang)
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_the_own_household_needs_no_relation(office: Office, zhang: Household) -> None:
    office.committee.household = zhang
    office.committee.save(update_fields=["household"])
    with pytest.raises(Refused, match="本人所在户，已经自动回避"):
        declare(office, zhang)


def test_a_household_of_another_community_is_nobodys_relative_here(office: Office) -> None:
    theirs = make_household(Office("西岭社区").group)
    with pytest.raises(Refused, match="这一户不在本社区"):
        declare(office, theirs)
    assert not Relation.objects.exists()


def test_a_relation_taken_back_stays_on_record_and_may_be_declared_anew(
    office: Office, zhang: Household
) -> None:
    relation = declare(office, zhang)
    relations.end(relation, office.administrator, NOON)
    relation.refresh_from_db()
    assert (relation.ended_by, relation.ended_at) == (office.administrator, NOON)
    assert kin_of(office.committee) == set()
    declare(office, zhang)
    assert (Relation.objects.count(), kin_of(office.committee)) == (2, {zhang.pk})


def test_a_relation_is_taken_back_once(office: Office, zhang: Household) -> None:
    relation = declare(office, zhang)
    relations.end(relation, office.administrator, NOON)
    with pytest.raises(AlreadyHandled, match="已经撤销"):
        relations.end(relation, office.administrator, NOON)


def test_nobody_but_the_administrator_of_the_community_writes_relations(
    office: Office, zhang: Household
) -> None:
    relation = declare(office, zhang)
    other = make_household(office.group)
    for person in (office.clerk, office.supervisor, Office("西岭社区").administrator):
        with pytest.raises(Refused, match="任职"):
            relations.declare(office.committee, other, SIBLING, person, NOON)
        with pytest.raises(Refused, match="任职"):
            relations.end(relation, person, NOON)
    assert Relation.objects.standing().get() == relation


def test_a_relation_is_never_rewritten(office: Office, zhang: Household) -> None:
    relation = declare(office, zhang)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Relation.objects.filter(pk=relation.pk).update(kind=Relation.Kind.OTHER)


# The back office


def typed(office: Office, household: Household) -> dict[str, object]:
    return {"user": office.committee.pk, "household": household.pk, "kind": "sibling"}


def test_the_administrator_declares_and_takes_back_in_the_back_office(
    office: Office, zhang: Household
) -> None:
    client = signed_in(office.administrator)
    assert client.post(ADD, typed(office, zhang)).status_code == 302
    relation = Relation.objects.get()
    assert (relation.user, relation.declared_by) == (office.committee, office.administrator)
    page = f"/admin/households/relation/{relation.pk}/change/"
    # A tick is needed; anything else typed is of no effect.
    assert client.post(page, {"kind": "other"}).status_code == 302
    relation.refresh_from_db()
    assert (relation.kind, relation.ended_at) == ("sibling", None)
    assert client.post(page, {"ends": "on"}).status_code == 302
    relation.refresh_from_db()
    assert relation.ended_by == office.administrator
    assert "撤销这项申报" not in client.get(page).content.decode()


def test_what_the_service_refuses_is_told_on_the_form(office: Office, zhang: Household) -> None:
    client = signed_in(office.administrator)
    client.post(ADD, typed(office, zhang))
    response = client.post(ADD, typed(office, zhang))
    assert response.status_code == 200
    assert "已经申报过了" in response.content.decode()
    assert Relation.objects.count() == 1


def test_the_clerk_looks_and_changes_nothing(office: Office, zhang: Household) -> None:
    relation = declare(office, zhang)
    client = signed_in(office.clerk)
    page = f"/admin/households/relation/{relation.pk}/change/"
    text = client.get(page).content.decode()
    assert "兄弟姐妹家" in text
    assert "撤销这项申报" not in text
    assert client.post(page, {"ends": "on"}).status_code == 403
    assert client.post(ADD, typed(office, zhang)).status_code == 403
    assert Relation.objects.standing().exists()


def test_nobody_else_reaches_the_relations(office: Office, zhang: Household) -> None:
    relation = declare(office, zhang)
    page = f"/admin/households/relation/{relation.pk}/change/"
    assert signed_in(office.committee).get(page).status_code == 403
    assert signed_in(Office("西岭社区").administrator).get(page).status_code == 404
    assert Client().get(page).status_code == 302
