"""The story of a household's month: its records, the steps, the wall, the account."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.models import User
from households.roles import Role
from points.models import Objection
from points.reports.line_story import line_story
from points.services import posting, records, review, revisions
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import NOVEMBER, make_officer, pass_until, seen
from tests.points.disputing import Dispute
from tests.points.notice_months import AFTER, publish, settle
from tests.points.recording import THIRD, Recording
from tests.points.stories import acts, hour, line_of, told

pytestmark = pytest.mark.django_db

REVIEWED = [
    ("记录，来源：积分办", "+10 分"),
    ("群众自评通过（第1轮）", "本户 0 分"),
    ("村小组评分通过（第1轮）", "本户 +10 分"),
    ("评议表决：同意（第1轮）", ""),
    ("评审委员会评议通过（第1轮）", "本户 +10 分"),
    ("两委审核通过（第1轮）", "本户 +10 分"),
    ("代表大会审定通过（第1轮）", "本户 +10 分"),
    ("代表大会审定计分", "+10 分"),
    ("第1期公示", ""),
]
"""Zhang's November in `Dispute`, up to the wall."""


def test_a_line_tells_of_its_records_the_steps_the_wall_and_the_account() -> None:
    town = Dispute()
    posting.close_notices(town.community, AFTER)
    story = line_story(line_of(town, town.zhang), town.clerk)
    assert acts(story) == [*REVIEWED, ("入账（2026年11月27日）", "+10 分")]
    assert told(story)[6] == (
        "审定会议记录人",
        "东岭社区 审定会议记录人",
        "代表大会审定通过（第1轮）",
        "本户 +10 分",
        "2026年11月20日会议：代表30人，到会24人，同意20，反对1，弃权3。",
    )
    opened = f"公示期2026年11月20日至2026年11月26日，校验码{town.notice.check_code}"
    assert told(story)[8] == ("积分办", "", "第1期公示", "", opened)
    assert told(story)[9][::4] == ("系统", "第1笔，余额 10 分")
    assert [each.record for each in story].count(town.record) == 2


def test_every_round_stays_with_what_it_scored_and_why_it_was_returned() -> None:
    month = Recording()
    record = month.record("11.3", points=10)
    pass_until(month, month.sheet, Step.COMMITTEE, hour(1))
    revisions.revise(record, Step.COMMITTEE, 10, 5, "证明不足", month.committee, hour(2))
    pass_until(month, month.sheet, Step.AUDIT, hour(3))
    back = (seen(month.sheet), Step.AUDIT, Step.GROUP, "漏记会议")
    review.return_sheet(*back, month.auditor, hour(4))
    records.record_matter(
        NOVEMBER, Draft(month.zhang, "13.1", THIRD), "group", month.scorer, hour(5)
    )
    pass_until(month, month.sheet, Step.COMMITTEE, hour(6))
    story = line_story(line_of(month, month.zhang), month.clerk)
    assert [row for row in told(story) if "轮" in row[2] and "表决" not in row[2]] == [
        ("积分办", "东岭社区 积分办", "群众自评通过（第1轮）", "本户 0 分", ""),
        ("小组评分员", "赵庄第1组 小组评分员", "村小组评分通过（第1轮）", "本户 +10 分", ""),
        ("评审委员", "东岭社区 评审委员", "评审委员会评议通过（第1轮）", "本户 +10 → +5 分", ""),
        (
            "两委审核人",
            "东岭社区 两委审核人",
            "两委审核退回到村小组评分（第1轮）",
            "",
            "漏记会议",
        ),
        ("小组评分员", "赵庄第1组 小组评分员", "村小组评分通过（第2轮）", "本户 +5 → +6 分", ""),
    ]


def test_every_member_stands_with_his_vote_and_remark() -> None:
    month = Recording()
    # Two members: more than half of them are two.
    second = make_officer(Role.COMMITTEE, month.community, "吴委员")
    pass_until(month, month.sheet, Step.COMMITTEE)
    review.vote(seen(month.sheet), "against", "7.2 要核实", second, hour(1))
    review.vote(seen(month.sheet), "agree", "", month.committee, hour(2))
    story = line_story(line_of(month, month.zhang), month.clerk)
    assert told(story)[2:] == [
        ("吴委员", "东岭社区 评审委员", "评议表决：不同意（第1轮）", "", "7.2 要核实"),
        ("评审委员", "东岭社区 评审委员", "评议表决：同意（第1轮）", "", ""),
    ]


def corrected() -> tuple[Dispute, Objection]:
    """Li objects to Zhang's 10 by telephone, and is right."""
    town = Dispute()
    objection = town.object(
        at=hour(1), objector=town.li, how=Objection.How.PHONE, text="只救了一个人"
    )
    town.uphold(objection, 5, hour(2), text="查实为一人，按5分")
    return town, objection


