"""公示单: the wall sheets of a notice for all its villages, or for each group of a village."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from households.models import Place, User
from households.refusals import Refused
from households.roles import PlaceKind
from points.models import Notice, Policy, PrintJob
from points.printing.pieces import Piece, Print
from points.prints.kinds import Ask, Asked, Kind
from points.reports import wall_sheet
from points.reports.notice_kinds import Village, reading, villages_of
from points.services.policies import policy_of

RIGHT: Final = "points.print_notice"
EACH_VILLAGE: Final = "*"
EACH_GROUP: Final = "*groups"
"""No code of a village, which holds no *."""
LARGE: Final = "大字"
MOST: Final = 36
"""Notices to choose from: those of three years."""


def _offer(user: User, day: date) -> list[Ask]:
    seen = Notice.objects.visible_to(user, day).defer("content").select_related("community")
    notices = list(seen[:MOST])
    spread = _spread(user, day)
    if not notices or not spread:
        return []
    named = [(str(each.number), f"第{each.number}期 {_told_of(each)}") for each in notices]
    paper = policy_of(user.community).paper
    return [
        Ask("notice", "哪一期", named),
        Ask("of", "打印哪些", spread),
        Ask("paper", "纸张", Policy.Paper.choices, paper),
        Ask("size", "字号", [(wall_sheet.Print.NORMAL, "普通"), (wall_sheet.Print.LARGE, LARGE)]),
    ]


def _spread(user: User, day: date) -> list[tuple[str, str]]:
    """All villages where the whole community is his, and the groups of each village that is."""
    seen = Place.objects.visible_to(user, day).filter(kind=PlaceKind.VILLAGE)
    villages = [place for place in seen if user.has_perm(RIGHT, place)]
    of_villages = [(each.code, f"{each.name}各组，每组一份") for each in villages]
    if not user.has_perm(RIGHT, user.community):
        return of_villages
    every = [(EACH_VILLAGE, "各村，每村一份"), (EACH_GROUP, "各村民小组，每组一份")]
    return [*every, *of_villages]


def _told_of(notice: Notice) -> str:
    return reading(notice).told_of(notice)


def _order(user: User, asked: Asked) -> tuple[Place, str]:
    notice = Notice.objects.get(community=user.community, number=int(asked["notice"]))
    paper = asked["paper"] + (LARGE if asked["size"] == wall_sheet.Print.LARGE else "")
    place, which = user.community, "各村"
    if asked["of"] == EACH_GROUP:
        which = "各组"
    elif asked["of"] != EACH_VILLAGE:
        which = f"{_village_in(notice, asked['of']).name}各组"
        villages = Place.objects.filter(community=user.community, kind=PlaceKind.VILLAGE)
        place = villages.get(code=asked["of"])
    return place, f"第{notice.number}期公示单（{_told_of(notice)}，{which}，{paper}）"


def _village_in(notice: Notice, code: str) -> Village:
    village = next((each for each in villages_of(notice) if each.code == code), None)
    if village is None:
        told = f"第{notice.number}期公示里没有这个村，请改选期次或村。"
        raise Refused({"of": told})
    return village


def _build(job: PrintJob) -> Print:
    asked = job.asked
    notice = Notice.objects.select_related("community").get(
        community=job.community_id, number=int(asked["notice"])
    )
    policy = policy_of(notice.community)
    paper, size = asked["paper"], wall_sheet.Print(asked["size"])

    def piece(code: str, sheet: Village) -> Piece:
        def make() -> bytes:
            return wall_sheet.wall_sheets(notice, [sheet], policy, paper, job.site, size)

        return Piece(code, sheet.name, make)

    sheets = _sheets(villages_of(notice, policy.sort_by), asked["of"])
    return Print(job.title, [piece(code, sheet) for code, sheet in sheets])


def _sheets(villages: Sequence[Village], of: str) -> list[tuple[str, Village]]:
    """The sheets, each with the code of the village or group it is for."""
    if of == EACH_VILLAGE:
        return [(each.code, each) for each in villages]
    chosen = [each for each in villages if of in (EACH_GROUP, each.code)]
    parts = [(group.code, each.of_group(group.code)) for each in chosen for group in each.groups]
    return [(code, part) for code, part in parts if part is not None]


KIND: Final = Kind(
    label="公示单",
    told="一期公示的公示单，各村或各村民小组一次打印好。",
    nothing="还没有公示；发布之后再来打印。",
    right=RIGHT,
    offer=_offer,
    order=_order,
    build=_build,
)
