"""The grid of claims: what households claim on paper, typed in for a whole group."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from households.models import Card, Household
from households.roles import Role
from households.services import cards
from points.models import Record
from points.services import records, review, revisions
from points.services.grid import CHANGED, CLEARED
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    ROWS,
    make_officer,
    make_standard,
    pass_until,
    seen,
    signed_in,
)
from tests.points.grid_window import Page, standing
from tests.points.recording import THIRD, Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

CLAIMABLE = ["1.1", "4.1", "4.2", "7.2", "11.2", "11.3", "13.1"]
"""All awards of the small standard, which says of none who may propose it."""


@pytest.fixture
def month() -> Recording:
    return Recording()


def grid(month: Recording, *items: str, client: Client | None = None) -> Page:
    """The clerk's grid of claims, unless another's."""
    return Page(client or signed_in(month.clerk), month.sheet, *items, grid="claims")


def card_of(month: Recording, household: Household) -> Card:
    return cards.issue(household, month.clerk, NOON).card


def claim(card: Card, code: str) -> Record:
    return records.claim(NOVEMBER, Draft(card.household, code, THIRD), card, NOON)


def test_only_who_types_in_claims_gets_the_grid(month: Recording) -> None:
    address = f"/sheets/2026-11/{month.group.code}/claims/"
    data = {"version": "1", "occurred_on": "2026-11-20", f"cell:{month.zhang.code}:7.2": "1"}
    people = {month.clerk: 200, month.scorer: 403, month.supervisor: 403, month.auditor: 403}
    for person, status in people.items():
        assert signed_in(person).get(address).status_code == status
    for person in (month.scorer, month.supervisor):
        assert signed_in(person).post(address, data).status_code == 403
    stranger = signed_in(Recording("西湖社区").clerk)
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, data).status_code == 404
    assert not Record.objects.exists()


def test_what_is_typed_becomes_claims_on_paper_by_whoever_typed_them(month: Recording) -> None:
    page = grid(month, "7.2", "11.2", "11.3").type(month.zhang, "11.2", "2")
    page.type(month.li, "7.2", "1")
    answer = page.type(month.li, "11.3", "15").save("2026-11-18")
    assert (answer.status_code, answer["Location"]) == (302, page.address)
    assert standing() == [("张三禾", "11.2", 2), ("李四麦", "7.2", 1), ("李四麦", "11.3", 15)]
    for record in Record.objects.all():
        assert (record.origin, record.source) == ("self", "本户自评（纸质）")
        assert (record.recorded_by, record.by_card) == (month.clerk, None)
        assert record.occurred_on == date(2026, 11, 18)


def test_the_self_score_counts_what_was_typed_in(month: Recording) -> None:
    month.record("4.1")
    grid(month).type(month.zhang, "7.2", "1").type(month.zhang, "11.2", "2").save()
    review.pass_sheets([seen(month.sheet)], Step.SELF, month.clerk, NOON)
    decision = month.sheet.decisions.get(step=Step.SELF)
    # Zhang claims 1 for 7.2 and 2 for 11.2; the 3 for 4.1 are the office's record.
    assert decision.scores.get(line__household=month.zhang).total == 3


def test_the_columns_are_all_items_that_households_may_claim_unless_asked_for(
    month: Recording,
) -> None:
    def columns(page: Page) -> list[str]:
        return [name.split(":")[1] for name in page.inputs if month.zhang.code in name]

    assert columns(grid(month)) == CLAIMABLE
    assert columns(grid(month, "13.1", "1.3")) == ["13.1"]
    # The deduction is not even among the items to choose from.
    assert 'value="1.3"' not in grid(month).html


def test_what_the_standard_has_others_propose_is_no_column(monkeypatch: pytest.MonkeyPatch) -> None:
    of = {"4.1": "村小组", "7.2": "本户/村小组", "13.1": "活动组织者"}
    rows = tuple(replace(row, proposers=of.get(row.code, "")) for row in ROWS)
    monkeypatch.setattr(
        "tests.factory.make_standard", lambda place, **_: make_standard(place, rows=rows)
    )
    month = Recording()
    page = grid(month)
    shown = {name.split(":")[1] for name in page.inputs}
    assert shown == set(CLAIMABLE) - {"4.1", "13.1"}
    page.type(month.zhang, "4.1", "3").type(month.li, "1.3", "-5")
    assert all("已不在本表中" in told for told in page.errors(page.save()))
    assert not Record.objects.exists()


def test_a_claim_on_paper_is_typed_over_and_cleared(month: Recording) -> None:
    changed = month.record("11.2", origin="self", note="护路")
    cleared = month.record("13.1", origin="self")
    page = grid(month, "11.2", "13.1")
    assert [page.shows(month.zhang, code) for code in ("11.2", "13.1")] == ["1", "1"]
    page.type(month.zhang, "11.2", "3").type(month.zhang, "13.1", "").save()
    for record in (changed, cleared):
        record.refresh_from_db()
    assert [each.void_reason for each in (changed, cleared)] == [CHANGED, CLEARED]
    record = Record.objects.standing().get()
    assert (record.points, record.quantity, record.note) == (3, 3, "护路")
    assert (record.occurred_on, record.source) == (THIRD, "本户自评（纸质）")


def locked(page: Page) -> list[str]:
    """The words on the links of the cells that can't be typed into."""
    return re.findall(r'<a href="/records/[^>]*&amp;state=[^>]*>([^<]*)<', page.html)


