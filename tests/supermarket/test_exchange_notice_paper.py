"""The wall sheet of a quarter's exchange, read back from the PDF."""

import io
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from points.models import Policy
from points.reports.notice_kinds import reading, villages_of
from supermarket.services import catalogue
from supermarket.services.catalogue import Particulars
from tests.factory import NOON, make_household, signed_in
from tests.points.papers import SITE, printed, squeezed
from tests.supermarket.books import asked, page, table
from tests.supermarket.factory import give_points, make_goods, stocked
from tests.supermarket.quarters_told import CLOSED, OVER, Autumn

pytestmark = pytest.mark.django_db

HEADING = "序号户编号户主兑换物品扣分余额"


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: CLOSED)


@pytest.fixture
def town() -> Autumn:
    return Autumn()


def pages(town: Autumn, village: int = 0, paper: str = "A3", **settings: str) -> list[str]:
    notice = town.community.notices.get()
    policy = Policy(community=town.community, **settings)
    return squeezed(printed(villages_of(notice)[village], paper=paper, of=notice, by=policy))


def test_every_household_stands_on_it_with_what_it_took(town: Autumn) -> None:
    notice = town.published()
    (text,) = pages(town, office_phone="0551-65550001")
    for told in (
        "东岭社区爱心超市积分兑换公示表",
        "赵庄·2026年第4季度·第1期",
        "现将2026年第4季度（2026年11月20日至11月30日）爱心超市的积分兑换情况予以公示。",
        "公示期：2026年12月1日至12月7日（7天）。",
        HEADING,
        "第1组（1户）1000017张*禾大米1袋、理发1次2872第1组合计2872",
        "兑出物品本村数量全社区数量全社区扣分",
        "大米1袋3袋60菜籽油0桶1桶15理发1次1次8合计1户2户83",
        "余额是2026年12月1日发布公示时账上的可兑积分；已撤销的兑换单没有计入",
        "积分办0551-65550001",
        "经办人：审核人：监督人：",
        "张贴人：张贴时间：撤下日期：",
        "东岭社区（盖章）2026年12月1日",
        f"本期校验码{notice.check_code}上期校验码无（首期）",
        "第1页共1页",
    ):
        assert told in text, told
    assert "000018" not in text
    assert "000018李*麦大米2袋、菜籽油1桶555" in pages(town, 1)[0]


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_sixty_households_and_a_long_list_are_printed_whole(town: Autumn, paper: str) -> None:
    wares = [make_goods(town.community, f"生活用品第{n}号", 1, by=town.clerk) for n in range(30)]
    for ware in wares:
        stocked(town.shop, ware, 1, by=town.clerk)
    town.exchange(*(town.pick(ware, 1) for ware in wares), household=town.zhang)
    stocked(town.shop, town.rice, 100, by=town.clerk)
    for number in range(60):
        household = make_household(town.group, code=f"0001{number:02d}")
        give_points(household, 20)
        town.takes(household, rice=1)
    town.close()
    town.publish()
    found = pages(town, paper=paper)
    assert len(found) > 2
    code = town.community.notices.get().check_code
    for number, text in enumerate(found, start=1):
        assert f"第{number}页共{len(found)}页" in text
        assert f"本期校验码{code}" in text
        assert HEADING in text or "兑出物品本村数量" in text
    whole = "".join(found)
    assert "、".join(f"生活用品第{n}号1袋" for n in range(30)) in whole
    for number in range(60):
        assert f"{number + 2}0001{number:02d}" in whole
    assert "（盖章）" in found[-1]


def test_a_ware_no_font_can_print_is_told_and_nothing_is_set(town: Autumn) -> None:
    rare = Particulars("\ue863米", "粮油", "袋")
    catalogue.change_product(town.rice, rare, town.clerk, NOON)
    town.takes(town.zhang, rice=1)
    town.close()
    town.publish()
    answer = signed_in(town.clerk).get(reverse("notice_print", args=[1]))
    assert answer.status_code == 422
    assert "商品 \ue863米 “\ue863”（U+E863）" in answer.text


def test_the_paper_is_named_after_what_it_tells(town: Autumn) -> None:
    town.published()
    answer = signed_in(town.clerk).get(reverse("notice_print", args=[1], query={"paper": "A4"}))
    name = quote("赵庄2026年第4季度兑换公示表第1期A4.pdf")
    assert answer["Content-Disposition"] == f"inline; filename*=utf-8''{name}"
    reader = PdfReader(io.BytesIO(b"".join(answer.streaming_content)))
    assert round(float(reader.pages[0].mediabox.width)) == 842


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_the_commands_print_and_close_it_without_posting(
    town: Autumn, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SITE_URL = SITE
    town.published()
    file = tmp_path / "兑换.pdf"
    named = ("--community", town.community.code, "--out", str(file))
    told = run("print_notice", "1", *named, "--village", "钱庄")
    assert "第1期 钱庄 的公示单（A3）已存到" in told
    assert "000018李*麦" in squeezed(PdfReader(file))[0]
    with pytest.raises(CommandError, match="只有赵庄、钱庄"):
        run("print_notice", "1", *named, "--village", "孙庄")
    monkeypatch.setattr(timezone, "now", lambda: OVER)
    assert "东岭社区第1期（2026年第4季度）公示已期满。\n" in run("close_notices")
    assert "没有期满" in run("close_notices")


def test_the_table_has_a_row_a_household_of_the_whole_notice(town: Autumn) -> None:
    address = "/market/windows/2026-4/notice.xlsx"
    asked(town.clerk, address, 404)
    assert address not in page(town.clerk, "/market/quarters/2026-4/")
    town.published()
    assert address in page(town.clerk, "/market/quarters/2026-4/")
    title, rows = table(asked(town.clerk, address))
    assert title == "东岭社区2026年第4季度爱心超市兑换公示（第1期）"
    assert list(rows[0]) == ["村", "组", "户编号", "户主", "兑换物品", "扣分", "余额"]
    assert [tuple(row.values()) for row in rows] == [
        ("赵庄", "第1组", "000017", "张*禾", "大米1袋、理发1次", 28, 72),
        ("钱庄", "第1组", "000018", "李*麦", "大米2袋、菜籽油1桶", 55, 5),
        ("合计", None, None, None, None, 83, 77),
    ]


def test_what_an_older_notice_counted_is_not_denied(town: Autumn) -> None:
    notice = town.published()
    told = "发布时已过期退分的服务券也没有计入"
    assert told in reading(notice).remark(notice)
    notice.content["version"] = 1
    assert told not in reading(notice).remark(notice)


def test_the_long_remark_does_not_tear_the_seal(town: Autumn) -> None:
    notice = town.published()
    policy = Policy(community=town.community)
    for paper in ("A3", "A4"):
        (sheet,) = printed(villages_of(notice)[0], paper=paper, of=notice, by=policy).pages
        assert "东岭社区（盖章）" in sheet.extract_text().splitlines()
