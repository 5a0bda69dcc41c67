"""Publishes a year's star families, as the next notice of the community's one chain.

The first notice tells all of them; after corrections another one tells all of them again, and what
was corrected. Who is vetoed, and why, is in none.

Version 1: community (code, name), year, the period it hangs, on what resolution full names are
shown (if they are), the rule and the day of the meeting, the check code of the frozen ranking; per
group the families in order of household code, each with stars, honour points, its place in the
village, the month from which it was scored if it joined late (else 0) and whether it moved between
groups; the corrections since the notice before by their numbers.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from households.models import Household, Place, User
from households.refusals import AlreadyHandled, Refused
from points.models import AnnualRanking, Notice, RankingCorrection
from points.periods import Year
from points.services import notices, rankings
from points.services.notices import Hanging
from points.services.ranking_book import Standing, by_group, corrected, frozen
from points.services.ranking_content import ref_of

VERSION = 1


@transaction.atomic
def publish_stars(community: Place, year: int, opens_on: date, by: User, at: datetime) -> Notice:
    """Publishes the star families of the year's ranking as it is corrected.

    Raises Refused while the ranking is not settled, when nobody has a star, and as
    `notices.lock_chain`; AlreadyHandled when they hang and nothing was corrected since.
    """
    hanging = notices.lock_chain(community, opens_on, by, at)
    ranking = rankings.ranking_of(community, year)
    if ranking is None:
        raise Refused(f"{year}年的排名还没有定，请先定名次，再公示星级家庭。")
    untold = list(
        RankingCorrection.objects.filter(ranking=ranking, notice__isnull=True)
        .select_related("line__household", "line__group__parent")
        .order_by("number")
    )
    if ranking.notice is not None and not untold:
        raise AlreadyHandled(
            f"{year}年的星级家庭已在第{ranking.notice.number}期公示，之后没有更正，本次未作改动。"
        )
    content, behind = star_content(ranking, untold, hanging)
    if not content["groups"]:
        raise Refused(f"{year}年没有一户评上星级，不用公示；评星的办法在评优设置里。")
    statement = notices.Statement(Notice.Kind.STARS, Year(year), content, behind)
    notice = notices.append(community, statement, hanging, by, at)
    rankings.tell(ranking, notice)
    return notice


def star_content(
    ranking: AnnualRanking, untold: Sequence[RankingCorrection], hanging: Hanging
) -> tuple[dict[str, Any], dict[str, Household]]:
    """The content of the year's star families, and the household behind each reference; `untold`
    with their lines, households and groups. Three queries."""
    community = ranking.community
    now = corrected(ranking)
    behind: dict[str, Household] = {}
    groups = []
    # A group that lost its last star is told of with its correction.
    told = {each.line.group_id for each in untold}
    for group, part in by_group(now):
        lines = [
            _line(community, each, behind) for each in part if each.ranked and each.ranked.stars
        ]
        if lines or group.pk in told:
            named = {**_place(group), "group_code": group.code, "group": group.name}
            groups.append({**named, "lines": lines})
    stars = {each.household.pk: (each.ranked.stars if each.ranked else 0) for each in now}
    before = {
        each.household.pk: (each.ranked.stars if each.ranked else 0) for each in frozen(ranking)
    }
    corrections = []
    for each in untold:
        household = each.line.household
        ref = each.line.ref
        behind[ref] = household
        corrections.append(
            {
                "number": each.number,
                "ref": ref,
                **_place(each.line.group),
                "group_code": each.line.group.code,
                "honour_before": each.honour_before,
                "honour_after": each.honour_after,
                "stars_before": before[household.pk],
                "stars_after": stars[household.pk],
            }
        )
    content = {
        "version": VERSION,
        "kind": "stars",
        "community": {"code": community.code, "name": community.name},
        "year": str(ranking.year),
        "opens_on": hanging.opens_on.isoformat(),
        "closes_on": hanging.closes_on.isoformat(),
        "unmasking_basis": "" if hanging.policy.masks_names else hanging.policy.unmasking_basis,
        "rule": ranking.content["rule"],
        "held_on": ranking.content["meeting"]["held_on"],
        "ranking": ranking.check_code,
        "groups": groups,
        "corrections": corrections,
    }
    return content, behind


def _place(group: Place) -> dict[str, str]:
    village = group.parent
    return {
        "village_code": village.code if village else "",
        "village": village.name if village else "",
    }


def _line(
    community: Place, standing: Standing, behind: dict[str, Household]
) -> dict[str, str | int]:
    ref = ref_of(community, standing)
    behind[ref] = standing.household
    places = standing.ranked
    return {
        "ref": ref,
        "stars": places.stars if places else 0,
        "honour": standing.honour,
        "place": places.in_village if places else 0,
        "late_from": standing.first_month if standing.late else 0,
        "moved": standing.moved,
    }
