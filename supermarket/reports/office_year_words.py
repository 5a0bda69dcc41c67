"""年度工作情况 in sentences, in a few figures, and in pictures."""

from collections.abc import Iterable
from dataclasses import dataclass

from points.explain import written
from points.periods import chinese_date
from points.reports.office_year import PointsYear
from supermarket.money import yuan
from supermarket.reports.office_year import OfficeYear


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture: `part` of `whole`, both whole numbers and `whole` above nought, and
    what it says."""

    label: str
    part: int
    whole: int
    told: str

    @property
    def rest(self) -> int:
        """What is left above a bar that stands."""
        return self.whole - self.part


def figures(found: OfficeYear) -> list[tuple[str, str]]:
    """The year in five figures, each with what it counts."""
    points = found.points
    return [
        (f"{len(points.joined)} / {len(points.villages)}", "参加的自然村（个）"),
        (f"{points.scored}", "记过分的户"),
        (written(found.issued), "入账积分"),
        (written(found.spent), "兑换积分"),
        (yuan(found.used_fen), "用款（元）"),
    ]


def told(found: OfficeYear) -> dict[str, list[str]]:
    """The year in sentences, by chapter."""
    return {
        "villages": _of_villages(found.points),
        "areas": _of_areas(found),
        "rules": _of_rules(found.points),
        "exchange": _of_exchange(found),
        "budget": _of_budget(found),
    }


def _of_villages(points: PointsYear) -> list[str]:
    when = f"{points.year}年底" if points.is_over else chinese_date(points.until)
    told = [
        f"到{when}，{len(points.villages)}个自然村中{len(points.joined)}个参加，"
        f"共{points.living_in_joined}户（全社区{points.living}户）；全年记过分的{points.scored}户，"
        f"其中活跃的（一半以上的月份得了分）{points.active}户。"
    ]
    if len(points.years) > 1:
        first = points.years[0].year
        villages, scored, active = (
            " → ".join(f"{number}" for number in numbers)
            for numbers in (
                [row.villages for row in points.years],
                [row.scored for row in points.years],
                [row.active for row in points.years],
            )
        )
        told.append(
            f"{first}年至{points.year}年：参加的自然村{villages}个，"
            f"记过分的{scored}户，活跃的{active}户。"
        )
    return told


def _of_areas(found: OfficeYear) -> list[str]:
    areas = sorted(found.points.areas, key=lambda row: -row.given)
    if not areas or not areas[0].given:
        return ["全年还没有评定的积分。"]
    deducted = sum(row.taken for row in areas)
    taken = f"扣分合计{written(deducted)}分" if deducted else "全年没有扣分"
    return [
        f"全年入账{written(found.issued)}分。得分最多的是{areas[0].name}"
        f"（{written(areas[0].given)}分）；{taken}。"
    ]


def _of_rules(points: PointsYear) -> list[str]:
    told = [
        f"评分项用到{len(points.items)}个，全年没有用过的{len(points.asleep)}个。",
    ]
    if points.items:
        first = points.items[0]
        told.append(f"记得最多的是“{first.title}”，{first.records}条，{first.households}户。")
    if points.sleeping:
        named = "、".join(rule.name for rule in points.sleeping)
        told.append(f"整条都没有用过的：{named}。")
    if points.asleep:
        told.append("没有用过的评分项，下一版标准可以考虑改写、并入或者取消。")
    return told


def _of_exchange(found: OfficeYear) -> list[str]:
    if not found.kinds:
        return ["全年没有兑换。"]
    units = sum(row.units for row in found.kinds)
    share = found.spent * 100 // found.issued if found.issued > 0 else 0
    return [
        f"开了{found.windows}个兑换期，兑出{units}件（次），用去{written(found.spent)}分，"
        f"相当于全年入账积分的{share}%。兑得最多的是{found.kinds[0].category}。"
    ]


def _of_budget(found: OfficeYear) -> list[str]:
    means = found.means
    used = f"进货{yuan(means.purchases_fen)}元，与商家结算{yuan(means.settled_fen)}元"
    if means.budget_fen is None:
        return [f"没有定年度预算；{used}，共{yuan(found.used_fen)}元。"]
    left = means.left_fen or 0
    rest = f"还剩{yuan(left)}元" if left >= 0 else f"超出{yuan(-left)}元"
    by = "（按现在的设置）" if found.is_past else ""
    return [f"年度预算{by}{yuan(means.budget_fen)}元，{used}，共{yuan(found.used_fen)}元，{rest}。"]


def pictures(found: OfficeYear) -> dict[str, list[Bar]]:
    """The bars of each picture; none where there is nothing to see."""
    points, means = found.points, found.means
    years = points.years if len(points.years) > 1 else []
    months = sorted(found.total.months, key=lambda each: each.month) if found.total else []
    paid = (("进货", means.purchases_fen), ("与商家结算", means.settled_fen))
    return {
        "joined": _bars((f"{row.year}年", row.villages, f"{row.villages}个") for row in years),
        "scored": _bars((f"{row.year}年", row.scored, f"{row.scored}户") for row in years),
        "villages": [
            Bar(row.name, row.active, max(row.living, row.active, 1), _of(row.active, row.living))
            for row in points.joined
        ],
        "months": _bars((f"{each.month}月", each.issued, written(each.issued)) for each in months),
        "areas": _bars((row.name, row.given, _area(row.given, row.taken)) for row in points.areas),
        "rules": _bars((rule.name, rule.records, f"{rule.records}条") for rule in points.rules),
        "items": _bars(
            (f"{row.code} {row.title}", row.records, f"{row.records}条") for row in points.biting
        ),
        "exchange": _bars(
            (row.category, row.points, f"{written(row.points)}分") for row in found.kinds
        ),
        "budget": _bars(
            ((label, fen, f"{yuan(fen)}元") for label, fen in paid),
            least=means.budget_fen or 0,
        ),
    }


def _of(part: int, whole: int) -> str:
    return f"{part} / {whole}户"


def _area(given: int, taken: int) -> str:
    return f"{written(given)}分，扣{written(taken)}分" if taken else f"{written(given)}分"


def _bars(rows: Iterable[tuple[str, int, str]], least: int = 0) -> list[Bar]:
    """Bars to one scale: that of the longest, or `least`; one below nought has no length."""
    listed = list(rows)
    whole = max([part for _, part, _ in listed] + [least, 1])
    if not any(part > 0 for _, part, _ in listed):
        return []
    return [Bar(label, max(part, 0), whole, told) for label, part, told in listed]
