"""Three unlike places' rule books, scored against numbers worked by hand."""

import pytest

from points.periods import Month
from tests.rule_books.reading import Household, Written, by_area, points

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY, MARCH, APRIL = (Month(2027, number) for number in (1, 2, 3, 4))
JULY, AUGUST, SEPTEMBER = (Month(2027, number) for number in (7, 8, 9))
MEETING = "2027年1月20日村民代表会议"


def test_everybody_begins_at_a_hundred_and_areas_and_quarters_have_caps() -> None:
    home = Household.of("base_of_a_hundred")
    assert (home.base, home.honour(JANUARY)) == (100, 100)
    january = home.month(
        JANUARY,
        [
            # The week of 4 January: 2, and the second look in it counts nothing.
            Written(4, "1.1", 2),
            Written(10, "1.1", 2),
            # The weeks of the 11th, 18th and 25th: 2 each, 8 so far, of 10 a month in the area.
            Written(11, "1.1", 2),
            Written(18, "1.1", 2),
            Written(25, "1.1", 2),
            # Deductions of the area: at most 6 a month, 3 + 3 of 5.
            Written(26, "1.2", -3),
            Written(27, "1.3", -5),
            # 850 yuan: the step from 100 to 1000; 1000 yuan: the step from 1000 on.
            Written(28, "2.1", 2),
            Written(29, "2.1", 5),
            # Three visits: 6 a month, and 8 a quarter.
            Written(29, "2.2", 2),
            Written(30, "2.2", 4),
        ],
    )
    assert points(january) == [2, 0, 2, 2, 2, -3, -3, 2, 5, 2, 4]
    # 8 − 6 = 2, 7 + 6 = 13.
    assert by_area(home.rules, january) == {"治安环境": 2, "乡风文明": 13}
    assert home.honour(JANUARY) == 100 + 15
    february = home.month(
        FEBRUARY,
        [
            # The weeks of the 1st, 8th, 15th and 22nd: 8 of 10 a month; the quarter has had 8 of
            # rule 1's 20.
            Written(1, "1.1", 2),
            Written(8, "1.1", 2),
            Written(15, "1.1", 2),
            Written(22, "1.1", 2),
            # 6 of rule 1's 12 a year are taken; the area's month has 6: 3 + 3.
            Written(23, "1.2", -3),
            Written(24, "1.2", -3),
            # The quarter has had 6 of 8.
            Written(25, "2.2", 4),
        ],
    )
    assert points(february) == [2, 2, 2, 2, -3, -3, 2]
    # 115 + 8 − 6 + 2.
    assert home.honour(FEBRUARY) == 119
    march = home.month(
        MARCH,
        [
            # 1 March begins a week. 16 of the quarter's 20 are given: 2 + 2 and no more.
            Written(1, "1.1", 2),
            Written(8, "1.1", 2),
            Written(15, "1.1", 2),
            # 12 of 12 a year are taken.
            Written(16, "1.3", -5),
            Written(17, "2.2", 2),
        ],
    )
    assert points(march) == [2, 2, 0, 0, 0]
    assert [each.explanation for each in march.matters][2:] == [
        "本季第1条已得 20 分，达到上限 20 分，本次计 0 分",
        "本年第1条已扣 12 分，达到上限 12 分，本次计 0 分",
        "本季该项已得 8 分，达到上限 8 分，本次计 0 分",
    ]
    april = home.month(APRIL, [Written(5, "1.1", 2), Written(6, "2.2", 2)])
    # A new quarter.
    assert points(april) == [2, 2]
    assert home.honour(APRIL) == 119 + 4 + 4


