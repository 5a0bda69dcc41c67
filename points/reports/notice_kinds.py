"""How each kind of notice is read. What differs between the kinds is said here and nowhere else."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol, Self

from points.models import Notice, Policy
from points.periods import chinese_date
from points.ranking import Rule
from points.reports import notice_clearing, notice_comment
from points.reports.notice_exchange import exchange_villages
from points.reports.notice_figures import (
    Figures,
    exchange_figures,
    month_figures,
    stars_figures,
)
from points.reports.notice_sheet import village_sheets
from points.reports.notice_stars import star_villages
from points.reports.notice_words import objection, span
from points.services.hangings import hang_longer

COMING: Final = "未开始"
HANGING: Final = "公示中"
OVER: Final = "已期满"
EXTENDED: Final = "有村延期公示"
POSTED: Final = "已入账"
TAKEN_BACK: Final = "已收回"


class Village(Protocol):
    """What hangs in one village: groups of rows, each row with the code and name it shows."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def groups(self) -> Sequence[Any]: ...
    @property
    def sums(self) -> Any: ...
    @property
    def households(self) -> int: ...
    def typed(self) -> Iterable[tuple[str, str]]:
        """Texts that people have typed besides names of places and households, each with the name
        of its place on the sheet."""

    def of_group(self, code: str) -> Self | None:
        """What hangs in one of its groups alone; None for a group that is not in the notice."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One kind: its words, how its tables are made, which templates show them.

    `subject`: what it tells of a period; `period_field`: the name of that period in the content.
    `closing`: the verb for what is done once its days are over, `warning` what is said before that,
    `closed` after it, and `standing` where the notice stands then. `lead` says how its figures came
    about, `remark` of what day they are. `heading` is the paper's, `signers` who sign it by hand.
    `sums`: heading and name of the figures of a village that are compared with the paper;
    `figures`: those of one row of a village. `table` and `paper`: the templates of one village.
    `respond` says what whoever finds it wrong may do; `by_household`: households have lines.
    """

    subject: str
    period_field: str
    closing: str
    warning: str
    closed: str
    standing: str
    lead: Callable[[Notice, Policy], str]
    remark: Callable[[Notice], str]
    heading: str
    signers: tuple[str, ...]
    villages: Callable[[Notice, str], Sequence[Village]]
    sums: tuple[tuple[str, str], ...]
    figures: Callable[[Any, Any], Figures]
    table: str
    paper: str
    respond: Callable[[Policy], str] = objection
    by_household: bool = True

    def told_of(self, notice: Notice) -> str:
        """“2026年11月积分”, “2026年第4季度兑换”."""
        return f"{notice.period.label}{self.subject}"


def _lead_of_month(notice: Notice, policy: Policy) -> str:
    return policy.lead_of(notice_first=notice.content.get("ratification") == "after")


def _lead_of_exchange(notice: Notice, _: Policy) -> str:
    days = span(*map(date.fromisoformat, notice.content["exchanged"]))
    return (
        "按照《家庭诚信积分实施方案》，积分一季一兑换。"
        f"现将{notice.period.label}（{days}）爱心超市的积分兑换情况予以公示。"
    )


def _remark_of_exchange(notice: Notice) -> str:
    day = chinese_date(date.fromisoformat(notice.content["balance_on"]))
    if notice.content["version"] == 1:
        return (
            f"余额是{day}发布公示时账上的可兑积分；已撤销的兑换单没有计入，"
            "服务券过期未用的，积分退回本户。"
        )
    return (
        f"余额是{day}发布公示时账上的可兑积分；已撤销的兑换单没有计入，"
        "发布时已过期退分的服务券也没有计入，以后过期未用的，积分退回本户。"
    )


def _lead_of_stars(notice: Notice, _: Policy) -> str:
    held = chinese_date(date.fromisoformat(notice.content["held_on"]))
    return (
        "按照《家庭诚信积分实施方案》，以全年荣誉积分评定星级家庭，兑换不影响名次。"
        f"{notice.period.label}排名经{held}的会议审定，现将星级家庭予以公示。"
    )


def _remark_of_stars(notice: Notice) -> str:
    told = "".join(Rule.read(notice.content["rule"]).sentences())
    return f"{told}年度排名校验码 {notice.content['ranking']}。"


