"""A standard written to Excel and read from it again; importing one on a page."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from households.models import User
from households.tables import read_table
from points.models import Item, Standard
from points.reports.standard_table import standard_table
from points.services import standards
from points.services.standard_columns import COLUMNS, HEADINGS
from points.services.standard_content import content_version
from points.services.standard_file import StandardFileRefused, read_standard
from tests.factory import Office, make_village, signed_in
from tests.points.drafting import NEXT_YEAR, change, make_draft
from tests.points.test_standard_file import SHIPPED
from tests.points.wide_book import ROWS as WIDE

pytestmark = pytest.mark.django_db

IMPORT = "/standard/import/"


@pytest.fixture
def office() -> Office:
    return Office()


def again(office: Office, standard: Standard) -> Standard:
    """The standard written to a table and read from it, under its title and first month."""
    rows = read_standard(standard_table(standard), "标准.xlsx")
    made = standards.create_draft(office.community, "读回来的", standard.starts, rows)
    Standard.objects.filter(pk=made.pk).update(title=standard.title)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("which", ["shipped", "wide", "small"])
def test_what_is_exported_and_imported_is_the_same_standard(office: Office, which: str) -> None:
    rows = {
        "shipped": read_standard(SHIPPED.read_bytes(), SHIPPED.name),
        "wide": list(WIDE),
        "small": [],
    }[which]
    standard = office.standard
    if rows:
        standard = standards.create_draft(office.community, "原标准", NEXT_YEAR, rows)
    assert content_version(again(office, standard)) == content_version(standard)


def test_every_column_there_is_can_be_filled_and_comes_back(office: Office) -> None:
    make_village(office.community, "钱庄")
    draft = standards.create_draft(office.community, "原标准", NEXT_YEAR, WIDE)
    change(draft, "1.1", quarterly_cap=-60, evidence="照片", proposers="村小组", basis="村规民约")
    area, rule = draft.areas.get(number=1), draft.rules.get(number=1)
    for row in (area, rule):
        for number, name in enumerate(
            ("monthly_cap", "quarterly_cap", "yearly_cap", "monthly_deduction_cap")
        ):
            setattr(row, name, 100 + number)
        row.save()
    Standard.objects.filter(pk=draft.pk).update(base_exchangeable=True)
    Item.objects.filter(standard=draft, code="1.1").update(code="1.10")
    draft.refresh_from_db()
    assert content_version(again(office, draft)) == content_version(draft)


def test_the_table_has_exactly_the_columns_that_are_read(office: Office) -> None:
    table = read_table(standard_table(office.standard), "标准.xlsx", HEADINGS)
    assert list(table.columns) == list(COLUMNS)
    assert table.unknown == ()


def test_the_pages_offer_the_table(office: Office) -> None:
    answer = signed_in(office.scorer).get("/standard/2026-01/table/")
    assert answer.status_code == 200
    assert "spreadsheetml" in answer["Content-Type"]
    assert read_standard(answer.content, "标准.xlsx")
    make_draft(office)
    assert signed_in(office.scorer).get("/standard/drafts/2027-01/1/table/").status_code == 403


HEAD = (
    "方面,条号,条目,每条年上限,评分项编号,评分项,分值,"
    "计分单位,每月上限,每年上限,互斥组,敏感事由,一票否决"
)
LINE = "文明建设,1,志愿服务,,1.1,志愿服务,1,次,,,,,"


@pytest.mark.parametrize(
    ("heading", "asked"),
    [("每季上线", "是不是“每季上限”？"), ("每月扣分上限", "是不是“"), ("我的备忘", "")],
)
def test_a_heading_that_means_nothing_is_named(heading: str, asked: str) -> None:
    with pytest.raises(StandardFileRefused) as refused:
        read_standard(f"{HEAD},{heading}\n{LINE},3\n".encode(), "标准.csv")
    (error,) = refused.value.errors
    assert (error.row, error.heading) == (1, heading)
    assert f"不认识“{heading}”这一列，{asked}" in error.reason
    assert "用不着的，请删去这一列" in error.reason


def sent(user: User, content: str, **typed: str) -> Any:
    file = SimpleUploadedFile("标准.csv", content.encode())
    form = {"form_token": str(uuid4()), "title": "导入稿", "starts": "2027-01", "file": file}
    return signed_in(user).post(IMPORT, form | typed)


def test_a_table_is_checked_first_and_then_becomes_a_draft(office: Office) -> None:
    page = sent(office.clerk, f"{HEAD}\n{LINE}\n", check="1")
    assert "检查通过，没有写入。表里有1个评分项。" in page.content.decode()
    assert not Standard.objects.drafts().exists()
    token = str(uuid4())
    for _ in range(2):
        page = sent(office.clerk, f"{HEAD}\n{LINE}\n", form_token=token)
        assert (page.status_code, page["Location"]) == (302, "/standard/drafts/2027-01/1/")
    draft = Standard.objects.drafts().get()
    assert (draft.title, draft.items.get().title) == ("导入稿", "志愿服务")


def test_mistakes_are_told_by_row_and_column_and_nothing_is_written(office: Office) -> None:
    wrong = LINE.replace("志愿服务,1,次", "志愿服务,很多,次").replace("1.1", "1.2")
    page = sent(office.clerk, f"{HEAD},每季上线\n{LINE},\n{wrong},\n")
    assert page.status_code == 422
    text = page.content.decode()
    assert "表格有 2 处要改正，没有导入" in text
    assert "第3行" in text
    assert "G列" in text
    assert "“很多”不是分值" in text
    assert "不认识“每季上线”这一列" in text
    assert 'value="导入稿"' in text
    assert not Standard.objects.drafts().exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"title": ""}, "请填写标准的名称"),
        ({"starts": "明年"}, "“明年”不是月份"),
        ({"file": ""}, "请选择要导入的"),
    ],
)
def test_the_rest_of_the_form_is_asked_for(
    office: Office, typed: dict[str, str], told: str
) -> None:
    page = sent(office.clerk, f"{HEAD}\n{LINE}\n", **typed)
    assert page.status_code == 422
    assert told in page.content.decode()


def test_a_second_draft_of_one_title_is_refused(office: Office) -> None:
    sent(office.clerk, f"{HEAD}\n{LINE}\n")
    page = sent(office.clerk, f"{HEAD}\n{LINE}\n")
    assert page.status_code == 422
    assert "同名草案" in page.content.decode()
    assert sent(office.scorer, f"{HEAD}\n{LINE}\n").status_code == 403