def test_repeats_count_double_and_deductions_lapse() -> None:
    home = Household.of("doubled_and_lapsing")
    january = home.month(
        JANUARY,
        [
            # −4; 20 days later −8; 2.2 yields to 2.1.
            Written(5, "1.1", -4),
            Written(25, "1.1", -4),
            Written(28, "2.2", 1),
            Written(29, "2.1", 3),
            # −2, then twice within 15 days −4 each, of which the month's 6 leave 4 and 0.
            Written(10, "1.2", -2),
            Written(12, "1.2", -2),
            Written(14, "1.2", -2),
        ],
    )
    # In order of day: 5, 10, 12, 14, 25, 28, 29.
    assert points(january) == [-4, -2, -4, 0, -8, 0, 3]
    assert [each.explanation for each in january.matters][3:5] == [
        "15日内第三次，按规定加倍：−2×2=−4分，本月该项最多扣 6 分，已扣 6 分，本次计 0 分",
        "30日内第二次，按规定加倍：−4×2=−8分，计 −8 分",
    ]
    # 3 − 12 − 6.
    assert home.honour(JANUARY) == -15
    february = home.month(
        FEBRUARY,
        [
            # 27 days after 25 January, −8: the year's 20 have had 12. Two notices: the step of two.
            Written(21, "1.1", -4),
            Written(22, "3.1", -8),
            Written(23, "3.2", 2),
        ],
    )
    assert points(february) == [-8, -8, 2]
    assert february.vetoes == (1,)
    # −15 − 8 − 8 + 2.
    assert home.honour(FEBRUARY) == -29
    # April: January's three months for 1.2 are over, its 6 come back.
    assert (home.honour(MARCH), home.honour(APRIL)) == (-29, -23)
    # July: January's 12 for 1.1 are over, too; February's −8 are so in August.
    assert (home.honour(JULY), home.honour(AUGUST), home.honour(SEPTEMBER)) == (-11, -3, -3)
    july = home.month(JULY, [Written(1, "1.1", -4)])
    # Nobody burnt in the 30 days before; of the year's 20 only February's 8 still count.
    assert points(july) == [-4]
    december = home.month(Month(2027, 12), [Written(20, "1.1", -4), Written(30, "1.2", -2)])
    # July's −4 count for six months, until December.
    assert points(december) == [-4, -2]
    # What is left in December: 3 + 2, −8 for the notices (12 months), −4, −4, −2.
    assert home.honour(Month(2027, 12)) == -13
    january = home.month(Month(2028, 1), [Written(10, "1.1", -4)])
    # 21 days after 20 December of the year before.
    assert points(january) == [-8]
    assert home.honour(Month(2028, 1)) == -8


def test_meetings_settle_cases_events_count_once_and_a_village_has_its_own() -> None:
    home = Household.of("case_by_case")
    assert (home.rules.village_items, home.rules.village_points) == (2, 3)
    assert [code for code, item in home.rules.items.items() if item.village] == ["3.1", "3.2"]
    january = home.month(
        JANUARY,
        [
            # Nobody has settled the first; a meeting gave 25 for the second.
            Written(3, "1.1", 30),
            Written(4, "1.1", 25, decided_by=MEETING),
            # One flood: the rescue of 8 stands for all three. Another one the same day: 3. On the
            # 6th somebody only left his post: −6.
            Written(5, "2.1", 3, event="东坝"),
            Written(5, "2.2", 8, event="东坝"),
            Written(5, "2.3", -6, event="东坝"),
            Written(5, "2.1", 3, event="西坝"),
            Written(6, "2.3", -6, event="东坝"),
            # The rule's deductions: 10 a month, so 4 of the second 6.
            Written(7, "2.3", -6),
            # Once a day: the second of the 8th counts nothing.
            Written(8, "3.1", 1),
            Written(8, "3.1", 1),
            Written(9, "3.1", 1),
            Written(10, "3.2", -3),
        ],
    )
    assert points(january) == [0, 25, 0, 8, 0, 3, -6, -4, 1, 0, 1, -3]
    assert [each.explanation for each in january.matters][:3] == [
        "一事一议，没有写明议定的会议，本次计 0 分",
        f"一事一议（{MEETING}），计 25 分",
        "与同一事件“抢险”中更高的一项不重复计分，本次计 0 分",
    ]
    # 25 + 8 + 3 − 6 − 4 = 26; 1 + 1 − 3 = −1.
    assert by_area(home.rules, january) == {"公益事业": 26, "村规民约": -1}
    february = home.month(
        FEBRUARY,
        [
            # Rule 1 gives 40 a year and has given 25: 15 of 20.
            Written(3, "1.1", 20, decided_by=MEETING),
            # The area gives 60 a year: 25 + 11 + 15 = 51 are given, 9 are left for 8 and 8.
            Written(4, "2.2", 8),
            Written(5, "2.2", 8),
            Written(6, "1.2", -20, decided_by=MEETING),
        ],
    )
    assert points(february) == [15, 8, 1, -20]
    assert [each.explanation for each in february.matters] == [
        f"一事一议（{MEETING}），本年第1条已得 25 分，上限 40 分，本次只计 15 分",
        "计 8 分",
        "本年“公益事业”方面已得 59 分，上限 60 分，本次只计 1 分",
        f"一事一议（{MEETING}），计 −20 分",
    ]
    # 26 − 1 + 15 + 8 + 1 − 20.
    assert home.honour(FEBRUARY) == 29
