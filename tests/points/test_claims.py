"""Claims by card: what a household may claim of its own accord, until when, and taking it back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from households.models import Card
from households.refusals import AlreadyHandled, Refused
from households.services import cards
from points.models import Record, SheetLine
from points.reports.changes import changes_since
from points.reports.record_page import counted
from points.services import gridbook, records, review
from points.services.recordbook import Draft, RecordBook
from points.services.standards import ItemRow
from points.steps import Step
from tests.factory import NOON, NOVEMBER, ROWS, make_standard, pass_until, seen
from tests.points.recording import THIRD, Recording

pytestmark = pytest.mark.django_db

YEARLY = ItemRow("家园建设", 1, "规范建房", 10, "1.2", "主动拆除私搭乱建", 5, 5, "次", None, 5)
PROPOSED_BY = {"7.2": "本户/村小组", "4.1": "村小组", "1.3": "本户", "13.1": "本户/活动组织者"}
CARD = "本户（积分卡）"


@pytest.fixture
def month(monkeypatch: pytest.MonkeyPatch) -> Recording:
    """November, by a standard that says of some items who may propose them."""
    rows = tuple(replace(row, proposers=PROPOSED_BY.get(row.code, "")) for row in (*ROWS, YEARLY))
    monkeypatch.setattr(
        "tests.factory.make_standard", lambda place, **_: make_standard(place, rows=rows)
    )
    return Recording()


@pytest.fixture
def card(month: Recording) -> Card:
    return cards.issue(month.zhang, month.clerk, NOON).card


def claim(card: Card, code: str = "7.2", day: date = THIRD, **more: object) -> Record:
    draft = Draft(card.household, code, day, **more)
    return records.claim(NOVEMBER, draft, card, NOON)


def refusal(month: Recording, card: Card, code: str = "7.2", **more: object) -> dict:
    """What is said at which field; nothing may have been written."""
    before = Record.objects.count(), SheetLine.objects.count(), month.version()
    with pytest.raises(Refused) as caught:
        claim(card, code, **more)
    assert (Record.objects.count(), SheetLine.objects.count(), month.version()) == before
    said = caught.value
    return said.message_dict if hasattr(said, "error_dict") else {"": said.messages}


def test_a_claim_names_the_card_that_made_it(month: Recording, card: Card) -> None:
    record = Record.objects.get(pk=claim(card, "13.1", quantity=2, note="村小组会").pk)
    assert (record.by_card, record.recorded_by, record.recorded_at) == (card, None, NOON)
    assert (record.origin, record.source, record.author) == ("self", "本户自评", CARD)
    assert (record.points, record.quantity, record.note) == (2, 2, "村小组会")
    assert record.version == month.version() == 2


def test_a_card_claims_for_its_own_household_and_nothing_but_claims(
    month: Recording, card: Card
) -> None:
    told = {"household": ["积分卡只能申报本户的事。"]}
    theirs = Draft(month.li, "7.2", THIRD)
    with pytest.raises(Refused) as caught:
        records.claim(NOVEMBER, theirs, card, NOON)
    assert caught.value.message_dict == told
    book = RecordBook.open(NOVEMBER, [month.zhang])
    with pytest.raises(Refused) as caught:
        book.accept(Draft(month.zhang, "7.2", THIRD), Record.Origin.OFFICE, card, NOON)
    assert caught.value.message_dict == told
    assert not Record.objects.exists()


def test_only_awards_that_the_standard_lets_households_propose_are_claimed(
    month: Recording, card: Card
) -> None:
    assert claim(card, "7.2").points == 1
    assert claim(card, "1.1").points == 5  # names nobody
    assert refusal(month, card, "4.1") == {
        "item": ["4.1 巡查平均45分及以上由村小组提出，不能自评申报；有遗漏的，请告诉村小组。"]
    }
    assert refusal(month, card, "1.3") == {"item": ["1.3 新增私搭乱建是扣分项，不能自评申报。"]}
    assert list(refusal(month, card, "9.9")) == ["item"]


def test_what_the_office_types_in_for_a_household_is_held_to_the_same(month: Recording) -> None:
    for code, points in (("4.1", None), ("1.3", -5)):
        draft = Draft(month.zhang, code, THIRD, points=points)
        with pytest.raises(Refused, match="不能自评申报"):
            records.record_matter(NOVEMBER, draft, Record.Origin.SELF, month.clerk, NOON)
    assert month.record("7.2", origin=Record.Origin.SELF).source == "本户自评（纸质）"


def test_an_item_with_a_range_is_claimed_at_its_lowest(month: Recording, card: Card) -> None:
    assert claim(card, "11.3", points=20).points == 5


def test_a_day_outside_the_month_is_refused_in_a_households_words(
    month: Recording, card: Card
) -> None:
    told = "现在只能申报2026年11月的事，请改日期；以前漏报的，请告诉村小组补录。"
    for day in (date(2026, 10, 31), date(2026, 12, 1)):
        assert refusal(month, card, day=day) == {"occurred_on": [told]}
        assert refusal(month, card, day=day, late=True) == {"occurred_on": [told]}
    assert refusal(month, card, day=date(2026, 11, 21)) == {
        "occurred_on": ["日期还没有到，请改正。"]
    }


@pytest.mark.parametrize("quantity", [0, -1, 100])
def test_a_quantity_that_cannot_be_is_refused(month: Recording, card: Card, quantity: int) -> None:
    assert list(refusal(month, card, quantity=quantity)) == ["quantity"]


def test_a_once_a_month_item_is_claimed_once_until_it_is_taken_back(
    month: Recording, card: Card
) -> None:
    first = claim(card, "1.1")
    told = "本户2026年11月已有这一项，不用再报；自己报错了的，可以先撤回再报。"
    assert refusal(month, card, "1.1") == {"item": [told]}
    records.withdraw_claim(first, card, NOON)
    assert claim(card, "1.1").pk != first.pk


def test_a_second_claim_of_a_yearly_item_is_taken_counts_nothing_and_says_so(
    month: Recording, card: Card
) -> None:
    claim(card, "1.2")
    second = counted(claim(card, "1.2", day=date(2026, 11, 4)))
    assert second is not None
    assert second.explanation == "本年该项已得 5 分，达到上限 5 分，本次计 0 分"


def test_nothing_is_claimed_or_taken_back_once_self_evaluation_is_over(
    month: Recording, card: Card
) -> None:
    mine = claim(card)
    pass_until(month, month.sheet, Step.GROUP)
    told = "2026年11月的自评已截止，不能再申报或撤回；漏报、错报的，请告诉村小组。"
    assert refusal(month, card) == {"": [told]}
    with pytest.raises(Refused) as caught:
        records.withdraw_claim(mine, card, NOON)
    assert caught.value.messages == [told]
    review.return_sheet(seen(month.sheet), Step.GROUP, Step.SELF, "请补自评", month.scorer, NOON)
    records.withdraw_claim(mine, card, NOON)
    assert claim(card).points == 1


def test_a_settled_month_takes_no_claims_either(month: Recording, card: Card) -> None:
    mine = claim(card)
    pass_until(month, month.sheet, None)
    assert "自评已截止" in refusal(month, card)[""][0]
    with pytest.raises(Refused, match="自评已截止"):
        records.withdraw_claim(mine, card, NOON)


def test_without_an_open_sheet_a_household_is_told_why(card: Card) -> None:
    december = NOVEMBER.next()
    with pytest.raises(Refused, match="2026年12月还没有开表"):
        records.claim(december, Draft(card.household, "7.2", date(2026, 12, 1)), card, NOON)


def test_a_claim_taken_back_keeps_who_when_and_why(month: Recording, card: Card) -> None:
    record = claim(card)
    records.withdraw_claim(record, card, NOON + timedelta(hours=1))
    record.refresh_from_db()
    assert (record.voided_by, record.voided_by_card) == (None, card)
    assert (record.voided_by_whom, record.void_reason) == (CARD, "本户撤回")
    assert record.voided_at == NOON + timedelta(hours=1)
    assert record.voided_in_version == month.version() == 3
    with pytest.raises(AlreadyHandled):
        records.withdraw_claim(record, card, NOON)


def test_a_claim_typed_from_paper_is_taken_back_by_card_too(month: Recording, card: Card) -> None:
    typed = month.record("7.2", origin=Record.Origin.SELF)
    records.withdraw_claim(typed, card, NOON)
    assert not Record.objects.standing().exists()


def test_neither_another_households_claim_nor_what_others_recorded_is_taken_back(
    month: Recording, card: Card
) -> None:
    theirs = month.record("7.2", household=month.li, origin=Record.Origin.SELF)
    for record in (theirs, month.record("7.2"), month.record("1.3")):
        with pytest.raises(Refused, match="只能撤回本户自评申报的事项"):
            records.withdraw_claim(record, card, NOON)
    assert Record.objects.standing().count() == 3


def test_the_office_voids_a_claim_made_by_card(month: Recording, card: Card) -> None:
    record = claim(card)
    records.void_records([record.pk], "报错了户", month.clerk, NOON)
    record.refresh_from_db()
    assert (record.voided_by_whom, record.voided_by_card) == (month.clerk.name, None)


def test_the_grid_and_the_list_of_changes_name_the_card(month: Recording, card: Card) -> None:
    claim(card)
    gone = claim(card, "13.1")
    row = gridbook.read(month.sheet).rows[month.zhang.code]
    assert row.cell("13.1").changed_by(1) == CARD
    records.withdraw_claim(gone, card, NOON)
    row = gridbook.read(month.sheet).rows[month.zhang.code]
    assert (row.cell("7.2").changed_by(1), row.cell("13.1").changed_by(3)) == (CARD, CARD)
    assert row.cell("13.1").standing == []
    month.sheet.refresh_from_db()
    told = [(each.kind, each.by) for each in changes_since(month.sheet, 1)]
    assert told == [("新记", CARD), ("新记", CARD), ("作废", CARD)]


def test_the_self_score_counts_claims_by_card(month: Recording, card: Card) -> None:
    claim(card, "1.1")
    month.record("4.1")
    pass_until(month, month.sheet, Step.GROUP)
    (decision,) = month.sheet.decisions.all()
    assert decision.scores.get(line__household=month.zhang).total == 5
