"""The only writer of what a bank offers for points."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import BankOffer

RIGHT: Final = "points.add_bankoffer"
MOST: Final = 500
"""Hundredths of a percentage point: no bank goes so far."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`step` and `bound` in hundredths of a percentage point."""

    bank: str
    basis: str
    per_points: int
    step: int
    bound: int
    under_age: int
    stands: bool


def offer_of(community: Place, by: datetime | None = None) -> BankOffer | None:
    """The last version, whether it stands or not; of those written until the moment `by`, where one
    is given."""
    written = BankOffer.objects.filter(community=community)
    return (written if by is None else written.filter(at__lte=by)).first()


@transaction.atomic
def write(community: Place, terms: Terms, seen: int, by: User, at: datetime) -> BankOffer:
    """The next version. `seen`: the number of the version the page showed, 0 for none.

    Raises Refused with a sentence at the field that is wrong, or without an office; AlreadyHandled
    when somebody wrote another version meanwhile.
    """
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    offices_for(by, RIGHT, [community], day_of(at))
    last = offer_of(community)
    number = last.number if last else 0
    if number != seen:
        raise AlreadyHandled
    for name, told in (("bank", "请填写银行名称。"), ("basis", "请填写依据：协议名称和日期。")):
        if not getattr(terms, name).strip():
            raise Refused({name: told})
    if terms.per_points < 1:
        raise Refused({"per_points": "每多少分优惠一次，至少是1分，请改正。"})
    if not 1 <= terms.step <= terms.bound:
        raise Refused({"step": "每次优惠应大于0，且不超过最多优惠，请改正。"})
    if terms.bound > MOST:
        raise Refused({"bound": "最多优惠不超过5个百分点，请核对。"})
    if not 18 <= terms.under_age <= 60:
        raise Refused({"under_age": "年龄应在18至60周岁之间，请改正。"})
    return BankOffer.objects.create(
        community=community,
        number=number + 1,
        stands=terms.stands,
        bank=terms.bank.strip(),
        basis=terms.basis.strip(),
        per_points=terms.per_points,
        step=terms.step,
        bound=terms.bound,
        under_age=terms.under_age,
        by=by,
        at=at,
    )