READINGS: Final = {
    Notice.Kind.MONTHLY: Reading(
        subject="积分",
        period_field="month",
        closing="入账",
        warning="入账后，积分计入各户账户，不能撤回。",
        closed="公示已期满，积分已计入各户账户。",
        standing=POSTED,
        lead=_lead_of_month,
        remark=lambda _: "本年荣誉积分、可兑积分均为本期入账后的数，公示期内的兑换未计入。",
        heading="家庭诚信积分公示表",
        signers=("评分人", "评议主持", "审核人"),
        villages=village_sheets,
        sums=(
            ("本月合计", "total"),
            ("本年荣誉积分合计", "honour"),
            ("可兑积分合计", "balance"),
        ),
        figures=month_figures,
        table="points/_notice_table.html",
        paper="points/print/wall_sheet.html",
    ),
    Notice.Kind.EXCHANGE: Reading(
        subject="兑换",
        period_field="quarter",
        closing="办结",
        warning="兑换公示只办结，不动积分。",
        closed="公示已期满，已办结。",
        standing=OVER,
        lead=_lead_of_exchange,
        remark=_remark_of_exchange,
        heading="爱心超市积分兑换公示表",
        signers=("经办人", "审核人", "监督人"),
        villages=lambda notice, _: exchange_villages(notice),
        sums=(("扣分合计", "points"), ("余额合计", "balance")),
        figures=exchange_figures,
        table="points/_notice_exchange.html",
        paper="points/print/wall_exchange.html",
    ),
    Notice.Kind.COMMENT: Reading(
        subject="起用的积分标准征求意见",
        period_field="month",
        closing="办结",
        warning="征求意见期满只办结，不动积分。",
        closed="征求意见已期满，已办结。",
        standing=OVER,
        lead=notice_comment.lead,
        remark=notice_comment.remark,
        heading="积分标准（征求意见稿）",
        signers=("经办人", "审核人", "监督人"),
        villages=lambda notice, _: notice_comment.comment_villages(notice),
        sums=(),
        figures=lambda *_: (),
        table="points/_notice_comment.html",
        paper="points/print/wall_comment.html",
        respond=notice_comment.say_something,
        by_household=False,
    ),
    Notice.Kind.STARS: Reading(
        subject="星级家庭",
        period_field="year",
        closing="办结",
        warning="星级家庭公示只办结，不动积分。",
        closed="公示已期满，已办结。",
        standing=OVER,
        lead=_lead_of_stars,
        remark=_remark_of_stars,
        heading="星级家庭公示",
        signers=("经办人", "审核人", "监督人"),
        villages=lambda notice, _: star_villages(notice),
        sums=(("荣誉积分合计", "honour"),),
        figures=stars_figures,
        table="points/_notice_stars.html",
        paper="points/print/wall_stars.html",
    ),
    Notice.Kind.CLEARING: Reading(
        subject="年末积分清零",
        period_field="year",
        closing="办结",
        warning="清零公告期满只办结，清零另行办理。",
        closed="清零公告已期满，已办结。",
        standing=OVER,
        lead=notice_clearing.lead,
        remark=notice_clearing.remark,
        heading="年末积分清零公告",
        signers=("经办人", "审核人", "监督人"),
        villages=lambda notice, _: notice_clearing.clearing_villages(notice),
        sums=(),
        figures=lambda *_: (),
        table="points/_notice_clearing.html",
        paper="points/print/wall_clearing.html",
        respond=notice_clearing.ask_about_it,
        by_household=False,
    ),
}


def reading(notice: Notice) -> Reading:
    return READINGS[Notice.Kind(notice.kind)]


def villages_of(notice: Notice, order: str = Policy.Order.BY_CODE) -> Sequence[Village]:
    """The tables of `notice`, one per village, in the order its content has. One query."""
    return reading(notice).villages(notice, order)


def standing(
    notice: Notice,
    today: date,
    longer: Collection[int] | None = None,
    taken_back: Collection[int] | None = None,
) -> str:
    """Where the notice stands: 未开始、公示中、有村延期公示、已期满, once a month's points are in
    已入账, and 已收回 where what it announced will not be done. `longer` and `taken_back`: what
    `hang_longer` and `notice_clearing.taken_back` say of several notices; else they are asked here.
    """
    if notice.pk in (notice_clearing.taken_back([notice]) if taken_back is None else taken_back):
        return TAKEN_BACK
    if notice.closed_at is not None:
        return reading(notice).standing
    if today < notice.opens_on:
        return COMING
    if notice.pk in (hang_longer([notice], today) if longer is None else longer):
        return EXTENDED
    return HANGING if today <= notice.closes_on else OVER
