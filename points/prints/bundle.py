"""全年归档包: a community's whole year as one ZIP, every volume on paper and in Excel, the chain of
notices with the page that checks it, and a list of it all with digests.

Set by the worker, a month of a group at a time; what a year of forty-six groups takes, nobody waits
for on a page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from io import BytesIO, TextIOWrapper
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from households.models import Place, User
from households.refusals import Refused
from points.models import Notice, PrintJob, Sheet
from points.periods import chinese_date
from points.printing.pieces import Piece, Print
from points.prints.archive import year_volume
from points.prints.kinds import Ask, Asked, Kind
from points.reports.archive.book import Book
from points.reports.archive.community import community_book
from points.reports.archive.honours import honours_book
from points.reports.archive.paper import book_paper
from points.reports.archive.shelf import RIGHT, archive_years
from points.reports.archive.workbook import workbook
from points.reports.archive.year import year_books
from points.reports.notice_chain import OFFLINE_PAGE, write_chain

MOST_OF_A_NAME: Final = 60
NO_NAME: Final = str.maketrans('/\\:*?"<>|', "／＼：＊？＂＜＞｜")
"""What no system lets a file be called, in the characters that look like it."""
LIST: Final = "00 清单.txt"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One file of the ZIP: its name in it, what it is made of, how it is put together of that."""

    name: str
    pieces: Sequence[Piece]
    bind: Callable[[Sequence[bytes]], bytes]


Enclose = Callable[[PrintJob, int], bytes]
"""A file of the supermarket's for the year of a job."""


def bundle_kind(office_year: Enclose) -> Kind:
    """The kind, with 年度工作情况 by `office_year`."""

    def build(job: PrintJob) -> Print:
        year = int(job.asked["year"])
        enclosed = list(_files(job, year, office_year))
        pieces = [
            Piece(f"{file.name} {piece.key}", f"{file.name} {piece.label}".strip(), piece.make)
            for file in enclosed
            for piece in file.pieces
        ]

        def bound(parts: Sequence[bytes]) -> bytes:
            return _zipped(_file_name(job.title), enclosed, parts, job.day)

        return Print(job.title, pieces, bound)

    return Kind(
        label="全年归档包",
        told="整个社区一年的全部归档卷（PDF 和 Excel）、公示链和离线核对页，一个 ZIP 文件。",
        nothing="还没有积分表；开表之后再来打包。",
        right=RIGHT,
        offer=_offer,
        order=_order,
        build=build,
        by_piece=False,
        warning="包里有姓名、记录和一票否决，只供归档，不得外传。户数多的要排一两个小时。",
        ending="zip",
    )


def _offer(user: User, day: date) -> list[Ask]:
    years = archive_years(user, day) if user.has_perm(RIGHT, user.community) else []
    return [Ask("year", "年度", [(str(year), f"{year}年") for year in years])] if years else []


def _order(user: User, asked: Asked) -> tuple[Place, str]:
    community, year = user.community, int(asked["year"])
    if not Sheet.objects.filter(community=community, year=year).exists():
        raise Refused({"year": f"{community.name}{year}年还没有积分表，没有可以归档的，请改选。"})
    return community, f"{community.name}{year}年归档包"


def _files(job: PrintJob, year: int, office_year: Enclose) -> Iterator[Enclosed]:
    """What is in it, in order; the months of groups are read when they are set."""
    community, day = job.place, job.day
    yield from _both("01 年度综合卷", community_book(community, year, day), day)
    yield from _both("02 年度荣誉卷", honours_book(community, year, day), day)
    yield _one("03 年度工作情况.pdf", lambda: office_year(job, year))
    for group in _groups(community, year):
        yield from _group(group, year, day)
    if Notice.objects.filter(community=community).exists():
        yield _one("05 公示链/公示链.json", lambda: _chain(community))
        yield _one("05 公示链/离线核对.html", OFFLINE_PAGE.read_bytes)


def _both(name: str, book: Book, day: date) -> Iterator[Enclosed]:
    yield _one(f"{name}.pdf", lambda: book_paper(book, day))
    yield _one(f"{name}.xlsx", lambda: workbook([("", book)]))


def _group(group: Place, year: int, day: date) -> Iterator[Enclosed]:
    name = f"04 各组年度卷/{group.code} {_file_name(group.label)}年度卷"
    volume = year_volume(group, year, day)
    yield Enclosed(f"{name}.pdf", volume.pieces, volume.bind)
    yield _one(f"{name}.xlsx", lambda: workbook(year_books(group, year, day)))


def _one(name: str, make: Callable[[], bytes]) -> Enclosed:
    return Enclosed(name, [Piece("", "", make)], lambda parts: parts[0])


def _groups(community: Place, year: int) -> Sequence[Place]:
    """The groups with sheets of `year`, village by village. One query."""
    scored = Sheet.objects.filter(community=community, year=year).values("group")
    groups = Place.objects.filter(pk__in=scored).select_related("parent", "community")
    return list(groups.order_by("parent__code", "code"))


def _file_name(label: str) -> str:
    return label.translate(NO_NAME)[:MOST_OF_A_NAME]


def _chain(community: Place) -> bytes:
    made = BytesIO()
    with TextIOWrapper(made, encoding="utf-8", newline="", write_through=True) as file:
        write_chain(community, file)
        return made.getvalue()


def _zipped(title: str, enclosed: Sequence[Enclosed], parts: Sequence[bytes], day: date) -> bytes:
    """The ZIP of `enclosed`, whose pieces made `parts`; the same parts give the same bytes."""
    made, left = BytesIO(), iter(parts)
    told = [title, f"{chinese_date(day)}由系统打包。各行：SHA-256摘要、字节数、文件名。", ""]
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        for each in enclosed:
            content = each.bind([next(left) for _ in each.pieces])
            told.append(f"{sha256(content).hexdigest()} {len(content)} {each.name}")
            file.writestr(_entry(f"{title}/{each.name}", day), content)
        told += ["", "核对公示链：用浏览器打开“离线核对.html”，再选“公示链.json”，不用联网。", ""]
        file.writestr(_entry(f"{title}/{LIST}", day), "\r\n".join(told).encode("utf-8-sig"))
    return made.getvalue()


def _entry(name: str, day: date) -> ZipInfo:
    entry = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
