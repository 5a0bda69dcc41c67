"""The example on paper: four households, twenty matters, two months, worked out by hand.

The standard is the shipped one of 14 rules; what it says of the items used here:

    item  points      month  year   rule and its year   what it is for
    1.1    5 a year            5     1: 10               nothing built without leave
    2.1    5 each             10     2: 12               gave land for the public good
    2.2    2 each              6     2: 12               mended something public
    4.1    3 a month    3     24     4: 24  one of these patrol 45 and more
    4.2    2 a month    2     24     4: 24  two a month  patrol 40 to 44
    5.3   −5 each            −10                         burnt rubbish in the open
    6.2    2 each       4      8     6: 14               helped to clean up
    7.1    5 each              5     7: 10               made it up with a neighbour
    7.2    1 each       1      6     7: 10               helped a neighbour
    11.2   1 per 4 h    4     16     11: 20              volunteered
    11.3   5 to 20             20    11: 20              helped in a disaster
    12.3  −2 each      −2     −4                         dog without a lead
    13.1   1 each       1      6     13: 12              came to the meeting

The group's scorer is of the second household, so its matters are the clerk's to write.
Nothing here is computed: whoever doubts a number can redo it with a pencil.
"""

from datetime import date
from typing import Final, NamedTuple

SEPTEMBER: Final = "2026-09"
OCTOBER: Final = "2026-10"

ZHANG, LI, OUYANG, SUN = CODES = ("0101001", "0101002", "0101003", "0101004")
HEADS: Final = ("张三禾", "李四", "欧阳五谷", "孙小㛃")
MASKED: Final = ("张*禾", "李*", "欧**谷", "孙*㛃")

CLAIM: Final = "本户自评"
OFFICE: Final = "积分办"
GROUP: Final = "小组记录"


class Matter(NamedTuple):
    """One matter: `points` as written down, `finally_` after every revision (None: voided),
    `counted` in the end."""

    month: str
    household: str
    item: str
    day: date
    quantity: int
    points: int
    origin: str
    finally_: int | None
    counted: int


# fmt: off
MATTERS: Final = {
    # September. Zhang claims 20 hours; the group believes 12, then, shown the list, 16.
    1: Matter(SEPTEMBER, ZHANG, "11.2", date(2026, 9, 5), 5, 5, CLAIM, 4, 4),
    2: Matter(SEPTEMBER, ZHANG, "1.1", date(2026, 9, 7), 1, 5, GROUP, 5, 5),
    # Two grades of one patrol: the higher counts, until the committee refuses it.
    3: Matter(SEPTEMBER, ZHANG, "4.1", date(2026, 9, 28), 1, 3, GROUP, 0, 0),
    4: Matter(SEPTEMBER, ZHANG, "4.2", date(2026, 9, 28), 1, 2, GROUP, 2, 2),
    5: Matter(SEPTEMBER, LI, "2.1", date(2026, 9, 10), 2, 10, OFFICE, 10, 10),
    6: Matter(SEPTEMBER, LI, "7.2", date(2026, 9, 12), 1, 1, CLAIM, 1, 1),
    # A range: the group says 18, the audit 15.
    7: Matter(SEPTEMBER, OUYANG, "11.3", date(2026, 9, 15), 1, 18, GROUP, 15, 15),
    8: Matter(SEPTEMBER, OUYANG, "12.3", date(2026, 9, 16), 1, -2, GROUP, -2, -2),
    # No month takes more than 2 for dogs.
    9: Matter(SEPTEMBER, OUYANG, "12.3", date(2026, 9, 20), 1, -2, GROUP, -2, 0),
    # Three times 2, of which a month takes 4; the assembly knows of one time.
    10: Matter(SEPTEMBER, SUN, "6.2", date(2026, 9, 22), 3, 6, CLAIM, 2, 2),
    # Written to the wrong household, and voided.
    11: Matter(SEPTEMBER, SUN, "7.1", date(2026, 9, 24), 1, 5, OFFICE, None, 0),
    # October. The year's 5 were given in September.
    12: Matter(OCTOBER, ZHANG, "1.1", date(2026, 10, 9), 1, 5, GROUP, 5, 0),
    # Claimed, and refused by the group.
    13: Matter(OCTOBER, ZHANG, "11.2", date(2026, 10, 11), 3, 3, CLAIM, 0, 0),
    # Rule 2 has 12 a year, 10 of them given in September.
    14: Matter(OCTOBER, LI, "2.2", date(2026, 10, 8), 2, 4, CLAIM, 4, 2),
    # One a month; the late one of September comes first, as it happened first.
    15: Matter(OCTOBER, LI, "7.2", date(2026, 10, 12), 1, 1, CLAIM, 1, 0),
    16: Matter(OCTOBER, LI, "7.2", date(2026, 9, 20), 1, 1, OFFICE, 1, 1),
    # Rule 11 has 20 a year, 15 of them given in September.
    17: Matter(OCTOBER, OUYANG, "11.3", date(2026, 10, 5), 1, 10, GROUP, 10, 5),
    # Burnt twice, says the group; once, says the committee.
    18: Matter(OCTOBER, SUN, "5.3", date(2026, 10, 14), 2, -10, GROUP, -5, -5),
    # Refused by the audit, and given back after the assembly had asked again.
    19: Matter(OCTOBER, SUN, "13.1", date(2026, 10, 18), 1, 1, CLAIM, 1, 1),
    20: Matter(OCTOBER, ZHANG, "4.1", date(2026, 10, 28), 1, 3, GROUP, 3, 3),
}
# fmt: on
LATE: Final = 16
VOIDED: Final = 11

