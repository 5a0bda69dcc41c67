"""The page of proposals: what it shows, takes and strikes, and for whom."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import User
from points.models import ProposalAnswer, Record
from points.services import records
from points.steps import Step
from tests.factory import NOON, Office, pass_until, seen, signed_in
from tests.points.acting import Act
from tests.points.proposing import Checking, proposal, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Checking:
    return Checking()


def address(office: Checking, name: str = "sheet_proposals", **query: str) -> str:
    return reverse(name, args=[office.sheet.period, office.group.code], query=query or None)


def shown(office: Checking, by: User | None = None) -> str:
    response = signed_in(by or office.scorer).get(address(office))
    assert response.status_code == 200
    return response.content.decode()


def acting(client: Client, office: Checking, by: User | None = None) -> Act:
    where = (office.sheet.period, office.group.code)
    version = seen(office.sheet).version
    return Act(client, by or office.scorer, "sheet_proposals", *where, version=version)


class Strike:
    """Posts the form of the striking page at an address of its own."""

    def __init__(self, client: Client, office: Checking, by: User | None = None, **query: str):
        self.act = acting(client, office, by)
        self.act.url = address(office, "sheet_proposals_strike", **query)

    def __call__(self, **typed: Any) -> HttpResponse:
        return self.act(**typed)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_the_page_groups_by_source_and_item_and_ticks_what_the_group_proposes(
    office: Checking,
) -> None:
    page = shown(office)
    assert "有 4 条建议未处理" in page
    assert page.count("<h2>年度核查</h2>") == 1
    assert "1.1 不私搭乱建" in page
    assert "8.1 全年无涉黄涉赌涉毒" in page
    # 8.1 is proposed by 两委 alone.
    assert (page.count("checked"), page.count("须两委核查")) == (2, 2)
    assert "2026年度核查" in page
    assert "记入所选" in page


def test_what_is_ticked_becomes_records_and_the_rest_stays(
    client: Client, office: Checking
) -> None:
    marks = office.marks("1.1")
    response = acting(client, office)(mark=marks)
    assert (response.status_code, response["Location"]) == (302, address(office))
    page = text(client.get(response["Location"]))
    assert "已记入2条" in page
    assert "有 2 条建议未处理" in page
    assert Record.objects.filter(item__code="1.1").count() == 2


def test_the_same_form_sent_twice_is_answered_with_the_first_result(
    client: Client, office: Checking
) -> None:
    act, marks = acting(client, office), office.marks()
    assert [act(mark=marks).status_code, act(mark=marks).status_code] == [302, 302]
    assert Record.objects.count() == 4
    pass_until(office, office.sheet, Step.AUDIT)
    assert act(mark=marks).status_code == 302, "a retry is answered before anything is tested"


def test_a_strike_sent_twice_is_answered_with_the_first_result(
    client: Client, office: Checking
) -> None:
    strike = Strike(client, office, item="yearly|1.1")
    typed = {"households": office.zhang.code, "reason": "搭了棚"}
    assert [strike(**typed).status_code, strike(**typed).status_code] == [302, 302]
    assert ProposalAnswer.objects.count() == 1


def test_the_page_is_for_those_who_record_in_the_group(office: Checking) -> None:
    elsewhere = Office("西岭社区")
    statuses = [
        signed_in(person).get(address(office, name)).status_code
        for person in (office.committee, elsewhere.scorer)
        for name in ("sheet_proposals", "sheet_proposals_strike")
    ]
    assert statuses == [403, 403, 404, 404]
    assert signed_in(office.clerk).get(address(office)).status_code == 200


@pytest.mark.parametrize("person", ["committee", "stranger"])
def test_nobody_else_takes_or_strikes(client: Client, office: Checking, person: str) -> None:
    by = office.committee if person == "committee" else Office("西岭社区").scorer
    status = 403 if person == "committee" else 404
    marks = office.marks()
    assert acting(client, office, by)(mark=marks).status_code == status
    strike = Strike(client, office, by, mark=marks[0])
    assert strike(reason="不符").status_code == status
    assert not ProposalAnswer.objects.exists()


def test_the_own_households_rows_are_locked_with_a_sentence(office: Checking) -> None:
    page = shown(office, office.neighbour(office.li))
    assert page.count("本人所在户，由别的工作人员办理") == 2
    assert page.count('name="mark"') == 2
    assert page.count("checked") == 1


def test_a_record_made_by_hand_is_shown_as_such_without_a_tick(office: Checking) -> None:
    office.record("1.1", office.zhang)
    page = shown(office)
    assert page.count("已有记录") == 1
    assert page.count('name="mark"') == 3
    assert "有 3 条建议未处理" in page


def test_a_doubtful_one_is_not_ticked(office: Checking) -> None:
    office.record("1.3", office.zhang)
    page = shown(office)
    assert page.count('name="mark"') == 4
    assert page.count("checked") == 1
    assert "本年本条有1条扣分" in page
    assert page.count("请核对") == 3


def test_nothing_ticked_is_told_and_changes_nothing(client: Client, office: Checking) -> None:
    response = acting(client, office)()
    assert response.status_code == 422
    assert "请至少勾选一条建议" in text(response)
    assert not Record.objects.exists()


def test_a_change_meanwhile_is_told_and_the_ticks_stay(client: Client, office: Checking) -> None:
    act, marks = acting(client, office), office.marks("8.1")
    office.record("7.2", office.zhang)
    response = act(mark=marks)
    assert response.status_code == 422
    page = text(response)
    assert "在您打开页面之后有改动" in page
    assert page.count("checked") == 2
    assert f'name="version" value="{seen(office.sheet).version}"' in page
    assert Record.objects.count() == 1


def test_a_sheet_that_has_moved_on_is_told_to_be_handled(client: Client, office: Checking) -> None:
    act, marks = acting(client, office), office.marks()
    strike = Strike(client, office, mark=marks[0])
    pass_until(office, office.sheet, Step.COMMITTEE)
    for response in (act(mark=marks), strike(reason="不符")):
        assert response.status_code == 409
        assert "已被他人处理" in text(response)
    assert "现在不是村小组评分" in shown(office)


def test_a_row_that_cannot_be_recorded_is_named_at_the_row(
    client: Client, office: Checking, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = proposal(office.zhang, occurred_on=date(2026, 10, 31))
    propose(monkeypatch, outside, proposal(office.li))
    response = acting(client, office)(mark=office.marks())
    assert response.status_code == 422
    page = text(response)
    assert f'<a href="#p-1">{office.zhang} 7.2：日期不在2026年11月内' in page
    assert 'aria-describedby="p-1-note"' in page
    assert page.count("checked") == 2


def test_one_is_struck_with_a_reason_that_stays_on_the_page(
    client: Client, office: Checking
) -> None:
    (mark,) = office.marks("1.1", office.zhang)
    strike = Strike(client, office, mark=mark)
    asked = text(client.get(strike.act.url))
    assert str(office.zhang) in asked
    assert "不通过的户" not in asked
    response = strike(reason="墙角搭了棚子")
    assert response["Location"] == address(office)
    page = text(client.get(response["Location"]))
    assert "已不计1条" in page
    assert f"<strong>{office.zhang}</strong> 1.1（年度核查）：墙角搭了棚子" in page
    assert office.marks("1.1") == office.marks("1.1", office.li)


def test_households_that_did_not_pass_are_typed_as_a_list(client: Client, office: Checking) -> None:
    strike = Strike(client, office, item="yearly|1.1")
    assert "不通过的户" in text(client.get(strike.act.url))
    typed = f" {office.zhang.code}，{office.li.code}\n{office.zhang.code}、"
    assert strike(households=typed, reason="搭了棚").status_code == 302
    assert ProposalAnswer.objects.filter(item_code="1.1", strike_reason="搭了棚").count() == 2
    assert len(office.marks("8.1")) == 2


def test_codes_without_such_a_proposal_are_named_and_nothing_is_struck(
    client: Client, office: Checking
) -> None:
    strike = Strike(client, office, item="yearly|1.1")
    response = strike(households=f"{office.zhang.code} ABC9", reason="搭了棚")
    assert response.status_code == 422
    page = text(response)
    assert "ABC9在本表没有这一项的待处理建议" in page
    assert f"{office.zhang.code} ABC9</textarea>" in page, "what was typed is kept"
    assert not ProposalAnswer.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"households": "", "reason": "搭了棚"}, "请填写核查不通过的户的编号"),
        ({"households": "000001", "reason": ""}, "请写明不计的原因"),
        ({"households": "000001", "reason": "长" * 101}, "原因最多100个字"),
        ({"households": "1" * 8001, "reason": "搭了棚"}, "请分几次填"),
    ],
)
def test_a_form_with_a_hole_is_told_what_to_do(
    client: Client, office: Checking, typed: dict[str, str], told: str
) -> None:
    response = Strike(client, office, item="yearly|1.1")(**typed)
    assert response.status_code == 422
    assert told in text(response)


def test_one_that_was_answered_meanwhile_leads_back_to_the_list(office: Checking) -> None:
    (mark,) = office.marks("1.1", office.zhang)
    office.strike([mark])
    response = signed_in(office.scorer).get(address(office, "sheet_proposals_strike", mark=mark))
    assert (response.status_code, response["Location"]) == (302, address(office))


def test_without_proposals_the_page_says_what_will_be_listed(office: Checking) -> None:
    office.check_in(12)
    assert "没有待处理的建议" in shown(office)


def test_a_voided_one_is_counted_as_taken(office: Checking) -> None:
    taken = office.take()
    records.void_records([taken[0].pk], "看错了", office.scorer, NOON)
    assert "已按建议记入 4 条" in shown(office)


def test_the_page_asks_as_many_queries_for_forty_households_as_for_two() -> None:
    counts = []
    for households in (2, 40):
        office = Checking(households=households)
        client = signed_in(office.scorer)
        client.get(address(office))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(office))
        act = acting(client, office)
        with CaptureQueriesContext(connection) as taken:
            assert act(mark=office.marks()).status_code == 302
        counts.append((len(asked), len(taken) - len(asked)))
    assert counts[0] == counts[1]
