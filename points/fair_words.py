"""What stands out, in words: the numbers and whose they are, no word of why.

From where on something is told is the same in every community and no setting of the office: whoever
is looked at here must not be able to move it. Page and paper say where it lies (`picked_how`).
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from points.fairness import Share, Spread

FEWEST: Final = 5
"""Households below which a group is too small to compare, and records below which shares say
nothing."""
SAME_PERCENT: Final = 60
CHANGED_PERCENT: Final = 20
JUMPED_PERCENT: Final = 25
JUMP: Final = 5
"""Points: less is no jump."""
APART: Final = 3
"""Points between means that are worth a question, where one is also half as much again."""
SURE: Final = 2
"""Some households stand out of the rest by so many standard deviations of their mean: a single one
by two of the rest's, four by one."""
FLAT: Final = 3
"""A spread that many times smaller than the others' is flat."""
OFTEN: Final = 3
"""Deductions that many times as often or as seldom as with the others."""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """One group in one month, beside `others`. `label` “赵庄第2组”, `month` “2026年11月”, `scorer`
    who passed the group's scores. `changed`: records that later steps changed. `deducted` and
    `others_deducted` for each hundred households. `kin` are households the scorer has declared as
    relatives' or lives in, `near` those next door to his own, `rest` the other households of the
    group. `jumped` is asked at the year's end alone, else None. `alike` are the points of the
    household's month that is the commonest."""

    label: str
    month: str
    scorer: str
    own: Spread
    others: Spread
    same: Share
    changed: Share
    deducted: float
    others_deducted: float
    kin: Spread
    near: Spread
    rest: Spread
    jumped: Share | None = None
    alike: int = 0


def stands_out(facts: GroupFacts) -> list[str]:
    """The sentences on one group; nothing where nothing stands out."""
    if facts.own.count < FEWEST:
        return []
    told = (
        _same(facts),
        _apart(facts),
        _flat(facts),
        _changed(facts),
        _deducted(facts),
        _beside_the_rest(facts, facts.kin, f"评分人{facts.scorer}自家和申报的亲属"),
        _beside_the_rest(facts, facts.near, f"评分人{facts.scorer}家的近邻"),
        _jumped(facts),
    )
    return [each for each in told if each]


def picked_how() -> str:
    """From where on something is told, as page and paper say it."""
    parts = (
        f"各方面得分完全相同的户达到{SAME_PERCENT}%",
        f"户均与其他各组相差{APART}分以上，高的达到低的一倍半",
        f"各户得分的标准差不到其他各组的{FLAT}分之一",
        f"后面的评审改过的记录达到{CHANGED_PERCENT}%",
        f"每百户扣分的条数达到其他各组的{OFTEN}倍，或者不到{OFTEN}分之一",
        f"评分人自家、申报的亲属或近邻的户均高出同组其他户{APART}分以上，并且超出平常的起伏",
        f"年底两个月里，得分是前几个月平均两倍以上、多出{JUMP}分以上的户达到{JUMPED_PERCENT}%",
    )
    return f"{'；'.join(parts)}。不足{FEWEST}户的组不比。"


def points(mean: float) -> str:
    """“4.1” of a mean; a whole one without decimals, below nought with a real minus sign."""
    return f"{mean:.1f}".removesuffix(".0").replace("-", "−")


def _where(facts: GroupFacts) -> str:
    return f"{facts.label}{facts.month}"


def _same(facts: GroupFacts) -> str:
    same = facts.same
    if same.percent < SAME_PERCENT:
        return ""
    each = points(facts.alike)
    return f"{_where(facts)}{same.whole}户中{same.part}户各方面得分完全相同，都是{each}分。"


def _apart(facts: GroupFacts) -> str:
    own, others = facts.own, facts.others
    low, high = sorted((own.mean, others.mean))
    if others.count < FEWEST or high - low < APART or high * 2 < low * 3:
        return ""
    return f"{_where(facts)}户均{points(own.mean)}分，其他各组户均{points(others.mean)}分。"


def _flat(facts: GroupFacts) -> str:
    own, others = facts.own, facts.others
    if others.count < FEWEST or others.spread < 1 or own.spread * FLAT > others.spread:
        return ""
    if facts.same.percent >= SAME_PERCENT:
        # Said already.
        return ""
    return (
        f"{_where(facts)}各户得分差别很小（标准差{points(own.spread)}分），"
        f"其他各组是{points(others.spread)}分。"
    )


def _changed(facts: GroupFacts) -> str:
    changed = facts.changed
    if changed.whole < FEWEST or changed.percent < CHANGED_PERCENT:
        return ""
    return f"{_where(facts)}{changed.whole}条记录中{changed.part}条在后面的评审中改过分。"


def _deducted(facts: GroupFacts) -> str:
    own, others = facts.deducted, facts.others_deducted
    low, high = sorted((own, others))
    if facts.others.count < FEWEST or high < FEWEST or high < OFTEN * low:
        return ""
    return f"{_where(facts)}每百户扣分{points(own)}条，其他各组{points(others)}条。"


def _beside_the_rest(facts: GroupFacts, some: Spread, who: str) -> str:
    rest = facts.rest
    apart = some.mean - rest.mean
    if not some.count or rest.count < FEWEST or apart < APART:
        return ""
    if apart * sqrt(some.count) < SURE * rest.spread:
        return ""
    return (
        f"{_where(facts)}{who}{some.count}户，户均{points(some.mean)}分，"
        f"同组其他户户均{points(rest.mean)}分。"
    )


def _jumped(facts: GroupFacts) -> str:
    jump = facts.jumped
    if jump is None or jump.whole < FEWEST or jump.percent < JUMPED_PERCENT:
        return ""
    return (
        f"{_where(facts)}{jump.whole}户中{jump.part}户的得分，"
        f"是前几个月平均的两倍以上，多出{JUMP}分以上。"
    )
