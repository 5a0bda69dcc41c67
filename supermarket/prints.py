"""兑换登记表 of a quarter as a long print: a piece for each counter."""

from datetime import date
from typing import Final

from households.models import Place, User
from households.refusals import Refused
from points.models import PrintJob
from points.periods import Quarter
from points.printing.pieces import Piece, Print
from points.prints.kinds import Ask, Asked, Kind
from points.prints.places import WHOLE
from supermarket.models import Outlet, Window
from supermarket.reports.book_paper import Making
from supermarket.reports.register import TITLE, register, register_paper

RIGHT: Final = "supermarket.view_redemption"


def _offer(user: User, day: date) -> list[Ask]:
    shops = Outlet.objects.visible_to(user, day).shops().select_related("place")
    may = [shop for shop in shops if user.has_perm(RIGHT, shop)]
    windows = Window.objects.visible_to(user, day)
    quarters = [(f"{each.year}-{each.quarter}", each.period.label) for each in windows]
    if not may or not quarters:
        return []
    counters = [(shop.place.code, str(shop)) for shop in may]
    if user.has_perm(RIGHT, user.community):
        counters.insert(0, (WHOLE, "全部柜台"))
    return [Ask("quarter", "季度", quarters), Ask("outlet", "柜台", counters)]


def _order(user: User, asked: Asked) -> tuple[Place, str]:
    label = _quarter(asked).label
    if asked["outlet"] == WHOLE:
        return user.community, f"{user.community.name}各柜台{label}{TITLE}"
    found = Outlet.objects.visible_to(user).shops().select_related("place__community")
    shop = found.filter(place__code=asked["outlet"]).first()
    if shop is None:
        raise Refused({"outlet": "找不到所选的柜台，请刷新页面重选。"})
    return shop.place, f"{shop}{label}{TITLE}"


def _build(job: PrintJob) -> Print:
    quarter, making = _quarter(job.asked), Making(job.asked_by, job.asked_at)
    shops = Outlet.objects.filter(community=job.community_id).shops()
    if job.asked["outlet"] != WHOLE:
        shops = shops.filter(place=job.place_id)

    def piece(shop: Outlet) -> Piece:
        def make() -> bytes:
            return register_paper(register(shop, quarter), making)

        return Piece(shop.place.code, str(shop), make)

    found = shops.select_related("place", "community").order_by("place__code")
    return Print(job.title, [piece(shop) for shop in found])


def _quarter(asked: Asked) -> Quarter:
    year, quarter = asked["quarter"].split("-")
    return Quarter(int(year), int(quarter))


REGISTER: Final = Kind(
    label=TITLE,
    told="一个季度的兑换登记表，各柜台一次打印好。",
    nothing="还没有开过兑换期；兑换之后再来打印。",
    right=RIGHT,
    offer=_offer,
    order=_order,
    build=_build,
)
