"""A community's chain of notices: as plain data, as a file, and its last codes to copy by hand."""

import json
from collections.abc import Generator
from dataclasses import asdict, dataclass
from datetime import date

from households.models import Place
from points.canonical import GENESIS
from points.chain import Link, misplaced
from points.models import Notice
from points.reports.notice_kinds import reading
from points.reports.notice_words import span

COPIED = 12
"""Codes on the page: about a year's; the last one alone stands for all before it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A line of the page: number, what it tells, its period, and the check code."""

    number: int
    told_of: str
    span: str
    code: str


def links_of(community: Place) -> Generator[Link, None, None]:
    """The notices of `community` from the first on, one at a time: a year's fill many megabytes.

    One query. They hold salted references, neither names nor codes of households.
    """
    rows = (
        Notice.objects.filter(community=community)
        .order_by("number")
        .values_list(
            "number", "kind", "opens_on", "closes_on", "previous_digest", "digest", "content"
        )
    )
    for number, kind, opens_on, closes_on, previous, own, content in rows.iterator(chunk_size=1):
        yield Link(number, kind, str(opens_on), str(closes_on), previous, own, content)


def link_of(notice: Notice) -> Link:
    """The notice as a link of its community's chain."""
    days = str(notice.opens_on), str(notice.closes_on)
    digests = notice.previous_digest, notice.digest
    return Link(notice.number, notice.kind, *days, *digests, notice.content)


def exported(link: Link) -> str:
    """One notice of the file, in JSON on a line of its own."""
    return json.dumps(asdict(link), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def last_codes(community: Place, day: date) -> list[Copied]:
    """The last codes that hang, or have hung, by `day`, the newest first. One query."""
    notices = Notice.objects.hung_by(day).filter(community=community).defer("content")
    return [
        Copied(
            each.number,
            reading(each).told_of(each),
            span(each.opens_on, each.closes_on),
            each.check_code,
        )
        for each in notices[:COPIED]
    ]


def unbroken(community: Place, number: int) -> bool:
    """Whether each notice up to `number` is built on the digest of the one before. One query; the
    contents are not looked at."""
    links = (
        Notice.objects.filter(community=community, number__lte=number)
        .order_by("number")
        .values_list("number", "previous_digest", "digest")
    )
    before = GENESIS
    for expected, (own_number, previous, own) in enumerate(links, start=1):
        if misplaced(own_number, previous, expected, before):
            return False
        before = own
    return True
