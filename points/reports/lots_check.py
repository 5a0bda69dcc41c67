"""抽签核对: each drawing held against its seed, and made again by the codes that hung."""

from collections import defaultdict
from collections.abc import Iterator

from households.models import Place
from points.lots import draw
from points.models import ReinspectedHousehold, Reinspection
from points.services.reinspections import hung


def lot_differences(community: Place) -> Iterator[str]:
    """What does not agree in the drawings of `community`, in sentences. Four queries.

    Where a household of the notice was erased since, nobody can draw again: the seed alone is held
    against its notice.
    """
    found = list(
        Reinspection.objects.filter(community=community)
        .select_related("notice", "seed_of")
        .defer("notice__content", "seed_of__content")
        .order_by("pk")
    )
    by_notice = hung([each.notice_id for each in found])
    drawn: defaultdict[int, list[int]] = defaultdict(list)
    rows = ReinspectedHousehold.objects.filter(reinspection__in=found).order_by("place")
    for drawing, household in rows.values_list("reinspection", "line__household"):
        drawn[drawing].append(household)
    for each in found:
        if each.seed != each.seed_of.check_code:
            told = f"{each}用的校验码是{each.seed}"
            yield f"{told}，第{each.seed_of.number}期公示的校验码却是{each.seed_of.check_code}。"
        codes = {one.household: one.code for one in by_notice[each.notice_id]}
        if len(codes) != each.among:
            continue
        due = draw(each.seed, codes.values(), each.number)
        if [codes.get(household) for household in drawn[each.pk]] != due:
            yield f"{each}抽中的户和按校验码重抽的不一样，应是：{'、'.join(due)}。"
