"""Standards that use all a rule book may say, and months for them, as hypothesis makes them up."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from points.scoring import ItemRule, Matter, StandardRules, YearSoFar
from points.sofar import Past, Sums
from points.spans import Caps, CapsBySign, Span

AREAS = ("家园建设", "环境建设")
FIRST_DAY = date(2026, 10, 19)
"""Matters of October are found late, and their weeks and quarters are not November's alone."""


@dataclass(frozen=True)
class Month:
    """A standard, what the year has given, and a month of matters."""

    standard: StandardRules
    year: YearSoFar
    matters: list[Matter]


sizes = st.none() | st.integers(0, 14)
caps = st.builds(Caps, sizes, sizes, sizes)
by_sign = st.builds(CapsBySign, caps, caps)


@st.composite
def items(draw: st.DrawFn, code: str, rule: str, area: str) -> ItemRule:
    sign = draw(st.sampled_from((1, 1, -1, -1)))
    ends = sorted(sign * draw(st.integers(1, 6)) for _ in range(2))
    # A group of one kind per rule, so that all items of a group are counted alike.
    group = draw(st.sampled_from(("", "", f"按月{rule}", f"按事件{rule}")))
    within_event = group.startswith("按事件")
    free = st.none() if within_event else st.none() | st.integers(1, 12).map(lambda n: sign * n)
    return ItemRule(
        code=code,
        rule=rule,
        area=area,
        points_min=ends[0],
        points_max=ends[1],
        monthly_cap=draw(free),
        yearly_cap=draw(free),
        exclusive_group=group,
        veto=False,
        title=f"事项{code}",
        quarterly_cap=draw(free),
        once=None if within_event else draw(st.sampled_from((None, None, *Span))),
        within_event=within_event,
        repeat_days=draw(st.sampled_from((None, 1, 7, 30))) if sign < 0 else None,
        validity_months=draw(st.none() | st.integers(1, 4)) if sign < 0 else None,
        case_by_case=draw(st.sampled_from((False, False, True))),
    )


@st.composite
def standards(draw: st.DrawFn) -> StandardRules:
    found: dict[str, ItemRule] = {}
    rule_caps: dict[str, CapsBySign] = {}
    for number in range(1, draw(st.integers(1, 3)) + 1):
        rule = str(number)
        rule_caps[rule] = draw(st.just(CapsBySign()) | by_sign)
        area = draw(st.sampled_from(AREAS))
        for place in range(1, draw(st.integers(1, 4)) + 1):
            code = f"{rule}.{place}"
            found[code] = draw(items(code, rule, area))
    area_caps = {area: draw(by_sign) for area in AREAS if draw(st.booleans())}
    return StandardRules(found, rule_caps, AREAS, area_caps)


@st.composite
def sums(draw: st.DrawFn, standard: StandardRules) -> Sums:
    by_item = {
        item.code: item.sign * draw(st.integers(0, 14))
        for item in standard.items.values()
        if draw(st.booleans())
    }
    some = [
        {key: draw(st.integers(0, 16)) for key in keys}
        for keys in (standard.rule_caps, standard.rule_caps, AREAS, AREAS)
    ]
    return Sums(by_item, *some)


@st.composite
def years(draw: st.DrawFn, standard: StandardRules) -> YearSoFar:
    year, quarter = draw(sums(standard)), draw(sums(standard))
    past = {
        code: tuple(
            Past(FIRST_DAY + timedelta(days=draw(st.integers(-40, 30))), counted)
            for counted in draw(st.lists(st.sampled_from((0, item.sign)), max_size=2))
        )
        for code, item in standard.items.items()
    }
    return YearSoFar(
        year.by_item,
        year.by_rule_awards,
        year.by_rule_deductions,
        year.by_area_awards,
        year.by_area_deductions,
        quarter,
        past,
    )


@st.composite
def matters(
    draw: st.DrawFn, standard: StandardRules, sign: int = 0, most: int = 12
) -> list[Matter]:
    """Matters with keys and orders 0, 1, 2, …; only awards or only deductions when `sign` says."""
    codes = [code for code, item in standard.items.items() if sign in {0, item.sign}]
    if not codes:
        return []
    number = draw(st.integers(1, most))
    return [
        Matter(
            key,
            code := draw(st.sampled_from(codes)),
            standard.items[code].sign * draw(st.integers(0, 7)),
            FIRST_DAY + timedelta(days=draw(st.integers(0, 40))),
            key,
            event=draw(st.sampled_from(("", "", "甲"))),
            decided_by=draw(st.sampled_from(("", "会议"))),
        )
        for key in range(number)
    ]


@st.composite
def cases(draw: st.DrawFn) -> Month:
    standard = draw(standards())
    return Month(standard, draw(years(standard)), draw(matters(standard)))


@st.composite
def cases_with_one_more(draw: st.DrawFn, sign: int) -> tuple[Month, Month]:
    """A month, and the same with one more matter of that sign, recorded before or after them."""
    case = draw(cases())
    added = [
        replace(one, key="added", order=draw(st.sampled_from((-1, 99))))
        for one in draw(matters(case.standard, sign, most=1))
    ]
    return case, replace(case, matters=[*case.matters, *added])
