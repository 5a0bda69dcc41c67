"""Publishes a year's star families, as the next notice of the community's one chain.

The first notice tells all of them; after corrections another one tells all of them again, and what
was corrected. Who is vetoed, and why, is in none.

Version 1: community (code, name), year, the period it hangs, on what resolution full names are
shown (if they are), the rule and the day of the meeting, the check code of the frozen ranking; per
group the families in order of household code, each with stars, honour points, its place in the
village, the month from which it was scored if it joined late (else 0) and whether it moved between
groups; the numbers of the corrections since the notice before (`corrected`), and whose stars, or
points beside stars, are otherwise than it told (`corrections`), whosever correction did it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from households.models import Household, Place, User
from households.refusals import AlreadyHandled, Refused
from points.models import AnnualRanking, Notice, RankingCorrection, RankingLine
from points.periods import Year
from points.services import notices, rankings
from points.services.notice_places import named_group
from points.services.notices import Hanging
from points.services.ranking_book import Standing, by_group, corrected, star_changes

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
    refs = dict(RankingLine.objects.filter(ranking=ranking).values_list("household", "ref"))
    behind: dict[str, Household] = {}
    changes = _changes(ranking, untold, now)
    # A group that lost its last star is told of with what changed.
    told = {each.group.pk for _, each in changes}
    groups = []
    for group, part in by_group(now):
        lines = [_line(refs, each, behind) for each in part if each.stars]
        if lines or group.pk in told:
            groups.append({**named_group(group), "lines": lines})
    corrections = [
        {
            "ref": _ref(refs, each, behind),
            **_lies_in(each.group),
            "honour_before": was.honour,
            "honour_after": each.honour,
            "stars_before": was.stars,
            "stars_after": each.stars,
        }
        for was, each in changes
    ]
    content = {
        "version": VERSION,
        "kind": "stars",
        "community": {"code": community.code, "name": community.name},
        "year": str(ranking.year),
        "opens_on": hanging.opens_on.isoformat(),
        "closes_on": hanging.closes_on.isoformat(),
        "unmasking_basis": hanging.policy.basis_of_names,
        "rule": ranking.content["rule"],
        "held_on": ranking.content["meeting"]["held_on"],
        "ranking": ranking.check_code,
        "groups": groups,
        "corrected": [each.number for each in untold],
        "corrections": corrections,
    }
    return content, behind


def _lies_in(group: Place) -> dict[str, str]:
    named = named_group(group)
    return {key: named[key] for key in ("village_code", "village", "group_code")}


def _changes(
    ranking: AnnualRanking, untold: Sequence[RankingCorrection], now: list[Standing]
) -> list[tuple[Standing, Standing]]:
    """What is otherwise than the notice before told it; the first notice hangs what stands."""
    if ranking.notice_id is None or not untold:
        return []
    return star_changes(corrected(ranking, untold[0].number - 1), now)


def _ref(refs: Mapping[int, str], standing: Standing, behind: dict[str, Household]) -> str:
    """The reference of the settled list, with the household behind it unless that was erased."""
    ref = refs[standing.household.pk]
    if standing.household.salt:
        behind[ref] = standing.household
    return ref


def _line(
    refs: Mapping[int, str], standing: Standing, behind: dict[str, Household]
) -> dict[str, str | int]:
    places = standing.ranked
    return {
        "ref": _ref(refs, standing, behind),
        "stars": standing.stars,
        "honour": standing.honour,
        "place": places.in_village if places else 0,
        "late_from": standing.late_from,
        "moved": standing.moved,
    }
