"""公示核对: the chain of notices made again, and each notice held against what stands beside it.

Content is what the check codes on paper are of, so it is the one to believe.
"""

from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, TypeVar

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from households.models import Place
from points.chain import first_fault
from points.models import Notice, NoticeCorrection, NoticeHousehold, StepScore
from points.models.decision import is_settling
from points.reports.notice_beside import Corrected, Settled, Shown, differences
from points.reports.notice_chain import links_of

Row = TypeVar("Row", Shown, Settled, Corrected)

AT_ONCE: Final = 2000


def notice_differences(community: Place) -> Iterator[str]:
    """What does not agree in the notices of `community`, in sentences. Five queries; one notice and
    what belongs to it is in memory at a time.

    From the first fault of the chain on, contents are not believed and nothing is compared.
    """
    sound = Notice.objects.filter(community=community)
    fault = first_fault(links_of(community))
    if fault is not None:
        yield f"公示链从第{fault.number}期起对不上：{fault.reason}。"
        sound = sound.filter(number__lt=fault.number)
    # The notices are asked for first: what is published meanwhile has no notice here, and is left.
    rows = merge(
        sound.order_by("number").iterator(chunk_size=1),
        _read(Shown, _shown(community)),
        _read(Settled, _settled(community)),
        _read(Corrected, _corrected(community)),
        key=attrgetter("number"),
    )
    # Read to their end before anything is told: nobody leaves a cursor open.
    yield from [
        told
        for _, (first, *beside) in groupby(rows, key=attrgetter("number"))
        if isinstance(first, Notice)
        for told in differences(first, beside)
    ]


def _read(kind: type[Row], rows: QuerySet[Any, Any]) -> Iterator[Row]:
    return (kind(*row) for row in rows.iterator(chunk_size=AT_ONCE))


def _shown(community: Place) -> QuerySet[Any, Any]:
    rows = NoticeHousehold.objects.filter(community=community).order_by("notice__number", "code")
    return rows.values_list("notice__number", "household", "ref", "code", "household__salt")


def _settled(community: Place) -> QuerySet[Any, Any]:
    scores = StepScore.objects.filter(
        is_settling("decision__"), community=community, line__sheet__notice__isnull=False
    )
    notice = "line__sheet__notice__number"
    return scores.order_by(notice).values_list(notice, "line__household", "total", "by_area")


def _corrected(community: Place) -> QuerySet[Any, Any]:
    told = NoticeCorrection.objects.filter(community=community).order_by("notice__number")
    return told.values_list(
        "notice__number",
        Coalesce("correction__line__household", "adjustment__household"),
        Coalesce("correction__line__year", "adjustment__year"),
        "correction__line__month",
        "correction__total_before",
        "correction__total_after",
        "adjustment__points",
    )
