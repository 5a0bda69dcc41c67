"""close_notices and print_notice from the command line."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from households.models import Household
from points.models import Entry
from points.services import ledger
from tests.factory import NOON, NOVEMBER, Office, make_household
from tests.points.notice_months import AFTER, add_group, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AFTER)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "000017")


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_close_notices_closes_in_all_communities_and_is_safe_twice(
    office: Office, zhang: Household
) -> None:
    other = Office("西岭社区")
    published(office, NOVEMBER, {zhang: ["4.1"]})
    published(other, NOVEMBER, {make_household(other.group): []})
    told = run("close_notices")
    assert "东岭社区第1期（2026年11月）公示已期满，1 户积分已入账。" in told
    assert "西岭社区第1期" in told
    assert "没有期满待入账的公示" in run("close_notices")
    assert Entry.objects.count() == 2


def test_close_notices_on_a_day_goes_by_that_day(office: Office, zhang: Household) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    assert "没有期满" in run("close_notices", "--on", "2026-11-26")
    run("close_notices", "--on", "2026-11-27")
    assert Entry.objects.get().effective_on == AFTER.date()


@pytest.mark.parametrize(("day", "told"), [("2026-12-31", "还没有到"), ("11月27日", "不是日期")])
def test_close_notices_refuses_a_day_to_come_or_none_at_all(
    office: Office, zhang: Household, day: str, told: str
) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    with pytest.raises(CommandError, match=told):
        run("close_notices", "--on", day)
    assert not Entry.objects.exists()


def test_print_notice_writes_the_sheets_of_all_villages_or_of_one(
    office: Office, zhang: Household, tmp_path: Path, settings: Settings
) -> None:
    settings.SITE_URL = "https://points.example.cn"
    add_group(office, "钱庄")
    published(office, NOVEMBER, {zhang: ["4.1"]}, NOON)
    file = tmp_path / "公示.pdf"
    arguments = ["1", "--community", office.community.code, "--out", str(file)]
    told = run("print_notice", *arguments)
    assert told == f"第1期 赵庄、钱庄 的公示单（A3）已存到 {file}。\n"
    pages = [page.extract_text() for page in PdfReader(file).pages]
    assert ["赵庄" in page for page in pages] == [True, True, False]
    assert "000017" in pages[0]
    assert "加分事项清单" in pages[1]

    run("print_notice", *arguments, "--village", "钱庄", "--paper", "A4")
    (page,) = PdfReader(file).pages
    assert "钱庄" in page.extract_text()
    assert round(float(page.mediabox.width)) == 842


def test_print_notice_writes_one_group_in_large_print(
    office: Office, zhang: Household, tmp_path: Path
) -> None:
    add_group(office)
    published(office, NOVEMBER, {zhang: ["4.1"]}, NOON)
    file = tmp_path / "公示.pdf"
    arguments = ["1", "--community", office.community.code, "--out", str(file)]
    group = ["--village", "赵庄", "--group", "第2组"]
    told = run("print_notice", *arguments, *group, "--large")
    assert told.startswith("第1期 赵庄第2组 的公示单（A3）已存到")
    (page,) = PdfReader(file).pages
    assert "000017" not in page.extract_text()


def test_print_notice_warns_that_a_qr_code_without_site_url_leads_nowhere(
    office: Office, zhang: Household, tmp_path: Path, settings: Settings
) -> None:
    settings.SITE_URL = ""
    published(office, NOVEMBER, {zhang: []}, NOON)
    out = str(tmp_path / "a.pdf")
    told = run("print_notice", "1", "--community", office.community.code, "--out", out)
    assert "还没有设置 SITE_URL" in told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"number": "2"}, "没有第2期公示"),
        ({"--community": "无"}, "编号为“无”的社区没有第1期公示"),
        ({"--village": "孙庄"}, "没有“孙庄”，只有赵庄"),
        ({"--group": "第1组"}, "请同时写 --village"),
        ({"--village": "赵庄", "--group": "第9组"}, "没有“第9组”，只有第1组"),
        ({"--out": "/nowhere/a.pdf"}, "写不了文件"),
        ({"--paper": "A5"}, "A5"),
    ],
)
def test_print_notice_says_what_is_wrong(
    office: Office, zhang: Household, tmp_path: Path, change: dict[str, str], told: str
) -> None:
    published(office, NOVEMBER, {zhang: []}, NOON)
    options = {"--community": office.community.code, "--out": str(tmp_path / "a.pdf"), **change}
    number = options.pop("number", "1")
    with pytest.raises(CommandError, match=told):
        run("print_notice", number, *(word for pair in options.items() for word in pair))
    assert not (tmp_path / "a.pdf").exists()


def test_print_notice_writes_no_file_with_a_blank_in_it(office: Office, tmp_path: Path) -> None:
    make_household(office.group, "\ue863三禾", "000017")
    published(office, NOVEMBER, {}, NOON)
    file = tmp_path / "a.pdf"
    with pytest.raises(CommandError, match="户 000017"):
        run("print_notice", "1", "--community", office.community.code, "--out", str(file))
    assert not file.exists()


def test_one_communitys_fault_holds_up_nobody_elses_points(
    office: Office, zhang: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Office("西岭社区")
    published(office, NOVEMBER, {zhang: ["4.1"]})
    published(other, NOVEMBER, {make_household(other.group): ["4.1"]})
    write = ledger.write

    def failing(community_id: int, *arguments: Any) -> Any:
        if community_id == office.community.pk:
            raise DatabaseError("disk full")
        return write(community_id, *arguments)

    monkeypatch.setattr(ledger, "write", failing)
    with pytest.raises(CommandError, match="东岭社区没有办完"):
        run("close_notices")
    assert Entry.objects.get().community == other.community
    monkeypatch.setattr(ledger, "write", write)
    assert "东岭社区第1期" in run("close_notices")
