"""The public board: notices by year, the villages to choose from, sums as a sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from households.models import Place
from households.roles import PlaceKind
from points.explain import written
from points.models import Notice
from points.reports.hanging_words import longer
from points.reports.notice_kinds import Village, reading
from points.reports.notice_list import NoticeRow
from points.services.hangings import last_day, last_days


@dataclass(frozen=True, slots=True)
class BoardYear:
    """The notices that tell of a year, in the order they came in."""

    year: int
    rows: list[NoticeRow]


def by_year(rows: Iterable[NoticeRow]) -> list[BoardYear]:
    """`rows` in their order under the year each tells of, the latest year first."""

    def year_of(row: NoticeRow) -> int:
        return row.notice.year

    # A quarter's notice may come after the first of the year that follows.
    in_order = sorted(rows, key=year_of, reverse=True)
    return [BoardYear(year, list(found)) for year, found in groupby(in_order, year_of)]


def villages_of(community: Place, day: date) -> list[Place]:
    """The villages that have joined by `day`. One query."""
    villages = Place.objects.filter(community=community, kind=PlaceKind.VILLAGE)
    return list(villages.filter(joined_on__lte=day).order_by("code"))


def village_of(villages: Sequence[Place], code: str | None) -> Place | None:
    """The one among them that an address names."""
    return next((each for each in villages if each.code == code), None)


def longer_in_words(notice: Notice, village: Village) -> str:
    """Until when the notice hangs there, where that is longer than its own days; else empty. One
    query, and one more where receipts were typed."""
    days = last_days([notice])
    if not days:
        return ""
    place = Place.objects.get(community=notice.community_id, code=village.code)
    told = longer(notice, village.name, last_day(notice, place.pk, days))
    what = "提异议" if reading(notice).by_household else "提意见"
    return f"{told}，{what}也到那时为止。" if told else ""


def sums_in_words(notice: Notice, village: Village) -> str:
    """What the foot of a village's table says, to be read aloud: “赵庄32户，本月合计56分。” Empty
    for a notice without households."""
    if not reading(notice).by_household:
        return ""
    figures = (
        f"{heading}{written(getattr(village.sums, name))}分"
        for heading, name in reading(notice).sums
    )
    return f"{village.name}{village.households}户，{'，'.join(figures)}。"
