"""Months on end under a standard with quarters, repeats and validity; numbers are by hand."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.refusals import Refused
from points.models import Entry, Record, Sheet
from points.periods import Month
from points.reports.account_months import account_months
from points.services import posting, records, sheets
from points.services.scorebook import score_in_order, score_sheets
from points.services.standings import balances, honour
from points.steps import Step
from tests.factory import NOON, NOVEMBER, Office, make_household, pass_until
from tests.points.disputing import correct
from tests.points.notice_months import AFTER, publish
from tests.points.wide_book import WideOffice, row

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
JANUARY_NOON = datetime(2027, 1, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def office() -> WideOffice:
    return WideOffice()


def fifth(office: WideOffice, month: Month) -> list[object]:
    """Burning, a tidy yard, volunteering: each on the month's fifth."""
    day = date(month.year, month.month, 5)
    return [office.on(day, code) for code in ("1.1", "1.2", "2.5")]


def counted(sheet: Sheet) -> list[tuple[int, str]]:
    (line,) = score_sheets([sheet])
    return [(each.counted, each.explanation) for each in line.score.matters]


def test_three_months_are_counted_on_top_of_each_other(office: WideOffice) -> None:
    september = office.settle(SEPTEMBER, *fifth(office, SEPTEMBER))
    # −2, 5, 3.
    assert september.decisions.last().scores.get().total == 6
    october = office.settle(OCTOBER, *fifth(office, OCTOBER))
    # 30 days later: −4, with −2 before it within the year's −6. A new quarter: 5 and 3.
    assert october.decisions.last().scores.get().total == 4
    november = office.open(NOVEMBER, *fifth(office, NOVEMBER))
    # September's −2 counts for two months and has lapsed: −4 of −6 are used, so −2 are left. The
    # quarter has had its yard, and 3 of its 5 points for volunteering.
    expected = [
        (
            -2,
            "60日内第二次，按规定加倍：−2×2=−4分，本年该项已扣 4 分，上限 6 分，本次只计 −2 分",
        ),
        (0, "本项每季只计一次，同一季度已经计过，本次计 0 分"),
        (2, "本季该项已得 3 分，上限 5 分，本次只计 2 分"),
    ]
    assert counted(november) == expected
    # The household's own page tells the same.
    (month, *_) = account_months(office.zhang, [2026])
    assert [(each.counted.points, each.counted.explanation) for each in month.records] == expected


def test_caps_of_rules_and_areas_hold_over_the_months_awards_and_deductions_apart() -> None:
    caps = {
        "rule_caps": {"quarterly_deduction_cap": 5},
        "area_caps": {"yearly_cap": 6, "yearly_deduction_cap": 9},
    }
    office = WideOffice([row(1, "1.1", "焚烧", -3, **caps), row(1, "1.4", "清扫", 4, **caps)])
    given = []
    for month in (SEPTEMBER, OCTOBER, NOVEMBER):
        day = date(month.year, month.month, 5)
        sheet = office.open(month, office.on(day, "1.1"), office.on(day, "1.4"))
        given.append([points for points, _ in counted(sheet)])
        pass_until(office, sheet, None)
    # Deductions: 3 of the third quarter's 5, then 3 and 2 of the fourth's; 8 of the year's 9.
    # Awards: 4, then 2 of the year's 6.
    assert given == [[-3, 4], [-3, 2], [-2, 0]]


def test_months_settled_by_one_act_count_as_they_would_one_by_one(office: WideOffice) -> None:
    opened = [office.open(month, *fifth(office, month)) for month in (SEPTEMBER, OCTOBER, NOVEMBER)]
    assert [line.score.total for line in score_in_order(opened)] == [6, 4, 0]


def test_a_refused_first_time_takes_the_doubling_from_a_month_under_review(
    office: WideOffice,
) -> None:
    office.settle(OCTOBER, office.on(date(2026, 10, 5), "1.1"))
    notice = publish(office, OCTOBER)
    november = office.open(NOVEMBER, office.on(date(2026, 11, 5), "1.1"))
    assert [points for points, _ in counted(november)] == [-4]
    before = Sheet.objects.get(pk=november.pk).version
    correct(office, notice, office.zhang, 0, NOON, code="1.1")
    assert counted(november) == [(-2, "计 −2 分")]
    assert Sheet.objects.get(pk=november.pk).version == before + 1


def test_a_corrected_month_leaves_the_spans_to_what_is_settled_after_it(
    office: WideOffice,
) -> None:
    office.settle(OCTOBER, office.on(date(2026, 10, 5), "1.1"))
    notice = publish(office, OCTOBER)
    november = office.settle(NOVEMBER, office.on(date(2026, 11, 5), "1.1"))
    assert november.decisions.last().scores.get().total == -4
    # November stays as it was settled; within the year's −6 there are 2 left for October.
    correct(office, notice, office.zhang, 0, NOON, code="1.1")
    assert november.decisions.last().scores.get().total == -4