def test_claims_by_card_and_records_of_others_are_shown_and_locked_with_the_reason(
    month: Recording,
) -> None:
    claim(card_of(month, month.zhang), "7.2")
    month.record("4.1", household=month.li)
    month.record("13.1", household=month.li, origin="group", by=month.scorer)
    month.record("11.2", household=month.li, origin="self")
    month.record("11.2", household=month.li, origin="self")
    page = grid(month, "4.1", "7.2", "11.2", "13.1")
    assert locked(page) == ["积分卡", "积分办", "2条", "小组记录"]
    # What is locked counts in the sums: Zhang's 1; Li's 3 + (1 + 1) + 1.
    assert re.findall(r"data-row-total>(\d+)<", page.html) == ["1", "6"]
    closed = [(month.zhang, "7.2"), (month.li, "4.1"), (month.li, "11.2"), (month.li, "13.1")]
    for household, code in closed:
        assert f"{household.code}:{code}" not in page.inputs
        page.type(household, code, "")
    before = standing()
    told = page.errors(page.save())
    assert len(told) == 4
    assert all("这一格不能在表格里改，请到记录页办理" in each for each in told)
    assert standing() == before


def test_a_claim_that_a_step_has_changed_is_locked(month: Recording) -> None:
    record = month.record("11.3", points=10, origin="self")
    pass_until(month, month.sheet, Step.GROUP)
    revisions.revise(record, Step.GROUP, 10, 5, "证明不足", month.scorer, NOON)
    review.return_sheet(seen(month.sheet), Step.GROUP, Step.SELF, "请补自评", month.scorer, NOON)
    page = grid(month, "11.3")
    assert locked(page) == ["已改分"]
    assert len(page.errors(page.type(month.zhang, "11.3", "12").save())) == 1


def test_the_grid_of_records_leaves_every_claim_alone(month: Recording) -> None:
    claim(card_of(month, month.zhang), "7.2")
    month.record("7.2", household=month.li, origin="self")
    page = Page(signed_in(month.clerk), month.sheet, "7.2")
    assert locked(page) == ["自评", "自评"]
    page.type(month.zhang, "7.2", "").type(month.li, "7.2", "")
    assert len(page.errors(page.save())) == 2
    assert len(standing()) == 2


