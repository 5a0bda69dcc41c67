"""What a household may take of what it wants: its points, its limits of the quarter, the shelf.

Each answer is the whole list of what is wrong, so that a basket is put right in one go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST_UNITS: Final = 99
"""Of one product on one slip; more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`quantity` units of a product (its primary key) at `points_each`.

    `limit` is what one household may take in the quarter (None: any number), `left` what is there
    for this household (None: a service, which no shelf runs out of).
    """

    product: int
    unit: str
    quantity: int
    points_each: int
    limit: int | None = None
    left: int | None = None

    @property
    def points(self) -> int:
        return self.quantity * self.points_each


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, in Chinese: of one `product`, or (None) of the basket as a whole."""

    product: int | None
    reason: str


def offer(
    balance_free: int, wanted: Sequence[Wanted], taken: Mapping[int, int], held: int = 0
) -> list[Refusal]:
    """Why a household that may spend `balance_free` points does not get `wanted`; empty: it does.

    `taken` says how many units of a product it has had in the quarter, cancelled slips not counted.
    `held` points of its balance are kept back by reservations, beside those that are free. Each
    product is named once; the total is summed up only when every number can be meant.
    """
    if not wanted:
        return [Refusal(None, "还没有选商品或服务，请先选好要兑换什么。")]
    found = [
        Refusal(each.product, reason)
        for each in wanted
        if (reason := _not_that_many(each, taken.get(each.product, 0)))
    ]
    if all(1 <= each.quantity <= MOST_UNITS for each in wanted):
        total = sum(each.points for each in wanted)
        if total > balance_free:
            found.append(Refusal(None, _too_dear(total, balance_free, held)))
    return found


def _not_that_many(each: Wanted, taken: int) -> str:
    if each.quantity < 1:
        return "数量应为1或更大的整数，请改正；不要的请去掉。"
    if each.quantity > MOST_UNITS:
        return f"一次最多兑{MOST_UNITS}{each.unit}，请核对数量。"
    room = each.quantity if each.limit is None else max(0, each.limit - taken)
    left = each.quantity if each.left is None else max(0, each.left)
    if each.quantity <= min(room, left):
        return ""
    # Of two bounds the narrower one is worth saying.
    return _over_the_limit(each, room, taken) if room <= left else _sold_out(each, left)


def _over_the_limit(each: Wanted, room: int, taken: int) -> str:
    limit = f"每户每季限兑{each.limit}{each.unit}"
    if room == 0:
        return f"{limit}，本季度已兑{taken}{each.unit}，请去掉。"
    return f"本季度还可兑{room}{each.unit}（{limit}），请减少数量。"


def _sold_out(each: Wanted, left: int) -> str:
    return f"只剩{left}{each.unit}，请减少数量。" if left else "已经兑完，请去掉或改兑别的。"


def _too_dear(total: int, balance_free: int, held: int) -> str:
    kept = f"，另有{held}分已被预约占用" if held else ""
    free = str(balance_free).replace("-", "−")
    return f"还差{total - balance_free}分：合计{total}分，可用{free}分{kept}。请减少数量。"
