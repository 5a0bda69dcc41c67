"""Importing records by command and on the page."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from points.models import Record
from points.steps import Step
from tests.factory import (
    pass_until,
    signed_in,
)
from tests.points.record_table import table
from tests.points.recording import Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PAGE = "/records/import/"


@pytest.fixture
def month() -> Recording:
    return Recording()


def command(path: Path, *more: str) -> str:
    out = StringIO()
    call_command("import_records", str(path), "--month", "2026-11", *more, stdout=out)
    return out.getvalue()


def test_the_command_imports_and_tells(month: Recording, tmp_path: Path) -> None:
    path = tmp_path / "记录.csv"
    path.write_bytes(table((month.zhang.code, "7.2", "2026-11-03", "", "", "")))
    by = ("--by", month.clerk.username)
    assert command(path, *by, "--check") == "检查完毕，没有写入：新增 1 条，跳过 0 条。\n"
    assert not Record.objects.exists()
    assert command(path, *by) == "导入完毕：新增 1 条，跳过 0 条。\n"
    code = ("--community", month.community.code)
    assert "跳过 1 条（第2行已有相同记录，跳过）" in command(path, *by, *code)


def test_the_command_fails_with_every_mistake(month: Recording, tmp_path: Path) -> None:
    path = tmp_path / "记录.csv"
    path.write_bytes(
        table(("999", "9.9", "2026-11-03", "", "", ""), ("998", "4.1", "", "", "", ""))
    )
    by = ("--by", month.clerk.username)
    with pytest.raises(CommandError) as caught:
        command(path, *by)
    lines = str(caught.value).splitlines()
    assert lines[:2] == [
        "有 3 处要改正，没有导入：",
        "第2行 A列(户编号)：本社区没有户编号“999”，请对照名册改正。",
    ]
    assert caught.value.returncode == 1
    for arguments, sentence in (
        ((tmp_path / "没有.csv", *by), "打不开文件"),
        ((path, "--by", "nobody"), "没有登录名为“nobody”的人员"),
        ((path, "--by", month.scorer.username), "没有办理东岭社区此事的任职"),
        ((path, *by, "--community", "C999"), "没有编号为“C999”的社区"),
    ):
        with pytest.raises(CommandError, match=sentence):
            command(*arguments)  # type: ignore[arg-type]
    with pytest.raises(CommandError, match="不是月份"):
        call_command("import_records", str(path), "--month", "十一月", *by)


def upload(office: Recording, content: bytes, **more: str) -> Any:
    client = signed_in(office.clerk)
    token = client.get(PAGE).context["form"]["form_token"].value()
    file = SimpleUploadedFile("记录.csv", content)
    return client.post(PAGE, {"form_token": token, "month": "2026-11", "file": file} | more)


def test_the_page_is_the_offices_alone(month: Recording) -> None:
    for person, status in {month.clerk: 200, month.scorer: 403, month.supervisor: 403}.items():
        assert signed_in(person).get(PAGE).status_code == status
        if status == 403:
            assert signed_in(person).post(PAGE, {"month": "2026-11"}).status_code == 403


def test_the_page_imports_once_and_tells(month: Recording) -> None:
    content = table((month.zhang.code, "7.2", "2026-11-03", "", "", ""))
    checked = upload(month, content, check="1").content.decode()
    assert "检查通过，没有写入。导入时会新增 1 条，跳过 0 条。" in checked
    assert not Record.objects.exists()
    answer = upload(month, content)
    assert (answer.status_code, answer["Location"]) == (302, "/records/")
    assert Record.objects.count() == 1


def test_the_same_page_sent_twice_imports_once_and_says_the_same(month: Recording) -> None:
    client = signed_in(month.clerk)
    token = client.get(PAGE).context["form"]["form_token"].value()
    for _ in range(2):
        content = table((month.zhang.code, "7.2", "2026-11-03", "", "", ""))
        sent = {
            "form_token": token,
            "month": "2026-11",
            "file": SimpleUploadedFile("a.csv", content),
        }
        assert client.post(PAGE, sent).status_code == 302
        assert "导入完毕：新增 1 条，跳过 0 条。" in client.get(PAGE).content.decode()
    assert Record.objects.count() == 1


def test_the_page_lists_the_mistakes(month: Recording) -> None:
    answer = upload(month, table(("999", "7.2", "2026-11-03", "", "", "")))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "表格有 1 处要改正，没有导入。" in html
    assert "本社区没有户编号“999”，请对照名册改正。" in html
    for content, sentence in ((b"", "文件是空的"), (b"%PDF-1.7 ...", "没有找到表头")):
        assert sentence in upload(month, content).content.decode()
    assert list(upload(month, b"x", month="2026-09").context["form"].errors) == ["month"]
    assert not Record.objects.exists()


def test_a_month_past_scoring_is_not_offered(month: Recording) -> None:
    pass_until(month, month.sheet, Step.COMMITTEE)
    assert "现在没有可以记录的月份" in signed_in(month.clerk).get(PAGE).content.decode()
