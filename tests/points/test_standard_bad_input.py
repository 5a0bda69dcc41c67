"""What can't be meant is told where it is met: in the table, on the draft's page, at adopting."""

from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from points.fitness import holes
from points.models import Item, Standard
from points.services import sheets, standard_edits, standards
from points.services.standard_content import content_version
from tests.factory import NOON, NOVEMBER, Office, signed_in
from tests.points.drafting import BASIS, NEXT_YEAR, PAGE, change, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

HEAD = (
    "方面,条号,条目,每条年上限,评分项编号,评分项,分值,计分单位,每月上限,每年上限,"
    "互斥组,敏感事由,一票否决,分档,按什么分档,每条月扣分上限,方面季上限"
)


def line(rule: int, code: str, points: str = "1", **cells: str) -> str:
    """A line of the table; `cells` by heading."""
    values = dict.fromkeys(HEAD.split(","), "") | {
        "方面": "文明建设",
        "条号": str(rule),
        "条目": f"第{rule}条的名",
        "评分项编号": code,
        "评分项": f"事项{code}",
        "分值": points,
        "计分单位": "次",
    }
    return ",".join((values | cells).values())


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "标准.csv"


def loaded(office: Office, table: Path, *lines: str, starts: str = "2027-01") -> str:
    """What the command says, whether it loads the table or not."""
    table.write_text("\n".join([HEAD, *lines]))
    out = StringIO()
    named = {"community": office.community.code, "title": "新标准", "starts": starts}
    try:
        call_command("load_standard", table, **named, stdout=out)
    except CommandError as refused:
        assert not Standard.objects.drafts().exists()
        return str(refused)
    return out.getvalue()


def imported(office: Office, *lines: str, starts: str = "2027-01", **more: str) -> str:
    """What the page says to the same table."""
    file = SimpleUploadedFile("标准.csv", "\n".join([HEAD, *lines]).encode())
    form = {"form_token": str(uuid4()), "title": "新标准", "starts": starts, "file": file}
    page = signed_in(office.clerk).post("/standard/import/", form | more, follow=True)
    return page.content.decode()


def shown(office: Office, address: str = PAGE) -> str:
    return signed_in(office.administrator).get(address).content.decode()


def adopting(office: Office, draft: Standard, address: str = PAGE) -> str:
    """What is answered to whoever adopts the draft."""
    form = {"form_token": str(uuid4()), "how": "before", "basis": BASIS}
    form["seen"] = content_version(draft)
    page = signed_in(office.administrator).post(f"{address}adopt/", form)
    assert page.status_code == 422
    draft.refresh_from_db()
    assert not draft.is_adopted
    return page.content.decode()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            [line(1, "1.1", "3", 每月上限="2")],
            "第2行 I列(每月上限)：评分项1.1一次最多加3分，每月上限只有2分",
        ),
        ([line(1, "1.1", "3", 每条年上限="2")], "每条年上限只有2分"),
        ([line(1, "1.1", "3", 方面季上限="2")], "方面季上限只有2分"),
        ([line(1, "1.1", "-3", 每条月扣分上限="2")], "一次最多扣3分，每条月扣分上限只有2分"),
        (
            [line(1, "1.1", "", 分档="0~100:1；50~:3", 按什么分档="金额")],
            "第2行 N列(分档)：",
        ),
        ([line(1, "1.1", "", 分档="0~100:1；200~:3", 按什么分档="金额")], "缺了100至200"),
        (
            [line(1, "1.1"), line(1, "1.1")],
            "第3行 E列(评分项编号)：评分项编号1.1在第2行已经用过",
        ),
        (
            [line(1, "1.1", 互斥组="甲"), line(2, "2.1", 互斥组="甲")],
            "第3行 K列(互斥组)：互斥组“甲”在第2行属于第1条，一个互斥组只能在一条之内",
        ),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused_by_row_and_column(
    office: Office, table: Path, lines: list[str], told: str
) -> None:
    assert told in loaded(office, table, *lines)
    page = imported(office, *lines)
    assert told.rpartition("：")[2] in page
    assert not Standard.objects.drafts().exists()


def test_a_cap_of_the_other_sign_says_nothing(office: Office, table: Path) -> None:
    """What may be deducted is no matter of the caps of awards, nor the other way round."""
    told = loaded(
        office, table, line(1, "1.1", "-9", 每条年上限="2"), line(1, "1.2", "2", 每条年上限="2")
    )
    assert "已导入草案" in told


