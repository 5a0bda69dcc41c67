"""填写表: the forms to fill in by hand, for more households than one waits for."""

from datetime import date
from typing import Final

from households.models import Place, User
from points.models import Policy, PrintJob
from points.periods import Month
from points.printing.pieces import Piece, Print
from points.prints.kinds import Ask, Asked, Kind
from points.prints.places import WHOLE, ask_place, groups_of, place_asked, whole_of
from points.reports.blank_forms import blank_forms
from points.reports.blank_forms_choice import RIGHT, offer, require_taking_part, taking_part
from points.reports.blank_forms_facts import occasion
from points.reports.blank_forms_table import FORMS, Each
from points.services.policies import policy_of


def _offer(user: User, day: date) -> list[Ask]:
    places = ask_place(user, RIGHT, day)
    months = [(str(month), month.label) for month in offer(user, day).months]
    if not places:
        return []
    return [
        *places,
        Ask("month", "月份", months, str(Month.of(day))),
        Ask(
            "sheet",
            "要打印的表",
            [(key, f"{each.title}（{each.each.value}）") for key, each in FORMS.items()],
            several=True,
        ),
        Ask(
            "paper",
            "村小组评分表的纸张",
            Policy.Paper.choices,
            policy_of(user.community).paper,
            told="其他的表都是 A4。",
        ),
    ]


def _order(user: User, asked: Asked) -> tuple[Place, str]:
    place = place_asked(user, asked)
    month = Month.parse(asked["month"])
    groups = Place.objects.covered_by([place.pk]).groups().select_related("parent")
    require_taking_part(list(groups), month)
    return place, f"{whole_of(place)}{month.label}填写表"


def _build(job: PrintJob) -> Print:
    month, paper = Month.parse(job.asked["month"]), job.asked["paper"]
    groups = taking_part(groups_of(job), month)
    together = [key for key in job.asked["sheet"] if FORMS[key].each is Each.OCCASION]
    apart = [key for key in job.asked["sheet"] if key not in together]

    def piece(key: str, label: str, of: list[Place], sheets: list[str]) -> Piece:
        def make() -> bytes:
            return blank_forms(occasion(job.asked_by, of, month, job.day), sheets, paper)

        return Piece(key, label, make)

    pieces = [piece(group.code, group.label, [group], apart) for group in groups] if apart else []
    if together:
        pieces.append(piece(WHOLE, "各组合用的表", list(groups), together))
    return Print(job.title, pieces)


KIND: Final = Kind(
    label="填写表",
    told="印好户编号和户主的空白表，整村或整个社区一次打印好。",
    nothing="没有可以打印的村组；村参加积分制之后再来打印。",
    right=RIGHT,
    offer=_offer,
    order=_order,
    build=_build,
)
