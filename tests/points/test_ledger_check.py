"""The ledger added up again: every way to move points that leaves a trace is told in a sentence."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from households import guards
from points.models import (
    Account,
    AdjustmentDecision,
    Correction,
    Entry,
    Notice,
    NoticeHousehold,
    Posting,
    Sheet,
    StepScore,
)
from points.reports.ledger_check import ledger_differences
from points.services import ledger, posting
from tests.factory import NOON, make_household
from tests.points.disputing import hang, rescue
from tests.points.ledgers import DAY, DECEMBER, OVER, Books, drop, move, rewrite, spoil

pytestmark = pytest.mark.django_db

Kind = Entry.Kind
JANUARY = DECEMBER.next()


@pytest.fixture
def town() -> Books:
    return Books()


def found(town: Books) -> list[str]:
    return list(ledger_differences(town.community))


def test_books_that_are_right_have_no_difference(town: Books) -> None:
    assert set(Entry.objects.values_list("kind", flat=True)) == {"month", "reversal", "correction"}
    assert Notice.objects.filter(closed_at__isnull=False).count() == 2
    assert found(town) == []


@pytest.mark.parametrize(
    ("model", "values", "due"),
    [
        (Account, {"balance": 99}, "的账户余额是99分，各笔账目相加是3分。"),
        (Account, {"last_number": 2}, "的账户记着有2笔账目，实有1笔。"),
        (Entry, {"points": 4}, "的第1笔账目写着余额3分，逐笔相加是4分。"),
        (Entry, {"balance_after": -3}, "的第1笔账目写着余额−3分，逐笔相加是3分。"),
        (Entry, {"number": 2}, "的第1笔账目不见了，后面接的是第2笔。"),
    ],
)
def test_an_account_that_does_not_add_up_is_named(
    town: Books, model: type[Model], values: dict[str, Any], due: str
) -> None:
    wu = make_household(town.group, "吴六畜")
    entry = ledger.write(
        town.community.pk,
        [ledger.Movement(wu.pk, 3, Kind.MONTH, 2026, "")],
        NOON.date(),
        None,
        NOON,
    )[0]
    rows = {Account: {"household": wu}, Entry: {"pk": entry.pk}}
    spoil(model._default_manager.filter(**rows[model]), **values)
    assert found(town)[0] == f"户{wu.code}{due}"


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({"balance": 5}, "账户余额是5分，却没有一笔账目"),
        ({"last_number": 3}, "账户记着有3笔账目，实有0笔"),
    ],
)
def test_an_account_without_entries_is_empty_and_has_no_last_number(
    town: Books, values: dict[str, int], due: str
) -> None:
    newcomer = make_household(town.group)
    Account.objects.create(community=town.community, household=newcomer)
    assert found(town) == []
    spoil(Account.objects.filter(household=newcomer), **values)
    assert found(town) == [f"户{newcomer.code}的{due}。"]


def test_an_entry_that_is_not_what_was_settled_is_found_though_the_account_adds_up(
    town: Books,
) -> None:
    spoil(Entry.objects.filter(pk=town.entry(Kind.MONTH, town.li).pk), points=30)
    rewrite(town.li.account)
    assert found(town) == [f"户{town.li.code}2026年11月审定3分，入账的是30分。"]


def test_score_entry_and_account_changed_together_are_not_what_hung_on_the_wall(
    town: Books,
) -> None:
    (score,) = StepScore.objects.filter(line=town.line(town.li), decision__step="assembly")
    spoil(StepScore.objects.filter(pk=score.pk), total=300, by_area={**score.by_area, "2": 300})
    spoil(Entry.objects.filter(pk=town.entry(Kind.MONTH, town.li).pk), points=300)
    rewrite(town.li.account)
    assert found(town) == [f"第1期公示里，户{town.li.code}是3分，审定的却是300分。"]


def test_a_correction_and_its_entry_changed_together_are_not_what_was_told(town: Books) -> None:
    last = Correction.objects.filter(entry__isnull=False)
    spoil(Entry.objects.filter(correction__in=last), points=150)
    spoil(last, total_after=150)
    rewrite(town.zhang.account)
    assert found(town) == [f"第2期公示里，户{town.zhang.code}的更正和办理的更正不一样。"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_posting_of_another_notice_is_found(town: Books, number: int) -> None:
    notices = {1: town.notice, 2: town.second}
    line = Posting.objects.get(notice=notices[number], line__household=town.zhang).line
    spoil(Posting.objects.filter(line=line), notice=notices[3 - number])
    (told,) = found(town)
    assert told.endswith(f"，在第{number}期公示，入账却写着第{3 - number}期。")


# What is gone


def test_a_line_without_an_entry_and_an_entry_without_a_line_are_found(town: Books) -> None:
    # Another village may keep the notice open.
    spoil(Notice.objects.filter(pk=town.notice.pk), closed_at=None)
    drop(Posting.objects.filter(line=town.line(town.li)))
    code = town.li.code
    assert found(town) == [
        f"户{code}的第1笔账目是月度积分，却没有对应的积分表。",
        f"户{code}2026年11月的积分表已入账，这一户却没有账目。",
    ]


def test_a_posted_household_wiped_out_is_found_though_its_sheet_hangs_again(town: Books) -> None:
    guards.remove(connection)
    Sheet.objects.filter(notice=town.notice).update(state=Sheet.State.PUBLISHED)
    drop(Posting.objects.filter(line=town.line(town.li)))
    drop(Entry.objects.filter(pk=town.entry(Kind.MONTH, town.li).pk))
    rewrite(town.li.account)
    told = f"户{town.li.code}2026年11月的公示已入账，这一户却没有账目。"
    assert posting.close_notices(town.community, OVER + DAY).closed == []
    assert found(town) == [told]


def test_a_line_that_waits_for_its_notice_is_not_missed(town: Books) -> None:
    hang(town, JANUARY, [rescue(town.li, 5, JANUARY)], OVER + 30 * DAY)
    assert found(town) == []


# Entries and their papers


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (Kind.MONTH, "是月度积分，却没有对应的积分表。"),
        (Kind.CORRECTION, "是更正，却没有对应的更正单。"),
        (Kind.REVERSAL, "是冲销，却没有对应的异议更正。"),
    ],
)
def test_an_entry_that_comes_from_no_paper_is_found(
    town: Books, kind: Entry.Kind, due: str
) -> None:
    reverses = town.entry(Kind.MONTH, town.li) if kind is Kind.REVERSAL else None
    free = ledger.Movement(town.li.pk, 500, kind, 2026, "白给的", reverses)
    (entry,) = ledger.write(town.community.pk, [free], NOON.date(), None, NOON)
    assert found(town) == [f"户{town.li.code}的第{entry.number}笔账目{due}"]


@pytest.mark.parametrize(
    ("kind", "whose", "paper"),
    [
        (Kind.MONTH, "li", "积分表"),
        (Kind.CORRECTION, "li", "更正单"),
        (Kind.CORRECTION, "zhang", "更正单"),
        (Kind.REVERSAL, "zhang", "异议更正"),
    ],
)
def test_an_entry_moved_into_another_account_is_found_though_both_add_up(
    town: Books, kind: Entry.Kind, whose: str, paper: str
) -> None:
    household = getattr(town, whose)
    thief = move(town.entry(kind, household))
    told = f"户{thief.code}的第1笔账目是{kind.label}，对应的{paper}却是户{household.code}的。"
    assert found(town) == [told]


@pytest.mark.parametrize(
    ("kind", "whose", "paper"),
    [
        (Kind.MONTH, "li", "积分表"),
        (Kind.CORRECTION, "li", "更正单"),
        (Kind.CORRECTION, "zhang", "更正单"),
        (Kind.REVERSAL, "zhang", "异议更正"),
    ],
)
def test_an_entry_moved_to_another_year_of_honour_is_found(
    town: Books, kind: Entry.Kind, whose: str, paper: str
) -> None:
    household = getattr(town, whose)
    entry = town.entry(kind, household)
    spoil(Entry.objects.filter(pk=entry.pk), year=2025)
    told = f"户{household.code}的第{entry.number}笔账目是{kind.label}，记在2025年"
    assert found(town) == [f"{told}，对应的{paper}却是2026年的。"]


def test_an_adjustment_entered_with_other_points_is_found(town: Books) -> None:
    spoil(Entry.objects.filter(adjustment_decision__isnull=False), points=20)
    rewrite(town.li.account)
    number = town.entry(Kind.CORRECTION, town.li).number
    told = f"户{town.li.code}的入账后更正是2分，账上第{number}笔账目是20分。"
    assert found(town) == [told]


# More communities and more households


def test_each_community_is_told_of_its_own_differences_only(town: Books) -> None:
    other = Books("西岭社区")
    assert found(town) == found(other) == []
    code, li = other.li.code, other.line(other.li)
    spoil(Account.objects.filter(household=other.zhang), balance=99)
    spoil(NoticeHousehold.objects.filter(notice=other.second, household=other.li), code="无")
    spoil(Correction.objects.filter(line=other.line(), entry=None), total_before=9)
    spoil(AdjustmentDecision.objects.filter(community=other.community), entry=other.entry("month"))
    spoil(StepScore.objects.filter(line=li, decision__step="assembly"), total=4)
    drop(Posting.objects.filter(notice=other.second, line__household=other.zhang))
    assert found(town) == []
    told = found(other)
    for due in (
        f"户{other.zhang.code}的账户余额是99分",
        f"户{code}的第2笔账目是更正，却没有对应的更正单",
        f"户{code}的入账后更正是2分",
        f"户{other.zhang.code}2026年12月的积分表已入账，这一户却没有账目",
        f"户{code}2026年11月审定4分，入账的是3分",
        "第2期公示写着户编号无，公示内容却证明不了是这一户",
        f"第1期公示里，户{code}是3分，审定的却是4分",
        f"第2期公示里，户{other.zhang.code}的更正和办理的更正不一样",
    ):
        assert len([each for each in told if each.startswith(due)]) == 1, (due, told)


def test_it_asks_the_same_number_of_questions_however_much_there_is(town: Books) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert found(town) == []
        return len(queries)

    few = cost()
    for _ in range(10):
        town.adjust(make_household(town.group), 1)
    hang(town, JANUARY, [], OVER + 30 * DAY)
    posting.close_notices(town.community, OVER + 60 * DAY)
    assert cost() == few
