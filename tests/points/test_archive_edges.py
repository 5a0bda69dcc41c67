"""月度卷 of months that went otherwise: cut short, held back, empty, not finished, many."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.roles import Role
from households.services import relations
from points.models import Policy, Sheet
from points.reports.archive.month import month_book, with_their_notices
from points.services import hangings, objections, policies, posting, review, revisions, sheets
from points.services.objections import Raised
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    appoint,
    make_household,
    make_officer,
    make_user,
    pass_until,
    seen,
)
from tests.photos import photo
from tests.points.archived import book_of, printed, table
from tests.points.disputing import TWENTIETH, Dispute, hang, rescue
from tests.points.notice_months import AFTER, OCTOBER, add_group, published
from tests.points.recording import Recording
from tests.points.voting import Committee

pytestmark = pytest.mark.django_db


def test_what_a_cap_cut_short_says_why() -> None:
    month = Recording()
    month.record("11.3", points=15)
    month.record("11.3", points=15)
    book = book_of(pass_until(month, month.sheet, None))
    (row,) = printed(table(book, "按上限或互斥少计的事项"))
    assert (row["分值"], row["计分"]) == ("+15", "+5")
    assert row["说明"] == "本年第11条已得 15 分，上限 20 分，本次只计 5 分"


def test_a_deduction_nobody_was_told_of_says_so() -> None:
    month = Recording()
    month.record("1.3")
    (told,) = printed(table(book_of(month.sheet), "扣分告知"))
    assert told["告知方式"] == "没有告知"


def test_a_correction_after_posting_has_its_two_entries() -> None:
    """Typed in after the line was posted, as it was received while the notice hung."""
    town = Dispute()
    posting.close_notices(town.community, AFTER, town.clerk)
    objection = town.object(at=AFTER)
    sheet = town.line().sheet
    assert book_of(sheet).unfinished == "有异议还没有答复"
    town.uphold(objection, 15, AFTER)
    book = book_of(sheet)
    (row,) = printed(table(book, "异议成立后的更正"))
    assert (row["冲销"], row["更正入账"]) == ("第2笔", "第3笔")
    assert book.unfinished == ""


def test_a_line_held_back_says_that_it_is_not_posted() -> None:
    town = Dispute()
    town.object()
    posting.close_notices(town.community, AFTER, town.clerk)
    zhang, _ = printed(table(book_of(town.line().sheet), "入账"))
    assert (zhang["户主"], zhang["事由"]) == ("张三禾", "没有入账")


def test_an_empty_month_leaves_no_section_out() -> None:
    office = Office()
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    book = book_of(sheet)
    assert len(book.sections) == 11
    assert all(each.is_empty for each in book.sections)
    assert {each.nothing for each in book.sections} == {"本月无"}


@pytest.mark.parametrize(
    ("step", "says"),
    [(Step.SELF, "评审还在群众自评一步"), (Step.AUDIT, "评审还在两委审核一步"), (None, "待公示")],
)
def test_a_month_that_is_not_finished_says_where_it_is(step: Step | None, says: str) -> None:
    month = Recording()
    assert book_of(pass_until(month, month.sheet, step)).unfinished == says


def test_a_vote_on_what_was_changed_since_counts_for_nothing() -> None:
    town = Committee()
    first, second, *_ = town.members
    town.vote(first)
    revisions.revise(town.record, Step.COMMITTEE, 10, 8, "核实", second, NOON)
    town.vote(second)
    votes = printed(table(book_of(town.sheet), "评审委员会表决"))
    assert [each["效力"] for each in votes] == ["内容改动后失效", "表决进行中"]


def test_whoever_passed_another_step_later_did_not_stay_out() -> None:
    month = Recording()
    policies.save(Policy(community=month.community, committee_quorum=1))
    appoint(month.auditor, Role.COMMITTEE, month.community)
    appoint(month.clerk, Role.COMMITTEE, month.community)
    book = book_of(pass_until(month, month.sheet, None))
    out = printed(table(book, "评审委员回避"))
    assert out == [{"轮次": "1", "委员": "积分办（东岭社区 评审委员）", "回避原因": "办过另一步"}]


def test_who_stayed_out_is_told_of_each_decision_as_it_stood_then() -> None:
    """Sun's relation ends, and Hu's office begins, between the return and the second decision."""
    month = Recording()
    sun = make_officer(Role.COMMITTEE, month.community, "孙亲")
    relation = relations.declare(sun, month.li, "sibling", month.administrator, NOON)
    hu = make_user(month.community, "胡后来", month.zhang)
    appoint(hu, Role.COMMITTEE, month.community, date(2026, 11, 21))
    pass_until(month, month.sheet, Step.COMMITTEE)
    back = (seen(month.sheet), Step.COMMITTEE, Step.GROUP, "再核实", month.committee, NOON)
    review.return_sheet(*back)
    day_after = NOON + timedelta(days=1)
    relations.end(relation, month.administrator, day_after)
    policies.save(Policy(community=month.community, committee_quorum=1))
    book = book_of(pass_until(month, month.sheet, Step.AUDIT, day_after))
    out = printed(table(book, "评审委员回避"))
    assert [(each["轮次"], each["委员"], each["回避原因"]) for each in out] == [
        ("1", "孙亲（东岭社区 评审委员）", "亲属家"),
        ("2", "胡后来（东岭社区 评审委员）", "本人家"),
    ]


def test_more_households_cost_no_more_queries() -> None:
    def queries(households: int) -> int:
        office = Office()
        homes = [make_household(office.group) for _ in range(households)]
        notice = hang(office, NOVEMBER, [rescue(each, 10) for each in homes])
        for each in homes:
            raised = Raised("不对", "oral", TWENTIETH, each)
            (line,) = each.lines.all()
            made = objections.raise_objection(notice, line, raised, office.clerk, NOON)
            (record,) = line.records.all()
            objections.uphold(made, "属实", {record.pk: 12}, office.clerk, NOON)
        sheet = with_their_notices(Sheet.objects.filter(group=office.group)).get()
        with CaptureQueriesContext(connection) as asked:
            month_book(sheet)
        return len(asked)

    assert queries(1) == queries(6) <= 32


def test_a_receipt_typed_in_wrongly_stays_to_be_read_with_its_reason() -> None:
    town = Dispute()
    wrong = hangings.hang(town.notice, town.village, TWENTIETH, "马张贴", [], town.clerk, NOON)
    hangings.void(wrong, "写错了村", town.clerk, NOON)
    (row,) = printed(table(book_of(town.line().sheet), "本村张贴记录"))
    assert row["作废"] == "积分办，2026年11月20日 12:00，写错了村"


def test_what_was_recorded_late_is_marked() -> None:
    month = Recording()
    month.record("4.1", day=date(2026, 10, 30), late=True)
    (row,) = printed(table(book_of(month.sheet), "事项记录"))
    assert (row["日期"], row["补录"]) == ("2026年10月30日", "补录")


def test_papers_of_other_villages_and_other_notices_are_not_told() -> None:
    office = Office()
    zhang = make_household(office.group)
    far = add_group(office, "河东村")[0].group.parent
    october = published(office, OCTOBER, {zhang: ["4.1"]})
    november = published(office, NOVEMBER, {zhang: ["4.1"]}, AFTER)
    hangings.hang(october, office.village, TWENTIETH, "甲", [photo(1)], office.clerk, NOON)
    hangings.hang(november, far, AFTER.date(), "乙", [photo(2)], office.clerk, AFTER)
    book = book_of(Sheet.objects.get(group=office.group, month=11))
    assert printed(table(book, "本村张贴记录")) == []
    assert printed(table(book, "佐证目录")) == []
