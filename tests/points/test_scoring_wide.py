"""Worked examples of what a rule book may say beyond the shipped one; numbers are by hand."""

from datetime import date

from points.periods import Month
from points.scoring import YearSoFar, score
from points.sofar import CountedMonth, Past, Sums, so_far
from points.spans import Caps, CapsBySign, Span
from tests.points.rules import AREA, book, counted, dated, on, rule, told

NEW_YEAR = YearSoFar()
NO_MORE = "本次计 0 分"


def test_a_repeat_within_the_days_counts_double_and_the_third_no_more_than_that() -> None:
    burning = book(rule("1.1", -2, repeat_days=15))
    # The 16th is 15 days after the 1st, the 20th only 4 after the 16th: 2, 2 × 2, 2 × 2.
    result = score([on(1, "1.1", -2), on(16, "1.1", -2), on(20, "1.1", -2)], burning, NEW_YEAR)
    assert counted(result) == [-2, -4, -4]
    assert told(result) == [
        "计 −2 分",
        "15日内第二次，按规定加倍：−2×2=−4分，计 −4 分",
        "15日内第二次，按规定加倍：−2×2=−4分，计 −4 分",
    ]


def test_the_third_time_within_the_days_is_told_as_such() -> None:
    burning = book(rule("1.1", -2, repeat_days=30))
    result = score([on(day, "1.1", -2) for day in (1, 5, 9)], burning, NEW_YEAR)
    assert told(result)[2] == "30日内第三次，按规定加倍：−2×2=−4分，计 −4 分"


def test_one_day_more_than_the_days_is_no_repeat() -> None:
    burning = book(rule("1.1", -2, repeat_days=15))
    assert counted(score([on(1, "1.1", -2), on(17, "1.1", -2)], burning, NEW_YEAR)) == [-2, -2]


def test_a_repeat_of_last_year_counts_double() -> None:
    burning = book(rule("1.1", -2, repeat_days=15))
    december = Past(date(2026, 12, 25), -2)
    result = score(
        [dated(date(2027, 1, 9), "1.1", -2)], burning, YearSoFar(past={"1.1": (december,)})
    )
    assert counted(result) == [-4]


def test_what_was_refused_is_no_first_time() -> None:
    burning = book(rule("1.1", -2, repeat_days=15))
    result = score([on(1, "1.1", 0), on(3, "1.1", -2)], burning, NEW_YEAR)
    assert told(result) == [NO_MORE, "计 −2 分"]


def test_what_a_cap_left_nothing_of_was_a_first_time_all_the_same() -> None:
    burning = book(rule("1.1", -2, repeat_days=15, monthly_cap=-4))
    result = score([on(1, "1.1", -2), on(2, "1.1", -2), on(3, "1.1", -2)], burning, NEW_YEAR)
    assert counted(result) == [-2, -2, 0]
    assert told(result)[1:] == [
        "15日内第二次，按规定加倍：−2×2=−4分，本月该项最多扣 4 分，已扣 2 分，本次只计 −2 分",
        "15日内第三次，按规定加倍：−2×2=−4分，本月该项最多扣 4 分，已扣 4 分，本次计 0 分",
    ]


def test_a_matter_found_late_is_not_doubled_for_a_later_day() -> None:
    burning = book(rule("1.1", -2, repeat_days=15))
    settled = YearSoFar(past={"1.1": (Past(date(2026, 10, 10), -2),)})
    assert counted(score([dated(date(2026, 10, 5), "1.1", -2)], burning, settled)) == [-2]


def test_a_later_month_doubles_nothing_when_an_earlier_one_is_scored_anew() -> None:
    burning = book(rule("1.1", -2, repeat_days=15))
    # Found late, of 5 October, and counted with November.
    late = score([dated(date(2026, 10, 5), "1.1", -2)], burning, NEW_YEAR)
    year = so_far([CountedMonth(Month(2026, 11), burning, late.matters)], Month(2026, 10))
    assert counted(score([dated(date(2026, 10, 10), "1.1", -2)], burning, year)) == [-2]