TOLD_AT_ONCE: Final = {
    1: "本月该项最多计 4 分，本次只计 4 分",
    5: "计 10 分",
    6: "计 1 分",
    7: "计 18 分",
    8: "计 −2 分",
    9: "本月该项最多扣 2 分，已扣 2 分，本次计 0 分",
    10: "本月该项最多计 4 分，本次只计 4 分",
    11: "计 5 分",
    13: "计 3 分",
    14: "本年第2条已得 10 分，上限 12 分，本次只计 2 分",
    15: "计 1 分",
    16: "计 1 分",
    17: "本年第11条已得 15 分，上限 20 分，本次只计 5 分",
    18: "计 −10 分",
    19: "计 1 分",
}
"""What whoever fills in the form for one matter is told it counts for then."""

EXPLAINED: Final = {
    1: "计 4 分",
    2: "计 5 分",
    3: "本次计 0 分",
    4: "计 2 分",
    5: "计 10 分",
    6: "计 1 分",
    7: "计 15 分",
    8: "计 −2 分",
    9: "本月该项最多扣 2 分，已扣 2 分，本次计 0 分",
    10: "计 2 分",
    11: "已作废：记错了户",
    12: "本年该项已得 5 分，达到上限 5 分，本次计 0 分",
    13: "本次计 0 分",
    14: "本年第2条已得 10 分，上限 12 分，本次只计 2 分",
    15: "本月该项最多计 1 分，已计 1 分，本次计 0 分",
    16: "计 1 分",
    17: "本年第11条已得 15 分，上限 20 分，本次只计 5 分",
    18: "计 −5 分",
    19: "计 1 分",
    20: "计 3 分",
}
"""What the household reads in the end."""

OUTDONE: Final = "与“门前三包月评”中更高的一项不重复计分，本次计 0 分"
"""What matter 4 is told while matter 3 stands."""


class Change(NamedTuple):
    """A step changed what a matter is worth, and gave its reason."""

    number: int
    step: str
    before: str
    after: str
    reason: str


CHANGES: Final = (
    Change(1, "组评", "+5", "+3", "签到表上只有12小时"),
    Change(1, "组评", "+3", "+4", "补交签到表，共16小时"),
    Change(3, "评议", "+3", "0", "月度平均44分"),
    Change(7, "审核", "+18", "+15", "两委会核定15分"),
    Change(10, "审定", "+6", "+2", "代表指出只参加一次"),
    Change(13, "组评", "+3", "0", "不在签到表上"),
    Change(18, "评议", "−10", "−5", "照片只有一次"),
    Change(19, "审核", "+1", "0", "签到表上没有"),
    Change(19, "审核", "0", "+1", "已核实到会"),
)
"""In the order in which they are made."""


class Told(NamedTuple):
    """A deduction is told to its household: on which day, how, before whom, until when it may
    answer; and what it answers, when and how."""

    number: int
    day: date
    how: str
    witness: str
    until: date
    answer: str
    answered_on: date | None
    answer_how: str


TOLD: Final = (
    # Ouyang lets the time pass for the first dog, and denies the second.
    Told(8, date(2026, 9, 28), "上门送达", "", date(2026, 10, 1), "", None, ""),
    Told(
        9, date(2026, 9, 28), "上门送达", "", date(2026, 10, 1),
        "那天的狗不是我家的", date(2026, 9, 29), "口头",
    ),
    # Sun is told of two fires, and owns to one.
    Told(
        18, date(2026, 10, 28), "电话告知", "钱见证", date(2026, 10, 31),
        "只烧过一次，第二次是邻居", date(2026, 10, 29), "书面",
    ),
)  # fmt: skip
TOO_EARLY: Final = (
    "欧阳五谷 12.3 不牵绳遛犬、噪声扰民，经劝导不改（−2分）：本户可以陈述到2026年10月1日"
)
"""Why September's audit is refused on 1 October, and passed on the 2nd."""

STEPS: Final = {
    "自评": "群众自评",
    "组评": "村小组评分",
    "评议": "评审委员会评议",
    "审核": "两委审核",
    "审定": "代表大会审定",
}
"""The head of each step's column, and the step's whole name."""


