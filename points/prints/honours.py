"""星级家庭证书 and 门牌: of all star families of a year or of a village, a piece a group."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from households.models import Place, User
from households.refusals import Refused
from points.models import AnnualRanking, Policy, PrintJob
from points.printing.pieces import Piece, Print
from points.prints.kinds import Ask, Asked, Kind
from points.prints.places import ask_place, groups_of, place_asked, whole_of
from points.reports.honour_papers import certificates, plates
from points.services.policies import policy_of
from points.services.ranking_book import Standing, corrected

RIGHT: Final = "points.print_honour"
NOTHING: Final = "还没有定过年度排名；定了名次再来打印。"

Papers = Callable[[AnnualRanking, Sequence[Standing], Policy], bytes]


def _ask(user: User, day: date) -> list[Ask]:
    settled = AnnualRanking.objects.visible_to(user, day).values_list("year", flat=True)
    years = [(str(year), f"{year}年") for year in settled]
    places = ask_place(user, RIGHT, day)
    return [*places, Ask("year", "年度", years)] if places and years else []


def _kind(label: str, told: str, papers: Papers) -> Kind:
    def order(user: User, asked: Asked) -> tuple[Place, str]:
        place = place_asked(user, asked)
        return place, f"{whole_of(place)}{asked['year']}年星级家庭{label}"

    def build(job: PrintJob) -> Print:
        ranking = (
            AnnualRanking.objects.select_related("meeting")
            .filter(community=job.community_id, year=int(job.asked["year"]))
            .first()
        )
        if ranking is None:
            raise Refused(NOTHING)
        policy, families = policy_of(job.community), _families(ranking)

        def piece(group: Place) -> Piece:
            def make() -> bytes:
                found = families.get(group.pk, [])
                return papers(ranking, found, policy) if found else b""

            return Piece(group.code, group.label, make)

        return Print(job.title, [piece(group) for group in groups_of(job)])

    return Kind(
        label=f"星级家庭{label}",
        told=told,
        nothing=NOTHING,
        right=RIGHT,
        offer=_ask,
        order=order,
        build=build,
    )


def _families(ranking: AnnualRanking) -> dict[int, list[Standing]]:
    """The star families by group (primary key), the more stars first."""
    found: dict[int, list[Standing]] = {}
    for each in corrected(ranking):
        if each.stars:
            found.setdefault(each.group.pk, []).append(each)
    for part in found.values():
        part.sort(key=lambda each: -each.stars)
    return found


CERTIFICATES: Final = _kind(
    "证书", "每户一张横 A4，留盖章处，整村或整个社区一次打印好。", certificates
)
PLATES: Final = _kind(
    "门牌", "每户一块，宽24厘米、高16厘米，不写姓名，整村或整个社区一次打印好。", plates
)
