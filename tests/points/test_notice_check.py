"""Each notice held against what stands beside it: the columns, the codes, the scores behind it."""

from copy import deepcopy
from typing import Any

import pytest

from households.models import Household
from points.models import Adjustment, Notice, NoticeCorrection, NoticeHousehold, StepScore
from points.reports.notice_check import notice_differences
from tests.factory import make_community, make_group, make_household, make_village
from tests.points.frozen_notices import COMMUNITY, HOUSEHOLD, SALT, VERSION_1, frozen
from tests.points.ledgers import Books, drop, remake, spoil

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Books:
    return Books()


def found(town: Books) -> list[str]:
    return list(notice_differences(town.community))


def shown(household: Household, notice: Notice) -> Any:
    return NoticeHousehold.objects.filter(household=household, notice=notice)


def scored(town: Books, household: Household) -> Any:
    return StepScore.objects.filter(line=town.line(household), decision__step="assembly")


PERIOD = "第1期公示写着的月份、季度或公示天数，和公示内容里的不一样。"
SHAPE = "第1期公示的内容或月份不是公示该有的样子，不能逐户核对。"


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({"month": 10}, PERIOD),
        ({"year": 2025}, PERIOD),
        ({"period_days": 8}, PERIOD),
        ({"title": "好消息"}, "第1期公示的标题写着“好消息”，和公示内容里的不一样。"),
        ({"month": 13}, SHAPE),
    ],
)
def test_what_stands_beside_the_content_is_what_the_content_says(
    town: Books, values: dict[str, Any], due: str
) -> None:
    spoil(Notice.objects.filter(pk=town.notice.pk), **values)
    assert found(town) == [due]


def test_codes_that_were_exchanged_are_named_both(town: Books) -> None:
    mine, theirs = town.zhang.code, town.li.code
    spoil(shown(town.zhang, town.notice), code=theirs)
    spoil(shown(town.li, town.notice), code=mine)
    told = {f"第1期公示写着户编号{code}，公示内容却证明不了是这一户。" for code in (mine, theirs)}
    assert set(found(town)) == told


def test_a_household_without_its_salt_proves_nothing(town: Books) -> None:
    spoil(Household.objects.filter(pk=town.li.pk), salt="")
    told = f"公示写着户编号{town.li.code}，公示内容却证明不了是这一户。"
    assert found(town) == [f"第1期{told}", f"第2期{told}"]


def test_who_was_forgotten_with_his_row_is_no_difference_but_his_points_still_count(
    town: Books,
) -> None:
    drop(shown(town.li, town.notice))
    spoil(Household.objects.filter(pk=town.li.pk), salt="")
    drop(shown(town.li, town.second))
    assert found(town) == []
    spoil(scored(town, town.li), total=300)
    spoil(Adjustment.objects.all(), points=200)
    assert found(town) == [
        "第1期公示里，没有留下户名的户的分和审定的不一样。",
        "第2期公示里，没有留下户名的户的更正和办理的更正不一样。",
    ]


def test_a_line_that_nobody_settled_is_named(town: Books) -> None:
    drop(scored(town, town.li))
    assert found(town) == [f"第1期公示里有户{town.li.code}，积分表里却没有审定过这一户。"]


def _left_out(lines: list[Any]) -> None:
    lines.pop()


def _more(lines: list[Any]) -> None:
    lines[-1]["total"] = 30


def _in_another_area(lines: list[Any]) -> None:
    lines[-1]["areas"] = {"1": 3}


@pytest.mark.parametrize(
    ("change", "due"),
    [
        (_left_out, "户{}审定3分，第1期公示里却没有这一户。"),
        (_more, "第1期公示里，户{}是30分，审定的却是3分。"),
        (_in_another_area, "第1期公示里，户{}各方面的分和审定的不一样。"),
    ],
)
def test_a_chain_made_anew_around_another_notice_is_not_what_was_settled(
    town: Books, change: Any, due: str
) -> None:
    content = deepcopy(town.notice.content)
    change(content["groups"][0]["lines"])
    remake(town.notice, content)
    assert found(town) == [due.format(town.li.code)]


def test_a_correction_that_the_notice_told_of_and_nobody_made_is_named(town: Books) -> None:
    drop(NoticeCorrection.objects.filter(adjustment__household=town.li))
    assert found(town) == [f"第2期公示里，户{town.li.code}的更正和办理的更正不一样。"]


def test_a_correction_that_was_made_and_the_notice_says_nothing_of_is_named(town: Books) -> None:
    told = [row for row in town.second.content["corrections"] if row["kind"] != "adjustment"]
    remake(town.second, {**town.second.content, "corrections": told})
    assert found(town) == [f"第2期公示里，户{town.li.code}的更正和办理的更正不一样。"]


def test_an_adjustment_told_of_with_other_points_is_named(town: Books) -> None:
    spoil(Adjustment.objects.all(), points=200)
    assert found(town) == [f"第2期公示里，户{town.li.code}的更正和办理的更正不一样。"]


@pytest.mark.parametrize("missing", ["groups", "community"])
def test_a_chain_made_anew_around_something_else_is_told_and_the_rest_is_still_compared(
    town: Books, missing: str
) -> None:
    content = deepcopy(town.notice.content)
    del content[missing]
    remake(town.notice, content)
    spoil(Notice.objects.filter(pk=town.second.pk), title="好消息")
    told = found(town)
    if missing == "groups":
        assert told == [SHAPE, "第2期公示的标题写着“好消息”，和公示内容里的不一样。"]
    else:
        assert told == ["公示链从第2期起对不上：是别的社区的公示。", SHAPE]


def test_a_notice_of_the_first_version_is_read_like_the_others() -> None:
    group = make_group(make_village(make_community("东岭社区", COMMUNITY)))
    household = make_household(group, "张三禾", HOUSEHOLD)
    household.salt = SALT
    household.save()
    notice = frozen(VERSION_1)
    told = f"第1期公示里有户{HOUSEHOLD}，积分表里却没有审定过这一户。"
    assert list(notice_differences(notice.community)) == [told]


@pytest.mark.parametrize("content", ["x", 5, [], {"number": 1.5}])
def test_from_the_first_fault_of_the_chain_on_nothing_is_compared(
    town: Books, content: Any
) -> None:
    spoil(Notice.objects.filter(pk=town.second.pk), content=content, title="好消息")
    (told,) = found(town)
    assert told.startswith("公示链从第2期起对不上：")
