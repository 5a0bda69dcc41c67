"""A draft in the one chain of notices, opinions on it, and the answers."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from households import guards
from households.refusals import AlreadyHandled, Refused
from points.canonical import digest
from points.chain import first_fault
from points.models import Notice, Standard, StandardComment, StandardCommentAnswer
from points.reports.ledger_check import ledger_differences
from points.reports.notice_chain import links_of
from points.reports.notice_check import notice_differences
from points.reports.standard_frozen import thawed
from points.reports.standard_page import area_parts
from points.services import posting, standard_comments, standard_edits, standards
from points.services.standard_comments import Opinion
from points.services.standard_content import content_version, version_of
from tests.factory import NOON, Office, make_group, make_village, signed_in
from tests.points.drafting import NEXT_YEAR, OVER, PAGE, TODAY, ask, bar, change, make_draft
from tests.points.wide_book import ROWS as WIDE

pytestmark = pytest.mark.django_db

SAID = Opinion("垃圾分类多加一点", StandardComment.How.ORAL, TODAY, "王大伯")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def draft(office: Office) -> Standard:
    return make_draft(office)


def test_the_whole_draft_is_frozen_in_the_next_notice(office: Office, draft: Standard) -> None:
    notice = ask(office, draft)
    assert (notice.kind, notice.number, notice.period) == (Notice.Kind.COMMENT, 1, NEXT_YEAR)
    assert notice.title == "东岭社区2027年1月起用的积分标准征求意见公示"
    assert (notice.opens_on, notice.closes_on) == (TODAY, TODAY + timedelta(days=6))
    assert notice.digest == digest(notice.previous_digest, notice.content)
    assert notice.content["content_version"] == content_version(draft)
    assert version_of(notice.content["standard"]) == content_version(draft)
    assert draft.comment_notice == notice
    again = ask(office, make_other(office), OVER, OVER.date())
    assert (again.number, again.previous_digest) == (2, notice.digest)
    assert first_fault(links_of(office.community)) is None
    assert list(notice_differences(office.community)) == []


def make_other(office: Office) -> Standard:
    return standards.create_draft(office.community, "另一稿", NEXT_YEAR, WIDE)


def test_what_was_frozen_reads_as_the_draft_did(office: Office) -> None:
    office.village.name = "赵庄"
    draft = make_other(office)
    notice = ask(office, draft)
    standard, parts = thawed(notice.content["standard"])
    shown = area_parts(draft)
    assert (standard.title, standard.starts) == (draft.title, draft.starts)
    assert [(part.area.name, part.cap) for part in parts] == [
        (part.area.name, part.cap) for part in shown
    ]
    lines, due = (
        [
            (str(line.item), line.worth, line.steps, line.caps, line.terms, rule.exclusive)
            for part in each
            for rule in part.rules
            for line in rule.lines
        ]
        for each in (parts, shown)
    )
    assert lines == due


def test_it_hangs_in_the_villages_that_take_part(office: Office, draft: Standard) -> None:
    make_group(make_village(office.community, "未加入", joined_on=None))
    late = make_village(office.community, "下月加入", joined_on=TODAY + timedelta(days=10))
    make_group(late)
    groups = ask(office, draft).content["groups"]
    assert [(each["village"], each["lines"]) for each in groups] == [("赵庄", [])]


def test_where_no_village_takes_part_yet_it_hangs_in_all(office: Office, draft: Standard) -> None:
    type(office.village).objects.filter(pk=office.village.pk).update(joined_on=None)
    assert [each["village"] for each in ask(office, draft).content["groups"]] == ["赵庄"]
    type(office.village).objects.filter(pk=office.group.pk).update(parent=office.community)


def test_the_same_text_is_not_told_twice_at_once(office: Office, draft: Standard) -> None:
    ask(office, draft)
    with pytest.raises(AlreadyHandled, match="这份草案正在第1期征求意见"):
        ask(office, draft)
    change(draft, "7.2", points_max=2, points_min=2, monthly_cap=2)
    assert ask(office, draft).number == 2
    # Over, so that it may be told again.
    assert ask(office, draft, OVER, OVER.date()).number == 3


@pytest.mark.parametrize("fault", ["changed", "unfit", "barred", "adopted", "office"])
def test_what_may_not_be_told(office: Office, draft: Standard, fault: str) -> None:
    seen, by, told = content_version(draft), office.clerk, "草案又有改动"
    if fault == "changed":
        change(draft, "7.2", title="邻里相助")
    elif fault == "unfit":
        change(draft, "7.2", monthly_cap=None, yearly_cap=2, points_min=3, points_max=3)
        seen, told = content_version(draft), "上限低于分值"
    elif fault == "barred":
        bar(office, "互助")
        told = "评分项 7.2 的名称里有“互助”"
    elif fault == "adopted":
        standards.adopt(draft, "决议", office.administrator, NOON)
        told = "已被他人处理"
    else:
        by, told = office.administrator, "没有办理东岭社区此事的任职"
    with pytest.raises(Refused, match=told):
        standard_comments.ask(draft, TODAY, by, NOON, seen)
    assert not Notice.objects.exists()


def test_a_draft_that_was_asked_about_may_be_deleted_and_the_notice_stays(
    office: Office, draft: Standard
) -> None:
    notice = ask(office, draft)
    standard_edits.delete_draft(draft)
    assert Notice.objects.get() == notice


def test_the_copy_of_a_draft_was_asked_of_nobody(office: Office, draft: Standard) -> None:
    ask(office, draft)
    assert standards.copy_to_draft(draft, "抄本", NEXT_YEAR).comment_notice is None


def test_once_its_days_are_over_it_is_closed_without_points(
    office: Office, draft: Standard
) -> None:
    notice = ask(office, draft)
    done = posting.close_notices(office.community, OVER, office.clerk)
    assert done.closed == [notice]
    page = signed_in(office.clerk).get("/notices/").content.decode()
    assert "已期满" in page


def test_an_opinion_is_registered_and_answered_once(office: Office, draft: Standard) -> None:
    notice = ask(office, draft)
    comment = standard_comments.register(notice, SAID, office.clerk, NOON)
    assert (comment.text, comment.said_by, comment.typed_by) == (
        SAID.text,
        "王大伯",
        office.clerk,
    )
    taken = StandardCommentAnswer.Outcome.TAKEN
    answered = standard_comments.answer(comment, taken, " 改为每月2分 ", office.clerk, NOON)
    assert (answered.text, answered.get_outcome_display()) == ("改为每月2分", "采纳")
    with pytest.raises(AlreadyHandled, match="已经答复"):
        standard_comments.answer(comment, taken, "再答", office.clerk, NOON)
    for row in (comment, answered):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(text="改了")
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()


@pytest.mark.parametrize(
    ("opinion", "told"),
    [
        (Opinion("  ", "oral", TODAY), "请写明意见的内容"),
        (Opinion("多加", "oral", TODAY + timedelta(days=1)), "收到日期还没有到"),
        (Opinion("多加", "oral", TODAY - timedelta(days=1)), "2026年11月20日发布的，收到日期不能"),
    ],
)
def test_an_opinion_that_cannot_be(
    office: Office, draft: Standard, opinion: Opinion, told: str
) -> None:
    notice = ask(office, draft)
    with pytest.raises(Refused, match=told):
        standard_comments.register(notice, opinion, office.clerk, NOON)
    assert not StandardComment.objects.exists()


def test_only_the_office_registers_and_answers(office: Office, draft: Standard) -> None:
    notice = ask(office, draft)
    comment = standard_comments.register(notice, SAID, office.clerk, NOON)
    for person in (office.scorer, Office("西岭社区").clerk):
        with pytest.raises(Refused, match="没有办理东岭社区此事的任职"):
            standard_comments.register(notice, SAID, person, NOON)
        with pytest.raises(Refused, match="没有办理东岭社区此事的任职"):
            standard_comments.answer(comment, "taken", "好", person, NOON)
    with pytest.raises(Refused, match="请写明答复"):
        standard_comments.answer(comment, "taken", " ", office.clerk, NOON)


def test_a_notice_whose_draft_was_changed_is_found(office: Office, draft: Standard) -> None:
    notice = ask(office, draft)
    assert list(ledger_differences(office.community)) == []
    connection.check_constraints()
    guards.remove(connection)
    notice.content["standard"]["title"] = "别的标准"
    notice.save(update_fields=["content"])
    assert list(ledger_differences(office.community)) == [
        "公示链从第1期起对不上：内容和校验码对不上。"
    ]


def test_the_page_of_a_draft_says_how_it_stands(office: Office, draft: Standard) -> None:
    page = signed_in(office.clerk).get(PAGE).content.decode()
    assert "还没有公示征求意见" in page
