"""Households of one group behind their cards, each with one of everything that a card shows."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import uuid4

from django.test import Client

from households.models import Card, Household
from households.services import cards
from points.models import (
    Activity,
    CertificateRequest,
    Evidence,
    Objection,
    Record,
    Serving,
    SheetLine,
    Veto,
)
from points.services import (
    activities,
    certificates,
    evidence,
    objections,
    records,
    servings,
    vetoes,
)
from points.services.activities import Call
from points.services.objections import Raised
from points.services.recordbook import Draft
from points.services.vetoes import Ground
from supermarket.models import Reservation
from supermarket.services.reservations import reserve
from tests.factory import NOON, NOVEMBER, Office, make_household
from tests.photos import photo
from tests.points.card_holding import holding
from tests.points.notice_months import OCTOBER, open_with, published
from tests.supermarket.factory import give_points, make_goods, make_shop, make_window, stocked
from tests.supermarket.serving import FAIR

TODAY = NOON.date()
CERTIFICATE = certificates.Asked(
    year=2026,
    applicant="张三",
    relation="head",
    recipient_kind="bank",
    recipient="农商银行",
    purpose="贷款",
    adult=True,
    agrees=True,
    consented_on=TODAY,
)


@dataclass(frozen=True, slots=True)
class Home:
    """A household's card and things: a claim, a deduction it was told of with its photo, an
    objection to its line of October, soap that it has reserved, a call it may answer, and a veto it
    was told of."""

    card: Card
    claim: Record
    deduction: Record
    photo: Evidence
    objection: Objection
    reservation: Reservation
    activity: Activity
    certificate: CertificateRequest
    veto: Veto


class Neighbourhood(Office):
    """October hangs, November is open to self-evaluation; Zhang and Li live next to each other.

    Both have points, and may reserve rice and soap for the days from 25 November on.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.households = [make_household(self.group, f"{name}{each}") for each in ("张", "李")]
        matters = {household: ["4.1"] for household in self.households}
        self.notice = published(self, OCTOBER, matters)
        open_with(self, NOVEMBER, {household: ["1.3"] for household in self.households})
        self.shop = make_shop(self.community, by=self.clerk)
        self.rice, self.soap = (
            make_goods(self.community, name, 5, by=self.clerk, number=number)
            for number, name in ((101, "大米"), (102, "肥皂"))
        )
        for goods in (self.rice, self.soap):
            stocked(self.shop, goods, 20, by=self.clerk)
        self.window = make_window(self.community, FAIR.date(), reserve_from=TODAY, by=self.clerk)
        call = Call(
            title="清理村口河道",
            place=self.village,
            spot="村口",
            held_on=date(2026, 11, 25),
            starts=time(8),
            ends=time(12),
            item_code="11.2",
            organiser="孙组织",
        )
        self.activity = activities.call(call, self.clerk, NOON)
        self.zhang, self.li = (self._home(household) for household in self.households)

    def _home(self, household: Household) -> Home:
        card = cards.issue(household, self.clerk, NOON).card
        draft = Draft(household, "7.2", date(2026, 11, 3), note=f"{household.head}的事")
        deduction = Record.objects.get(line__household=household, item__code="1.3")
        (shot,) = evidence.attach(deduction, [photo()], self.clerk, NOON)
        servings.serve(deduction, TODAY, Serving.How.IN_PERSON, "", -5, self.clerk, NOON)
        line = SheetLine.objects.get(household=household, sheet__notice=self.notice)
        give_points(household, 20)
        raised = Raised(f"{household.head}的异议", Objection.How.CARD, TODAY)
        return Home(
            card=card,
            claim=records.claim(NOVEMBER, draft, card, NOON),
            deduction=deduction,
            photo=shot,
            objection=objections.raise_objection(self.notice, line, raised, card, NOON),
            activity=self.activity,
            veto=self._vetoed(household),
            certificate=certificates.ask(household, CERTIFICATE, card, NOON),
            reservation=reserve(self.window, self.shop, household, self.soap, 1, card, NOON),
        )

    def _vetoed(self, household: Household) -> Veto:
        days = (date(2026, 11, 1), date(2026, 11, 1), date(2026, 12, 31))
        ground = Ground(f"{household.head}酒后驾驶", "处罚决定书", "5号", *days)
        veto = vetoes.impose(household, ground, self.clerk, NOON)
        return vetoes.tell(veto, TODAY, "in_person", "周主任", self.clerk, NOON)


def withdrawn(office: Neighbourhood, card: Card) -> Client:
    """A browser that was behind `card` when the office withdrew it."""
    client = holding(card)
    cards.withdraw(card, "卡丢了", office.clerk, NOON)
    return client


def sent(**typed: Any) -> dict[str, Any]:
    return {"form_token": uuid4()} | typed
