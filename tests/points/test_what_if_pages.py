"""The pages of 推算: asking, watching, the result, the families; who may, and what is refused."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from households.models import User
from households.refusals import Refused
from points.models import HonourPolicy, PrintJob, Replay
from points.periods import Month
from points.services import print_jobs, replays, sheets, standard_edits, standards
from points.services.replays import Wanted
from points.stars import Stars
from tests.factory import NOON, NOVEMBER, Office, make_household, signed_in
from tests.points.ledgers import MUCH_LATER
from tests.points.print_kinds import SITE, now, work
from tests.points.replaying import OCTOBER, SEPTEMBER, ThreeMonths
from tests.supermarket.factory import make_goods

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

DECEMBER = NOVEMBER.next()
ASKING = "/standard/drafts/2027-01/1/what-if/"
MONTHS = {"first": "2026-09", "last": "2026-11"}


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def office() -> ThreeMonths:
    return ThreeMonths()


def page(user: User, address: str) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def send(user: User, address: str, **typed: Any) -> HttpResponse:
    return signed_in(user).post(address, {"form_token": uuid4(), **typed})


def refused(response: HttpResponse) -> str:
    assert response.status_code == 422
    return str(response.content.decode())


def test_the_draft_leads_to_its_replay_and_the_result_to_paper(office: ThreeMonths) -> None:
    assert f'href="{ASKING}"' in page(office.clerk, "/standard/drafts/2027-01/1/")
    assert "如果早就按“2027年标准”计分" in page(office.clerk, ASKING)
    sent = send(office.clerk, ASKING, **MONTHS, five="20", four="１０", three="9")
    job = PrintJob.objects.get()
    assert (sent.status_code, sent.url) == (302, f"/standard/what-if/{job.ref}/")
    waiting = page(office.clerk, sent.url)
    assert "排队中，还没有开始" in waiting
    assert f'data-progress="/standard/what-if/{job.ref}/progress/"' in waiting
    assert "后台程序没有运行" in waiting
    work()
    shown = page(office.clerk, sent.url)
    assert "2026年9月至11月，2户、13条记录：合计由+29分变成+23分，少6分（−20.7%）。" in shown
    assert "爱心超市还没有兑换过，也没有在架的商品，算不出要多花多少钱。" in shown
    assert "2户的名次都不变；星级有变的2户。" in shown
    assert "有2条记录在这份标准里不计分，原来共+2分：13.1参加村民小组会。" in shown
    assert "封顶一共少计10分，最多的是11.3抢险救灾、见义勇为、7.2邻里互助。" in shown
    assert "没有用到的评分项有1项：12.1喜事新办。" in shown
    assert "95%以上的户都得过的有2项：7.2邻里互助、4.1巡查平均45分及以上" in shown
    assert f'href="/standard/what-if/{job.ref}/paper.pdf"' in shown
    assert "推算“2027年标准”（2026年9月至11月）" in page(office.clerk, ASKING)


def test_the_thresholds_of_the_year_stand_in_the_form_and_all_five_may_be_typed(
    office: ThreeMonths,
) -> None:
    assert 'name="one"' in page(office.clerk, ASKING)
    assert 'value="120"' not in page(office.clerk, ASKING)
    HonourPolicy.objects.create(
        community=office.community, stars_by="thresholds", five_points=120, two_points=7
    )
    shown = page(office.clerk, ASKING)
    assert re.search(r'name="five"[^>]*value="120"', shown)
    assert re.search(r'name="two"[^>]*value="7"', shown)


def test_three_people_three_answers(office: ThreeMonths) -> None:
    """The clerk and the administrator; the auditor, who may not draft; a clerk of elsewhere."""
    ref = office.replay().job.ref
    other = Office("西河社区")
    for address in (f"/standard/what-if/{ref}/", f"/standard/what-if/{ref}/families/", ASKING):
        assert signed_in(office.clerk).get(address).status_code == 200
        assert signed_in(office.administrator).get(address).status_code == 200
        assert signed_in(office.auditor).get(address).status_code == 403
        assert signed_in(other.clerk).get(address).status_code == 404
    assert signed_in(other.clerk).get(f"/standard/what-if/{ref}/paper.pdf").status_code == 404
    assert signed_in(office.auditor).get(f"/standard/what-if/{ref}/paper.pdf").status_code == 403
    assert send(office.auditor, ASKING, **MONTHS).status_code == 403
    # While it waits, it is the asker's own.
    waiting = office.ask(first=OCTOBER).ref
    assert signed_in(office.administrator).get(f"/standard/what-if/{waiting}/").status_code == 404
    assert send(office.administrator, f"/standard/what-if/{waiting}/stop/").status_code == 404
    assert Replay.objects.count() == 1


def test_an_adopted_standard_is_replayed_likewise(office: ThreeMonths) -> None:
    assert 'href="/standard/2026-01/what-if/"' in page(office.clerk, "/standard/2026-01/")
    sent = send(office.clerk, "/standard/2026-01/what-if/", **MONTHS)
    work()
    shown = page(office.clerk, sent.url)
    assert "按这份标准重算，合计和各方面都与原来一样，共+29分。" in shown
    assert "2户的名次都不变。没有填星级起点，没有比星级。" in shown


def test_what_was_typed_wrong_is_said_and_kept(office: ThreeMonths) -> None:
    backwards = refused(send(office.clerk, ASKING, first="2026-11", last="2026-09", five="120"))
    assert "结束月份早于开始月份，请改正。" in backwards
    assert 'value="120"' in backwards
    stars = refused(send(office.clerk, ASKING, **MONTHS, five="90", four="90"))
    assert "四星的起点（90分）应低于五星的起点（90分），请改正。" in stars
    words = refused(send(office.clerk, ASKING, **MONTHS, five="很多"))
    assert "很多" in words
    elsewhere = refused(send(office.clerk, ASKING, first="2026-01", last="2026-11"))
    assert "这个月现在不能推算，请重选。" in elsewhere
    assert PrintJob.objects.count() == 0


def test_a_month_under_review_is_not_offered_and_not_replayed(office: ThreeMonths) -> None:
    sheets.open_month(office.community, DECEMBER, office.clerk, MUCH_LATER)
    assert replays.settled_months(office.community) == [SEPTEMBER, OCTOBER, NOVEMBER]
    told = "2026年12月还有1张积分表没有评完，不能推算，请改选月份。"
    with pytest.raises(Refused, match=told):
        office.ask(last=DECEMBER)
    with pytest.raises(Refused, match="2027年1月没有积分表，没有可推算的，请改选月份。"):
        office.ask(first=Month(2027, 1), last=Month(2027, 1))


def test_too_many_months_are_refused(office: ThreeMonths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "MOST_MONTHS", 2)
    with pytest.raises(Refused, match="一次最多推算2个月，请改选月份。"):
        office.ask()


def test_without_a_settled_month_the_page_says_what_is_lacking() -> None:
    office = Office()
    draft = standards.copy_to_draft(office.standard, "草案", Month(2027, 1))
    assert "还没有可以推算的月份" in page(office.clerk, ASKING)
    wanted = Wanted(NOVEMBER, NOVEMBER, Stars())
    with pytest.raises(Refused, match="没有积分表"):
        replays.ask(draft, wanted, office.clerk, NOON, SITE)


def test_a_draft_that_contradicts_itself_or_is_empty_is_refused(office: ThreeMonths) -> None:
    empty = standards.create_draft(office.community, "空白", Month(2027, 1), [])
    with pytest.raises(Refused, match="标准里还没有评分项，没有可推算的。请先填写评分项。"):
        office.ask(empty)
    office.draft.items.filter(code__in=("4.1", "7.2")).update(exclusive_group="跨条")
    with pytest.raises(Refused, match="“2027年标准”现在还不能推算：互斥组“跨条”跨了两条"):
        office.ask()


def test_a_form_sent_twice_is_one_replay(office: ThreeMonths) -> None:
    token = uuid4()
    first, second = (send(office.clerk, ASKING, **MONTHS, form_token=token) for _ in range(2))
    assert first.url == second.url
    assert PrintJob.objects.count() == 1


def test_a_draft_changed_before_it_was_worked_out_is_not_replayed(office: ThreeMonths) -> None:
    job = office.ask()
    office.draft.items.filter(code="7.2").update(points_max=3, points_min=3, monthly_cap=3)
    work()
    assert now(job).state == "failed"
    told = "提交推算之后草案又有改动，没有推算完。请到草案那一页重新推算。"
    assert told in page(office.clerk, f"/standard/what-if/{job.ref}/")
    assert Replay.objects.count() == 0


def test_a_draft_deleted_before_it_was_worked_out_is_not_replayed(office: ThreeMonths) -> None:
    job = office.ask()
    standard_edits.delete_draft(office.draft)
    work()
    assert "这份草案已经删除，没有可推算的。" in page(office.clerk, f"/standard/what-if/{job.ref}/")


def test_the_result_names_the_version_it_is_of(office: ThreeMonths) -> None:
    version = standards.content_version(office.draft)
    ref = office.replay().job.ref
    shown = page(office.clerk, f"/standard/what-if/{ref}/")
    assert f"内容版本 {version[:8].upper()}" in shown
    assert "后来" not in shown
    standard_edits.change_draft(office.draft, "改了名的标准", office.draft.starts)
    changed = page(office.clerk, f"/standard/what-if/{ref}/")
    assert "推算之后这份草案又改过，结果是改动以前的" in changed
    assert "推算“2027年标准”" in changed
    standard_edits.delete_draft(office.draft)
    gone = page(office.clerk, f"/standard/what-if/{ref}/")
    assert "这份草案后来删除了，结果是删除以前的。" in gone
    assert f"内容版本 {version[:8].upper()}" in gone


def test_a_replay_is_stopped_and_begun_anew(office: ThreeMonths) -> None:
    job = office.ask()
    assert (
        send(office.clerk, f"/standard/what-if/{job.ref}/stop/").url
        == f"/standard/what-if/{job.ref}/"
    )
    assert "已停止" in page(office.clerk, f"/standard/what-if/{job.ref}/")
    work()
    assert Replay.objects.count() == 0
    assert send(office.clerk, f"/standard/what-if/{job.ref}/again/").status_code == 302
    work()
    assert Replay.objects.get().job == job


def test_a_job_stopped_at_its_last_piece_keeps_nothing(office: ThreeMonths) -> None:
    job = office.ask()
    print_jobs.stop(job, NOON)
    with pytest.raises(Refused, match="已经停止"):
        replays.keep(job, {}, [], NOON)
    assert Replay.objects.count() == 0


def test_a_result_is_kept_once(office: ThreeMonths) -> None:
    found = office.replay()
    PrintJob.objects.filter(pk=found.job_id).update(state="running", finished_at=None)
    assert replays.keep(found.job, {"other": 1}, [], NOON) == found
    found.refresh_from_db()
    assert found.content["households"] == 2


def test_replays_are_no_prints(office: ThreeMonths) -> None:
    ref = office.replay().job.ref
    listed = page(office.clerk, "/prints/")
    assert "推算" not in listed
    assert signed_in(office.clerk).get(f"/prints/{ref}/").status_code == 404
    assert signed_in(office.clerk).get("/prints/new/what_if/").status_code == 404


def test_the_families_that_change_are_listed_and_narrowed(office: ThreeMonths) -> None:
    address = f"/standard/what-if/{office.replay().job.ref}/families/"
    every = page(office.clerk, address)
    assert "张三禾" in every
    assert "+20 → +15" in every
    assert "五星 → 四星" in every
    assert "三星 → 无" in every
    stars = page(office.clerk, f"{address}?shown=stars")
    assert "李四麦" in stars
    first = page(office.clerk, f"{address}?shown=first")
    assert "没有这样的户" in first
    village = office.village.code
    assert "张三禾" in page(office.clerk, f"{address}?village={village}")
    assert "没有这样的户" in page(office.clerk, f"{address}?village=nowhere")
    assert "张三禾" in page(office.clerk, f"{address}?shown=odd&page=x")


def test_what_points_cost_is_the_supermarkets_own_figure(office: ThreeMonths) -> None:
    """20 points cost 30.00 元, so 29 cost 43.50 and 23 cost 34.50; whole 元 are shown, upwards."""
    make_goods(office.community, points=20, cost_fen=3000)
    ref = office.replay().job.ref
    shown = page(office.clerk, f"/standard/what-if/{ref}/")
    assert "由约44元变成约35元，少花约9元。还没有实际兑换过，按在架商品和服务" in shown
    assert "共20分、成本30.00元" in shown


def queries(user: User, address: str) -> int:
    client = signed_in(user)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_the_pages_ask_as_much_for_many_families_as_for_two(office: ThreeMonths) -> None:
    few, job = office.replay(), office.ask(first=OCTOBER)
    more = [make_household(office.group, f"赵{number}") for number in range(4)]
    rows = [[each.pk, *few.families[0][1:]] for each in (office.zhang, office.li, *more)]
    PrintJob.objects.filter(pk=job.pk).update(state="running", started_at=NOON)
    many = replays.keep(job, few.content, rows, NOON)
    for each in ("", "families/"):
        pages = [f"/standard/what-if/{of.job.ref}/{each}" for of in (few, many)]
        asked = [queries(office.clerk, address) for address in pages]
        assert asked[0] == asked[1]
