"""Standards, years and months of matters as hypothesis makes them up."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from points.scoring import ItemRule, Matter, StandardRules, YearSoFar
from points.spans import Caps, CapsBySign

AREAS = ("家园建设", "环境建设", "家庭建设")
Case = tuple[StandardRules, YearSoFar, list[Matter]]
CaseWithOneMore = tuple[StandardRules, YearSoFar, list[Matter], list[Matter]]


def caps(sign: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(0, 12).map(lambda size: sign * size)


@st.composite
def items(draw: st.DrawFn, code: str, rule: str, area: str) -> ItemRule:
    sign = draw(st.sampled_from((1, 1, -1)))
    ends = sorted(sign * draw(st.integers(1, 8)) for _ in range(2))
    return ItemRule(
        code=code,
        rule=rule,
        area=area,
        points_min=ends[0],
        points_max=ends[1],
        monthly_cap=draw(caps(sign)),
        yearly_cap=draw(caps(sign)),
        exclusive_group=draw(st.sampled_from(("", "", f"甲{rule}", f"乙{rule}"))),
        veto=draw(st.booleans()),
        title=f"事项{code}",
    )


@st.composite
def standards(draw: st.DrawFn) -> StandardRules:
    found: dict[str, ItemRule] = {}
    rule_caps: dict[str, CapsBySign] = {}
    for number in range(1, draw(st.integers(1, 3)) + 1):
        rule = str(number)
        rule_caps[rule] = CapsBySign(Caps(year=draw(st.none() | st.integers(0, 20))))
        area = draw(st.sampled_from(AREAS))
        for place in range(1, draw(st.integers(1, 4)) + 1):
            code = f"{rule}.{place}"
            found[code] = draw(items(code, rule, area))
    return StandardRules(found, rule_caps, AREAS)


@st.composite
def years(draw: st.DrawFn, standard: StandardRules) -> YearSoFar:
    """Anything earlier months may have left, sums above today's caps included."""
    by_item = {
        item.code: item.sign * draw(st.integers(0, 14))
        for item in standard.items.values()
        if draw(st.booleans())
    }
    by_rule = {rule: draw(st.integers(0, 24)) for rule in standard.rule_caps}
    return YearSoFar(by_item, by_rule)


@st.composite
def months(draw: st.DrawFn, standard: StandardRules, sign: int = 0, least: int = 0) -> list[Matter]:
    """Matters with keys 0, 1, 2, …; only awards or only deductions when `sign` says so."""
    codes = [item.code for item in standard.items.values() if sign in {0, item.sign}]
    if not codes:
        return []
    written = draw(
        st.lists(
            st.tuples(
                st.sampled_from(codes), st.integers(0, 9), st.integers(1, 28), st.integers(0, 99)
            ),
            min_size=least,
            max_size=12,
        )
    )
    return [
        Matter(key, code, standard.items[code].sign * size, date(2026, 11, day), order)
        for key, (code, size, day, order) in enumerate(written)
    ]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    standard = draw(standards())
    return standard, draw(years(standard)), draw(months(standard))


@st.composite
def cases_with_one_more(draw: st.DrawFn, sign: int) -> CaseWithOneMore:
    """A month, and the same with one more matter of that sign (none when no item has it)."""
    standard, year, month = draw(cases())
    added = [replace(one, key="added") for one in draw(months(standard, sign, least=1))[:1]]
    return standard, year, month, added
