"""The only writer of relations, and the question whose households a person stays out of."""

from datetime import datetime

from django.db import transaction

from households.models import Household, Relation, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of


@transaction.atomic
def declare(user: User, household: Household, kind: str, by: User, at: datetime) -> Relation:
    """Writes down that `household` is that of a relative of `user`, who stays out of it from now.

    Raises Refused for a household of another community, for his own, and without an office;
    ValidationError (Chinese) for a relation that stands already.
    """
    if household.community_id != user.community_id:
        raise Refused({"household": "这一户不在本社区，请改选。"})
    offices_for(by, "households.add_relation", [household.group], day_of(at))
    if household.pk == user.household_id:
        raise Refused({"household": "这是他本人所在户，已经自动回避，不用申报。"})
    relation = Relation(
        community_id=household.community_id,
        user=user,
        household=household,
        kind=kind,
        declared_by=by,
        declared_at=at,
    )
    relation.full_clean()
    relation.save(force_insert=True)
    return relation


@transaction.atomic
def end(relation: Relation, by: User, at: datetime) -> None:
    """Takes a relation back, which stays on record; it may be declared anew.

    Raises Refused without an office, AlreadyHandled when it was taken back meanwhile.
    """
    offices_for(by, "households.change_relation", [relation.household.group], day_of(at))
    standing = Relation.objects.standing().filter(pk=relation.pk)
    if not standing.update(ended_at=at, ended_by=by):
        raise AlreadyHandled("这项申报已经撤销，本次未作改动。")


def kin_of(user: User) -> set[int]:
    """The households (by primary key) of the relatives that `user` has declared."""
    return set(Relation.objects.standing().filter(user=user).values_list("household_id", flat=True))
