"""The forms to be filled in by hand, as data: titles, rows, columns, signatures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from points.patrol import FULL_MARKS, INDICATORS
from points.reports.blank_forms_parts import BOX, LINE, Column, Size, Table
from points.reports.blank_forms_rows import (
    Fields,
    Of,
    assembly,
    audit,
    blank,
    claims,
    committee,
    households,
    patrol,
    present,
    scoring,
    votes,
)


class Each(Enum):
    """What there is a copy of a form for."""

    HOUSEHOLD = "每户"
    GROUP = "每组"
    OCCASION = "所选各组合用"


@dataclass(frozen=True, slots=True)
class Form:
    """`told` says on the page what it is for, `lead` on the paper how it is filled in.

    `fields` are filled in over its tables, `notes` under them.
    """

    title: str
    told: str
    size: Callable[[str], str]
    tables: Callable[[Of], list[Table]]
    signatures: Sequence[str]
    each: Each = Each.GROUP
    lead: str = ""
    fields: Callable[[Of], Fields] = lambda _: ()
    notes: Sequence[str] = ()


def _always(size: str) -> Callable[[str], str]:
    """The same size whatever the paper."""
    return lambda _: size


ATTENDING = (
    Column("参加人", 30),
    Column("签到时间", 26),
    Column("签到人签字", 34),
    Column("签退时间", 26),
    Column("签退人签字", 34),
    Column("时长（小时）", 24),
    Column("备注", 30),
)
"""What is filled in for whoever comes to an activity."""
VOUCHING = ("组织者", "见证人", "见证人")
"""Who signs its sheet."""

FORMS: dict[str, Form] = {
    "self": Form(
        "群众自评表",
        "本户可以申报的事项和分值，打勾、填数量和日期。",
        _always(Size.OWN),
        claims,
        ("本户签字", "日期", "收表人"),
        each=Each.HOUSEHOLD,
        lead="本月做过的，在“打√”一栏打√，填上数量和日期，有佐证的请附上；没有做过的不填。"
        "申报经村小组评分、评审委员会评议、社区“两委”审核、村民代表大会审定后计分。",
        notes=(f"{BOX} 本月没有要申报的事项",),
    ),
    "group": Form(
        "村小组评分表",
        "各户和标准的全部评分项。",
        Size.of,
        scoring,
        ("评分员", "评分员", "组长", "日期"),
        lead="填分数，扣分写负号；没有的空着。扣分要有佐证，并告知本户。",
    ),
    "patrol": Form(
        "门前三包周巡查评分表",
        "十项指标都印好5分，只改不足的；每周一张。",
        _always(Size.LYING),
        patrol,
        ("巡查员", "巡查员"),
        lead=f"每项满分{FULL_MARKS}分，共{len(INDICATORS)}项{FULL_MARKS * len(INDICATORS)}分。"
        f"不足{FULL_MARKS}分的划去改写，并填合计；没有改动的户不填，按满分计。",
        fields=blank("第几周", "巡查日期", "天气"),
    ),
    "committee": Form(
        "议事评审委员会评议会纪要",
        "委员、回避和通过所需票数已印好。",
        _always(Size.UPRIGHT),
        committee,
        ("主持人", "记录人", "日期"),
        fields=present,
        notes=(
            f"评议结果：{BOX}通过　{BOX}退回，退到{LINE}　理由：{LINE * 5}",
            f"其他意见：{LINE * 9}",
        ),
    ),
    "audit": Form(
        "“两委”审核表",
        "审核人和各户已印好。",
        _always(Size.UPRIGHT),
        audit,
        ("党组织负责人", "居（村）委会负责人", "日期", "盖章"),
        fields=blank("审核时间", "地点"),
        notes=(f"审核结果：{BOX}通过　{BOX}退回，退到{LINE}　理由：{LINE * 5}",),
    ),
    "assembly": Form(
        "村民代表大会审定决议",
        "代表名单、到会和通过的最少人数已印好。",
        _always(Size.UPRIGHT),
        assembly,
        ("主持人", "记录人", "监票人", "日期", "盖章"),
        each=Each.OCCASION,
        lead="会议听取了本月家庭诚信积分的评议、审核情况，对下列积分表表决如下。",
        fields=votes,
        notes=(f"审定结果：{BOX}通过　{BOX}不通过　说明：{LINE * 6}",),
    ),
    "activity": Form(
        "活动签到签退表",
        "各户已印好，两位见证人签字。",
        _always(Size.LYING),
        lambda of: [households(*ATTENDING, spare=8)(of)],
        VOUCHING,
        fields=blank("活动名称", "日期", "地点", "应到时间"),
    ),
}
