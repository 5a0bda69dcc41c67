"""Items that patrols propose: typed into a table or a form, refused where they mean nothing."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from households.refusals import Refused
from households.roles import Role
from points.forms.standard import ItemForm
from points.models import Item
from points.periods import Month
from points.reports.standard_page import item_line
from points.services import standards
from points.services.standard_columns import HEADINGS
from points.services.standard_file import StandardFileRefused, read_standard
from points.services.standard_fit import overlapping_patrols
from points.services.standards import ItemRow
from tests.factory import NOON, make_community, make_officer, make_standard
from tests.households.office_files import sheet_of
from tests.points.patrolling import ROWS

NAMES = [heading.name for heading in HEADINGS]
GRADE = {
    "方面": "环境建设",
    "条号": 4,
    "条目": "门前三包",
    "评分项编号": "4.1",
    "评分项": "巡查好的",
    "分值": 3,
    "计分单位": "月",
}


def read(**cells: object) -> ItemRow:
    row = GRADE | cells
    (item,) = read_standard(sheet_of(NAMES, [row.get(name) for name in NAMES]), "标准.xlsx")
    return item


def test_the_columns_are_read() -> None:
    item = read(巡查均分自=40, 巡查均分至="４４", 巡查指标="5、6", 巡查逾期="是")
    assert (item.patrol_from, item.patrol_to, item.patrol_indicators, item.patrol_overdue) == (
        40,
        44,
        "5、6",
        True,
    )
    # A number of one indicator is a number in Excel.
    assert read(巡查指标=5).patrol_indicators == "5"
    assert read() == replace(item, patrol_from=None, patrol_to=None, patrol_indicators="",
                             patrol_overdue=False)  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"巡查均分自": 45, "巡查均分至": 40}, "巡查均分至不能低于巡查均分自"),
        ({"巡查均分自": 51}, "50"),
        ({"巡查均分自": 0}, "1"),
        ({"巡查均分至": "四十"}, "不是整数"),
        ({"巡查指标": "11"}, "“11”不是巡查指标"),
        ({"巡查指标": "桶"}, "“桶”不是巡查指标"),
        ({"巡查逾期": "也许"}, "请填“是”或空着"),
        ({"巡查均分自": 45, "计分单位": "次"}, "计分单位要填月"),
        ({"巡查均分自": 45, "分值": "3~5"}, "要有固定分值"),
        ({"巡查指标": "5", "一事一议": "是"}, "要有固定分值"),
    ],
)
def test_what_a_patrol_cannot_mean_is_refused_in_its_cell(
    cells: dict[str, object], told: str
) -> None:
    with pytest.raises(StandardFileRefused) as refused:
        read(**cells)
    assert told in str(refused.value)


@pytest.mark.django_db
def test_a_standard_whose_averages_overlap_is_not_adopted() -> None:
    community = make_community()
    chief = make_officer(Role.ADMINISTRATOR, community)
    rows = (*ROWS, replace(ROWS[1], code="4.9", patrol_from=44, patrol_to=46))
    draft = standards.create_draft(community, "试行标准", Month(2026, 1), rows)
    with pytest.raises(Refused, match=r"评分项 4\.1 和 4\.9 的巡查均分重叠"):
        standards.adopt(draft, "村民代表会议", chief, NOON)
    ninth = Item.objects.filter(standard=draft, code="4.9")
    ninth.update(patrol_from=30, patrol_to=34)
    assert not list(overlapping_patrols(draft))
    other = draft.items.get(code="5.1").rule
    ninth.update(patrol_from=44, patrol_to=46, rule=other, exclusive_group="")
    assert standards.adopt(draft, "村民代表会议", chief, NOON).is_adopted


@pytest.mark.django_db
def test_the_rule_book_says_when_a_patrol_proposes_an_item() -> None:
    standard = make_standard(make_community(), rows=ROWS)
    told = {item.code: item_line(item).terms for item in standard.items.all()}
    assert told == {
        "4.1": ["由巡查提出：平均45分及以上"],
        "4.2": ["由巡查提出：平均40至44分"],
        "4.4": ["由巡查提出：平均29分及以下，有整改逾期的问题"],
        "5.1": ["由巡查提出：垃圾分类投放没有扣分"],
    }


@pytest.mark.django_db
def test_the_form_keeps_the_indicators_as_a_list() -> None:
    community = make_community()
    draft = standards.create_draft(community, "草案", make_standard(community).starts, ROWS)
    item = draft.items.get(code="5.1")
    form = ItemForm(instance=item)
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    form = ItemForm(data | {"patrol_indicators": "6, 5"}, instance=item)
    assert form.is_valid(), form.errors
    assert form.instance.patrol_indicators == "5、6"
    form = ItemForm(data | {"patrol_indicators": "12"}, instance=item)
    assert "不是巡查指标" in form.errors["patrol_indicators"][0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"patrol_from": 51},
        {"patrol_from": 0},
        {"patrol_from": None, "patrol_to": 51},
        {"patrol_from": 45, "patrol_to": 44},
    ],
)
def test_the_database_keeps_averages_within_the_marks(wrong: dict[str, int]) -> None:
    community = make_community()
    draft = standards.create_draft(community, "草案", make_standard(community).starts, ROWS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(standard=draft, code="4.2").update(**wrong)