class Passed(NamedTuple):
    """A step was passed: `scores` of the four households by code, and what they come to."""

    month: str
    step: str
    round: int
    scores: tuple[int, ...]
    together: int


PASSED: Final = (
    # Claims alone: 11.2 (5, a month takes 4); 7.2; none; 6.2 (6, a month takes 4).
    Passed(SEPTEMBER, "自评", 1, (4, 1, 0, 4), 9),
    # 3+5+3+0; 10+1; 18−2+0; 4. Then the committee sends it back: Zhang's list has turned up.
    Passed(SEPTEMBER, "组评", 1, (11, 11, 16, 4), 42),
    # 4+5+3+0; the rest as before.
    Passed(SEPTEMBER, "组评", 2, (12, 11, 16, 4), 43),
    # 4+5+0+2: with 4.1 refused, 4.2 counts.
    Passed(SEPTEMBER, "评议", 2, (11, 11, 16, 4), 42),
    # 15−2+0.
    Passed(SEPTEMBER, "审核", 2, (11, 11, 13, 4), 39),
    # 6.2 once: 2.
    Passed(SEPTEMBER, "审定", 2, (11, 11, 13, 2), 37),
    # 11.2: 3; 2.2 and 7.2: 2+1; none; 13.1: 1.
    Passed(OCTOBER, "自评", 1, (3, 3, 0, 1), 7),
    # 0+0+3; 2+1+0; 5; −10+1.
    Passed(OCTOBER, "组评", 1, (3, 3, 5, -9), 2),
    # −5+1.
    Passed(OCTOBER, "评议", 1, (3, 3, 5, -4), 7),
    # −5+0. Then the assembly asks the audit to look again.
    Passed(OCTOBER, "审核", 1, (3, 3, 5, -5), 6),
    Passed(OCTOBER, "审核", 2, (3, 3, 5, -4), 7),
    Passed(OCTOBER, "审定", 2, (3, 3, 5, -4), 7),
)

UNDONE: Final = {
    # What the rounds that a return went behind of had made of the four.
    SEPTEMBER: ("第1轮村小组评分", (11, 11, 16, 4)),
    OCTOBER: ("第1轮两委审核", (3, 3, 5, -5)),
}
STANDING: Final = {
    # 自评, 组评, 评议, 审核, 审定 as they stand in the end, a household a line.
    SEPTEMBER: ((4, 12, 11, 11, 11), (1, 11, 11, 11, 11), (0, 16, 16, 13, 13), (4, 4, 4, 4, 2)),
    OCTOBER: ((3, 3, 3, 3, 3), (3, 3, 3, 3, 3), (0, 5, 5, 5, 5), (1, -9, -4, -4, -4)),
}
AREAS: Final = {
    # 家园, 环境, 家庭, 文明, 民主, a household a line.
    SEPTEMBER: ((5, 2, 0, 4, 0), (10, 0, 1, 0, 0), (0, 0, 0, 13, 0), (0, 2, 0, 0, 0)),
    OCTOBER: ((0, 3, 0, 0, 0), (2, 0, 1, 0, 0), (0, 0, 0, 5, 0), (0, -5, 0, 0, 1)),
}


class Hung(NamedTuple):
    """A notice: `rows` are month's total, honour of the year and balance of each household;
    `sums` are the line of totals with its five areas first."""

    number: int
    month: str
    period: str
    rows: tuple[tuple[int, int, int], ...]
    sums: tuple[int, ...]


NOTICES: Final = (
    Hung(
        1,
        SEPTEMBER,
        "2026年10月5日至10月11日（7天）",
        ((11, 11, 11), (11, 11, 11), (13, 13, 13), (2, 2, 2)),
        (15, 4, 1, 17, 0, 37, 37, 37),
    ),
    Hung(
        2,
        OCTOBER,
        "2026年11月5日至11月11日（7天）",
        ((3, 14, 14), (3, 14, 14), (5, 18, 18), (-4, -2, -2)),
        (2, -2, 1, 5, 1, 7, 44, 44),
    ),
)

ENTRIES: Final = (
    # household, number, points, balance, day, note
    (ZHANG, 1, 11, 11, date(2026, 10, 12), "2026年9月积分"),
    (ZHANG, 2, 3, 14, date(2026, 11, 12), "2026年10月积分"),
    (LI, 1, 11, 11, date(2026, 10, 12), "2026年9月积分"),
    (LI, 2, 3, 14, date(2026, 11, 12), "2026年10月积分"),
    (OUYANG, 1, 13, 13, date(2026, 10, 12), "2026年9月积分"),
    (OUYANG, 2, 5, 18, date(2026, 11, 12), "2026年10月积分"),
    (SUN, 1, 2, 2, date(2026, 10, 12), "2026年9月积分"),
    (SUN, 2, -4, -2, date(2026, 11, 12), "2026年10月积分"),
)
