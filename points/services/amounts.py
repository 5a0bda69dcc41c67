"""What a typed quantity or number of points is worth under an item; raises Refused by field."""

from households.refusals import Refused
from points.explain import written
from points.models import Item

MOST_TIMES = 99
"""More in one entry is a slip of the finger, and what one record may hold stays a small number."""
MOST_POINTS = 9999


def signed(points: int) -> str:
    """Points as the office writes them: +5, −3, 0."""
    return f"+{points}" if points > 0 else written(points)


def worth(item: Item) -> str:
    """What one of the item gives, with its unit: “+3分/月”, “+5至+20分/次”."""
    if item.has_range:
        return f"{signed(item.points_min)}至{signed(item.points_max)}分/{item.unit}"
    return f"{signed(item.points_min)}分/{item.unit}"


def points_for(item: Item, quantity: int, points: int | None) -> int:
    """Whole points, signed, for `quantity` times `item`.

    An item with a range needs `points` (for the whole matter); one with fixed points takes them
    from the standard and refuses a different number.
    """
    if quantity < 1:
        raise Refused({"quantity": "数量应为1或更大的整数，请改正。"})
    if quantity > MOST_TIMES:
        raise Refused({"quantity": f"一条记录的数量最多填{MOST_TIMES}，请核对，或分几条记。"})
    if item.once_a_month and quantity > 1:
        raise Refused({"quantity": f"本项按{item.unit}计，一户一月只记一次，数量应为1。"})
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
