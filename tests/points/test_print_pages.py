"""The pages of long prints: asking, watching, stopping, opening, and who may."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from households.models import User
from households.roles import Role
from households.services import appointments
from points.models import PrintJob
from points.prints import files
from points.services import print_jobs
from tests.factory import NOON, Office, appoint, make_officer, make_user, signed_in
from tests.points.print_kinds import ACTS, ask, now, refuse, widths, work
from tests.supermarket.factory import make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: object) -> None:
    settings.PRINT_KINDS = "tests.points.print_kinds.KINDS"
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    ACTS.clear()


@pytest.fixture
def office() -> Office:
    return Office()


def page(user: User, address: str) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def send(user: User, address: str, **typed: object) -> HttpResponse:
    return signed_in(user).post(address, {"form_token": uuid4(), **typed})


def pdf_of(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content)


def test_three_people_three_answers(office: Office) -> None:
    """Who asked for it; one in scope who did not; the same person without the right; a stranger."""
    job = ask(office)
    other = Office("西河社区")
    for address in (f"/prints/{job.ref}/", f"/prints/{job.ref}/progress/"):
        assert signed_in(office.clerk).get(address).status_code == 200
        assert signed_in(office.auditor).get(address).status_code == 404
        assert signed_in(other.clerk).get(address).status_code == 404
        assert signed_in(make_user(office.community)).get(address).status_code == 404
        assert Client().get(address).url == f"/login/?next={address}"
    appointments.end(office.clerk.appointments.get(), NOON.date() - timedelta(days=1))
    assert signed_in(office.clerk).get(f"/prints/{job.ref}/").status_code == 404
    appoint(office.clerk, Role.DELEGATE, office.community)
    for act in ("", "progress/", "paper.pdf"):
        assert signed_in(office.clerk).get(f"/prints/{job.ref}/{act}").status_code == 403
    for act in ("stop/", "again/"):
        assert send(office.clerk, f"/prints/{job.ref}/{act}").status_code == 403
    assert now(job).state == "waiting"


def test_only_kinds_that_one_may_print_are_offered(office: Office, settings: Settings) -> None:
    settings.PRINT_KINDS = "config.prints.KINDS"
    clerk, scorer = page(office.clerk, "/prints/"), page(office.scorer, "/prints/")
    for kind in ("wall", "reports", "letters", "cards", "forms", "register"):
        assert f'href="/prints/new/{kind}/"' in clerk
    assert [f'"/prints/new/{kind}/"' in scorer for kind in ("reports", "forms", "cards")] == [
        True,
        True,
        False,
    ]
    delegate = make_officer(Role.DELEGATE, office.community)
    assert signed_in(delegate).get("/prints/").status_code == 403
    assert signed_in(office.scorer).get("/prints/new/cards/").status_code == 403
    assert signed_in(office.clerk).get("/prints/new/unknown/").status_code == 404


def test_a_print_is_asked_for_and_shown(office: Office) -> None:
    answered = send(office.clerk, "/prints/new/plain/", pieces="2")
    job = PrintJob.objects.get()
    assert answered.url == f"/prints/{job.ref}/"
    assert (job.title, job.asked, job.site) == ("2张纸", {"pieces": "2"}, "http://testserver")
    text = page(office.clerk, answered.url)
    assert "排队中，还没有开始" in text
    assert f'data-progress="/prints/{job.ref}/progress/"' in text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in text


def test_the_same_form_sent_again_leads_to_the_same_print(office: Office) -> None:
    token = uuid4()
    first = send(office.clerk, "/prints/new/plain/", pieces="2", form_token=token)
    print_jobs.stop(PrintJob.objects.get(), NOON)
    again = send(office.clerk, "/prints/new/plain/", pieces="2", form_token=token)
    assert (first.url, PrintJob.objects.count()) == (again.url, 1)


def test_an_answer_that_is_not_on_offer_is_told_at_its_question(office: Office) -> None:
    answered = send(office.clerk, "/prints/new/plain/", pieces="7")
    text = answered.content.decode()
    assert answered.status_code == 422
    assert "几张：这一项现在不能选，请重选。" in text
    assert not PrintJob.objects.exists()
    assert "几张：请选择。" in send(office.clerk, "/prints/new/plain/").content.decode()


def test_the_address_fills_in_what_is_known(office: Office) -> None:
    text = page(office.clerk, "/prints/new/plain/?pieces=3")
    assert 'value="3" id="id_pieces_1" checked' in text.replace(" required", "")


def test_nothing_to_print_says_what_to_do(office: Office, settings: Settings) -> None:
    settings.PRINT_KINDS = "config.prints.KINDS"
    text = page(office.clerk, "/prints/new/wall/")
    assert "还没有公示；发布之后再来打印。" in text
    assert "提交打印" not in text


def test_how_far_it_is_is_told_while_one_watches(office: Office) -> None:
    job = ask(office, pieces=3)
    texts: list[str] = []
    ACTS["第2张"] = lambda: texts.append(page(office.clerk, f"/prints/{job.ref}/progress/"))
    work()
    assert "已完成 1 / 3（正在排：第2张）" in texts[0]
    assert 'max="3" value="1"' in texts[0]
    assert "data-over" not in texts[0]
    over = page(office.clerk, f"/prints/{job.ref}/progress/")
    assert "已完成 3 / 3" in over
    assert "排好了，可以打开打印。" in over
    assert "文件保留到2026年11月23日，到期清除。" in over
    assert "data-over" in over


def test_how_long_it_takes_is_told(office: Office) -> None:
    job = ask(office)
    work()
    for seconds, told in ((45, "用时45秒"), (130, "用时2分10秒"), (3800, "用时1小时3分")):
        ended = NOON + timedelta(seconds=seconds)
        PrintJob.objects.update(finished_at=ended)
        assert told in page(office.clerk, f"/prints/{job.ref}/")


def test_a_page_says_that_nobody_works(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ask(office)
    for address in (f"/prints/{job.ref}/", f"/prints/{job.ref}/progress/", "/prints/"):
        assert "打印程序没有运行，现在没有在排。请系统管理员启动 print_worker" in page(
            office.clerk, address
        )
    monkeypatch.setattr("points.views.prints.worker_runs", lambda: True)
    assert "打印程序没有运行" not in page(office.clerk, f"/prints/{job.ref}/")
    work()
    monkeypatch.setattr("points.views.prints.worker_runs", lambda: False)
    assert "打印程序没有运行" not in page(office.clerk, "/prints/")


def test_the_paper_is_opened_or_saved(office: Office) -> None:
    job = ask(office, pieces=3)
    address = f"/prints/{job.ref}/paper.pdf"
    early = signed_in(office.clerk).get(address)
    assert early.url == f"/prints/{job.ref}/"
    work()
    assert f'href="{address}" target="_blank"' in page(office.clerk, f"/prints/{job.ref}/")
    opened = signed_in(office.clerk).get(address)
    assert (opened["Content-Type"], "no-store" in opened["Cache-Control"]) == (
        "application/pdf",
        True,
    )
    assert opened["Content-Disposition"].startswith("inline")
    assert widths(pdf_of(opened)) == [101, 102, 103]
    saved = signed_in(office.clerk).get(f"{address}?save=1")
    assert saved["Content-Disposition"].startswith("attachment")
    assert widths(pdf_of(saved)) == [101, 102, 103]
    files.paper_file(job).unlink()
    lost = signed_in(office.clerk).get(address, follow=True)
    assert "文件已经不在服务器上，请重新打印" in lost.content.decode()


def test_a_failed_print_says_why_and_is_tried_again(office: Office) -> None:
    job = ask(office, pieces=3)
    ACTS["第2张"] = refuse("没有纸。")
    work()
    text = page(office.clerk, f"/prints/{job.ref}/")
    assert "排“第2张”时：没有纸。" in text
    assert "打开已排好的部分" in text
    part = signed_in(office.clerk).get(f"/prints/{job.ref}/paper.pdf")
    assert widths(pdf_of(part)) == [101]
    ACTS.clear()
    assert send(office.clerk, f"/prints/{job.ref}/again/").url == f"/prints/{job.ref}/"
    work()
    assert now(job).state == "done"


def test_half_a_book_is_not_offered(office: Office) -> None:
    job = ask(office, "book")
    work()
    assert "打开已排好的部分" not in page(office.clerk, f"/prints/{job.ref}/")
    address = f"/prints/{job.ref}/paper.pdf"
    assert signed_in(office.clerk).get(address).url == f"/prints/{job.ref}/"


def test_a_print_is_stopped_once(office: Office) -> None:
    job, token = ask(office), uuid4()
    address = f"/prints/{job.ref}/stop/"
    for _ in range(2):
        answered = send(office.clerk, address, form_token=token)
        assert answered.url == f"/prints/{job.ref}/"
    assert now(job).state == "stopped"
    client = signed_in(office.clerk)
    late = client.post(address, {"form_token": uuid4()}, follow=True)
    assert "这份打印已经结束，不用停止了。" in late.content.decode()
    assert signed_in(office.clerk).post(address, {}).status_code == 422
    assert signed_in(office.clerk).get(address).status_code == 405


def test_what_was_swept_is_asked_for_anew(office: Office) -> None:
    job = ask(office)
    work()
    print_jobs.note_swept(job, NOON + timedelta(days=3))
    text = page(office.clerk, f"/prints/{job.ref}/")
    assert "文件已经按期清除" in text
    assert 'href="/prints/new/plain/">重新打印' in text
    assert "已清除" in page(office.clerk, "/prints/")


def test_nobody_opens_paper_whose_time_is_over_though_no_worker_has_swept_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, failed = ask(office), ask(office, pieces=3)
    ACTS["第3张"] = refuse("没有纸。")
    work()
    end = NOON + print_jobs.KEPT
    for at, opens in ((end - timedelta(seconds=1), True), (end, False)):
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        for each in (job, failed):
            opened = signed_in(office.clerk).get(f"/prints/{each.ref}/paper.pdf")
            assert (opened.status_code == 200) == opens
            assert not opens or pdf_of(opened)
            text = page(office.clerk, f"/prints/{each.ref}/")
            assert (f"/prints/{each.ref}/paper.pdf" in text) == opens
            assert ("再试一次" in text) == (opens and each == failed)
            assert ("重新打印" in text) == (not opens)
        text = page(office.clerk, f"/prints/{job.ref}/")
        assert ("排好了" in text, "文件已经按期清除" in text) == (opens, not opens)
        listed = page(office.clerk, "/prints/")
        assert (f"/prints/{job.ref}/paper.pdf" in listed) == opens
        assert listed.count("已清除") == (0 if opens else 2)


def test_whoever_may_print_something_has_the_link_to_it(office: Office, settings: Settings) -> None:
    settings.PRINT_KINDS = "config.prints.KINDS"
    keeper = make_officer(Role.STOREKEEPER, make_shop(office.community).place)
    text = page(keeper, "/prints/")
    assert 'href="/prints/new/register/"' in text
    link = '<a href="/prints/"'
    assert [link in page(user, "/") for user in (keeper, office.clerk)] == [True, True]
    assert link not in page(make_officer(Role.DELEGATE, office.community), "/")


def test_the_list_shows_ones_own_prints_in_a_constant_number_of_queries(office: Office) -> None:
    def queries() -> int:
        client = signed_in(office.clerk)
        with CaptureQueriesContext(connection) as found:
            client.get("/prints/")
        return len(found)

    print_jobs.ask(print_jobs_order(office), office.auditor, NOON)
    ask(office)
    few = queries()
    for pieces in range(3, 9):
        ask(office, pieces=pieces)
    work(turns=9)
    assert queries() == few
    text = page(office.clerk, "/prints/")
    assert "2plain" in text
    assert "审计" not in text


def print_jobs_order(office: Office) -> print_jobs.Order:
    asked = {"pieces": 2}
    return print_jobs.Order("plain", "points.view_account", office.community, "审计", asked, "x")
