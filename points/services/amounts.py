"""What a typed quantity or number of points is worth under an item; raises Refused by field."""

from households.refusals import Refused
from points.models import Item


def points_for(item: Item, quantity: int, points: int | None) -> int:
    """Whole points, signed, for `quantity` times `item`.

    An item with a range needs `points` (for the whole matter); one with fixed points takes them
    from the standard and refuses a different number.
    """
    if quantity < 1:
        raise Refused({"quantity": "数量应为1或更大的整数，请改正。"})
    low, high = quantity * item.points_min, quantity * item.points_max
    if points is None:
        if item.has_range:
            raise Refused({"points": f"本项分值为{low}至{high}分，请填写分值。"})
        return low
    if not low <= points <= high:
        if item.has_range:
            raise Refused({"points": f"分值应在{low}至{high}分之间，请改正。"})
        raise Refused({"points": f"本项每{item.unit}{item.points_min:+d}分，{quantity}{item.unit}应为{low:+d}分，请改正或留空。"})
    return points


def quantity_for(item: Item, points: int) -> int:
    """How many times `item` the `points` in a grid cell stand for.

    An item with a range counts once. Raises Refused when fixed points don't divide the number.
    """
    if item.has_range:
        points_for(item, 1, points)
        return 1
    quantity, rest = divmod(points, item.points_min)
    if rest or quantity < 1:
        raise Refused(f"{item.code}每{item.unit}{item.points_min:+d}分，请填它的整数倍。")
    if item.once_a_month and quantity > 1:
        raise Refused(f"{item.code}每月只记一次，请填{item.points_min:+d}。")
    return quantity
