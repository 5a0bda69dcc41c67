"""Adopting refuses what can't be meant, each with a sentence that says what to do."""

from dataclasses import replace

import pytest

from households.refusals import Refused
from points.models import Item, Rule
from points.periods import Month
from points.services import sheets, standards
from points.services.standard_content import content_version
from points.services.standards import ItemRow
from tests.factory import NOON, NOVEMBER, Office, make_village
from tests.points.wide_book import ROWS, TIERS, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def refusal(office: Office, *rows: ItemRow, starts: Month = Month(2027, 1)) -> str:
    draft = standards.create_draft(office.community, "新标准", starts, rows)
    with pytest.raises(Refused) as refused:
        standards.adopt(draft, "村民代表会议", office.administrator, NOON)
    draft.refresh_from_db()
    assert not draft.is_adopted
    return refused.value.messages[0]


def test_a_standard_that_says_everything_is_adopted(office: Office) -> None:
    draft = standards.create_draft(office.community, "新标准", Month(2027, 1), ROWS)
    assert standards.adopt(draft, "村民代表会议", office.administrator, NOON).is_adopted


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [row(2, "2.5", "志愿服务", 3, monthly_cap=2)],
            "评分项 2.5 一次最多加3分，评分项 2.5 每月最多只加2分，"
            "上限低于分值，请改大上限或改小分值。",
        ),
        (
            [row(2, "2.1", "拾金不昧", 1, 3, yearly_cap=2, **TIERS)],
            "评分项 2.1 一次最多加3分，评分项 2.1 每年最多只加2分，"
            "上限低于分值，请改大上限或改小分值。",
        ),
        (
            [row(2, "2.5", "志愿服务", 3, rule_caps={"quarterly_cap": 2})],
            "评分项 2.5 一次最多加3分，第2条每季最多只加2分，上限低于分值，请改大上限或改小分值。",
        ),
        (
            [row(1, "1.1", "焚烧", -3, area_caps={"yearly_deduction_cap": 2})],
            "评分项 1.1 一次最多扣3分，“环境建设”方面每年最多只扣2分，"
            "上限低于分值，请改大上限或改小分值。",
        ),
        (
            [
                row(2, "2.3", "抢险", 2, exclusive_group="抢险"),
                row(1, "1.3", "清淤", 2, exclusive_group="抢险"),
            ],
            "互斥组“抢险”跨了两条，请改在同一条之内。",
        ),
        (
            [
                row(2, "2.3", "抢险", 2, exclusive_group="抢险"),
                row(2, "2.4", "立功", 2, exclusive_group="抢险", within_event=True),
            ],
            "互斥组“抢险”有的按月、有的按事件，请改成同一种。",
        ),
        ([row(2, "2.6", "助力采摘", 2, village="赵庄")], "赵庄村自定了1项，标准只许0项"),
        (
            [
                row(
                    2,
                    "2.6",
                    "助力采摘",
                    3,
                    village="赵庄",
                    settings={"village_items": 1, "village_points": 2},
                )
            ],
            "村自定的评分项 2.6 为3分，标准只许2分以内，请改小，或改标准的分值。",
        ),
    ],
)
def test_a_contradiction_is_refused(office: Office, rows: list[ItemRow], sentence: str) -> None:
    assert refusal(office, *rows).startswith(sentence)


def test_a_month_already_opened_is_refused(office: Office) -> None:
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    assert refusal(office, *ROWS, starts=NOVEMBER) == (
        "2026年11月或以后的月份已经开表，请把起用月份改到还没有开表的月份。"
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"tiers": "0~100:1；200~:3", "tiers_by": "amount"}, "tiers"),
        ({"tiers": "0~100:1；50~:3", "tiers_by": "amount"}, "tiers"),
    ],
)
def test_a_hole_or_an_overlap_in_the_steps_never_reaches_a_draft(
    office: Office, changed: dict[str, str], field: str
) -> None:
    wrong = replace(row(2, "2.1", "拾金不昧", 1, 3), **changed)
    with pytest.raises(Exception, match="缺了100至200|重叠") as refused:
        standards.create_draft(office.community, "新标准", Month(2027, 1), [wrong])
    assert list(refused.value.message_dict) == [field]


def test_two_items_of_one_code_never_reach_a_draft(office: Office) -> None:
    twice = [row(2, "2.5", "甲", 1), row(2, "2.5", "乙", 1)]
    with pytest.raises(Exception, match="两个评分项的编号相同，请改成不同的编号"):
        standards.create_draft(office.community, "新标准", Month(2027, 1), twice)


def test_a_village_of_another_community_adds_nothing(office: Office) -> None:
    foreign = make_village(Office("西岭社区").community, "孙庄")
    draft = standards.create_draft(office.community, "新标准", Month(2027, 1), ROWS)
    item = Item.objects.get(standard=draft, code="2.5")
    item.village = foreign
    with pytest.raises(Exception, match="只能选本社区的自然村，请改选"):
        item.full_clean()


def test_what_was_changed_meanwhile_is_seen_in_every_new_field(office: Office) -> None:
    draft = standards.create_draft(office.community, "新标准", Month(2027, 1), ROWS)
    seen = content_version(draft)
    for change in (
        lambda: Item.objects.filter(standard=draft, code="1.1").update(repeat_days=30),
        lambda: Rule.objects.filter(standard=draft, number=1).update(monthly_deduction_cap=9),
        lambda: type(draft).objects.filter(pk=draft.pk).update(base_points=60),
    ):
        change()
        draft.refresh_from_db()
        now = content_version(draft)
        assert now != seen
        seen = now
