"""Of a year's honours: the ranking as it was settled and corrected, and the star families."""

from collections.abc import Sequence
from typing import Final

from households.services.days import day_of
from points.models import AnnualRanking, RankingCorrection
from points.periods import chinese_date
from points.ranking import OUT
from points.reports.archive.book import Column, Kind, Section, Table, Value, facts, latest
from points.reports.archive.words import HEADS_NOW, WHO, in_office, moment
from points.services.ranking_book import Standing, frozen
from points.stars import star_name

NOTHING: Final = "本年无"
NOT_SETTLED: Final = "本年还没有定名次"
GROUP: Final = Column("村组", 8)
RANKED: Final = (
    Column("名次", 3, Kind.NUMBER),
    *WHO,
    GROUP,
    Column("荣誉积分", 4, Kind.NUMBER),
    Column("计分月数", 3, Kind.NUMBER),
    Column("全年扣分", 3, Kind.NUMBER),
    Column("村名次", 3, Kind.NUMBER),
    Column("组名次", 3, Kind.NUMBER),
    Column("星级", 4),
    Column("备注", 9),
    Column("更正以后", 12),
)
CORRECTED: Final = (
    Column("更正号", 3, Kind.NUMBER),
    *WHO,
    Column("原荣誉积分", 4, Kind.NUMBER),
    Column("更正后", 4, Kind.NUMBER),
    Column("原参评", 4),
    Column("更正后参评", 4),
    Column("告知日期", 8, Kind.DAY),
    Column("原因", 12),
    Column("依据", 10),
    Column("办理", 11),
    Column("时间", 8, Kind.MOMENT),
    Column("公示", 5),
)
STARS: Final = (
    Column("序号", 3, Kind.NUMBER),
    *WHO,
    GROUP,
    Column("星级", 5),
    Column("荣誉积分", 5, Kind.NUMBER),
    Column("村名次", 4, Kind.NUMBER),
)


def ranking_section(ranking: AnnualRanking | None, now: Sequence[Standing], office: str) -> Section:
    """The ranking as its meeting settled it, each family's line with what corrections made of it
    (`now`, as `ranking_book.corrected` has it), and the corrections. `ranking` comes with its
    meeting, office and notice. Two queries."""
    if ranking is None:
        return Section("年度排名", office, None, [facts("年度排名", ())], nothing=NOT_SETTLED)
    pairs = zip(frozen(ranking), now, strict=True)
    rows = [_ranked(*pair) for pair in sorted(pairs, key=lambda pair: _order(pair[0]))]
    corrections = list(
        RankingCorrection.objects.filter(ranking=ranking)
        .select_related("line__household", "by", "appointment__place__parent", "notice")
        .defer("notice__content")
        .order_by("number")
    )
    return Section(
        "年度排名",
        office,
        latest([day_of(ranking.at), *(day_of(each.at) for each in corrections)]),
        [
            _settled(ranking),
            Table("定下的名次", RANKED, rows),
            Table("排名更正", CORRECTED, [_correction(each) for each in corrections]),
        ],
        f"名次、积分和星级照定名次时冻结的原样，更正过的写在最后一栏。{HEADS_NOW}",
        nothing=NOTHING,
    )


def _settled(ranking: AnnualRanking) -> Table:
    meeting, order, stars = ranking.meeting, *ranking.rule.sentences()
    told = (
        f"代表总数{meeting.total}，到会{meeting.present}，同意{meeting.in_favour}，"
        f"反对{meeting.against}，弃权{meeting.abstained}"
    )
    return facts(
        "定名次",
        (
            ("会议日期", chinese_date(meeting.held_on)),
            ("表决", told),
            ("会议纪要", meeting.minutes),
            ("办理", f"{in_office(ranking.by, ranking.appointment)}，{moment(ranking.at)}"),
            ("名次的规则", order),
            ("评星的规则", stars),
            ("校验码", ranking.check_code),
            ("SHA-256摘要", ranking.digest),
            ("公示", f"第{ranking.notice.number}期" if ranking.notice else "还没有公示"),
        ),
    )


def _order(standing: Standing) -> tuple[bool, int, str]:
    place = standing.ranked.place if standing.ranked else 0
    return standing.ranked is None, place, standing.household.code


def _ranked(was: Standing, now: Standing) -> Sequence[Value]:
    place, in_village, in_group, stars = was.ranked or (None, None, None, 0)
    marks = [*([OUT] if was.vetoed else ()), *was.marks]
    return (
        place,
        was.household.code,
        was.household.head,
        was.group.label,
        was.honour,
        was.months,
        was.deductions,
        in_village,
        in_group,
        star_name(stars),
        "、".join(marks),
        "" if (was.ranked, was.honour) == (now.ranked, now.honour) else _now(now),
    )


def _now(standing: Standing) -> str:
    if standing.ranked is None:
        return OUT
    return f"第{standing.ranked.place}名，{standing.honour}分，{star_name(standing.stars)}"


def _correction(each: RankingCorrection) -> Sequence[Value]:
    household = each.line.household
    return (
        each.number,
        household.code,
        household.head,
        each.honour_before,
        each.honour_after,
        OUT if each.vetoed_before else "参评",
        OUT if each.vetoed_after else "参评",
        each.told_on,
        each.reason,
        each.paper,
        in_office(each.by, each.appointment),
        each.at,
        f"第{each.notice.number}期" if each.notice else "还没有公示",
    )


def stars_section(ranking: AnnualRanking | None, now: Sequence[Standing], office: str) -> Section:
    """The star families of `now`, the more stars first. No query."""
    found = [(each.ranked, each) for each in now if each.ranked and each.stars]
    found.sort(key=lambda pair: (-pair[0].stars, pair[0].place, pair[1].household.code))
    rows = [
        (
            number,
            each.household.code,
            each.household.head,
            each.group.label,
            star_name(ranked.stars),
            each.honour,
            ranked.in_village,
        )
        for number, (ranked, each) in enumerate(found, 1)
    ]
    return Section(
        "星级家庭",
        office,
        day_of(ranking.at) if ranking and rows else None,
        [Table("星级家庭", STARS, rows)],
        "按全部更正以后的名次列出。" if rows else "",
        nothing=NOTHING,
    )
