"""The same exchange as bare SQL: each statement of the service, prepared, with nothing decided."""

from typing import Any

import psycopg
from django.db import connection

from households.models import Household, User
from points.models.record import new_ref
from supermarket.models import Outlet, Product
from tests.factory import NOON


class BareCounter:
    """One counter's own connection."""

    def __init__(self, shop: Outlet, keeper: User) -> None:
        self.shop, self.keeper = shop, keeper
        given = connection.get_connection_params()
        kept = {name: given[name] for name in ("host", "port", "user", "dbname") if name in given}
        self.session = psycopg.connect(**kept, prepare_threshold=0)
        self.cursors: dict[str, Any] = {}
        self.day = NOON.date()

    def tell(self, sql: str, *values: Any) -> Any:
        """Each statement has its cursor, which knows it already."""
        if sql not in self.cursors:
            self.cursors[sql] = (sql, self.session.cursor())
        known, cursor = self.cursors[sql]
        return cursor.execute(known, values)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.tell(sql, *values).fetchall()
        return found

    def serve(self, household: Household, basket: list[Product]) -> None:
        keys = sorted(product.pk for product in basket)
        community, shop, by, day = self.shop.community_id, self.shop.pk, self.keeper.pk, self.day
        with self.session.transaction():
            ((office,),) = self.ask(
                "SELECT a.id FROM households_appointment a JOIN households_user u ON u.id = user_id"
                " WHERE (ends_on IS NULL OR ends_on >= %s) AND starts_on <= %s AND is_active"
                " AND user_id = %s", day, day, by,
            )  # fmt: skip
            ((window,),) = self.ask(
                "SELECT id FROM supermarket_window WHERE community_id = %s AND opens_on <= %s"
                " AND closes_on >= %s AND closed_at IS NULL FOR SHARE", community, day, day,
            )  # fmt: skip
            ((account, balance, number),) = self.ask(
                "SELECT a.id, balance, last_number FROM points_account a"
                " JOIN households_household h ON h.id = household_id"
                " WHERE household_id = %s AND left_on IS NULL FOR UPDATE OF a", household.pk,
            )  # fmt: skip
            priced = self.ask(
                "SELECT p.id, name, unit, (SELECT points FROM supermarket_price"
                " WHERE product_id = p.id AND from_on <= %s ORDER BY from_on DESC, id DESC LIMIT 1)"
                " FROM supermarket_product p WHERE id = ANY(%s) AND retired_at IS NULL", day, keys,
            )  # fmt: skip
            self.ask(
                "SELECT product_id, quantity, points FROM supermarket_reservation"
                " WHERE household_id = %s AND ended_at IS NULL", household.pk,
            )  # fmt: skip
            stocks = self.ask(
                "SELECT id, product_id, quantity, held, last_number FROM supermarket_stock"
                " WHERE outlet_id = %s AND product_id = ANY(%s) ORDER BY id FOR UPDATE", shop, keys,
            )  # fmt: skip
            lots = {}
            for stock, lot, left in self.ask(
                "SELECT stock_id, id, quantity FROM supermarket_lot WHERE stock_id = ANY(%s)"
                " AND quantity > 0 ORDER BY best_before NULLS LAST, received_on, id",
                [each[0] for each in stocks],
            ):
                lots.setdefault(stock, (lot, left))
            self.ask(
                "SELECT product_id, quantity FROM supermarket_redemptionline l"
                " JOIN supermarket_redemption r ON r.id = redemption_id"
                " LEFT JOIN supermarket_cancellation c ON c.redemption_id = r.id"
                " WHERE product_id = ANY(%s) AND household_id = %s AND window_id = %s"
                " AND c.id IS NULL", keys, household.pk, window,
            )  # fmt: skip
            spent = sum(points for *_, points in priced)
            ((entry,),) = self.ask(
                "INSERT INTO points_entry (community_id, account_id, number, kind, points,"
                " balance_after, year, effective_on, note, by_id, at)"
                " VALUES (%s, %s, %s, 'exchange', %s, %s, %s, %s, '兑换', %s, %s) RETURNING id",
                community, account, number + 1, -spent, balance - spent, day.year, day, by, NOON,
            )  # fmt: skip
            self.tell(
                "UPDATE points_account SET balance = %s, last_number = %s WHERE id = %s",
                balance - spent, number + 1, account,
            )  # fmt: skip
            ((slip,),) = self.ask(
                "INSERT INTO supermarket_redemption (community_id, ref, window_id, outlet_id,"
                " household_id, collector, collector_name, relation, points, entry_id, by_id,"
                " appointment_id, at) VALUES (%s, %s, %s, %s, %s, 'head', '', '', %s, %s, %s, %s,"
                " %s) RETURNING id",
                community, new_ref(), window, shop, household.pk, spent, entry, by, office, NOON,
            )  # fmt: skip
            one = "(%s, %s, %s, %s, %s, 1, %s, 3200)"
            lines = dict(
                self.ask(
                    "INSERT INTO supermarket_redemptionline (community_id, redemption_id,"
                    " product_id, name, unit, quantity, points_each, cost_fen_each) VALUES "
                    + ", ".join([one] * len(priced)) + " RETURNING product_id, id",
                    *(value for each in priced for value in (community, slip, *each)),
                )
            )  # fmt: skip
            moved = [
                (
                    community,
                    stock,
                    last + 1,
                    lots[stock][0],
                    left - 1,
                    day,
                    lines[product],
                    by,
                    NOON,
                )
                for stock, product, left, _, last in stocks
            ]
            one = "(%s, %s, %s, %s, 'exchange', -1, %s, %s, '', %s, %s, %s)"
            self.tell(
                "INSERT INTO supermarket_stockmovement (community_id, stock_id, number, lot_id,"
                " kind, quantity, balance_after, moved_on, reason, redemption_line_id, by_id, at)"
                " VALUES " + ", ".join([one] * len(moved)),
                *(value for each in moved for value in each),
            )  # fmt: skip
            one = "(%s::bigint, %s::int, %s::int)"
            self.tell(
                "UPDATE supermarket_stock SET quantity = new.column2, last_number = new.column3"
                f" FROM (VALUES {', '.join([one] * len(stocks))}) AS new WHERE id = new.column1",
                *(
                    value
                    for stock, _, left, _, last in stocks
                    for value in (stock, left - 1, last + 1)
                ),
            )
            one = "(%s::bigint, %s::int)"
            self.tell(
                "UPDATE supermarket_lot SET quantity = new.column2"
                f" FROM (VALUES {', '.join([one] * len(lots))}) AS new WHERE id = new.column1",
                *(value for lot, left in lots.values() for value in (lot, left - 1)),
            )
