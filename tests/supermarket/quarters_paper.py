"""Two quarters of one village's supermarket on paper, worked out by hand before any of it ran.

What things are, in points; from 1 December in the second column:

    rice     大米   20   22 a bag     at most 3 a household and quarter
    oil      菜籽油 15   15 a barrel
    eggs     鸡蛋    6    6 a box     given by a donor, good until 20 October
    haircut  理发    8   10           the office owes the barber 10.00 元, from December 12.00 元

The third quarter's window is 25 to 27 September, the fourth's 25 to 28 December.
Nothing here is computed: whoever doubts a number can redo it with a pencil.
"""

from datetime import date
from typing import Final, NamedTuple

ZHANG, LI, SUN = HEADS = ("张三禾", "李四麦", "孙小㛃")


class Row(NamedTuple):
    """A line of a household's account: day, points with sign, balance after it, what for."""

    day: date
    points: int
    balance: int
    note: str


# fmt: off
ACCOUNTS: Final = {
    ZHANG: [
        Row(date(2026, 9, 20),  90, 90, "月度积分"),
        # Two bags, which he had reserved, and two haircuts: 40 + 16.
        Row(date(2026, 9, 25), -56, 34, "兑换单0101-2：大米2袋、理发2次"),
        Row(date(2026, 9, 25),  -8, 26, "兑换单0101-3：理发1次"),
        Row(date(2026, 9, 25),   8, 34, "撤销兑换单0101-3：多点了一次"),
        Row(date(2026, 9, 27),  -6, 28, "兑换单0101-5：鸡蛋1盒"),
        Row(date(2026, 12, 20), 40, 68, "月度积分"),
        # Three bags at the new price.
        Row(date(2026, 12, 25), -66, 2, "兑换单0101-7：大米3袋"),
    ],
    LI: [
        Row(date(2026, 9, 20),  45, 45, "月度积分"),
        Row(date(2026, 9, 25), -27, 18, "兑换单0102-2：菜籽油1桶、鸡蛋2盒"),
        Row(date(2026, 9, 26), -15,  3, "兑换单0102-3：菜籽油1桶"),
        Row(date(2026, 9, 27),  15, 18, "撤销兑换单0102-3：桶漏油"),
        Row(date(2026, 12, 20), 25, 43, "月度积分"),
        Row(date(2026, 12, 26), -32, 11, "兑换单0102-6：大米1袋、理发1次"),
    ],
    SUN: [
        Row(date(2026, 9, 20),  30, 30, "月度积分"),
        # A box of eggs stays reserved, 6 points: he may spend 24.
        Row(date(2026, 9, 26),  -8, 22, "兑换单0103-2：理发1次"),
        Row(date(2026, 12, 20), 20, 42, "月度积分"),
        Row(date(2026, 12, 22), -30, 12, "更正"),
        Row(date(2026, 12, 28), -10, 2, "兑换单0103-5：理发1次"),
    ],
}

HONOUR: Final = {ZHANG: 130, LI: 70, SUN: 20}
"""What was awarded, less what was deducted; no exchange touches it."""


class Sheet(NamedTuple):
    """A product's line of the quarter's stock sheet, in units."""

    opening: int
    purchase: int
    donation: int
    exchange: int
    cancellation: int
    count: int
    write_off: int
    closing: int


STOCK: Final = {
    3: {
        "大米":   Sheet(0, 10, 0, -2, 0, 0, 0, 8),
        # Li's second barrel leaked and came back.
        "菜籽油": Sheet(0, 6, 0, -2, 1, 0, 0, 5),
        "鸡蛋":   Sheet(0, 0, 12, -3, 0, 0, 0, 9),
    },
    4: {
        # One bag short when they counted; the leaking barrel is written off.
        "大米":   Sheet(8, 5, 0, -4, 0, -1, 0, 8),
        "菜籽油": Sheet(5, 0, 0, 0, 0, 0, -1, 4),
        # Sun never fetched his box; what was left went bad.
        "鸡蛋":   Sheet(9, 0, 0, 0, 0, 0, -9, 0),
    },
}

LOTS_OF_RICE: Final = [3, 5]
"""In the end: of the ten bags of September 2 went, 1 was missing, 4 went; the five of December."""

RECEIVED_YUAN: Final = {
    3: {"采购": "488.00", "捐赠": "180.00"},
    4: {"采购": "170.00"},
}
"""10 × 32.00 + 6 × 28.00; 12 × 15.00; 5 × 34.00."""

OWED_YUAN: Final = {
    # Zhang's first haircut, on 30 September.
    3: ["10.00"],
    # His second on 5 October, Sun's of September on 8 October, Li's, dearer, on 30 December.
    4: ["10.00", "10.00", "12.00"],
}
SETTLED_YUAN: Final = {3: "10.00", 4: "32.00"}
STILL_GOOD: Final = 1
"""Sun's second haircut, in the first days of January: the next quarter's."""
# fmt: on
