"""What the pages, the wall sheets and the accounts say, against what was worked out on paper."""

from collections import Counter
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from points.models import Entry
from tests.clock import Clock, running
from tests.wall import lines_of
from tests.worked_example import paper
from tests.worked_example.paper import OCTOBER, SEPTEMBER
from tests.worked_example.people import Village
from tests.worked_example.walk import Readings, figures, walked

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MONTHS = (SEPTEMBER, OCTOBER)


class Walked(NamedTuple):
    """What was read on the way, and the rows of the ledger at the end."""

    read: Readings
    entries: list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Walked:
    """The two months, walked once for all tests here; only plain data is left of them."""
    clock = Clock("2026-08-20 09:00")
    with django_db_blocker.unblock(), transaction.atomic(), running(clock):
        read = walked(Village(), clock)
        entries = Entry.objects.order_by("account__household__code", "number").values_list(
            "account__household__code", "number", "points", "balance_after", "effective_on", "note"
        )
        found = Walked(read, list(entries))
        transaction.set_rollback(True)
    return found


def matters_of(month: str, household: str) -> list[tuple[int, paper.Matter]]:
    """A household's matters with their numbers, as they happened."""
    mine = [
        (number, matter)
        for number, matter in paper.MATTERS.items()
        if (matter.month, matter.household) == (month, household)
    ]
    return sorted(mine, key=lambda each: (each[1].day, each[0]))


def figure(points: int) -> str:
    return str(points).replace("-", "−")


def signed(points: int) -> str:
    return figure(points) if points <= 0 else f"+{points}"


def written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def test_the_paper_agrees_with_itself() -> None:
    counted: Counter[tuple[str, str]] = Counter()
    for matter in paper.MATTERS.values():
        counted[matter.month, matter.household] += matter.counted
    balance: Counter[str] = Counter()
    for month, hung in zip(MONTHS, paper.NOTICES, strict=True):
        for place, code in enumerate(paper.CODES):
            total = counted[month, code]
            balance[code] += total
            assert paper.STANDING[month][place][-1] == total
            assert sum(paper.AREAS[month][place]) == total
            assert hung.rows[place] == (total, balance[code], balance[code])
        areas = [sum(column) for column in zip(*paper.AREAS[month], strict=True)]
        figures_ = [sum(column) for column in zip(*hung.rows, strict=True)]
        assert hung.sums == (*areas, *figures_)
    assert all(each.together == sum(each.scores) for each in paper.PASSED)
    assert len(paper.MATTERS) == 20


@pytest.mark.parametrize("number", paper.TOLD_AT_ONCE)
def test_the_form_says_at_once_what_the_matter_counts_for(walk: Walked, number: int) -> None:
    matter = paper.MATTERS[number]
    told = walk.read.told[number]
    assert f"记 {signed(matter.points)} 分；{paper.TOLD_AT_ONCE[number]}。" in told
    assert f"{written(matter.day)}，{matter.item} " in told


def test_of_two_grades_of_one_patrol_the_lower_says_why_it_does_not_count(walk: Walked) -> None:
    assert paper.OUTDONE in walk.read.while_both_stood


def test_every_step_kept_the_scores_worked_out(walk: Walked) -> None:
    assert walk.read.passed == list(paper.PASSED)


@pytest.mark.parametrize("month", MONTHS)
def test_the_sheet_shows_the_five_steps_side_by_side(walk: Walked, month: str) -> None:
    page = walk.read.sheets[month]
    undone, scores = paper.UNDONE[month]
    for place, code in enumerate(paper.CODES):
        steps = paper.STANDING[month][place]
        head, *cells = page.row(code)
        assert head == f"{code} {paper.HEADS[place]}"
        assert figures(cells) == (*steps, steps[-1], *paper.AREAS[month][place])
        behind = next(
            row.cells[0] for row in page.rows if row.part == f"h-{code}" and not row.cells[1:]
        )
        assert f"{undone} {signed(scores[place]).removeprefix('+')} 分（已退回重办）" in behind


def test_the_sheet_tells_every_change_and_its_reason(walk: Walked) -> None:
    for change in paper.CHANGES:
        matter = paper.MATTERS[change.number]
        refused = "（不予认可）" if change.after == "0" else ""
        told = f"：{change.before} → {change.after} 分{refused}，理由：{change.reason} "
        told += f"（{paper.STEPS[change.step]}，"
        page = walk.read.sheets[matter.month]
        behind = [row.cells[0] for row in page.rows if row.part == f"h-{matter.household}"]
        assert told in " ".join(behind), told


