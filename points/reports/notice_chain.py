"""A community's chain of notices: as plain data, as a file, and its last codes to copy by hand."""

import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final

from households.models import Place
from households.refusals import Refused
from points.canonical import GENESIS
from points.chain import Link, misplaced
from points.models import Notice
from points.reports.notice_kinds import reading
from points.reports.notice_words import span

OFFLINE_PAGE: Final = Path(__file__).resolve().parents[1] / "data" / "offline_verify.html"
"""It checks the file that `write_chain` writes, in any browser."""
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


def write_chain(community: Place, file: IO[str]) -> Link:
    """Writes the whole chain of `community` into `file`, notice by notice; the last one of it.

    Raises Refused where there is no notice, or one that no encoding can write.
    """
    last, separator = None, "\n"
    file.write('{"notices":[')
    with closing(links_of(community)) as links:
        for last in links:
            try:
                file.write(separator + exported(last))
            except ValueError as error:
                # Half a pair of surrogates, which no encoding can write.
                raise Refused(
                    f"第{last.number}期的内容里有写不出的字符，没有导出，请查明是谁改动的。"
                ) from error
            separator = ",\n"
    if last is None:
        raise Refused(f"{community.name}还没有公示，没有可以导出的。")
    file.write('\n],"version":1}\n')
    return last


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
