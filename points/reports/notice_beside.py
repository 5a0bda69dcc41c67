"""One notice held against what stands beside it: its period and title, the codes of its households,
the scores that its lines were made of, and the corrections it tells of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from points.explain import written
from points.models import Notice
from points.periods import Month
from points.reports.notice_proof import codes_agree, period_agrees
from points.services.notices import title_of


class Shown(NamedTuple):
    """A household that a notice names: its code and reference there, and its salt."""

    number: int
    household: int
    ref: str
    code: str
    salt: str


class Settled(NamedTuple):
    """A line of a notice's sheets as its review settled it: no correction comes before a notice."""

    number: int
    household: int
    total: int
    by_area: dict[str, int]


class Corrected(NamedTuple):
    """What a notice tells of: a correction of a line (of a month, before and after), or an
    adjustment of an account (of a year)."""

    number: int
    household: int
    year: int
    month: int | None
    before: int | None
    after: int | None
    points: int | None

    @property
    def figures(self) -> tuple[str | int | None, ...]:
        if self.month is None:
            return self.year, self.points
        return str(Month(self.year, self.month)), self.before, self.after


class Codes(NamedTuple):
    """The codes a notice shows, by reference and by household."""

    by_ref: dict[str, str]
    by_household: dict[int, str]


NAMELESS: Final = "没有留下户名的户"
"""Whoever is forgotten is forgotten with his row: then only the figures can be compared."""


def differences(notice: Notice, beside: Iterable[object]) -> Iterator[str]:
    """What `notice` or one of `beside` (Shown, Settled, Corrected; all that belong to it) has
    otherwise than its content, which gives its digest. In sentences."""
    rows = list(beside)
    shown = [row for row in rows if isinstance(row, Shown)]
    codes = Codes(
        {each.ref: each.code for each in shown}, {each.household: each.code for each in shown}
    )
    try:
        yield from _period(notice)
        yield from _names(notice, shown)
        if notice.kind == Notice.Kind.MONTHLY:
            yield from _lines(notice, codes, (row for row in rows if isinstance(row, Settled)))
        if notice.kind != Notice.Kind.STARS:
            corrected = (row for row in rows if isinstance(row, Corrected))
            yield from _corrections(notice, codes, corrected)
    except (AttributeError, KeyError, TypeError, ValueError):
        # Somebody wrote a month that is none, or made the chain anew around such a content.
        yield f"第{notice.number}期公示的内容或月份不是公示该有的样子，不能逐户核对。"


def _period(notice: Notice) -> Iterator[str]:
    number, community = notice.number, notice.content["community"]["name"]
    if not period_agrees(notice):
        yield f"第{number}期公示写着的月份、季度或公示天数，和公示内容里的不一样。"
    elif notice.title != title_of(notice.kind, community, notice.period):
        yield f"第{number}期公示的标题写着“{notice.title}”，和公示内容里的不一样。"


def _names(notice: Notice, shown: Iterable[Shown]) -> Iterator[str]:
    community = notice.content["community"]["code"]
    for each in shown:
        if not codes_agree(community, [(each.ref, each.code, each.salt)]):
            yield f"第{notice.number}期公示写着户编号{each.code}，公示内容却证明不了是这一户。"


def _lines(notice: Notice, codes: Codes, settled: Iterable[Settled]) -> Iterator[str]:
    told = Counter(
        (codes.by_ref.get(line["ref"], ""), line["total"], _areas(line["areas"]))
        for group in notice.content["groups"]
        for line in group["lines"]
    )
    due = Counter(
        (codes.by_household.get(each.household, ""), each.total, _areas(each.by_area))
        for each in settled
    )
    hung, scored = _totals(told - due), _totals(due - told)
    for code in sorted(hung.keys() | scored.keys()):
        where = f"第{notice.number}期公示里"
        if not code:
            yield f"{where}，{NAMELESS}的分和审定的不一样。"
        elif code not in scored:
            yield f"{where}有户{code}，积分表里却没有审定过这一户。"
        elif code not in hung:
            yield f"户{code}审定{written(scored[code])}分，{where}却没有这一户。"
        elif hung[code] == scored[code]:
            yield f"{where}，户{code}各方面的分和审定的不一样。"
        else:
            hung_points, points = written(hung[code]), written(scored[code])
            yield f"{where}，户{code}是{hung_points}分，审定的却是{points}分。"


def _areas(by_area: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(by_area.items()))


def _totals(rows: Iterable[tuple[str, int, Any]]) -> dict[str, int]:
    return {code: total for code, total, _ in rows}


def _corrections(notice: Notice, codes: Codes, corrected: Iterable[Corrected]) -> Iterator[str]:
    fields = {"objection": ("month", "before", "after"), "adjustment": ("year", "points")}
    told = Counter(
        (codes.by_ref.get(row["ref"], ""), *(row[field] for field in fields[row["kind"]]))
        for row in notice.content.get("corrections", ())
    )
    due = Counter((codes.by_household.get(each.household, ""), *each.figures) for each in corrected)
    for code in sorted({code for code, *_ in [*(told - due), *(due - told)]}):
        who = f"户{code}" if code else NAMELESS
        yield f"第{notice.number}期公示里，{who}的更正和办理的更正不一样。"
