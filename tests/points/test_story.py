"""The story of a record: who, when, in which office, from what to what, and why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.services import cards
from points.models import Answer, Objection, Record, SheetLine
from points.photos import Prepared
from points.reports.line_story import line_story
from points.reports.story import record_stories, record_story
from points.services import evidence, records, review, revisions, servings
from points.services.objections import Raised, raise_objection, uphold
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import NOON, NOVEMBER, Office, make_household, pass_until, seen
from tests.points.disputing import TWENTIETH, Dispute, hang, rescue
from tests.points.recording import THIRD, Recording
from tests.points.stories import hour, told

pytestmark = pytest.mark.django_db


def photos(*looks: str) -> list[Prepared]:
    return [Prepared(b"jpeg", 40, 30, look * 64, "") for look in looks]


def test_a_deduction_tells_of_its_photos_the_telling_the_answer_and_the_change() -> None:
    month = Recording()
    note = "东墙外搭棚"
    record = month.record("1.3", origin="group", by=month.scorer, note=note)
    evidence.attach(record, photos("a", "b"), month.scorer, hour(1))
    evidence.attach(record, photos("c"), month.clerk, hour(2))
    servings.serve(record, TWENTIETH, "phone", "周邻居", -5, month.clerk, hour(3))
    said = "棚子是前年搭的"
    servings.answer(record, said, Answer.How.ORAL, TWENTIETH, month.clerk, hour(4))
    pass_until(month, month.sheet, Step.COMMITTEE, hour(5))
    revisions.revise(record, Step.COMMITTEE, -5, 0, "不是今年搭的", month.committee, hour(6))
    pass_until(month, month.sheet, None, hour(7))
    story = record_story(record)
    assert told(story) == [
        ("小组评分员", "", "记录，来源：小组记录", "−5 分", note),
        ("小组评分员", "", "附佐证照片2张", "", ""),
        ("积分办", "", "附佐证照片1张", "", ""),
        (
            "积分办",
            "东岭社区 积分办",
            "电话告知扣分（2026年11月20日），见证人周邻居",
            "−5 分",
            "本户可在2026年11月23日前（含当天）陈述",
        ),
        ("积分办代录", "", "本户陈述（口头，2026年11月20日）", "", said),
        ("评审委员", "东岭社区 评审委员", "评审委员会评议不予认可", "−5 → 0 分", "不是今年搭的"),
        (
            "审定会议记录人",
            "东岭社区 审定会议记录人",
            "代表大会审定计分",
            "0 分",
            "本次计 0 分",
        ),
    ]
    assert [each.at for each in story] == [NOON, *map(hour, (1, 2, 3, 4, 6, 7))]
    assert {each.record for each in story} == {record}


def test_a_claim_by_card_and_its_withdrawal_are_the_households_own() -> None:
    month = Recording()
    card = cards.issue(month.zhang, month.clerk, NOON).card
    record = records.claim(NOVEMBER, Draft(month.zhang, "7.2", THIRD, note="收谷"), card, NOON)
    evidence.attach(record, photos("a"), card, NOON)
    records.withdraw_claim(record, card, hour(1))
    record.refresh_from_db()
    assert told(record_story(record)) == [
        ("本户（积分卡）", "", "记录，来源：本户自评", "+1 分", "收谷"),
        ("本户（积分卡）", "", "附佐证照片1张", "", ""),
        ("本户（积分卡）", "", "作废", "", "本户撤回"),
    ]


def test_a_claim_on_paper_and_a_late_record_say_so() -> None:
    month = Recording()
    claim = month.record("7.2", origin="self")
    late = month.record("7.2", day=THIRD.replace(month=10), late=True)
    assert [story[0].what for story in record_stories([claim, late]).values()] == [
        "记录，来源：本户自评（纸质）",
        "补录，来源：积分办",
    ]


def test_what_is_written_at_one_moment_stands_in_the_order_of_the_versions() -> None:
    month = Recording()
    record = month.record("11.3", points=15)
    evidence.attach(record, photos("a"), month.clerk, NOON)
    pass_until(month, month.sheet, Step.GROUP)
    revisions.revise(record, Step.GROUP, 15, 10, "证明不足", month.scorer, NOON)
    review.return_sheet(seen(month.sheet), Step.GROUP, Step.SELF, "请补自评", month.scorer, NOON)
    records.void_records([month.record("7.2").pk], "记错了", month.clerk, NOON)
    pass_until(month, month.sheet, None)
    assert [
        each.what for each in line_story(SheetLine.objects.get(records=record), month.clerk)
    ] == [
        "记录，来源：积分办",
        "附佐证照片1张",
        "群众自评通过（第1轮）",
        "村小组评分改分",
        "村小组评分退回到群众自评（第1轮）",
        "记录，来源：积分办",
        "作废",
        "群众自评通过（第2轮）",
        "村小组评分通过（第2轮）",
        "评议表决：同意（第2轮）",
        "评审委员会评议通过（第2轮）",
        "两委审核通过（第2轮）",
        "代表大会审定通过（第2轮）",
        "代表大会审定计分",
    ]


def test_an_upheld_objection_is_told_of_and_leads_staff_alone_to_it() -> None:
    town = Dispute()
    objection = town.object(at=hour(1))
    town.uphold(objection, 15, hour(2), text="经核实应为15分")
    story = record_story(town.record)
    assert told(story)[-2:] == [
        ("积分办", "东岭社区 积分办", "异议处理改分", "+10 → +15 分", "经核实应为15分"),
        ("积分办", "东岭社区 积分办", "更正计分", "+10 → +15 分", "计 15 分"),
    ]
    assert [each.objection for each in story] == ["", "", objection.ref, objection.ref]
    mine = record_story(town.record, for_household=True)
    assert told(mine) == told(story)
    assert {each.objection for each in mine} == {""}


def test_a_count_that_stays_is_told_with_its_new_reason() -> None:
    town = Office()
    zhang = make_household(town.group, "张三禾")
    notice = hang(town, NOVEMBER, [rescue(zhang, 20), rescue(zhang, 5)])
    second = Record.objects.get(points=5)
    full = "本年第11条已得 20 分，达到上限 20 分，本次计 0 分"
    assert told(record_story(second))[-1][3:] == ("0 分", full)
    raised = Raised("这件没有的事", Objection.How.ORAL, TWENTIETH, zhang)
    objection = raise_objection(notice, second.line, raised, town.clerk, hour(1))
    uphold(objection, "查无此事", {second.pk: 0}, town.clerk, hour(2))
    assert told(record_story(second))[2:] == [
        ("积分办", "东岭社区 积分办", "异议处理不予认可", "+5 → 0 分", "查无此事"),
        ("积分办", "东岭社区 积分办", "更正计分", "0 分", "本次计 0 分"),
    ]


def test_the_stories_of_many_records_cost_the_same_as_of_one() -> None:
    month = Recording()
    every = [month.record("11.3", points=10) for _ in range(5)]
    for record in every:
        evidence.attach(record, photos("a"), month.clerk, NOON)
    pass_until(month, month.sheet, Step.GROUP)
    for record in every:
        revisions.revise(record, Step.GROUP, 10, 5, "证明不足", month.scorer, NOON)
    pass_until(month, month.sheet, None)
    read = list(Record.objects.select_related("recorded_by"))
    counts = []
    for some in (read[:1], read):
        with CaptureQueriesContext(connection) as queries:
            assert all(len(story) == 4 for story in record_stories(some).values())
        counts.append(len(queries))
    assert counts == [6, 6]
