"""月度卷: everything that happened in a month of a group stands in its volume, and who did it."""

import pytest

from households.models import Household
from tests.points.archived import Archived, book_of, printed, section, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Archived:
    return Archived()


def who(household: Household) -> dict[str, str]:
    return {"户编号": household.code, "户主": household.head}


def test_the_sections_stand_in_the_order_of_the_month(town: Archived) -> None:
    assert [each.title for each in town.book.sections] == [
        "事项记录",
        "各步得分",
        "改分",
        "评审过程",
        "扣分告知与陈述",
        "佐证目录",
        "审定会议",
        "公示",
        "异议与答复",
        "更正",
        "入账",
    ]
    assert town.book.title == "赵庄第1组2026年11月家庭诚信积分评审材料"
    assert town.book.fonds == "东岭社区"
    assert [str(day) for day in town.book.span] == ["2026-11-03", "2026-11-27"]
    assert town.book.unfinished == ""


def test_each_record_has_what_became_of_it(town: Archived) -> None:
    rescue, voided, yard, shed = printed(table(town.book, "事项记录"))
    assert rescue == {
        "序号": "1",
        **who(town.zhang),
        "日期": "2026年11月3日",
        "评分项": "11.3 抢险救灾、见义勇为",
        "数量": "1",
        "记录分值": "+10",
        "现分值": "+15",
        "计分": "+15",
        "说明": "下河救人",
        "来源": "积分办",
        "记录人": "积分办",
        "记录时间": "2026年11月20日 12:00",
        "记录号": town.rescue.ref,
    }
    assert voided["作废"] == "积分办，2026年11月20日 13:00，与另一条重复"
    assert "计分" not in voided
    assert (yard["来源"], yard["记录人"]) == ("小组记录", "小组评分员")
    assert (shed["记录分值"], shed["计分"]) == ("−5", "−5")
    assert section(town.book, "事项记录").remark.startswith("共4条，其中作废1条。")


def test_the_five_steps_stand_side_by_side(town: Archived) -> None:
    zhang, li = printed(table(town.book, "各户各步得分"))
    assert zhang == {
        "序号": "1",
        **who(town.zhang),
        "自评": "0",
        "组评": "10",
        "评议": "8",
        "审核": "8",
        "审定": "8",
        "家园": "0",
        "环境": "0",
        "家庭": "0",
        "文明": "15",
        "民主": "0",
        "最后得分": "15",
    }
    assert (li["组评"], li["家园"], li["环境"], li["最后得分"]) == ("−2", "−5", "3", "−2")


def test_what_a_returned_round_scored_is_kept(town: Archived) -> None:
    undone = printed(table(town.book, "退回以前各步的得分"))
    assert [(each["轮次"], each["步骤"], each["户主"], each["合计"]) for each in undone] == [
        ("1", "村小组评分", "张三禾", "10"),
        ("1", "村小组评分", "李四麦", "−2"),
    ]


def test_each_change_of_points_has_its_reason_step_and_person(town: Archived) -> None:
    committee, upheld = printed(table(town.book, "改分"))
    assert committee == {
        **who(town.zhang),
        "日期": "2026年11月3日",
        "评分项": "11.3 抢险救灾、见义勇为",
        "步骤": "评审委员会评议",
        "轮次": "2",
        "原分": "+10",
        "改后": "+8",
        "理由": "两人一起救的",
        "改分人": "评审委员（东岭社区 评审委员）",
        "时间": "2026年11月20日 18:00",
        "记录号": town.rescue.ref,
    }
    assert (upheld["步骤"], upheld["原分"], upheld["改后"]) == ("异议处理", "+8", "+15")


def test_every_decision_of_every_round_is_told(town: Archived) -> None:
    decided = printed(table(town.book, "评审决定"))
    assert [
        (each["轮次"], each["步骤"], each["结果"], each.get("意见", ""), each.get("全组合计"))
        for each in decided
    ] == [
        ("1", "群众自评", "通过", "", "0"),
        ("1", "村小组评分", "通过", "", "8"),
        ("1", "评审委员会评议", "退回到村小组评分", "救人一事要再核实", None),
        ("2", "村小组评分", "通过", "", "8"),
        ("2", "评审委员会评议", "通过", "同意评分", "6"),
        ("2", "两委审核", "通过", "程序合规", "6"),
        ("2", "代表大会审定", "通过", "", "6"),
    ]
    assert decided[1]["经办人"] == "小组评分员（赵庄第1组 小组评分员）"


def test_votes_and_who_stayed_out_are_told(town: Archived) -> None:
    (vote,) = printed(table(town.book, "评审委员会表决"))
    assert vote == {
        "轮次": "2",
        "委员": "评审委员（东岭社区 评审委员）",
        "表决": "同意",
        "意见": "同意评分",
        "时间": "2026年11月20日 18:00",
        "效力": "计入决定",
    }
    assert printed(table(town.book, "评审委员回避")) == [
        {"轮次": each, "委员": "委员孙亲（东岭社区 评审委员）", "回避原因": "亲属家"}
        for each in ("1", "2")
    ]


