"""全年归档包: one ZIP of a community's year by the worker of long prints, whose names and bytes are
the same each time."""

import io
import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from config.prints import KINDS
from households.models import Place
from households.refusals import Refused
from households.roles import Role
from points.models import PrintJob
from points.prints import files
from points.prints.kinds import kinds
from points.services import print_jobs
from tests.factory import make_officer, make_village, signed_in
from tests.points.archived import OVER, Archived, pages
from tests.points.print_kinds import SITE, sheets, work

pytestmark = pytest.mark.django_db
TITLE = "东岭社区2026年归档包"
NAMES = [
    "01 年度综合卷.pdf",
    "01 年度综合卷.xlsx",
    "02 年度荣誉卷.pdf",
    "02 年度荣誉卷.xlsx",
    "03 年度工作情况.pdf",
    "04 各组年度卷/{code} 赵庄第1组年度卷.pdf",
    "04 各组年度卷/{code} 赵庄第1组年度卷.xlsx",
    "05 公示链/公示链.json",
    "05 公示链/离线核对.html",
    "00 清单.txt",
]


@pytest.fixture
def town() -> Archived:
    return Archived()


def ask(town: Archived) -> PrintJob:
    kind = kinds()["bundle"]
    place, title = kind.order(town.clerk, {"year": "2026"})
    order = print_jobs.Order("bundle", kind.right, place, title, {"year": "2026"}, SITE)
    return print_jobs.ask(order, town.clerk, OVER)


def made(town: Archived) -> tuple[PrintJob, bytes]:
    job = ask(town)
    work()
    job.refresh_from_db()
    assert job.error == ""
    return job, files.paper_file(job).read_bytes()


def enclosed(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as file:
        return {name.removeprefix(f"{TITLE}/"): file.read(name) for name in file.namelist()}


def test_it_has_every_volume_in_both_forms_the_chain_and_a_list(town: Archived) -> None:
    job, content = made(town)
    assert (job.title, job.name, job.state) == (TITLE, TITLE, "done")
    found = enclosed(content)
    assert list(found) == [name.format(code=town.group.code) for name in NAMES]
    for name, inside in found.items():
        if name.endswith(".pdf"):
            assert pages(inside)
        if name.endswith(".xlsx"):
            assert openpyxl.load_workbook(io.BytesIO(inside)).sheetnames[0] == "封面"
    (year,) = [inside for name, inside in found.items() if name.endswith("第1组年度卷.pdf")]
    assert "赵庄第1组2026年家庭诚信积分材料" in pages(year)[0]
    assert "（年度荣誉卷）" in pages(found["02 年度荣誉卷.pdf"])[0]
    assert "东岭社区2026年度家庭诚信积分工作情况" in pages(found["03 年度工作情况.pdf"])[0]


def test_its_list_has_the_digest_of_every_other_file(town: Archived) -> None:
    found = enclosed(made(town)[1])
    listed = found.pop("00 清单.txt").decode("utf-8-sig").split("\r\n")
    assert listed[0] == TITLE
    rows = [line.split(" ", 2) for line in listed if len(line.split(" ", 1)[0]) == 64]
    assert rows == [
        [sha256(inside).hexdigest(), str(len(inside)), name] for name, inside in found.items()
    ]


def test_its_chain_is_what_the_command_exports(town: Archived, tmp_path: Path) -> None:
    found = enclosed(made(town)[1])
    out = tmp_path / "chain.json"
    page = tmp_path / "page.html"
    call_command(
        "export_notices", community=town.community.code, out=out, page=page, stdout=io.StringIO()
    )
    assert found["05 公示链/公示链.json"] == out.read_bytes()
    assert found["05 公示链/离线核对.html"] == page.read_bytes()
    assert json.loads(out.read_bytes())["notices"][0]["digest"] == town.notice.digest


def test_the_same_pieces_give_the_same_bytes(town: Archived) -> None:
    whole = KINDS["bundle"].build(ask(town))
    parts = [sheets(1) if piece.key.endswith("pdf ") else b"x" for piece in whole.pieces]
    assert len({piece.key for piece in whole.pieces}) == len(parts)
    volume = [at for at, piece in enumerate(whole.pieces) if "年度卷.pdf" in piece.key]
    for at in volume:
        parts[at] = whole.pieces[at].make()
    content = whole.bind(parts)
    with ZipFile(io.BytesIO(content)) as file:
        assert {each.date_time[:3] for each in file.infolist()} == {(2026, 11, 27)}
    digests = [sha256(inside).hexdigest() for inside in enclosed(whole.bind(parts)).values()]
    assert digests == [sha256(inside).hexdigest() for inside in enclosed(content).values()]


def test_a_name_that_no_system_allows_is_written_with_what_looks_like_it(town: Archived) -> None:
    Place.objects.filter(pk=town.village.pk).update(name="赵/庄:东")
    whole = KINDS["bundle"].build(ask(town))
    names = {piece.key.split("年度卷.")[0] for piece in whole.pieces if piece.key[:2] == "04"}
    assert names == {f"04 各组年度卷/{town.group.code} 赵／庄：东第1组"}


def test_who_keeps_the_whole_archive_is_offered_its_years_and_nobody_else(town: Archived) -> None:
    kind = KINDS["bundle"]
    day = date(2026, 12, 1)
    (year,) = kind.offer(town.clerk, day)
    assert list(year.choices) == [("2026", "2026年")]
    assert kind.offer(town.scorer, day) == []
    of_a_village = make_officer(Role.SUPERVISOR, make_village(town.community, "河东村"), "郑监督")
    assert kind.offer(of_a_village, day) == []
    with pytest.raises(Refused, match="东岭社区2025年还没有积分表"):
        kind.order(town.clerk, {"year": "2025"})


def test_the_page_lets_one_save_it_and_never_shows_it(town: Archived) -> None:
    client = signed_in(town.clerk)
    form = client.get(reverse("print_new", args=["bundle"])).text
    assert "不得外传" in form
    job, content = made(town)
    page = client.get(reverse("print_job", args=[job.ref])).text
    assert "打包好了，请保存到办公室的电脑上" in page
    assert 'target="_blank"' not in page
    answer = client.get(reverse("print_paper", args=[job.ref]))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"] == "application/zip"
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    other = signed_in(town.supervisor).get(reverse("print_paper", args=[job.ref]))
    assert other.status_code == 404