def test_of_one_event_only_the_highest_counts_and_another_event_counts_beside_it() -> None:
    helping = {"exclusive_group": "抢险", "within_event": True}
    rescue = book(rule("1.1", 2, **helping), rule("1.2", 5, **helping))
    result = score(
        [
            on(3, "1.1", 2, event="东坝"),
            on(3, "1.2", 5, event="东坝", order=1),
            on(3, "1.1", 2, event="西坝", order=2),
            on(4, "1.1", 2, event="东坝"),
        ],
        rescue,
        NEW_YEAR,
    )
    assert counted(result) == [0, 5, 2, 2]
    assert told(result)[0] == "与同一事件“抢险”中更高的一项不重复计分，本次计 0 分"


def test_without_a_mark_what_happened_on_one_day_is_one_event() -> None:
    helping = {"exclusive_group": "抢险", "within_event": True}
    rescue = book(rule("1.1", 2, **helping), rule("1.2", 2, **helping))
    result = score([on(3, "1.1", 2), on(3, "1.2", 2, order=1), on(4, "1.2", 2)], rescue, NEW_YEAR)
    assert told(result)[1] == "与同一事件“抢险”中先记的一项不重复计分，本次计 0 分"
    assert counted(result) == [2, 0, 2]


def test_once_a_week_counts_the_highest_of_the_week() -> None:
    clean = book(rule("1.1", 1, 3, once=Span.WEEK))
    # Monday the 2nd to Sunday the 8th of November 2026; the 9th is the next Monday.
    result = score([on(2, "1.1", 1), on(8, "1.1", 3), on(9, "1.1", 2)], clean, NEW_YEAR)
    assert counted(result) == [0, 3, 2]
    assert told(result)[0] == "本项每周只计一次，同一周有更高的一次，本次计 0 分"


def test_once_a_quarter_looks_at_the_months_before() -> None:
    clean = book(rule("1.1", 5, once=Span.QUARTER))
    october = YearSoFar(past={"1.1": (Past(date(2026, 10, 6), 5),)})
    assert told(score([on(4, "1.1", 5)], clean, october)) == [
        "本项每季只计一次，同一季度已经计过，本次计 0 分"
    ]
    september = YearSoFar(past={"1.1": (Past(date(2026, 9, 30), 5),)})
    assert counted(score([on(4, "1.1", 5)], clean, september)) == [5]


def test_what_counted_nothing_before_leaves_the_quarter_free() -> None:
    clean = book(rule("1.1", 5, once=Span.QUARTER))
    october = YearSoFar(past={"1.1": (Past(date(2026, 10, 6), 0),)})
    assert counted(score([on(4, "1.1", 5)], clean, october)) == [5]


def test_an_item_used_up_for_its_quarter_leaves_its_group_to_another() -> None:
    group = {"exclusive_group": "评比"}
    judged = book(rule("1.1", 5, once=Span.QUARTER, **group), rule("1.2", 2, **group))
    october = YearSoFar(past={"1.1": (Past(date(2026, 10, 6), 5),)})
    assert counted(score([on(4, "1.1", 5), on(5, "1.2", 2)], judged, october)) == [0, 2]
    alone = score([on(4, "1.1", 5)], judged, october)
    assert told(alone) == ["本项每季只计一次，同一季度已经计过，本次计 0 分"]


def test_a_cap_of_the_quarter_counts_its_earlier_months_only() -> None:
    help_out = book(rule("1.1", 3, quarterly_cap=8))
    # October gave 6 of 8; the year 15 in all.
    year = YearSoFar({"1.1": 15}, quarter=Sums({"1.1": 6}))
    result = score([on(1, "1.1", 3), on(2, "1.1", 3)], help_out, year)
    assert told(result) == [
        "本季该项已得 6 分，上限 8 分，本次只计 2 分",
        "本季该项已得 8 分，达到上限 8 分，本次计 0 分",
    ]


def test_an_area_has_caps_of_its_own_for_awards_and_for_deductions() -> None:
    area = CapsBySign(Caps(month=6), Caps(year=10))
    standard = book(
        rule("1.1", 4), rule("2.1", 4, rule="2"), rule("2.2", -8, rule="2"), area_caps={AREA: area}
    )
    result = score(
        [on(1, "1.1", 4), on(2, "2.1", 4), on(3, "2.2", -8), on(4, "2.2", -8)], standard, NEW_YEAR
    )
    # Awards 4 + 2 = 6 a month; deductions 8 + 2 = 10 a year, and they make no room for awards.
    assert counted(result) == [4, 2, -8, -2]
    assert told(result)[1] == "本月“文明建设”方面最多计 6 分，已计 4 分，本次只计 2 分"
    assert told(result)[3] == "本年“文明建设”方面已扣 8 分，上限 10 分，本次只计 −2 分"


