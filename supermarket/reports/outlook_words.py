"""The outlook in plain sentences, as the meeting reads them, and its figures as facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.text import Truncator

from points.explain import written
from points.periods import chinese_date
from points.services.amounts import signed
from supermarket.money import yuan
from supermarket.outlook import Rate
from supermarket.reports.outlook import Outlook, ProductRow
from supermarket.reports.outlook_facts import Windows

MOST_NAMES: Final = 3
"""Of goods in one sentence; the table has them all."""
MOST_CHARACTERS: Final = 14
"""Of a name in a sentence, or in a line of paper."""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences of each part, the first of them what the part comes to."""

    owed: list[str]
    rush: list[str]
    sold: list[str]
    order: list[str]
    facts: list[Fact]


def told(found: Outlook) -> Told:
    return Told(_owed(found), _rush(found), _sold(found), _order(found), _facts(found))


def _owed(found: Outlook) -> list[str]:
    hands, vouchers, means = found.hands, found.vouchers, found.means
    if found.rate is None and hands.points:
        return [
            f"{hands.households}户手里有{hands.points}分，但没有在架的商品和服务，也没有兑换过，"
            "算不出要花多少钱。请先上架商品。"
        ]
    if not hands.points and not vouchers.number:
        return ["现在没有户有可兑积分，也没有未结算的服务券，积分办没有要兑现的。"]
    parts = []
    if found.rate and hands.points:
        cost = yuan(found.rate.cost_of(hands.points))
        parts.append(f"{hands.households}户手里的{hands.points}分要花{cost}元兑现")
    if vouchers.number:
        cost = yuan(vouchers.cost_fen)
        parts.append(f"已发出、未结算的服务券{vouchers.number}张要付{cost}元")
    if len(parts) > 1:
        parts.append(f"合计{yuan(found.owed_fen)}元")
    have = [f"库存按成本值{yuan(means.stock_fen)}元"]
    if means.left_fen is not None:
        have.append(f"今年的预算{_budget(means.left_fen)}")
    basis = []
    if found.rate and hands.points:
        basis = [basis_of(found.rate, found.windows, from_past=found.is_past_rate)]
    return [_verdict(found), f"{'，'.join(parts)}；{'，'.join(have)}。", *basis]


def _verdict(found: Outlook) -> str:
    """Whether what the office has is enough, and by how much."""
    left, over = found.means.left_fen, found.means.over(found.owed_fen)
    if left is None:
        have = "没有定预算，单靠库存"
    elif left <= 0:
        have = "今年的预算已经用完，单靠库存"
    else:
        have = "库存加上今年剩下的预算"
    return f"{have}，{_enough(over, '兑现')}。"


def _budget(left: int) -> str:
    return f"还剩{yuan(left)}元" if left >= 0 else f"已经超支{yuan(-left)}元"


def _enough(over: int, what: str = "") -> str:
    if over < 0:
        return f"不够{what}，还差{yuan(-over)}元"
    return f"够{what}，还余{yuan(over)}元" if over else f"刚好够{what}"


def basis_of(rate: Rate, windows: Windows, *, from_past: bool) -> str:
    """What the cost of points was worked out from."""
    sums = f"{rate.points}分、成本{yuan(rate.cost_fen)}元，平均{_each(rate)}"
    if not from_past:
        return f"还没有实际兑换过，按在架商品和服务今天的价格各兑一件估算：共{sums}。"
    span = windows.past[0].period.label
    if len(windows.past) > 1:
        span += f"至{windows.past[-1].period.label}"
    running = "（还没有结束）" if windows.running in windows.past else ""
    return f"按{span}{running}{len(windows.past)}期实际兑换的算：共{sums}。"


def _each(rate: Rate) -> str:
    return f"每100分约{yuan(rate.cost_of(100))}元"


def _rush(found: Outlook) -> list[str]:
    hands = found.hands
    if found.cheapest is None:
        return ["没有在架的商品和服务，来了也没有可换的。请先上架商品。"]
    if not hands.points:
        return ["现在没有户有可兑积分，没有人能来兑换。"]
    cheapest = f"最便宜的是{found.cheapest.name}，{found.cheapest.points}分"
    if not found.able:
        return [f"{hands.households}户手里的分都还不够换一样（{cheapest}），来了也换不了。"]
    able = f"{hands.households}户里有{found.able}户至少换得起一样（{cheapest}）"
    low, high = map(yuan, found.bounds)
    said = [
        f"{able}。户户都来、按今天的价格尽量换完，商品和服务的成本不少于{low}元，不多于{high}元。"
    ]
    if not any(row.needed for row in found.rows):
        return [*said, "在架的商品和服务还没有兑换过，推不出各样要多少。"]
    short = [row for row in found.rush if row.missing]
    if not short:
        return [*said, "按过去的兑法把手里的分全部兑完，库存都够。"]
    names = _named([f"{_goods(row)}（要{row.needed}，有{row.good}）" for row in short])
    return [*said, f"按过去的兑法把手里的分全部兑完，先兑完的是：{names}。"]