def test_a_deduction_is_told_and_answered(town: Archived) -> None:
    (told,) = printed(table(town.book, "扣分告知"))
    assert told == {
        **who(town.li),
        "日期": "2026年11月3日",
        "评分项": "1.3 新增私搭乱建",
        "现分值": "−5",
        "告知日期": "2026年11月20日",
        "告知方式": "电话告知",
        "见证人": "周邻居",
        "告知分值": "−5",
        "陈述期限": "2026年11月23日",
        "告知人": "积分办（东岭社区 积分办）",
        "登记时间": "2026年11月20日 14:00",
    }
    (answer,) = printed(table(town.book, "农户陈述"))
    assert (answer["陈述内容"], answer["方式"], answer["提交人"]) == (
        "棚子是去年搭的",
        "口头",
        "积分办代录",
    )


def test_each_photo_and_scan_has_its_digest(town: Archived) -> None:
    rows = printed(table(town.book, "佐证目录"))
    assert [(each["种类"], each["所属"]) for each in rows] == [
        ("佐证照片", f"{town.li}，2026年11月3日，1.3 新增私搭乱建"),
        ("会议纪要扫描件", "2026年11月20日审定会议"),
        ("张贴照片", "赵庄，2026年11月20日张贴"),
    ]
    kept = town.shed.evidence.get()
    assert (rows[0]["照片号"], rows[0]["SHA-256校验值"]) == (kept.ref, kept.digest)


def test_the_assembly_has_its_numbers_and_what_it_resolved(town: Archived) -> None:
    said = {row["项目"]: row["内容"] for row in printed(table(town.book, "审定会议"))}
    assert (said["会议日期"], said["代表总数"], said["到会"]) == ("2026年11月20日", "30人", "24人")
    assert (said["同意"], said["反对"], said["弃权"]) == ("20票", "1票", "3票")
    assert said["决议"].endswith("审定通过赵庄第1组 2026年11月的积分表。")
    assert said["会议纪要"] == "第四次村民代表会议，逐户宣读。"
    assert said["记录人"] == "审定会议记录人（东岭社区 审定会议记录人）"


def test_the_notice_stands_as_it_was_frozen(town: Archived) -> None:
    said = {row["项目"]: row["内容"] for row in printed(table(town.book, "公示"))}
    assert said["期号"] == "第1期"
    assert said["公示期"] == "2026年11月20日至11月26日（7天）"
    assert said["本期校验码"] == town.notice.check_code
    assert said["上期校验码"] == "无（首期）"
    assert said["SHA-256摘要"] == town.notice.digest
    assert said["期满办结"] == "积分办，2026年11月27日 12:00"
    zhang, li = printed(table(town.book, "公示的积分"))
    assert (zhang["公布的户主"], zhang["文明"], zhang["本月合计"]) == ("张*禾", "8", "8")
    assert (li["公布的户主"], li["本年荣誉积分"], li["可兑积分"]) == ("李*麦", "−2", "−2")
    (yard, rescue) = printed(table(town.book, "公示的事项清单"))
    assert (yard["次数"], yard["加分"]) == ("1", "+3")
    assert rescue["日期、户编号、加分"] == f"11月3日 {town.zhang.code} +8"


def test_the_paper_s_hanging_in_the_village_is_told(town: Archived) -> None:
    (hung,) = printed(table(town.book, "本村张贴记录"))
    assert hung == {
        "张贴日期": "2026年11月20日",
        "张贴人": "马张贴",
        "应张贴到": "2026年11月26日",
        "登记": "积分办（东岭社区 积分办），2026年11月20日 22:00",
        "撤下日期": "2026年11月26日",
        "撤下人": "马撤下",
        "撤下登记": "积分办（东岭社区 积分办），2026年11月27日 12:00",
    }


def test_an_objection_has_its_answer(town: Archived) -> None:
    (row,) = printed(table(town.book, "异议与答复"))
    assert row == {
        **who(town.zhang),
        "提出人": str(town.zhang),
        "方式": "口头",
        "收到日期": "2026年11月20日",
        "异议内容": "救人那件事应该是15分",
        "登记": "积分办代录，2026年11月20日 23:00",
        "受理期限": "2026年11月25日",
        "受理": "积分办，2026年11月21日 00:00",
        "答复期限": "2026年12月1日",
        "结论": "异议成立",
        "答复": "经核实是一人救的",
        "答复人": "积分办（东岭社区 积分办），2026年11月21日 00:00",
    }


def test_a_correction_has_both_scores(town: Archived) -> None:
    (row,) = printed(table(town.book, "异议成立后的更正"))
    assert (row["原分"], row["更正后"], row["公示"]) == ("+8", "+15", "还没有公示")
    (counted,) = printed(table(town.book, "逐条更正的计分"))
    assert (counted["原计分"], counted["更正后计分"]) == ("+8", "+15")


def test_each_line_has_its_entry(town: Archived) -> None:
    zhang, li = printed(table(town.book, "入账"))
    assert zhang == {
        "序号": "1",
        **who(town.zhang),
        "入账日期": "2026年11月27日",
        "笔次": "1",
        "加减": "+15",
        "余额": "15",
        "事由": "2026年11月积分",
        "经办": "积分办",
        "时间": "2026年11月27日 12:00",
        "公示": "第1期",
    }
    assert (li["加减"], li["余额"]) == ("−2", "−2")


def test_no_phone_and_no_house_number_is_in_a_volume(town: Archived) -> None:
    Household.objects.update(phone="13905510001", house_number="赵庄88号")
    told = str(book_of(town.sheet))
    assert "13905510001" not in told
    assert "赵庄88号" not in told
