"""归档卷: a villager group's year, a piece for its sums and one for each of its months; or a month
that is too long to wait for."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from households.models import Place, User
from households.refusals import Refused
from points.models import PrintJob, Sheet
from points.periods import Month
from points.printing.pieces import Piece, Print
from points.prints.kinds import Ask, Asked, Kind
from points.reports.archive import month as month_volume
from points.reports.archive.paper import Cover, bind
from points.reports.archive.setting import part
from points.reports.archive.shelf import RIGHT, archive_years, groups_with_volumes
from points.reports.archive.year import year_book
from points.services.policies import policy_of

BEFORE: Final = "全年汇总"
WHOLE_YEAR: Final = "all"
MONTHS: Final = [
    (WHOLE_YEAR, "全年（年度卷）"),
    *((str(month), f"{month}月") for month in range(1, 13)),
]
TOLD: Final = "农户很多的组，一个月的卷也可以在这里打印。"


def _offer(user: User, day: date) -> list[Ask]:
    groups, years = groups_with_volumes(user, day), archive_years(user, day)
    if not groups:
        return []
    return [
        Ask("group", "村民小组", [(group.code, group.label) for group in groups]),
        Ask("year", "年度", [(str(year), f"{year}年") for year in years]),
        Ask("month", "哪一卷", MONTHS, told=TOLD),
    ]


def _order(user: User, asked: Asked) -> tuple[Place, str]:
    visible = Place.objects.visible_to(user).filter(community=user.community).groups()
    group = visible.select_related("parent", "community").filter(code=asked["group"]).first()
    if group is None:
        raise Refused({"group": "找不到所选的村组，请刷新页面重选。"})
    year, month = int(asked["year"]), asked["month"]
    when = f"{year}年" if month == WHOLE_YEAR else Month(year, int(month)).label
    if not _months(group, year, month):
        told = f"{group.label}{when}还没有积分表，没有可以归档的，请改选。"
        raise Refused({"year": told})
    return group, f"{group.label}{when}归档卷"


def _months(group: Place, year: int, month: str) -> list[Month]:
    """The months of which there is a sheet: of the whole year, or the one asked for."""
    opened = Sheet.objects.filter(group=group, year=year).order_by("month")
    if month != WHOLE_YEAR:
        opened = opened.filter(month=int(month))
    return [Month(year, each) for each in opened.values_list("month", flat=True)]


def _build(job: PrintJob) -> Print:
    group, year, day = job.place, int(job.asked["year"]), job.day
    if job.asked["month"] == WHOLE_YEAR:
        return year_volume(group, year, day)
    months = _months(group, year, job.asked["month"])
    if not months:
        raise _nothing(group, year)
    fonds = policy_of(group.home()).office_name
    whose = f"{group.label}{months[0].label}"
    cover = Cover(month_volume.KIND, fonds, whose, month_volume.MATTER, year)
    return _volume(cover, [_month(group, months[0], "")], day)


def year_volume(group: Place, year: int, day: date) -> Print:
    """年度卷 of `group` (with its village and community); `day` is that of printing. Raises Refused
    where there is no sheet."""
    months = _months(group, year, WHOLE_YEAR)
    if not months:
        raise _nothing(group, year)
    before = year_book(group, year, day)
    pieces = [Piece(BEFORE, BEFORE, lambda: part(before, BEFORE))]
    pieces += [_month(group, each, each.label) for each in months]
    return _volume(Cover.of(before), pieces, day)


def _nothing(group: Place, year: int) -> Refused:
    return Refused(f"{group.label}{year}年还没有积分表，没有可以归档的。")


def _volume(cover: Cover, pieces: Sequence[Piece], day: date) -> Print:
    def bound(parts: Sequence[bytes]) -> bytes:
        return bind(cover, parts, day)

    return Print(f"{cover.title}（{cover.kind}）", pieces, bound)


def _month(group: Place, month: Month, heading: str) -> Piece:
    def make() -> bytes:
        sheet = month_volume.with_their_notices(Sheet.objects.of_month(month)).get(group=group)
        return part(month_volume.month_book(sheet), heading)

    return Piece(str(month), month.label, make)


KIND: Final = Kind(
    label="归档卷",
    told="一个组全年的材料：各月的记录、五步得分、决定、会议和公示，带封面、目录和连续的页码。",
    nothing="还没有积分表；开表之后再来打印。",
    right=RIGHT,
    offer=_offer,
    order=_order,
    build=_build,
    by_piece=False,
)