WHO_MAY: list[Callable[[Dispute], User]] = [
    lambda town: town.clerk,
    lambda town: town.auditor,
    lambda town: town.supervisor,
]
WHO_MAY_NOT: list[Callable[[Dispute], User]] = [
    lambda town: town.scorer,
    lambda town: town.committee,
    lambda town: town.administrator,
]


@pytest.mark.parametrize("who", WHO_MAY)
def test_who_may_see_objections_is_told_who_objected_and_what_was_answered(
    who: Callable[[Dispute], User],
) -> None:
    town, objection = corrected()
    story = line_story(line_of(town, town.zhang), who(town))[len(REVIEWED) :]
    clerk = ("积分办", "东岭社区 积分办")
    raised = f"{town.li}提出异议（电话，2026年11月20日）"
    assert told(story) == [
        ("积分办代录", "", raised, "", "只救了一个人"),
        ("积分办", "", "受理异议", "", ""),
        (*clerk, "答复：异议成立", "", "查实为一人，按5分"),
        (*clerk, "异议处理改分", "+10 → +5 分", "查实为一人，按5分"),
        (*clerk, "更正计分", "+10 → +5 分", "计 5 分"),
        (*clerk, "异议成立，更正得分", "本户 +10 → +5 分", ""),
    ]
    assert {each.objection for each in story} == {objection.ref}


@pytest.mark.parametrize("who", WHO_MAY_NOT)
def test_others_are_told_of_the_correction_alone(who: Callable[[Dispute], User]) -> None:
    town, _ = corrected()
    story = line_story(line_of(town, town.zhang), who(town))[len(REVIEWED) :]
    assert acts(story) == [
        ("异议处理改分", "+10 → +5 分"),
        ("更正计分", "+10 → +5 分"),
        ("异议成立，更正得分", "本户 +10 → +5 分"),
    ]
    assert not any("李四麦" in part for row in told(story) for part in row)


def test_an_objection_by_card_names_the_household_and_nobody_in_the_office() -> None:
    town = Dispute()
    town.object(by=town.card(town.li), at=hour(1))
    town.object(objector=None, objector_name="村民甲", at=hour(2))
    story = line_story(line_of(town, town.zhang), town.clerk)[len(REVIEWED) :]
    assert [row[::2] for row in told(story)] == [
        (
            f"{town.li}（积分卡）",
            f"{town.li}提出异议（积分卡，2026年11月20日）",
            "救人那件事应该是15分",
        ),
        ("积分办代录", "村民甲提出异议（口头，2026年11月20日）", "救人那件事应该是15分"),
    ]


def test_a_corrected_line_is_posted_with_its_new_score_and_told_of_in_the_next_notice() -> None:
    town, _ = corrected()
    posting.close_notices(town.community, AFTER, town.clerk)
    line = line_of(town, town.zhang)
    (last,) = line_story(line, town.supervisor)[-1:]
    assert told([last]) == [("积分办", "", "入账（2026年11月27日）", "+5 分", "第1笔，余额 5 分")]
    december = AFTER + timedelta(days=10)
    settle(town, NOVEMBER.next(), {}, december)
    publish(town, NOVEMBER.next(), december)
    assert told(line_story(line, town.supervisor)[-1:]) == [
        ("积分办", "", "第2期公示列明更正", "", "")
    ]


def test_a_posted_line_tells_of_the_reversal_and_the_new_entry() -> None:
    town = Dispute()
    posting.close_notices(town.community, AFTER)
    last_day = town.notice.closes_on
    objection = town.object(at=AFTER + timedelta(hours=1), received_on=last_day)
    town.uphold(objection, 15, AFTER + timedelta(hours=2))
    story = line_story(line_of(town, town.zhang), town.scorer)[len(REVIEWED) :]
    clerk = ("积分办", "东岭社区 积分办")
    assert told(story) == [
        ("系统", "", "入账（2026年11月27日）", "+10 分", "第1笔，余额 10 分"),
        (*clerk, "异议处理改分", "+10 → +15 分", "经核实应为15分"),
        (*clerk, "更正计分", "+10 → +15 分", "计 15 分"),
        (*clerk, "异议成立，更正得分", "本户 +10 → +15 分", ""),
        ("积分办", "", "冲销原入账（2026年11月27日）", "−10 分", "第2笔，余额 0 分"),
        ("积分办", "", "更正入账（2026年11月27日）", "+15 分", "第3笔，余额 15 分"),
    ]


def test_the_story_costs_the_same_however_much_has_happened() -> None:
    counts = []
    for times in (1, 4):
        town = Dispute()
        for number in range(times):
            town.uphold(town.object(at=hour(number)), 11 + number, hour(number))
            town.object(at=hour(number), objector=None, objector_name=f"村民{number}")
        line = line_of(town, town.zhang)
        with CaptureQueriesContext(connection) as queries:
            line_story(line, town.clerk)
        counts.append(len(queries))
    assert counts == [17, 17]