def _sold(found: Outlook) -> list[str]:
    if not found.windows.past:
        return ["还没有办过兑换期，看不出什么好兑、什么难兑。"]
    sellers, slow = found.sellers, found.slow
    if not sellers:
        best = "这几期还没有兑换过。"
    else:
        names = _named([f"{_goods(row)}（{row.sold.units}{row.product.unit}）" for row in sellers])
        best = f"换走积分最多的是：{names}。"
    if found.windows.running in found.windows.past:
        return [best, "第一期还没有结束，先不看滞销。"]
    if not slow:
        return [best, "没有滞销的商品。"]
    return [best, f"滞销的有{len(slow)}种：{_named([_pace(row) for row in slow])}。"]


def _pace(row: ProductRow) -> str:
    stock = f"有{row.good}{row.product.unit}"
    if not row.sold.units:
        return f"{_goods(row)}（{stock}，没有人兑）"
    return f"{_goods(row)}（{stock}，还要兑{row.lasts_days}天）"


def _order(found: Outlook) -> list[str]:
    rows, left = found.orders, found.means.left_fen
    day = chinese_date(found.next_on)
    when = f"下一期从{day}开始" if found.windows.coming else f"下一期还没有定，按{day}开始算"
    running = ["这一期还没有结束，结束后再看更准。"] if found.windows.running else []
    if not any(row.expected for row in found.rows):
        return ["没有可以参照的兑换，也没有预约，估不出要进多少。", f"{when}。", *running]
    if not rows:
        return ["现有的商品够用，不用进货。", f"{when}。{HOW}", *running]
    cost = f"建议进{len(rows)}种，按上次进价共{yuan(found.order_fen)}元"
    if left is None:
        budget = "没有定预算"
    elif left <= 0:
        budget = f"今年的预算{_budget(left)}，没有钱进货"
    else:
        budget = f"今年的预算{_budget(left)}，{_enough(left - found.order_fen)}"
    return [f"{cost}；{budget}。", f"{when}。{HOW}", *running]


HOW: Final = (
    "预计按过去各期的平均数，不少于已预约的，不多于现有积分和公示中的积分换得起的；"
    "以后各月还会入账，临近兑换期再看一次。"
)


def _facts(found: Outlook) -> list[Fact]:
    hands, purses, means = found.hands, found.purses, found.means
    facts = [Fact("可兑积分", f"{hands.points}分，{hands.households}户")]
    if hands.below:
        below = f"{written(hands.below)}分，{hands.households_below}户，不与别户相抵"
        facts.append(Fact("余额为负", below))
    if purses.waiting:
        coming = f"{signed(sum(purses.waiting.values()))}分，{len(purses.waiting)}户"
        facts.append(Fact("公示中，还没有入账", coming))
    gone = [points for points in purses.left.values() if points > 0]
    if gone:
        facts.append(Fact("迁出户的余分", f"{sum(gone)}分，{len(gone)}户，不能再兑"))
    if found.rate:
        facts.append(Fact("积分的成本", _each(found.rate)))
    facts.append(Fact("要兑现", f"{yuan(found.owed_fen)}元" if _is_known(found) else "算不出"))
    facts.append(Fact("库存成本", f"{yuan(means.stock_fen)}元，不含过期、下架的"))
    if means.budget_fen is None:
        facts.append(Fact("今年的预算", "没有定预算"))
    else:
        facts.append(Fact("今年的预算", f"{yuan(means.budget_fen)}元"))
    facts.append(Fact("今年采购", f"{yuan(means.purchases_fen)}元"))
    facts.append(Fact("今年商家结算", f"{yuan(means.settled_fen)}元"))
    return facts


def _is_known(found: Outlook) -> bool:
    return found.rate is not None or not found.hands.points


def _goods(row: ProductRow) -> str:
    return Truncator(row.product.name).chars(MOST_CHARACTERS)


def _named(names: Sequence[str]) -> str:
    more = f"等{len(names)}种" if len(names) > MOST_NAMES else ""
    return "、".join(names[:MOST_NAMES]) + more
