"""A town whose secrets can be told apart, with a notice of each kind made after they were."""

from datetime import date
from typing import Final
from uuid import uuid4

from django.utils import timezone

from households.models import CardAttempt
from households.roles import Role
from households.services import cards, submissions
from households.services.days import moment_of
from points.models import Item, LineCheck, Record, Sheet
from points.services import (
    certificates,
    clearing_announcements,
    clearings,
    hangings,
    notices,
    print_jobs,
    records,
    review,
    standard_comments,
)
from points.services.meetings import Assembly
from points.services.recordbook import Draft
from points.steps import Step
from supermarket.models import Receipt
from supermarket.services import settlements, stock
from supermarket.services.exchange import Collected, exchange
from supermarket.services.offers import Pick
from supermarket.services.stock import Item as Goods
from tests.access.telling import fill
from tests.access.towns import Town
from tests.factory import NOON, NOVEMBER, seen
from tests.photos import photo
from tests.points.clearing_year import nothing_held

DONOR: Final = "好心人王某13911112222"
SENSITIVE: Final = "11.3"


class TellingTown(Town):
    """After all that the town has: a gift, a voided record, a lost card, a paid settlement, a paper
    taken down, one noted wrongly, and then November is published; the quarter before it was.
    `unfilled`: text fields that no row of it holds."""

    def __init__(self) -> None:
        super().__init__("东岭", "A")
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self._go_on()
        self.unfilled = fill()
        Item.objects.filter(code=SENSITIVE).update(sensitive=True)
        for user in (self.clerk, *self.scorers, *self.officers.values()):
            user.refresh_from_db()
        self._publish()

    def _go_on(self) -> None:
        clerk, now, market = self.clerk, self.now, self.market
        goods = [Goods(market.goods, 5, None, None)]
        gift, keeper = Receipt.Kind.DONATION, market.storekeeper
        stock.receive(market.shop, gift, DONOR, goods, self.today, keeper, now)
        fetched = Collected("member", "小儿子", "儿子")
        basket = [Pick(market.goods, 1, 20)]
        exchange(market.shop, self.households[1], basket, fetched, keeper, now)
        settlements.mark_paid(market.settlement, self.today, "转账凭证", clerk, now)
        lost = cards.issue(self.households[1], clerk, now).card
        cards.withdraw(lost, "丢失", clerk, now)
        CardAttempt.objects.create(address_hash="x", at=now)
        LineCheck.objects.create(notice=self.notice, address_hash="x", at=now)
        hangings.take_down(self.notice, self.villages[0], self.today, "撤下人", "", clerk, now)
        elsewhere, on = self.villages[1], self.notice.opens_on
        noted = hangings.hang(self.notice, elsewhere, on, "张贴人", [], clerk, now)
        hangings.void(noted, "登记错了村", clerk, now)
        submissions.once(uuid4(), "x", clerk, now, lambda: None)
        self._end_the_year()
        self._certify()
        self._print()
        self._helped(self.household)
        mistaken = self._helped(self.households[1])
        records.void_records([mistaken.pk], "记错了户", clerk, now)

    def _end_the_year(self) -> None:
        """One announcement is taken back, what another one cleared is given back."""
        auditor, at = self.officers[Role.AUDITOR], moment_of(date(2026, 12, 31))
        clearing_announcements.withdraw(self.announcement, "改期", self.clerk, self.now)
        announced = clearing_announcements.announce(
            self.community, 2026, at.date(), self.today, self.clerk, self.now
        )
        due = clearings.due(announced, nothing_held)
        cleared = clearings.clear(announced, due, nothing_held, auditor, at)
        clearings.reverse(cleared, "算错了", auditor, at)

    def _certify(self) -> None:
        """The consent to a certificate was taken back."""
        certificates.end(self.year_end.given, "收回同意", self.clerk, self.now)

    def _print(self) -> None:
        """One print that is being set, and one that failed."""
        order = print_jobs.Order(
            "reports", "points.view_account", self.community, "成绩单", {}, "https://example.cn"
        )
        print_jobs.ask(order, self.clerk, NOON)
        being_set, failing = (print_jobs.take_turn(self.now) for _ in range(2))
        assert being_set is not None
        assert failing is not None
        print_jobs.note_progress(being_set, 2, 1, "第1组")
        print_jobs.fail(failing, "排不成", self.now)

    def _helped(self, household: object) -> Record:
        draft = Draft(household, "7.2", date(2026, 11, 6), note="帮邻居收稻")  # type: ignore[arg-type]
        return records.record_matter(NOVEMBER, draft, Record.Origin.OFFICE, self.clerk, self.now)

    def _publish(self) -> None:
        clerk, now = self.clerk, self.now
        opened = list(Sheet.objects.filter(community=self.community, month=NOVEMBER.month))
        for sheet in opened:
            scorer = self.scorers[self.groups.index(sheet.group)]
            review.pass_sheets([seen(sheet)], Step.GROUP, scorer, now)
        people = {
            Step.COMMITTEE: Role.COMMITTEE,
            Step.AUDIT: Role.AUDITOR,
            Step.ASSEMBLY: Role.RECORDER,
        }
        for step, role in people.items():
            held = Assembly(self.today, 1, 1, 1, 0, 0, "纪要", [photo()])
            meeting = held if step is Step.ASSEMBLY else None
            shown = [seen(sheet) for sheet in opened]
            review.pass_sheets(shown, step, self.officers[role], now, assembly=meeting)
        notices.publish_month(self.community, NOVEMBER, self.today, clerk, now)
        standard_comments.ask(self.draft, self.today, clerk, now)