def test_a_claim_made_by_card_meanwhile_is_shown_and_not_overwritten(month: Recording) -> None:
    page = grid(month, "7.2", "11.2")
    card = card_of(month, month.zhang)
    claim(card, "7.2")
    claim(card, "11.2")
    # 1 for 11.2 too: the same number, but not the claim that was to be typed in.
    page.type(month.zhang, "7.2", "3").type(month.zhang, "11.2", "1").type(month.li, "7.2", "1")
    assert page.errors(page.save()) == [
        f"{month.zhang}，{code}：本户（积分卡）已改为 1，您填的 {typed} 没有保存；"
        "这一格要到记录页办理。"
        for code, typed in (("7.2", 3), ("11.2", 1))
    ]
    assert standing() == [("张三禾", "7.2", 1), ("张三禾", "11.2", 1), ("李四麦", "7.2", 1)]


def test_a_claim_withdrawn_by_card_meanwhile_is_a_conflict(month: Recording) -> None:
    record = month.record("7.2", origin="self")
    page = grid(month, "7.2")
    records.withdraw_claim(record, card_of(month, month.zhang), NOON)
    (told,) = page.errors(page.type(month.zhang, "7.2", "2").save())
    assert "本户（积分卡）已清空，您填的 2 没有保存；仍要这样改的，请再保存一次。" in told
    assert standing() == []


def test_another_clerks_claim_is_shown_and_the_same_page_sent_twice_claims_once(
    month: Recording,
) -> None:
    mine = grid(month, "7.2", "13.1").type(month.zhang, "7.2", "1").type(month.zhang, "13.1", "1")
    other = make_officer(Role.CLERK, month.community, "王经办")
    theirs = grid(month, "7.2", client=signed_in(other)).type(month.zhang, "7.2", "2")
    assert theirs.save().status_code == theirs.save().status_code == 302
    assert Record.objects.count() == 1
    (told,) = mine.errors(mine.save())
    assert "王经办已改为 2，您填的 1 没有保存；仍要这样改的，请再保存一次。" in told
    assert standing() == [("张三禾", "7.2", 2), ("张三禾", "13.1", 1)]


def test_once_self_evaluation_is_over_the_grid_says_so_and_takes_nothing(month: Recording) -> None:
    month.record("7.2", origin="self")
    page = grid(month, "7.2").type(month.zhang, "7.2", "")
    pass_until(month, month.sheet, Step.GROUP)
    (told,) = page.errors(page.save())
    assert told == (
        f"{month.sheet}的群众自评已截止，不能再录自评；漏报的事，请由村小组评分时补记。"
    )
    page.load()
    assert page.inputs == {}
    assert "群众自评已截止，这张表只能看，不能再填" in page.html
    assert "保存改动" not in page.html
    assert standing() == [("张三禾", "7.2", 1)]
    # The grid of records is open still, until group scoring is over too.
    assert Page(signed_in(month.clerk), month.sheet, "13.1").inputs != {}
    pass_until(month, month.sheet, Step.COMMITTEE)
    (told,) = page.errors(page.save())
    assert "村小组评分已结束" in told


def test_the_own_household_is_locked(month: Recording) -> None:
    page = grid(month, "7.2", client=signed_in(month.neighbour(Role.CLERK, month.zhang)))
    assert {name.split(":")[0] for name in page.inputs} == {month.li.code}
    (told,) = page.errors(page.type(month.zhang, "7.2", "1").save())
    assert "不能给自己家记分" in told
    assert not Record.objects.exists()


def links(client: Client, address: str) -> Any:
    return re.findall(r'href="(/sheets/[^"]*/claims/)"', client.get(address).content.decode())


def test_the_clerk_is_led_to_it_while_a_sheet_stands_at_self_evaluation(month: Recording) -> None:
    clerk, scorer = signed_in(month.clerk), signed_in(month.scorer)
    address = f"/sheets/2026-11/{month.group.code}/"
    places = ("/", address, "/sheets/?month=2026-11")
    for place in places:
        assert links(clerk, place) == [f"{address}claims/"]
        assert links(scorer, place) == []
    pass_until(month, month.sheet, Step.GROUP)
    for place in places:
        assert links(clerk, place) == []