def test_numbers_left_out_are_told_and_keep_nothing_back(office: Office, table: Path) -> None:
    lines = [line(1, "1.1"), line(1, "1.3"), line(3, "3.1")]
    due = (
        "条号不连续，没有第2条。本来就没有的不用管，漏了的请补上。",
        "评分项编号不连续，没有 1.2。本来就没有的不用管，漏了的请补上。",
    )
    page = imported(office, *lines, check="1")
    assert [sentence for sentence in due if sentence not in page] == []
    assert not Standard.objects.drafts().exists()
    for told in (loaded(office, table, *lines), shown(office), shown(office, f"{PAGE}adopt/")):
        assert [sentence for sentence in due if sentence not in told] == []
    draft = Standard.objects.drafts().get()
    area = draft.areas.get()
    area.number = 3
    standard_edits.write_parts(draft, [area], [])
    assert "方面的序号不连续，没有1、2。" in shown(office)
    assert standards.adopt(draft, BASIS, office.administrator, NOON).is_adopted


@pytest.mark.parametrize(
    ("areas", "rules", "items", "told"),
    [
        ([1, 2], [1, 2, 3], ["1.1", "1.2", "甲", "10.1"], []),
        ([1, 3], [1], [], ["方面的序号不连续，没有2。"]),
        ([], [2], ["2.2"], ["条号不连续，没有第1条。", "评分项编号不连续，没有 2.1。"]),
        (
            [],
            [],
            ["1.12"],
            ["评分项编号不连续，没有 1.1、1.2、1.3、1.4、1.5、1.6、1.7、1.8 等11个。"],
        ),
    ],
)
def test_holes(areas: list[int], rules: list[int], items: list[str], told: list[str]) -> None:
    found = [each.split("本来")[0] for each in holes(areas, rules, items)]
    assert found == told


def test_a_cap_under_its_points_is_told_on_the_draft_and_at_adopting(office: Office) -> None:
    draft = make_draft(office)
    change(draft, "7.2", points_max=3, points_min=3, monthly_cap=2)
    told = "评分项 7.2 一次最多加3分，评分项 7.2 每月最多只加2分，上限低于分值"
    assert told in shown(office)
    assert told in adopting(office, draft)


def test_a_group_across_rules_is_told_on_the_draft_and_at_adopting(office: Office) -> None:
    draft = make_draft(office)
    change(draft, "7.2", exclusive_group="门前三包月评")
    told = "互斥组“门前三包月评”跨了两条，请改在同一条之内。"
    assert told in shown(office)
    assert told in adopting(office, draft)


def test_a_month_already_opened_is_told_wherever_one_comes(office: Office, table: Path) -> None:
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    told = "现在还不能通过：2026年11月或以后的月份已经开表，请把起用月份改到还没有开表的月份。"
    assert told in imported(office, line(1, "1.1"), starts="2026-11", check="1")
    assert told in loaded(office, table, line(1, "1.1"), starts="2026-11")
    page = "/standard/drafts/2026-11/1/"
    assert told in shown(office, page)
    assert told.removeprefix("现在还不能通过：") in adopting(
        office, Standard.objects.drafts().get(), page
    )


def test_steps_that_overlap_are_told_at_the_field(office: Office) -> None:
    draft = make_draft(office)
    item = draft.items.select_related("rule", "standard").get(code="7.2")
    item.tiers, item.tiers_by = "0~100:1；50~:1", "amount"
    with pytest.raises(Exception, match="重叠") as refused:
        standard_edits.write_item(item)
    assert list(refused.value.message_dict) == ["tiers"]


def test_two_items_of_one_code_are_told_at_writing(office: Office) -> None:
    draft = make_draft(office)
    rule = draft.rules.get(number=7)
    twice = Item(rule=rule, code="7.2", title="又一项", points_min=1, points_max=1, unit="次")
    with pytest.raises(Exception, match="两个评分项的编号相同，请改成不同的编号"):
        standard_edits.write_item(twice)


def test_barred_words_are_told_in_the_message_of_the_import(office: Office) -> None:
    page = imported(office, line(1, "1.1", 评分项="不上访"))
    assert "现在还不能通过：评分项 1.1 的名称里有“上访”" in page
    assert Standard.objects.drafts().get().starts == NEXT_YEAR
