"""export_notices: the anonymised chain as a file, and what erasing a household leaves of it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from households import guards
from households.models import Household
from points.chain import Link, first_fault
from points.models import Notice, NoticeHousehold
from points.reports.notice_proof import prove
from points.services.notice_content import VERSION
from tests.factory import NOON, NOVEMBER, Office, make_household
from tests.points.notice_months import OCTOBER, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PAGE = Path(__file__).parents[2] / "points" / "data" / "offline_verify.html"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "000017")


@pytest.fixture
def notices(office: Office, zhang: Household) -> list[Notice]:
    return [
        published(office, month, {zhang: ["4.1"]})
        for month in (OCTOBER.previous(), OCTOBER, NOVEMBER)
    ]


def export(office: Office, out: Path, *more: str) -> tuple[str, str]:
    told, warned = StringIO(), StringIO()
    arguments = ["--community", office.community.code, "--out", str(out), *more]
    call_command("export_notices", *arguments, stdout=told, stderr=warned)
    return told.getvalue(), warned.getvalue()


def read(path: Path) -> list[Link]:
    return [Link(**each) for each in json.loads(path.read_text("utf-8"))["notices"]]


def test_the_file_holds_every_notice_and_agrees_with_itself(
    office: Office, notices: list[Notice], tmp_path: Path
) -> None:
    out = tmp_path / "公示链.json"
    told, warned = export(office, out)
    last = notices[2].check_code
    assert told == f"东岭社区第1期至第3期公示已导出到 {out}，末期校验码 {last}。\n"
    assert warned == ""
    links = read(out)
    assert [link.digest for link in links] == [notice.digest for notice in notices]
    assert links[0] == Link(
        number=1,
        kind="monthly",
        opens_on="2026-11-20",
        closes_on="2026-11-26",
        previous_digest="0" * 64,
        digest=notices[0].digest,
        content=notices[0].content,
    )
    assert links[2].content["version"] == VERSION
    assert first_fault(links) is None


def test_the_file_names_no_household_and_gives_no_salt(
    office: Office, zhang: Household, notices: list[Notice], tmp_path: Path
) -> None:
    export(office, tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text("utf-8")
    told = [zhang.head, "张*禾", zhang.code, zhang.salt, office.clerk.name, zhang.pinyin]
    assert [word for word in told if word in text] == []


def test_the_same_chain_makes_the_same_file(
    office: Office, notices: list[Notice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(office, tmp_path / "a.json")
    Office("西岭社区")
    later = NOON.replace(hour=9)
    monkeypatch.setattr(timezone, "now", lambda: later)
    export(office, tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_the_page_is_written_beside_the_chain(
    office: Office, notices: list[Notice], tmp_path: Path
) -> None:
    told, _ = export(office, tmp_path / "a.json", "--page", str(tmp_path / "核对.html"))
    assert "离线核对页已存到" in told
    assert (tmp_path / "核对.html").read_bytes() == PAGE.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "核对.html"]
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"--out": "nowhere/a.json"}, "写不了文件“.*nowhere/a.json”：No such file"),
        ({"--out": "."}, "是文件夹，请写文件名"),
        ({"--page": "nowhere/a.html"}, "写不了文件“.*nowhere/a.html”"),
        ({"--page": "a.json"}, "同一个文件"),
        ({"--community": "无"}, "没有编号为“无”的社区"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_no_file(
    office: Office, notices: list[Notice], tmp_path: Path, more: dict[str, str], told: str
) -> None:
    more = {
        name: value if name == "--community" else str(tmp_path / value)
        for name, value in more.items()
    }
    options = {"--community": office.community.code, "--out": str(tmp_path / "a.json"), **more}
    with pytest.raises(CommandError, match=told):
        call_command("export_notices", *(word for pair in options.items() for word in pair))
    assert list(tmp_path.iterdir()) == []


def test_a_community_without_a_notice_has_nothing_to_export(office: Office, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="东岭社区还没有公示"):
        export(office, tmp_path / "a.json", "--page", str(tmp_path / "a.html"))
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_breaks_off_leaves_the_earlier_file_as_it_was(
    office: Office, notices: list[Notice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.json"
    export(office, out)
    before = out.read_bytes()

    def full(_: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("points.reports.notice_chain.exported", full)
    with pytest.raises(CommandError, match="写不了文件“.*a.json”：No space left"):
        export(office, out, "--page", str(tmp_path / "a.html"))
    assert out.read_bytes() == before
    assert list(tmp_path.iterdir()) == [out]


def test_a_chain_that_was_tampered_with_is_exported_with_a_warning(
    office: Office, notices: list[Notice], tmp_path: Path
) -> None:
    guards.remove(connection)
    content = {**notices[1].content, "standard": "别的标准", "month": 1.5}
    Notice.objects.filter(number=2).update(content=content)
    told, warned = export(office, tmp_path / "a.json")
    assert "已导出" in told
    assert "第2期：内容里有公示不会有的数" in warned
    assert first_fault(read(tmp_path / "a.json")).number == 2


def test_erasing_a_households_name_and_salt_leaves_the_chain_verifiable(
    office: Office, zhang: Household, notices: list[Notice], tmp_path: Path
) -> None:
    export(office, tmp_path / "before.json")
    NoticeHousehold.objects.filter(household=zhang).delete()
    Household.objects.filter(pk=zhang.pk).update(head="", salt="", pinyin="", initials="")
    export(office, tmp_path / "after.json")
    assert (tmp_path / "after.json").read_bytes() == (tmp_path / "before.json").read_bytes()
    assert first_fault(read(tmp_path / "after.json")) is None
    for notice in notices:
        proof = prove(notice)
        assert (proof.verdict.agrees, proof.verdict.chain_agrees) == (True, True)
        assert [row.code for row in proof.villages[0].groups[0].rows] == ["—"]


def test_a_character_that_cannot_be_written_is_told_with_its_notice(
    office: Office, notices: list[Notice], tmp_path: Path
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite stores half a pair of surrogates")
    guards.remove(connection)
    Notice.objects.filter(number=2).update(content={"number": 2, "standard": "\ud800"})
    with pytest.raises(CommandError, match="第2期的内容里有写不出的字符"):
        export(office, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []
