"""What a typed quantity or number of points is worth under an item; raises Refused by field."""

from households.refusals import Refused
from points.explain import written
from points.models import Item
from points.tiers import Tiers

MOST_TIMES = 99
"""More in one entry is a slip of the finger, and what one record may hold stays a small number."""
MOST_POINTS = 9999
MOST_YUAN = 9_999_999


def signed(points: int) -> str:
    """Points as the office writes them: +5, −3, 0."""
    return f"+{points}" if points > 0 else written(points)


def worth(item: Item) -> str:
    """What one of the item gives, with its unit: “+3分/月”, “+5至+20分/次”; where steps give it,
    by what: “+1至+3分/次（按金额分档）”."""
    if item.tiers:
        by = "金额" if item.by_amount else "数量"
        return f"{_ends(item)}分/{item.unit}（按{by}分档）"
    return f"{_ends(item)}分/{item.unit}"


def _ends(item: Item) -> str:
    if item.points_min == item.points_max:
        return signed(item.points_min)
    return f"{signed(item.points_min)}至{signed(item.points_max)}"


def points_for(item: Item, quantity: int, points: int | None, amount: int | None = None) -> int:
    """Whole points, signed, for `quantity` times `item`, or for an `amount` in whole 元.

    An item with a range needs `points` (for the whole matter); one with fixed points or steps takes
    them from the standard and refuses a different number.
    """
    _check_quantity(item, quantity)
    if item.steps is None:
        if amount is not None:
            raise Refused({"amount": "本项不按金额计分，请把金额空着。"})
        return _by_number(item, quantity, points)
    found = _by_steps(item, item.steps, quantity, amount)
    if points is not None and points != found:
        much = f"金额{amount}元" if item.by_amount else f"数量{quantity}"
        raise Refused({"points": f"照分档，{much}应为{signed(found)}分，请改正或留空。"})
    return found


def _check_quantity(item: Item, quantity: int) -> None:
    if quantity < 1:
        raise Refused({"quantity": "数量应为1或更大的整数，请改正。"})
    if quantity > MOST_TIMES:
        raise Refused({"quantity": f"一条记录的数量最多填{MOST_TIMES}，请核对，或分几条记。"})
    if quantity > 1 and (item.once_a_month or item.once):
        span = f"一户一{item.unit}" if item.once else "一户一月"
        raise Refused({"quantity": f"本项按{item.unit}计，{span}只记一次，数量应为1。"})
    if quantity > 1 and item.by_amount:
        raise Refused({"quantity": "本项按金额计分，数量应为1；几次的请分几条记。"})


def _by_steps(item: Item, steps: Tiers, quantity: int, amount: int | None) -> int:
    if not item.by_amount:
        if amount is not None:
            raise Refused({"amount": "本项不按金额计分，请把金额空着。"})
        field, much, unit = "quantity", quantity, item.unit
    else:
        if amount is None:
            raise Refused({"amount": "本项按金额分档计分，请填写金额（整元，不满1元的舍去）。"})
        if not 1 <= amount <= MOST_YUAN:
            raise Refused({"amount": f"金额应在1至{MOST_YUAN}元之间，请改正。"})
        field, much, unit = "amount", amount, "元"
    found = steps.worth(much)
    if found is None:
        raise Refused({field: f"本项从{steps.tiers[0].low}{unit}起计分，不到的不用记。"})
    return found


def _by_number(item: Item, quantity: int, points: int | None) -> int:
    low, high = quantity * item.points_min, quantity * item.points_max
    if points is None:
        if item.has_range:
            raise Refused({"points": f"本项分值为{_between(low, high)}，请填写分值。"})
        points = low
    elif not low <= points <= high:
        if item.has_range:
            raise Refused({"points": f"分值应在{_between(low, high)}之间，请改正。"})
        raise Refused(
            {"points": f"本项{worth(item)}，数量{quantity}应为{signed(low)}分，请改正或留空。"}
        )
    if abs(points) > MOST_POINTS:
        raise Refused({"points": f"一条记录最多{MOST_POINTS}分，请核对，或分几条记。"})
    return points


def _between(low: int, high: int) -> str:
    return f"{signed(low)}至{signed(high)}分"


def why_not_by_points(item: Item) -> str:
    """Why points alone don't say what is to be recorded, in few words; empty when they do."""
    if item.case_by_case:
        return "一事一议"
    if item.tiers:
        return "按金额" if item.by_amount else "按数量"
    return "按事件" if item.within_event else ""


def quantity_for(item: Item, points: int) -> int:
    """How many times `item` the `points` in a grid cell stand for.

    An item with a range counts once. Raises Refused when fixed points don't divide the number.
    """
    if item.has_range:
        points_for(item, 1, points)
        return 1
    quantity, rest = divmod(points, item.points_min)
    if item.once_a_month and points != item.points_min:
        raise Refused({"points": f"{item.code}一户一月只记一次，请填{item.points_min}或留空。"})
    if rest or quantity < 1:
        raise Refused({"points": f"{item.code}为{worth(item)}，请填{item.points_min}的整数倍。"})
    points_for(item, quantity, points)
    return quantity
