"""Exchanges a second: eight counters of one supermarket at once, beside the same as bare SQL.

The bare SQL sends a statement for a statement: the same rows under the same locks, with nothing
decided, by prepared statements of psycopg.
"""

import time
from collections.abc import Callable
from multiprocessing import get_context

from django.db import connection, connections
from django.db.models import Sum

from households.models import Household
from households.roles import Role
from points.models import Account, Entry
from points.services import ledger
from supermarket.models import Product, Redemption, Stock
from supermarket.services.exchange import Collected, exchange
from supermarket.services.offers import Pick
from tests.benchmarks.bare_exchange import BareCounter
from tests.factory import NOON, Office, make_officer
from tests.supermarket.factory import make_goods, make_shop, make_window, stocked
from tests.supermarket.shelves import adds_up

WORKERS, WARMING = 8, 10
PRODUCTS, LOTS, IN_A_LOT = 24, 3, 500
"""A shelf as a village's supermarket has it: grain and oil, vegetables, soap, towels, brooms. All
counters wait at the row of a product until whoever takes it is through, so a shelf of three things
would measure the waiting."""
GIFT, PRICE = 500, 5
A_SECOND = 300

Serve = Callable[[Household, list[Product]], None]


class Fair:
    """An exchange day: one counter's stock, 24 kinds of goods in three lots each, everybody has
    points, and eight storekeepers serve different households."""

    def __init__(self, office: Office, households: list[Household]) -> None:
        self.households = households
        self.shop = make_shop(office.community, by=office.clerk)
        self.keeper = make_officer(Role.STOREKEEPER, self.shop.place)
        more = {"by": office.clerk, "limit_per_quarter": 50}
        self.goods = [
            make_goods(office.community, f"商品{number}", PRICE, **more)
            for number in range(PRODUCTS)
        ]
        for product in self.goods * LOTS:
            stocked(self.shop, product, IN_A_LOT, by=office.clerk)
        make_window(office.community, by=office.clerk)
        gifts = [
            ledger.Movement(each.pk, GIFT, Entry.Kind.MONTH, 2026, "月度积分")
            for each in households
        ]
        ledger.write(office.community.pk, gifts, NOON.date(), None, NOON)

    def basket(self, number: int) -> list[Product]:
        """One of the goods for each household, and another for every second one."""
        first = number % PRODUCTS
        second = (first + 1 + number // PRODUCTS % (PRODUCTS - 1)) % PRODUCTS
        return [self.goods[each] for each in (first, second)[: 1 + number % 2]]

    def serve(self, household: Household, basket: list[Product]) -> None:
        picks = [Pick(product, 1, PRICE) for product in basket]
        exchange(self.shop, household, picks, Collected(), self.keeper, NOON)

    def a_second(self, counter: Callable[[], Serve]) -> float:
        """How many exchanges a second eight processes get through, each household once."""
        context = get_context("fork")
        gate, spans = context.Barrier(WORKERS), context.Queue()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        connections.close_all()

        def work(worker: int) -> None:
            serve = counter()
            mine = list(enumerate(self.households))[worker::WORKERS]
            for number, household in mine[:WARMING]:
                serve(household, self.basket(number))
            gate.wait()
            start = time.monotonic()
            for number, household in mine[WARMING:]:
                serve(household, self.basket(number))
            spans.put((start, time.monotonic()))
            connections.close_all()

        workers = [context.Process(target=work, args=(number,)) for number in range(WORKERS)]
        for process in workers:
            process.start()
        measured = [spans.get(timeout=600) for _ in workers]
        for process in workers:
            process.join()
        first, last = min(start for start, _ in measured), max(end for _, end in measured)
        return (len(self.households) - WARMING * WORKERS) / (last - first)

    def require_sound(self) -> None:
        """Raises AssertionError unless every household has its two slips and everything adds up."""
        assert Redemption.objects.count() == 2 * len(self.households)
        assert all(adds_up(row) for row in Stock.objects.all())
        given = Account.objects.annotate(given=Sum("entries__points")).values_list(
            "balance", "given"
        )
        assert all(balance == sum_of_entries for balance, sum_of_entries in given)


def exchanges(office: Office, households: list[Household]) -> bool:
    """Measures and prints; whether it is quick enough."""
    fair = Fair(office, households)
    # The first day fills empty tables, of which the server knows nothing when it plans.
    fair.a_second(lambda: fair.serve)
    ours = fair.a_second(lambda: fair.serve)
    fair.require_sound()
    bare = fair.a_second(lambda: BareCounter(fair.shop, fair.keeper).serve)
    print(f"  {WORKERS} counters, {len(households):,} households, 1 or 2 of {PRODUCTS} goods each")
    print(f"  exchanges as bare SQL       {bare:8.0f} a second")
    print(
        f"  exchanges                   {ours:8.0f} a second = 1/{bare / ours:.1f} of the bare SQL"
    )
    kept = ours >= A_SECOND
    print(f"  at least {A_SECOND} a second: {'yes' if kept else 'NO'}")
    return kept