def test_a_rule_has_caps_of_the_month_and_of_the_quarter_and_for_deductions() -> None:
    caps = CapsBySign(Caps(month=5, quarter=12), Caps(month=3))
    standard = book(rule("1.1", 4), rule("1.2", -2), rule_caps={"1": caps})
    year = YearSoFar(by_rule_awards={"1": 30}, quarter=Sums(by_rule_awards={"1": 9}))
    result = score(
        [on(1, "1.1", 4), on(2, "1.1", 4), on(3, "1.2", -2), on(4, "1.2", -2)], standard, year
    )
    assert told(result) == [
        "本季第1条已得 9 分，上限 12 分，本次只计 3 分",
        "本季第1条已得 12 分，达到上限 12 分，本次计 0 分",
        "计 −2 分",
        "本月第1条最多扣 3 分，已扣 2 分，本次只计 −1 分",
    ]


def test_areas_known_by_number_are_told_by_name() -> None:
    item = rule("1.1", 4, area="2")
    standard = book(item, area_caps={"2": CapsBySign(Caps(year=3))}, area_titles={"2": "环境建设"})
    assert told(score([on(1, "1.1", 4)], standard, NEW_YEAR)) == [
        "本年“环境建设”方面上限 3 分，本次只计 3 分"
    ]


def test_what_is_settled_case_by_case_counts_once_a_meeting_has_settled_it() -> None:
    brave = book(rule("1.1", 5, 20, case_by_case=True))
    result = score(
        [on(3, "1.1", 15), on(4, "1.1", 12, decided_by="2026年11月10日村民代表会议")],
        brave,
        NEW_YEAR,
    )
    assert told(result) == [
        "一事一议，没有写明议定的会议，本次计 0 分",
        "一事一议（2026年11月10日村民代表会议），计 12 分",
    ]


def test_what_no_meeting_has_settled_is_no_ground_for_a_veto() -> None:
    grave = book(rule("1.1", -20, case_by_case=True, veto=True))
    assert score([on(3, "1.1", -20)], grave, NEW_YEAR).vetoes == ()
    settled = score([on(3, "1.1", -20, decided_by="两委会议")], grave, NEW_YEAR)
    assert settled.vetoes == ("1.1@2026-11-03",)


def test_a_lapsed_deduction_uses_up_no_cap_any_more() -> None:
    noise = book(rule("1.1", -4, yearly_cap=-6, validity_months=3))
    august = score([dated(date(2026, 8, 3), "1.1", -4)], noise, NEW_YEAR)
    months = [CountedMonth(Month(2026, 8), noise, august.matters)]
    # In October, its last month, 4 of 6 are used; in November none are.
    october, november = so_far(months, Month(2026, 10)), so_far(months, Month(2026, 11))
    assert counted(score([dated(date(2026, 10, 3), "1.1", -4)], noise, october)) == [-2]
    assert counted(score([on(3, "1.1", -4)], noise, november)) == [-4]


def test_a_new_quarter_begins_at_nought_and_a_new_year_keeps_the_days_alone() -> None:
    helping = book(rule("1.1", 3, quarterly_cap=5, yearly_cap=10), rule("1.2", -2, repeat_days=31))
    months: list[CountedMonth] = []
    given: list[list[int]] = []
    for year, month in ((2026, 8), (2026, 9), (2026, 10), (2026, 12), (2027, 1)):
        of = Month(year, month)
        matters = [
            dated(date(year, month, 5), "1.1", 3),
            dated(date(year, month, 6), "1.2", -2),
        ]
        result = score(matters, helping, so_far(months, of))
        months.append(CountedMonth(of, helping, result.matters))
        given.append(counted(result))
    # Third quarter 3 + 2 = 5; fourth 3, and 10 − 8 = 2 in December; the new year 3. Repeats: 31
    # days from 6 August to 6 September, 30 to 6 October, 61 to 6 December, 31 to 6 January.
    assert given == [[3, -2], [2, -4], [3, -4], [2, -2], [3, -4]]
