"""What is printed for each household of a village or a whole community: a piece for each group."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from households.models import Household, Place, User
from points.models import Letter, PrintJob
from points.periods import FIRST_YEAR
from points.printing.pieces import Piece, Print
from points.prints.kinds import Ask, Asked, Kind
from points.prints.places import ask_place, groups_of, place_asked, whole_of
from points.reports.account_papers import report_paper
from points.reports.letter_paper import Printing, letter_paper
from points.reports.shelf import ShelfOn
from points.services import letters
from points.services.policies import policy_of

SEE_ACCOUNTS: Final = "points.view_account"
YEARS: Final = 5
"""Years to choose from."""

NOBODY: Final = "没有可以打印的村组；农户登记之后再来打印。"


def by_group(
    name: str, groups: Sequence[Place], made: Callable[[Sequence[Household]], bytes]
) -> Print:
    """A print of what is `made` of the households living in each of `groups`, by code."""

    def piece(group: Place) -> Piece:
        def make() -> bytes:
            households = list(Household.objects.living_in(group))
            return made(households) if households else b""

        return Piece(group.code, group.label, make)

    return Print(name, [piece(group) for group in groups])


def _ask_report(user: User, day: date) -> list[Ask]:
    places = ask_place(user, SEE_ACCOUNTS, day)
    first = max(day.year - YEARS + 1, FIRST_YEAR)
    years = [(str(year), f"{year}年") for year in range(day.year, first - 1, -1)]
    return [*places, Ask("year", "年度", years)] if places else []


def _order_report(user: User, asked: Asked) -> tuple[Place, str]:
    place = place_asked(user, asked)
    return place, f"{whole_of(place)}{asked['year']}年成绩单"


def _build_report(job: PrintJob) -> Print:
    year, policy = int(job.asked["year"]), policy_of(job.community)

    def made(households: Sequence[Household]) -> bytes:
        return report_paper(households, year, policy, job.day, keep=True)

    return by_group(job.title, groups_of(job), made)


REPORTS: Final = Kind(
    label="成绩单",
    told="每户一页，全年各月得分和账户，整村或整个社区一次打印好。",
    nothing=NOBODY,
    right=SEE_ACCOUNTS,
    offer=_ask_report,
    order=_order_report,
    build=_build_report,
)


def letters_kind(shelf: ShelfOn) -> Kind:
    """一封信, which tells of what is on the `shelf`."""

    def offer(user: User, day: date) -> list[Ask]:
        return ask_place(user, letters.RIGHT, day)

    def order(user: User, asked: Asked) -> tuple[Place, str]:
        place = place_asked(user, asked)
        return place, f"{whole_of(place)}一封信"

    def build(job: PrintJob) -> Print:
        standing: Letter = letters.letter_of(job.community)
        policy = policy_of(job.community)
        printing = Printing(shelf(job.community, job.day), job.day, job.site)

        def made(households: Sequence[Household]) -> bytes:
            return letter_paper(standing, households, policy, printing, keep=True)

        return by_group(job.title, groups_of(job), made)

    return Kind(
        label="一封信",
        told="致居民的一封信，每户一页，整村或整个社区一次打印好。",
        nothing=NOBODY,
        right=letters.RIGHT,
        offer=offer,
        order=order,
        build=build,
    )
