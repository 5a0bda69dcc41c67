"""The pages that tell a story: a record's, and a household's month, with the ways there."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from households.models import User
from households.roles import Role
from households.services import households
from points.models import Objection
from points.services import posting, revisions
from points.steps import Step
from tests.factory import (
    NOON,
    make_group,
    make_household,
    make_officer,
    make_user,
    pass_until,
    signed_in,
)
from tests.points.disputing import Dispute
from tests.points.notice_months import AFTER
from tests.points.recording import Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def month() -> Recording:
    return Recording()


def address(town: Recording | Dispute) -> str:
    """Of Zhang's November."""
    return f"/sheets/2026-11/{town.group.code}/{town.zhang.code}/"


def page(user: User, town: Recording | Dispute) -> str:
    answer = signed_in(user).get(address(town))
    assert answer.status_code == 200
    return answer.content.decode()


def rows(html: str) -> list[list[str]]:
    """The cells of the story, in their order, without their marks."""
    story = (
        html.partition('class="table story"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    )
    return [
        [
            " ".join(re.sub(r"<[^>]*>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in story.split("</tr>")[:-1]
    ]


def test_three_people_three_answers(month: Recording) -> None:
    assert "张三禾 2026年11月" in page(month.supervisor, month)
    assert signed_in(Recording("西河社区").clerk).get(address(month)).status_code == 404
    assert signed_in(make_user(month.community)).get(address(month)).status_code == 404
    second = make_officer(Role.SCORER, make_group(month.village, "第2组"))
    assert signed_in(second).get(address(month)).status_code == 404
    delegate = make_officer(Role.DELEGATE, month.group)
    assert signed_in(delegate).get(address(month)).status_code == 403
    assert Client().get(address(month)).headers["Location"] == f"/login/?next={address(month)}"


def test_seeing_sheets_is_not_enough_to_see_what_was_recorded(
    month: Recording, settings: object
) -> None:
    grants = dict(settings.GRANTS)  # type: ignore[attr-defined]
    grants[Role.SUPERVISOR] = frozenset({"points.view_sheet"})
    settings.GRANTS = grants  # type: ignore[attr-defined]
    assert signed_in(month.supervisor).get(address(month)).status_code == 403


def test_a_household_that_is_not_on_the_sheet_has_no_line(month: Recording) -> None:
    client = signed_in(month.clerk)
    late = make_household(month.group, "孙七粟")
    for code in (late.code, "nobody"):
        assert client.get(f"/sheets/2026-11/{month.group.code}/{code}/").status_code == 404
    october = address(month).replace("2026-11", "2026-10")
    assert client.get(october).status_code == 404


def test_the_line_names_the_record_that_each_thing_happened_to(month: Recording) -> None:
    record = month.record("7.2", note="帮收谷")
    month.record("4.1", household=month.li)
    html = page(month.clerk, month)
    assert rows(html) == [
        ["2026年11月20日 12:00", "积分办", "7.2 邻里互助 记录，来源：积分办", "+1 分", "帮收谷"]
    ]
    assert f'href="/records/{record.ref}/"' in html


def test_an_empty_month_says_what_will_stand_there(month: Recording) -> None:
    html = page(month.clerk, month)
    assert "这个月还没有发生什么" in html
    assert rows(html) == []


def fact(html: str, label: str) -> str:
    found = re.search(rf"<dt>{label}</dt>\s*<dd>(.*?)</dd>", html, re.DOTALL)
    assert found
    return re.sub(r"<[^>]*>", "", found[1]).strip()


def test_the_score_is_the_present_one_until_the_line_is_settled_and_then_the_corrected_one() -> (
    None
):
    month = Recording()
    record = month.record("11.3", points=15)
    assert fact(page(month.clerk, month), "现计得分") == "+15 分"
    pass_until(month, month.sheet, Step.GROUP)
    revisions.revise(record, Step.GROUP, 15, 10, "证明不足", month.scorer, NOON)
    assert fact(page(month.clerk, month), "现计得分") == "+10 分"
    town = Dispute("西河社区")
    assert fact(page(town.clerk, town), "得分") == "+10 分"
    town.uphold(town.object(), 15)
    assert fact(page(town.clerk, town), "得分") == "+15 分"
    assert "计 15 分" in record_page(town.supervisor, town)


def record_page(user: User, town: Dispute) -> str:
    answer = signed_in(user).get(f"/records/{town.record.ref}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_objected_is_told_to_those_alone_who_may_see_objections() -> None:
    town = Dispute()
    objection = town.object(objector=town.li, how=Objection.How.PHONE, text="只救了一个人")
    town.uphold(objection, 5, text="查实为一人")
    for person, sees in {town.clerk: True, town.supervisor: True, town.scorer: False}.items():
        line, record = page(person, town), record_page(person, town)
        assert (town.li.head in line) == sees
        assert ("只救了一个人" in line) == sees
        assert ("看异议" in line) == ("看异议" in record) == sees
        for html in (line, record):
            assert "异议处理改分" in html
            assert "+10 → +5 分" in html


def test_the_page_of_a_record_tells_its_story_in_order() -> None:
    town = Dispute()
    html = record_page(town.auditor, town)
    assert [(row[1], row[2]) for row in rows(html)] == [
        ("积分办", "记录，来源：积分办"),
        ("审定会议记录人 东岭社区 审定会议记录人", "代表大会审定计分"),
    ]
    assert f'href="{address(town)}"' in html


def test_the_line_is_reached_from_its_sheet_and_its_household_and_leads_back() -> None:
    town = Dispute()
    posting.close_notices(town.community, AFTER)
    client = signed_in(town.clerk)
    sheet, home = f"/sheets/2026-11/{town.group.code}/", f"/households/{town.zhang.code}/"
    for place in (sheet, home):
        assert f'href="{address(town)}"' in client.get(place).content.decode()
    html = page(town.clerk, town)
    assert f'href="{home}"' in html
    assert f'href="{sheet}#h-{town.zhang.code}"' in html


def test_a_household_that_moved_away_keeps_its_line_where_it_was_scored() -> None:
    town = Dispute()
    second = make_group(town.village, "第2组")
    households.move(town.zhang, second, "分户另住", town.administrator, NOON)
    home = f"/households/{town.zhang.code}/"
    there = make_officer(Role.SCORER, second)
    assert f'href="{home}"' not in page(town.scorer, town)
    assert f'href="{home}"' in page(town.clerk, town)
    assert signed_in(there).get(address(town)).status_code == 404
    assert address(town) not in signed_in(there).get(home).content.decode()


def test_the_page_costs_the_same_however_many_records_there_are(month: Recording) -> None:
    client = signed_in(month.clerk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(month)).status_code == 200
        return len(queries)

    month.record("7.2")
    few = cost()
    for number in range(1, 12):
        month.record("7.2", day=date(2026, 11, number))
    assert cost() == few
