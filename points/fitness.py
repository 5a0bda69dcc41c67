"""What a standard says that can't be meant; scoring copes with it, adopting refuses it."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations
from typing import Final

from points.rulebook import ItemRule, StandardRules
from points.spans import CAPPED, Caps, CapsBySign, Span

MOST_NAMED: Final = 8
_CODE: Final = re.compile(r"(\d+)\.(\d+)")
_EACH: Final = {Span.MONTH: "每月", Span.QUARTER: "每季", Span.YEAR: "每年"}


def contradictions(standard: StandardRules) -> Iterator[str]:
    """A Chinese sentence for every contradiction, with what to do about it: a cap lower than one
    matter of an item under it, a longer cap below a shorter one, and a span that does not fit."""
    none = CapsBySign()
    for item in standard.items.values():
        places = (
            (f"评分项 {item.code} ", item.caps),
            (f"第{item.rule}条", standard.rule_caps.get(item.rule, none).of(item.sign)),
            (
                f"“{standard.area_title(item.area)}”方面",
                standard.area_caps.get(item.area, none).of(item.sign),
            ),
        )
        for what, caps in places:
            yield from _caps_below(item, what, caps)
        yield from _reversed(f"评分项 {item.code} ", item.caps)
    for rule, both in standard.rule_caps.items():
        for sign in (1, -1):
            yield from _reversed(f"第{rule}条", both.of(sign))
    for area, both in standard.area_caps.items():
        for sign in (1, -1):
            yield from _reversed(f"“{standard.area_title(area)}”方面", both.of(sign))


def _caps_below(item: ItemRule, what: str, caps: Caps) -> Iterator[str]:
    verb = "加" if item.sign > 0 else "扣"
    for span in CAPPED:
        cap = caps.of(span)
        if cap is not None and cap < item.most:
            yield (
                f"评分项 {item.code} 一次最多{verb}{item.most}分，"
                f"{what}{_EACH[span]}最多只{verb}{cap}分，上限低于分值，请改大上限或改小分值。"
            )


def _reversed(what: str, caps: Caps) -> Iterator[str]:
    """A year that may give less than one of its months can only be a slip."""
    for longer, shorter in combinations(CAPPED, 2):
        most, part = caps.of(longer), caps.of(shorter)
        if most is not None and part is not None and most < part:
            yield (
                f"{what}{_EACH[longer]}的上限（{most}分）低于{_EACH[shorter]}的上限（{part}分），"
                "请改正其中一个。"
            )


def holes(areas: Collection[int], rules: Collection[int], items: Iterable[str]) -> Iterator[str]:
    """A Chinese sentence for numbers of `areas`, of `rules` and of codes of `items` (those made of
    two numbers, as 4.1) that are left out in counting. Nothing keeps such a standard from being
    adopted: a rule that was dropped may leave its number free."""
    yield from _left_out("方面的序号不连续，没有", "", _missing(areas))
    yield from _left_out("条号不连续，没有第", "条", _missing(rules))
    within: defaultdict[int, set[int]] = defaultdict(set)
    for code in items:
        found = _CODE.fullmatch(code)
        if found:
            within[int(found[1])].add(int(found[2]))
    codes = [f"{rule}.{each}" for rule in sorted(within) for each in _missing(within[rule])]
    yield from _left_out("评分项编号不连续，没有 ", " ", codes)


def _missing(numbers: Collection[int]) -> list[str]:
    return [str(each) for each in range(1, max(numbers, default=0)) if each not in numbers]


def _left_out(before: str, after: str, missing: list[str]) -> Iterator[str]:
    if missing:
        named = "、".join(missing[:MOST_NAMED])
        if len(missing) > MOST_NAMED:
            named += f" 等{len(missing)}个"
        sentence = f"{before}{named}{after}".rstrip()
        yield f"{sentence}。本来就没有的不用管，漏了的请补上。"