def test_january_waits_for_december_when_a_repeat_would_count_double(office: WideOffice) -> None:
    december = office.open(Month(2026, 12), office.on(date(2026, 12, 20), "1.1"), at=JANUARY_NOON)
    january = office.open(Month(2027, 1), office.on(date(2027, 1, 4), "1.1"), at=JANUARY_NOON)
    assert [points for points, _ in counted(january)] == [-2]
    with pytest.raises(Refused, match="2026年12月还没有审定，请先办完前面月份的积分表"):
        pass_until(office, january, None, JANUARY_NOON)
    before = Sheet.objects.get(pk=january.pk).version
    pass_until(office, december, None, JANUARY_NOON)
    assert Sheet.objects.get(pk=january.pk).version == before + 1
    assert [points for points, _ in counted(january)] == [-4]


def test_january_does_not_wait_where_nothing_looks_back() -> None:
    office = Office()
    make_household(office.group)
    for month in (Month(2026, 12), Month(2027, 1)):
        sheets.open_month(office.community, month, office.clerk, JANUARY_NOON)
    december, january = Sheet.objects.order_by("year")
    pass_until(office, december, Step.ASSEMBLY, JANUARY_NOON)
    before = Sheet.objects.get(pk=january.pk).version
    pass_until(office, december, None, JANUARY_NOON)
    assert Sheet.objects.get(pk=january.pk).version == before


def test_january_is_settled_before_december_where_nothing_looks_back() -> None:
    office = Office()
    make_household(office.group)
    for month in (Month(2026, 12), Month(2027, 1)):
        sheets.open_month(office.community, month, office.clerk, JANUARY_NOON)
    january = Sheet.objects.get(year=2027)
    assert pass_until(office, january, None, JANUARY_NOON).state == Sheet.State.READY


def test_honour_begins_with_the_base_and_loses_what_has_lapsed(office: WideOffice) -> None:
    zhang = office.zhang.pk
    assert honour([zhang], SEPTEMBER) == {}
    office.settle(SEPTEMBER, *fifth(office, SEPTEMBER))
    # Nothing is posted, and nothing of it can have lapsed.
    assert honour([zhang], SEPTEMBER) == honour([zhang], NOVEMBER) == {zhang: 100}
    publish(office, SEPTEMBER)
    posting.close_notices(office.community, AFTER)
    # 100 + 6 while September's −2 count, 100 + 8 once they don't; the balance stays at 6.
    assert [honour([zhang], month)[zhang] for month in (SEPTEMBER, OCTOBER, NOVEMBER)] == [
        106,
        106,
        108,
    ]
    assert balances([zhang]) == {zhang: 6}
    assert list(Entry.objects.values_list("points", flat=True)) == [6]


def test_another_year_begins_with_its_own_base_and_lapses_nothing(office: WideOffice) -> None:
    zhang = office.zhang.pk
    office.settle(Month(2026, 12), office.on(date(2026, 12, 5), "1.1"), at=JANUARY_NOON)
    publish(office, Month(2026, 12), JANUARY_NOON)
    posting.close_notices(office.community, JANUARY_NOON.replace(month=2))
    assert honour([zhang], Month(2026, 12)) == {zhang: 98}
    assert honour([zhang], Month(2027, 6)) == {}
    office.open(Month(2027, 1), at=JANUARY_NOON)
    assert honour([zhang], Month(2027, 6)) == {zhang: 100}


def test_a_corrected_deduction_that_has_lapsed_gives_back_what_it_still_took(
    office: WideOffice,
) -> None:
    zhang = office.zhang.pk
    office.settle(SEPTEMBER, office.on(date(2026, 9, 5), "1.1", quantity=2))
    notice = publish(office, SEPTEMBER)
    correct(office, notice, office.zhang, -2, NOON, code="1.1")
    posting.close_notices(office.community, AFTER)
    # −4 were corrected to −2: 98 while they count, 100 afterwards, never 102.
    assert [honour([zhang], month)[zhang] for month in (OCTOBER, NOVEMBER)] == [98, 100]


def test_a_notice_tells_the_honour_of_its_month(office: WideOffice) -> None:
    office.settle(SEPTEMBER, *fifth(office, SEPTEMBER))
    publish(office, SEPTEMBER)
    posting.close_notices(office.community, AFTER)
    office.settle(NOVEMBER)
    notice = publish(office, NOVEMBER, AFTER)
    (group,) = notice.content["groups"]
    (line,) = group["lines"]
    assert (line["total"], line["honour"], line["balance"]) == (0, 108, 6)


def test_the_queries_do_not_grow_with_the_households(office: WideOffice) -> None:
    office.settle(OCTOBER, *fifth(office, OCTOBER))
    november = office.open(NOVEMBER, *fifth(office, NOVEMBER))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            score_sheets([november])
            honour([line.household_id for line in november.lines.all()], NOVEMBER)
        return len(captured)

    few = queries()
    for name in ("李四麦", "王五谷", "赵六畜"):
        household = make_household(office.group, name)
        drafts = [office.on(date(2026, 11, 6), code, household) for code in ("1.1", "1.2", "2.5")]
        records.record_matters(NOVEMBER, drafts, Record.Origin.OFFICE, office.clerk, NOON)
    assert queries() == few