def test_every_deduction_shows_its_photo_that_it_was_told_and_what_was_answered(
    walk: Walked,
) -> None:
    assert {told.number for told in paper.TOLD} == {
        number for number, matter in paper.MATTERS.items() if matter.points < 0
    }
    for told in paper.TOLD:
        matter = paper.MATTERS[told.number]
        page = walk.read.sheets[matter.month]
        behind = " ".join(row.cells[0] for row in page.rows if row.part == f"h-{matter.household}")
        day = f"{matter.day.month}月{matter.day.day}日 {matter.item} "
        mine = behind.partition(day)[2].partition(" 来源：")[0]
        assert "佐证1张 已告知" in mine
        if told.answer:
            assert f"本户陈述：{told.answer} {written(told.answered_on)}{told.answer_how}" in behind


def test_the_audit_waits_for_the_time_to_answer_and_says_whose(walk: Walked) -> None:
    assert paper.TOO_EARLY in walk.read.too_early


def test_the_paper_that_is_handed_over_names_the_matter_and_the_right_to_answer(
    walk: Walked,
) -> None:
    (told,) = (told for told in paper.TOLD if told.number == 18)
    lines = " ".join(lines_of(walk.read.handed_over))
    matter = paper.MATTERS[told.number]
    assert f"扣分 {figure(matter.points)} 分" in lines
    assert written(matter.day) in lines
    assert "3天内陈述" in lines.replace(" ", "")


@pytest.mark.parametrize("hung", paper.NOTICES, ids=lambda hung: hung.month)
def test_the_wall_sheet_holds_every_household_with_its_figures(
    walk: Walked, hung: paper.Hung
) -> None:
    lines = lines_of(walk.read.pdfs[hung.number])
    year, month = hung.month.split("-")
    assert f"赵庄 · {year}年{int(month)}月 · 第{hung.number}期" in lines
    assert any(line.startswith(f"公示期：{hung.period}。") for line in lines)
    for place, code in enumerate(paper.CODES):
        areas, totals = paper.AREAS[hung.month][place], hung.rows[place]
        points = " ".join(figure(each) for each in (*areas, *totals))
        assert f"{place + 1} {code} {paper.MASKED[place]} {points}" in lines
    sums = " ".join(figure(each) for each in hung.sums)
    assert f"第1组合计 {sums}" in lines
    assert not set(paper.HEADS) & set(" ".join(lines).split())


def test_the_second_notice_prints_the_check_code_of_the_first(walk: Walked) -> None:
    first, second = (lines_of(walk.read.pdfs[hung.number]) for hung in paper.NOTICES)
    code = next(line.split()[1] for line in first if line.startswith("本期校验码"))
    assert len(code) == 19
    assert any("上期校验码 无（首期）" in line for line in first)
    assert any(f"上期校验码 {code} " in line for line in second)


def test_the_ledger_holds_one_entry_a_month_and_nothing_else(walk: Walked) -> None:
    assert walk.entries == list(paper.ENTRIES)


@pytest.mark.parametrize("code", paper.CODES)
def test_the_account_shows_entries_balance_and_honour(walk: Walked, code: str) -> None:
    page = walk.read.accounts[code]
    mine = [entry for entry in paper.ENTRIES if entry[0] == code]
    shown = [row.cells for row in page.rows if row.cells[0].endswith("积分")]
    assert shown == [
        [note, written(day), f"第{number}期", signed(points), figure(balance)]
        for _, number, points, balance, day, note in reversed(mine)
    ]
    last = figure(mine[-1][3])
    assert f"可兑积分 {last} 2026年荣誉积分 {last} 公示中，待入账 0 " in page.text


@pytest.mark.parametrize("code", paper.CODES)
def test_the_household_reads_what_every_matter_counted_and_why(walk: Walked, code: str) -> None:
    rows = [[row.cells[0].split()[0], *row.cells[1:]] for row in walk.read.accounts[code].rows]
    expected = [
        [
            matter.item,
            written(matter.day) + ("（补录）" if number == paper.LATE else ""),
            signed(matter.points if matter.finally_ is None else matter.finally_),
            "—" if matter.finally_ is None else signed(matter.counted),
            paper.EXPLAINED[number],
        ]
        for month in reversed(MONTHS)
        for number, matter in matters_of(month, code)
    ]
    assert [cells for cells in rows if "." in cells[0]] == expected
