"""What stands in the tables of the forms to be filled in by hand, and over them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from households.refusals import Refused
from points.models import Item
from points.patrol import FULL_MARKS, INDICATORS
from points.quorum import fewest_in_favour, fewest_present
from points.reports.blank_forms_facts import Group, Occasion
from points.reports.blank_forms_grid import scoring_tables
from points.reports.blank_forms_parts import BOX, LINE, Cell, Column, Row, Table, numbered, table
from points.services.amounts import worth
from points.services.recordbook import claimable

Fields = Sequence[tuple[str, str]]
VOTE = f"{BOX}同意　{BOX}不同意　{BOX}弃权"
NUMBER = Column("序号", 10)
HOUSEHOLD = (NUMBER, Column("户编号", 18), Column("户主", 26, look="words"))
NAME = Column("姓名", 28)


@dataclass(frozen=True, slots=True)
class Of:
    """What a copy of a form is of: its groups (one, but for the assembly), on `paper` A3 or A4."""

    occasion: Occasion
    groups: Sequence[Group]
    paper: str

    @property
    def group(self) -> Group:
        return self.groups[0]


def blank(*labels: str) -> Callable[[Of], Fields]:
    """The same lines to write on for everybody."""
    return lambda _: [(label, "") for label in labels]


def households(*columns: Column, spare: int = 0, caption: str = "") -> Callable[[Of], Table]:
    """The households of the group, with `columns` to fill in."""
    return lambda of: table(
        (*HOUSEHOLD, *columns), numbered(of.group.households), caption, spare=spare
    )


def claims(of: Of) -> list[Table]:
    """What a household may claim, area by area, with a tick, quantity and day to fill in."""
    columns = (
        Column("编号", 11),
        Column("事项", 66, look="words"),
        Column("分值", 22),
        Column("打√", 10),
        Column("数量", 15),
        Column("日期", 22),
        Column("说明、佐证", 36),
    )
    rows: list[Row] = []
    offered = [item for item in _items(of) if claimable(item)]
    for area, items in groupby(offered, key=lambda item: item.rule.area.name):
        rows.append(Row(section=area))
        for item in items:
            proof = f"（佐证：{item.evidence}）" if item.evidence else ""
            rows.append(Row((item.code, f"{item.title}{proof}", worth(item), BOX, "", "", "")))
    rows += [Row(section="其他想说的事"), *[Row([""] * len(columns))] * 2]
    return [Table(columns, [[Cell(column.title) for column in columns]], rows)]


def _items(of: Of) -> Sequence[Item]:
    if not of.occasion.items:
        month = of.occasion.month.label
        raise Refused(f"{month}1日没有已通过的积分标准，自评表和评分表要等标准通过之后再印。")
    return of.occasion.items


def scoring(of: Of) -> list[Table]:
    """Households down, items across."""
    return scoring_tables(_items(of), of.group.households, of.paper)


def patrol(of: Of) -> list[Table]:
    """Everybody with full marks for every indicator, and lines for what was found."""
    marks = [Column(each, 15.5, str(FULL_MARKS), look="mark") for each in INDICATORS]
    problems = (
        Column("户编号", 22),
        Column("户主", 26),
        Column("问题", 120),
        Column("整改期限", 30),
        Column("复查结果、日期", 60),
    )
    return [
        households(*marks, Column("合计", 16), Column("备注", 28))(of),
        table(problems, [], "问题记录", spare=5),
    ]


def committee(of: Of) -> list[Table]:
    """Who sits and votes, who stays out, and lines for what is changed."""
    people = (NUMBER, NAME, Column("签到", 30), Column("回避及原因", 44), Column("表决", 66, VOTE))
    sitting = [[name] for name in of.group.members]
    staying_out = [[name, "", why, "不参加表决"] for name, why in of.group.out]
    matters = (
        Column("户编号", 18),
        Column("户主", 24),
        Column("事项", 60),
        Column("小组评分", 18),
        Column("评议为", 18),
        Column("理由", 44),
    )
    return [
        table(people, numbered([*sitting, *staying_out]), "评审委员签到和表决", spare=2),
        table(matters, [], "评议中有改动的事项", spare=12),
    ]


def present(of: Of) -> Fields:
    """The numbers of the committee's meeting, as far as they are known before."""
    panel = of.group
    return [
        ("会议时间", ""),
        ("地点", ""),
        ("主持", ""),
        ("应到委员", f"{len(panel.members) + len(panel.out)}人"),
        ("实到", ""),
        ("其中回避", ""),
        ("同意", ""),
        ("不同意", ""),
        ("弃权", ""),
        ("通过所需", f"{panel.needed}票"),
    ]


def audit(of: Of) -> list[Table]:
    """Who audits, what is to be looked at, and the households with their scores to fill in."""
    people = (NUMBER, NAME, Column("签到", 36), Column("回避及原因", 50), Column("签字", 54))
    checks = (
        Column("核对内容", 96, look="words"),
        Column("结果", 40, f"{BOX}是　{BOX}否"),
        Column("说明", 46),
    )
    asked = (
        "得分与记录、佐证一致",
        "各项上限、互斥组已按标准计算",
        "扣分都已告知本户，本户的陈述已考虑",
        "评议的应到、实到、回避和票数符合规定",
    )
    scores = [Column(title, 18) for title in ("小组评分", "评议得分", "审核得分")]
    return [
        table(people, numbered([[name] for name in of.occasion.auditors]), "审核人", spare=3),
        table(checks, [[each] for each in asked], "核对"),
        households(*scores, Column("意见", 74), caption="各户得分")(of),
    ]


def assembly(of: Of) -> list[Table]:
    """The sheets to be ratified, and the delegates to sign in, two in a row."""
    number = NUMBER
    groups = (
        number,
        Column("村民小组", 60, look="words"),
        Column("户数", 20),
        Column("决定", 60, f"{BOX}同意　{BOX}退回重评"),
        Column("备注", 32),
    )
    proposed = [[each.place.label, str(len(each.households))] for each in of.groups]
    names = [*of.occasion.delegates]
    names += [""] * (max(of.occasion.delegates_in_all, 20) - len(names))
    seats = numbered([[name, ""] for name in names])
    if len(seats) % 2:
        seats.append(("", "", ""))
    pairs = [left + right for left, right in zip(seats[::2], seats[1::2], strict=True)]
    signing = (number, NAME, Column("签到", 53)) * 2
    return [
        table(groups, numbered(proposed), "提请审定的月度积分表"),
        table(signing, pairs, "村民代表签到"),
    ]


def votes(of: Of) -> Fields:
    """The numbers of the assembly, with those the law asks for."""
    total = of.occasion.delegates_in_all
    fewest = fewest_present(total)
    present = f"{LINE}人（三分之二以上，至少{fewest}人）" if total else f"{LINE}人（三分之二以上）"
    example = max(fewest, 20) if not total else fewest
    half = f"（过半数：实到{example}人时至少{fewest_in_favour(example)}票）"
    return [
        ("会议时间", ""),
        ("地点", ""),
        ("主持", ""),
        ("应到代表", f"{total}人" if total else ""),
        ("实到", present),
        ("同意", f"{LINE}票{half}"),
        ("反对", ""),
        ("弃权", ""),
    ]
