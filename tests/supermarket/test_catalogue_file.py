"""The catalogue as a table: all or nothing, mistakes by row and column, twice changes nothing."""

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.refusals import Refused
from households.roles import Role
from households.tables import Column, TableError, write_csv, write_xlsx
from points.services.record_import import ImportRefused
from supermarket.models import Price, Product
from supermarket.services import catalogue
from supermarket.services.catalogue_file import ProductImport, export_products, import_products
from tests.factory import NOON, Office, make_officer
from tests.supermarket.factory import TODAY, Market, make_goods, make_merchant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

HEADINGS = (
    "编号", "名称", "种类", "类别", "单位", "积分", "成本(元)", "商家", "每户每季限兑", "库存提醒",
)  # fmt: skip
RICE = (1, "大米", "商品", "粮油", "袋", 20, "32.00", "", 3, 10)
OIL = (2, "菜籽油", "", "粮油", "桶", 15, 28.5, "", "", "")
HAIRCUT = (3, "理发", "服务", "便民服务", "次", 8, "10", "便民理发店", "", "")


@pytest.fixture
def office() -> Office:
    office = Office()
    make_merchant(office.community, by=office.clerk)
    return office


def table(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    return write_csv([Column(each) for each in headings], rows)


def carry_out(office: Office, content: bytes, **more: Any) -> ProductImport:
    by = more.pop("by", office.clerk)
    return import_products(content, "目录.csv", office.community, by, NOON, **more)


def mistakes(office: Office, content: bytes) -> list[tuple[int, str, str]]:
    """Row, column and reason of each mistake; nothing may have been written."""
    before = Product.objects.count(), Price.objects.count()
    with pytest.raises(ImportRefused) as caught:
        carry_out(office, content)
    assert (Product.objects.count(), Price.objects.count()) == before
    return [(each.row, each.column_letter, each.reason) for each in caught.value.errors]


def priced(office: Office) -> dict[int, Any]:
    products = Product.objects.filter(community=office.community).select_related("merchant__place")
    return {product.number: product for product in products.priced_on(TODAY)}


def test_rows_become_products_with_their_prices(office: Office) -> None:
    done = carry_out(office, table(RICE, OIL, HAIRCUT, ("合计", "", *[""] * 8)))
    assert done.summary == (
        "新增 3 种，变更 0 处，调价 0 种，没有变化 0 种；表下的合计、签字等未导入（第5行）"
    )
    rice, oil, haircut = (priced(office)[number] for number in (1, 2, 3))
    assert (rice.name, rice.points, rice.cost_fen, rice.limit_per_quarter) == ("大米", 20, 3200, 3)
    assert (oil.kind, oil.cost_fen, oil.low_stock) == (Product.Kind.GOODS, 2850, None)
    assert (haircut.kind, str(haircut.merchant)) == (Product.Kind.SERVICE, "便民理发店")


def test_the_same_table_twice_changes_nothing(office: Office) -> None:
    content = table(RICE, OIL, HAIRCUT)
    carry_out(office, content)
    again = carry_out(office, content)
    assert again.summary == "新增 0 种，变更 0 处，调价 0 种，没有变化 3 种"
    assert (again.sections(), Product.objects.count(), Price.objects.count()) == ([], 3, 3)


def test_what_differs_is_changed_and_told_and_prices_count_from_the_day(office: Office) -> None:
    carry_out(office, table(RICE, HAIRCUT))
    dearer = (1, "东北大米", "商品", "粮油", "袋", 22, "33", "", "", 10)
    tomorrow = TODAY + timedelta(days=1)
    done = carry_out(office, table(dearer, HAIRCUT), from_on=tomorrow)
    assert [line for section in done.sections() for line in section.lines] == [
        "1 大米：名称 大米 → 东北大米",
        "1 大米：每户每季限兑 3 → （空）",
        "1 大米：20分、成本32.00元 → 22分、成本33.00元",
    ]
    assert (priced(office)[1].name, priced(office)[1].points) == ("东北大米", 20)
    assert Product.objects.priced_on(tomorrow).get(number=1).points == 22
    assert carry_out(office, table(dearer, HAIRCUT), from_on=tomorrow).unchanged == 2


def test_a_column_that_is_not_there_changes_nothing(office: Office) -> None:
    carry_out(office, table(RICE, HAIRCUT))
    short = ("编号", "名称", "类别", "单位", "积分", "单价（元）")
    rows = ((1, "大米", "粮油", "袋", 20, 32), (3, "理发", "便民服务", "次", 8, 10))
    assert carry_out(office, table(*rows, headings=short)).unchanged == 2
    assert priced(office)[1].limit_per_quarter == 3


def test_every_mistake_is_told_with_its_row_and_column(office: Office) -> None:
    carry_out(office, table(RICE, HAIRCUT))
    wrong = [
        ("", "", "物品", "", "", "", "", "老王修理铺", "零", "1.5"),
        (0, "面粉", "", "粮油", "袋", -5, "-1", "", 0, -1),
        ("１５", "挂面", "", "粮油", "把", 1.5, "3.005", "", "", ""),
        (15, "挂面", "", "粮油", "把", 5, 3, "", "", ""),
        (1, "大米", "服务", "粮油", "袋", 20, 32, "便民理发店", "", ""),
        (4, "体检", "服务", "便民服务", "次", 30, 60, "", "", ""),
        (5, "洗衣粉", "商品", "日用品", "袋", 6, 8, "便民理发店", "", ""),
        (6, "长" * 41, "", "粮" * 21, "单位单位单位单位单位单", 10000, 100001, "", 1000, ""),
    ]
    found = mistakes(office, table(*wrong))
    assert [(row, column) for row, column, _ in found] == [
        *[(2, column) for column in "ABCDEFGHIJ"],
        (3, "A"), (3, "F"), (3, "G"), (3, "I"), (3, "J"),
        (4, "F"), (4, "G"),
        (5, "A"),
        (6, "C"),
        (7, "H"),
        (8, "H"),
        (9, "B"), (9, "D"), (9, "E"), (9, "F"), (9, "G"), (9, "I"),
    ]  # fmt: skip
    said = {(row, column): reason for row, column, reason in found}
    assert said[2, "H"] == "没有商家“老王修理铺”。本社区有：便民理发店。请改正，或先登记这个商家。"
    assert said[3, "F"] == "积分应在 1 至 9999 之间，现为 -5，请改正。"
    assert said[3, "G"] == "“-1”不是金额，请填以元为单位的数，如 12.50，不能是负数。"
    assert said[4, "F"] == "“1.5”不是整数，请只填整数，不写单位和小数。"
    assert "最多两位小数" in said[4, "G"]
    assert said[5, "A"] == "编号 15 在第4行和第5行重复了，请只留一行。"
    assert said[6, "C"] == "1 大米是商品，种类不能改；请换一个编号。"


def test_the_unit_of_goods_in_use_is_refused_in_its_cell() -> None:
    market = Market()
    row = (market.rice.number, "大米", "", "粮油", "斤", 20, 32, "", "", "")
    ((number, column, reason),) = mistakes(market, table(row))
    assert (number, column) == (2, "E")
    assert "已有以“袋”计的出入库" in reason


def test_a_retired_product_stays_as_it_is_and_is_told(office: Office) -> None:
    carry_out(office, table(RICE))
    catalogue.retire(priced(office)[1], office.clerk, NOON)
    done = carry_out(office, table((1, "小米", *RICE[2:])))
    assert done.summary.endswith("没有变化 0 种，已下架的 1 种未作改动")
    assert (priced(office)[1].name, priced(office)[1].retired_at) == ("大米", NOON)


def test_merchants_are_known_by_name_and_code_of_this_community_only(office: Office) -> None:
    clinic = make_merchant(office.community, "卫生室", by=office.clerk)
    make_merchant(Office("西湖社区").community, "老王修理铺")
    checkup = (4, "体检", "", "便民服务", "次", 30, 60, clinic.place.code, "", "")
    carry_out(office, table(checkup))
    assert priced(office)[4].merchant == clinic
    repair = (5, "修家电", "", "便民服务", "次", 12, 20, "老王修理铺", "", "")
    assert [column for _, column, _ in mistakes(office, table(repair))] == ["H"]


def test_checking_tells_the_same_and_writes_nothing(office: Office) -> None:
    assert len(carry_out(office, table(RICE, OIL), check=True).new) == 2
    assert not Product.objects.exists()


def test_only_the_office_imports(office: Office) -> None:
    other = Office("西湖社区")
    for person in (office.administrator, office.supervisor, other.clerk):
        with pytest.raises(Refused, match="没有办理东岭社区此事的任职"):
            carry_out(office, table(RICE), by=person)
    assert not Product.objects.exists()


def test_a_file_without_the_columns_is_refused(office: Office) -> None:
    with pytest.raises(TableError, match="积分"):
        carry_out(office, table((1, "大米"), headings=("编号", "名称")))


def test_the_number_of_queries_does_not_grow_with_the_rows(office: Office) -> None:
    def cost(first: int, many: int, points: int) -> int:
        rows = [(number, *RICE[1:5], points, *RICE[6:]) for number in range(first, first + many)]
        with CaptureQueriesContext(connection) as queries:
            carry_out(office, table(*rows))
        return len(queries)

    carry_out(office, table(HAIRCUT))
    assert cost(11, 2, 20) == cost(100, 60, 20)
    assert cost(11, 2, 21) == cost(100, 60, 21)


def test_what_is_exported_can_be_imported_again_and_changes_nothing(office: Office) -> None:
    carry_out(office, table(RICE, OIL, HAIRCUT))
    make_goods(office.community, "=1+1", number=9, by=office.clerk, cost_fen=1999)
    content = export_products(priced(office).values())
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert [cell.value for cell in sheet[2]][-1] == "状态"
    assert sheet["G3"].value == 32
    done = import_products(content, "目录.xlsx", office.community, office.clerk, NOON)
    assert done.summary == "新增 0 种，变更 0 处，调价 0 种，没有变化 4 种"


def test_excel_numbers_and_a_title_above_are_read(office: Office) -> None:
    kinds = ["number" if isinstance(value, (int, float)) else "text" for value in OIL]
    columns = [Column(*pair) for pair in zip(HEADINGS, kinds, strict=True)]
    done = carry_out(office, write_xlsx("商品目录", columns, [OIL]))
    assert (len(done.new), priced(office)[2].cost_fen) == (1, 2850)


def command(path: Path, *more: str) -> str:
    out = StringIO()
    call_command("import_products", str(path), *more, stdout=out)
    return out.getvalue()


def test_the_command_imports_and_tells(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "目录.csv"
    path.write_bytes(table(RICE))
    by = ("--by", office.clerk.username)
    told = "新增的商品和服务：1\n  1 大米\n{}：新增 1 种，变更 0 处，调价 0 种，没有变化 0 种。\n"
    assert command(path, *by, "--check") == told.format("检查完毕，没有写入")
    assert not Product.objects.exists()
    assert command(path, *by, "--from", "2026-12-01") == told.format("导入完毕")
    assert Price.objects.get().from_on.month == 12
    code = ("--community", office.community.code)
    assert "调价 1 种" in command(path, *by, *code)


def test_the_command_needs_nobody_named_where_there_is_one_clerk(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "目录.csv"
    path.write_bytes(table(RICE))
    assert "新增 1 种" in command(path)
    make_officer(Role.CLERK, office.community)
    with pytest.raises(CommandError, match="现有 2 位积分办"):
        command(path)


def test_the_command_fails_with_every_mistake(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "目录.csv"
    path.write_bytes(table((1, "大米", "", "粮油", "袋", -1, "x", "", "", "")))
    by = ("--by", office.clerk.username)
    with pytest.raises(CommandError) as caught:
        command(path, *by)
    assert str(caught.value).splitlines()[:2] == [
        "商品目录有 2 处要改正，没有导入：",
        "第2行 F列(积分)：积分应在 1 至 9999 之间，现为 -1，请改正。",
    ]
    assert caught.value.returncode == 1
    for arguments, sentence in (
        ((tmp_path / "没有.csv", *by), "打不开文件"),
        ((path, "--by", office.supervisor.username), "没有办理东岭社区此事的任职"),
        ((path, *by, "--community", "C999"), "没有编号为“C999”的社区"),
        ((path, *by, "--from", "明天"), "不是日期"),
    ):
        with pytest.raises(CommandError, match=sentence):
            command(*arguments)  # type: ignore[arg-type]
