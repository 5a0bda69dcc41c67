"""The year's caps when a line is corrected: what is left to it, and what it leaves to others."""

from datetime import date, datetime

import pytest

from points.models import Correction, Objection, Record, RecordCorrection, SheetLine
from points.periods import Month
from points.reports.changes import changes_since
from points.services import objections, records, sheets
from points.services.objections import Raised
from points.services.recordbook import Draft
from points.services.scorebook import score_line
from points.services.standings import settled_scores
from tests.factory import NOON, NOVEMBER, Office, make_household, pass_until, seen
from tests.points.disputing import TWENTIETH, correct, hang, rescue
from tests.points.notice_months import OCTOBER, publish

pytestmark = pytest.mark.django_db


def test_several_records_are_changed_at_once_and_the_caps_are_asked_anew() -> None:
    """Rule 11 gives 20 a year. 20 for the rescue left nothing of the 4 for volunteering; of 12
    for the rescue and 3 for volunteering both count in full: 15."""
    office = Office()
    zhang = make_household(office.group)
    volunteering = Draft(zhang, "11.2", date(2026, 11, 5), 4)
    notice = hang(office, NOVEMBER, [rescue(zhang, 20), volunteering])
    line = SheetLine.objects.get()
    told = Raised("救人那件记多了", Objection.How.WRITTEN, TWENTIETH, None, "王路人")
    made = objections.raise_objection(notice, line, told, office.clerk, NOON)
    first, second = Record.objects.order_by("occurred_on")
    changes = {first.pk: 12, second.pk: 3}
    objections.uphold(made, "经核实", changes, office.clerk, NOON)
    correction = Correction.objects.get()
    assert (correction.total_before, correction.total_after) == (20, 15)
    counted = correction.records.order_by("record__occurred_on")
    assert [(each.counted_before, each.counted_after) for each in counted] == [(20, 12), (0, 3)]


class TwoMonths(Office):
    """October hangs; its caps bear on November. Rule 11 (and item 11.3) give 20 points a year.

    A good turn of rule 7 counts one point besides.
    """

    def __init__(self, october: int, turns: int = 1) -> None:
        super().__init__()
        self.zhang = make_household(self.group, "张三禾")
        good_turns = Draft(self.zhang, "7.2", date(2026, 10, 4), turns)
        self.notice = hang(self, OCTOBER, [rescue(self.zhang, october, OCTOBER), good_turns])
        (self.sheet,) = sheets.open_month(self.community, NOVEMBER, self.clerk, NOON)

    def record(self, draft: Draft) -> None:
        records.record_matters(NOVEMBER, [draft], Record.Origin.OFFICE, self.clerk, NOON)

    def volunteer(self) -> None:
        """Sixteen hours in November: four points."""
        self.record(Draft(self.zhang, "11.2", date(2026, 11, 5), 4))

    def correct(self, points: int) -> None:
        correct(self, self.notice, self.zhang, points, NOON)

    def total_of(self, month: int) -> int:
        """What hangs, or would be settled now."""
        line = SheetLine.objects.get(household=self.zhang, month=month)
        settled = settled_scores().filter(line=line).first()
        return score_line(line).total if settled is None else settled.final


def test_a_corrected_month_changes_what_the_next_one_can_still_count() -> None:
    """20 of rule 11 in October leave nothing of the 4 in November; 18 leave 2 of them, 12 all."""
    town = TwoMonths(20)
    town.volunteer()
    assert (town.total_of(10), town.total_of(11)) == (21, 0)
    town.correct(18)
    assert (town.total_of(10), town.total_of(11)) == (19, 2)
    town.correct(12)
    assert (town.total_of(10), town.total_of(11)) == (13, 4)
    town.correct(20)
    assert (town.total_of(10), town.total_of(11)) == (21, 0)


def test_whoever_has_the_next_month_on_his_screen_must_look_again() -> None:
    town = TwoMonths(20)
    town.volunteer()
    before = seen(town.sheet).version
    town.correct(12)
    assert seen(town.sheet).version == before + 1
    assert [change.kind for change in changes_since(town.sheet, before)] == ["前面月份"]


def test_a_correction_that_counts_the_same_leaves_the_next_month_alone() -> None:
    """Of two good turns in October one counts, as it does when there was only one."""
    town = TwoMonths(10, turns=2)
    before = seen(town.sheet).version
    correct(town, town.notice, town.zhang, 1, NOON, "7.2")
    assert Correction.objects.get().total_after == 11
    assert seen(town.sheet).version == before


def test_a_later_month_that_is_settled_keeps_what_it_counted() -> None:
    """October 5 and November 12 leave 3 of 20: the rescue of 15 counts 8."""
    town = TwoMonths(5)
    town.record(rescue(town.zhang, 12))
    pass_until(town, town.sheet, None)
    settled = seen(town.sheet).version
    town.correct(15)
    assert (town.total_of(10), town.total_of(11)) == (9, 12)
    assert seen(town.sheet).version == settled
    counted = RecordCorrection.objects.get()
    assert (counted.counted_before, counted.counted_after) == (5, 8)
    assert counted.explanation == "本年第11条已得 12 分，上限 20 分，本次只计 8 分"


def test_a_later_month_that_was_corrected_keeps_what_it_counts_now() -> None:
    """As above, but November has come down from 12 to 7: the 15 of October count 13."""
    town = TwoMonths(5)
    town.record(rescue(town.zhang, 12))
    pass_until(town, town.sheet, None)
    november = publish(town, NOVEMBER)
    correct(town, november, town.zhang, 7, NOON)
    town.correct(15)
    assert (town.total_of(10), town.total_of(11)) == (14, 7)


def test_another_year_has_its_own_caps() -> None:
    town = TwoMonths(20)
    at = datetime.fromisoformat("2027-12-20 12:00+08:00")
    (sheet,) = sheets.open_month(town.community, Month(2027, 12), town.clerk, at)
    version = sheet.version
    town.correct(12)
    assert seen(sheet).version == version


def test_a_sheet_under_review_of_another_household_is_left_alone() -> None:
    town = TwoMonths(20)
    other = Office("西岭社区")
    make_household(other.group)
    (sheet,) = sheets.open_month(other.community, NOVEMBER, other.clerk, NOON)
    town.correct(12)
    assert seen(sheet).version == 1
