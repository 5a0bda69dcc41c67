"""Proposals at group scoring: taken in one act or struck with a reason, each once."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from households.refusals import AlreadyHandled, Refused
from points.models import ProposalAnswer, Record, SheetLine
from points.proposals import MOST_KEY, MOST_WORDS, Source
from points.services import proposals
from points.services.sheet_checks import Changed
from points.steps import Step
from tests.factory import NOON, Office, make_group, make_household, pass_until, seen
from tests.points.proposing import Checking, proposal, propose

pytestmark = pytest.mark.django_db


def test_taken_proposals_become_records_in_one_act_and_are_answered() -> None:
    office = Checking()
    before = seen(office.sheet).version
    taken = office.take(office.marks("1.1"))
    assert [(each.line.household, each.item.code, each.points) for each in taken] == [
        (office.zhang, "1.1", 5),
        (office.li, "1.1", 5),
    ]
    assert {each.origin for each in taken} == {Record.Origin.YEARLY}
    assert {each.note for each in taken} == {"2026年度核查"}
    assert {each.version for each in taken} == {before + 1} == {seen(office.sheet).version}
    assert ProposalAnswer.objects.filter(record__in=taken, by=office.scorer, at=NOON).count() == 2
    assert office.marks("1.1") == []
    assert len(office.marks("8.1")) == 2


@pytest.mark.parametrize("source", list(Source))
def test_a_record_says_which_source_it_came_from(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Checking()
    propose(monkeypatch, proposal(office.zhang, source=source))
    (taken,) = office.take()
    assert taken.source == source.label == taken.proposal.get_source_display()


def test_several_sources_are_taken_together_each_under_its_own_origin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Checking()
    made = [
        proposal(office.zhang, key="一", source=Source.ACTIVITY),
        proposal(office.zhang, "4.1", source=Source.PATROL),
    ]
    propose(monkeypatch, *made)
    taken = office.take()
    assert [(each.item.code, each.origin) for each in taken] == [
        ("4.1", "patrol"),
        ("7.2", "activity"),
    ]


def test_pressing_again_adds_nothing() -> None:
    office = Checking()
    marks = office.marks()
    office.take(marks)
    with pytest.raises(Refused, match="4条建议已被他人处理"):
        office.take(marks)
    assert Record.objects.count() == 4


def test_one_that_was_taken_is_not_proposed_again_when_its_record_is_voided() -> None:
    office = Checking()
    (taken,) = office.take(office.marks("1.1", office.zhang))
    proposals.records.void_records([taken.pk], "看错了", office.scorer, NOON)
    assert office.marks("1.1", office.zhang) == []


def test_a_struck_proposal_keeps_its_reason_and_leaves_no_record() -> None:
    office = Checking()
    before = seen(office.sheet).version
    assert office.strike(office.marks("1.1", office.li)) == 1
    answer = ProposalAnswer.objects.get()
    assert (answer.household, answer.item_code, answer.strike_reason) == (
        office.li,
        "1.1",
        "墙角搭了棚子",
    )
    assert not Record.objects.exists()
    assert office.marks("1.1") == office.marks("1.1", office.zhang)
    assert seen(office.sheet).version == before, "what was scored is what it was"


def test_nothing_is_struck_without_a_reason() -> None:
    office = Checking()
    with pytest.raises(Refused) as caught:
        office.strike(office.marks(), reason=" ")
    assert caught.value.message_dict == {"reason": ["请写明不计的原因。"]}
    assert not ProposalAnswer.objects.exists()


def test_what_was_struck_meanwhile_is_not_recorded() -> None:
    office = Checking()
    marks = office.marks("1.1")
    office.strike(marks[:1])
    with pytest.raises(Refused, match="1条建议已被他人处理"):
        office.take(marks)
    assert not Record.objects.exists()


def test_nobody_takes_or_strikes_what_is_proposed_for_his_own_household() -> None:
    office = Checking()
    neighbour = office.neighbour(office.li)
    with pytest.raises(proposals.RowsRefused) as caught:
        office.take(by=neighbour)
    own = office.marks(household=office.li)
    assert set(caught.value.by_mark) == set(own)
    assert not Record.objects.exists(), "the others' rows are not kept either"
    with pytest.raises(Refused, match="自己家"):
        office.strike(own, by=neighbour)
    assert len(office.take(office.marks(household=office.zhang), by=neighbour)) == 2


def test_a_row_that_cannot_be_recorded_says_why_and_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Checking()
    good, early = proposal(office.zhang), proposal(office.li, occurred_on=date(2026, 10, 31))
    propose(monkeypatch, good, early)
    with pytest.raises(proposals.RowsRefused) as caught:
        office.take()
    ((mark, sentence),) = caught.value.by_mark.items()
    assert office.li.code in mark
    assert sentence.startswith("日期不在2026年11月内")
    assert not Record.objects.exists()
    propose(monkeypatch, good, proposal(office.li, occurred_on=date(2026, 10, 31), late=True))
    assert [each.late for each in office.take()] == [False, True]


@pytest.mark.parametrize("change", [{"quantity": 2}, {"points": 3}])
def test_what_its_source_counts_otherwise_meanwhile_is_looked_at_again(
    change: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Checking()
    propose(monkeypatch, proposal(office.zhang))
    marks = office.marks()
    propose(monkeypatch, proposal(office.zhang, **change))
    with pytest.raises(Refused, match="1条建议已被他人处理或有了变化"):
        office.take(marks)
    assert not Record.objects.exists()


def test_whoever_did_not_see_the_last_change_looks_again() -> None:
    office = Checking()
    before, marks = seen(office.sheet), office.marks()
    office.record("7.2", office.zhang)
    with pytest.raises(Changed):
        proposals.take(before, marks, office.scorer, NOON)
    with pytest.raises(Changed):
        proposals.strike(before, marks, "不符", office.scorer, NOON)
    assert not ProposalAnswer.objects.exists()


def test_proposals_are_there_at_group_scoring_alone() -> None:
    office = Checking()
    marks = office.marks()
    pass_until(office, office.sheet, Step.COMMITTEE)
    assert office.offers() == []
    with pytest.raises(AlreadyHandled, match="不在村小组评分"):
        office.take(marks)


def test_an_office_elsewhere_takes_nothing() -> None:
    office, elsewhere = Checking(), Office("西岭社区")
    for stranger in (elsewhere.scorer, office.committee):
        with pytest.raises(Refused):
            office.take(by=stranger)
        with pytest.raises(Refused):
            office.strike(office.marks(), by=stranger)
    assert not ProposalAnswer.objects.exists()


def test_a_choice_is_needed() -> None:
    office = Checking()
    with pytest.raises(Refused, match="请至少勾选一条建议"):
        office.take([])


def test_an_item_recorded_by_hand_this_month_is_shown_so_and_cannot_be_taken() -> None:
    office = Checking()
    office.record("1.1", office.zhang)
    (offer,) = [
        each
        for each in office.offers()
        if each.household == office.zhang and each.item.code == "1.1"
    ]
    assert offer.recorded
    assert all(each.household_id != office.zhang.pk or each.item_code != "1.1"
               for each in proposals.proposals_of(office.sheet, NOON))  # fmt: skip
    with pytest.raises(Refused, match="已被他人处理"):
        office.take([offer.mark])


def test_a_household_that_came_after_the_opening_gets_its_line_with_the_record() -> None:
    office = Checking()
    newcomer = make_household(office.group, "赵新来")
    (taken,) = office.take(office.marks("1.1", newcomer))
    assert taken.line.household == newcomer
    assert SheetLine.objects.filter(household=newcomer).count() == 1


def test_households_of_other_sheets_and_items_of_other_standards_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Checking()
    stranger = make_household(make_group(office.village, "第2组"), "钱外组")
    propose(monkeypatch, proposal(stranger), proposal(office.zhang, "99.9"), proposal(office.zhang))
    assert [offer.household for offer in office.offers()] == [office.zhang]


def test_what_is_proposed_twice_over_is_one_proposal(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Checking()
    propose(monkeypatch, proposal(office.zhang), proposal(office.zhang))
    assert len(office.take()) == 1


def test_the_number_of_queries_does_not_grow_with_the_households() -> None:
    counts = []
    for households in (2, 40):
        office = Checking(households=households)
        marks = office.marks()
        now = seen(office.sheet)
        with CaptureQueriesContext(
            connection,
        ) as reading:
            office.offers()
        with CaptureQueriesContext(connection) as striking:
            proposals.strike(now, marks[:1], "不符", office.scorer, NOON)
        with CaptureQueriesContext(connection) as taking:
            proposals.take(now, marks[1:], office.scorer, NOON)
        counts.append((len(reading), len(striking), len(taking)))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 24


def test_the_database_keeps_one_answer_and_a_reason_for_every_strike() -> None:
    office = Checking()
    office.strike(office.marks("1.1", office.zhang))
    answer = ProposalAnswer.objects.get()
    by_hand = office.record("7.2", office.zhang)
    changes: tuple[tuple[dict[str, object], str], ...] = (
        ({"key": "甲", "strike_reason": ""}, "taken_or_struck_with_a_reason"),
        ({"key": "乙", "record": by_hand}, "taken_or_struck_with_a_reason"),
        # SQLite's guard against “insert or replace” is faster than the constraint it looks at.
        ({"by": office.clerk}, "(?i)unique|append-only"),
    )
    for change, constraint in changes:
        copy = ProposalAnswer.objects.get(pk=answer.pk)
        copy.pk = None
        for name, value in change.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            copy.save(force_insert=True)


@pytest.mark.parametrize(("field", "most"), [("why", MOST_WORDS), ("key", MOST_KEY)])
def test_a_source_that_says_too_much_is_told_so_at_once(field: str, most: int) -> None:
    household = Checking().zhang
    proposal(household, **{field: "字" * most})
    with pytest.raises(ValueError, match="too long"):
        proposal(household, **{field: "字" * (most + 1)})
