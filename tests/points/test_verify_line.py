"""A household checks its own line: that line alone, by POST, and not too often."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households import guards
from households.models import Household
from households.names import masked
from households.services import households
from points.models import LineCheck, Notice, NoticeHousehold
from points.services import adjustments, line_checks, posting
from points.views import verify
from tests.factory import NOON, NOVEMBER, Office, make_household
from tests.points.disputing import Dispute
from tests.points.notice_months import AFTER, OCTOBER, publish, published, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "000017")


@pytest.fixture
def li(office: Office) -> Household:
    return make_household(office.group, "李四麦", "000018")


@pytest.fixture
def notice(office: Office, zhang: Household, li: Household) -> Notice:
    return published(office, NOVEMBER, {zhang: ["4.1", "1.3"]})


def ask(client: Client, notice: Notice, household: str, code: str | None = None) -> HttpResponse:
    data = {"code": notice.check_code if code is None else code, "household": household}
    return client.post(reverse("verify_line"), data)


def facts(page: HttpResponse) -> dict[str, str]:
    """What stands below “核对本户”."""
    own = page.text.partition("核对本户</h2>")[2].partition("<form")[0]
    return dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", own))


def test_a_household_sees_its_own_line_as_it_was_frozen_and_no_other(
    client: Client, notice: Notice
) -> None:
    page = ask(client, notice, "000017")
    assert page.status_code == 200
    assert facts(page) == {
        "户编号": "000017",
        "户主": "张*禾（赵庄 第1组）",
        "家园": "−5",
        "环境": "3",
        "家庭": "0",
        "文明": "0",
        "民主": "0",
        "本月合计": "−2",
        "本年荣誉积分": "−2",
        "可兑积分": "−2",
    }
    for other in ("000018", "李*麦", "张三禾"):
        assert other not in page.text
    assert "与系统记录一致" in page.text
    assert "noindex" in page["X-Robots-Tag"]


def test_the_line_stays_as_it_was_frozen_whatever_became_of_the_household(
    client: Client, office: Office, zhang: Household, notice: Notice
) -> None:
    posting.close_notices(office.community, AFTER)
    households.mark_left(zhang, date(2026, 11, 27), office.clerk, AFTER)
    assert facts(ask(client, notice, "000017"))["可兑积分"] == "−2"


@pytest.mark.parametrize("typed", ["０００017", " 0000 17 ", "000017\u200b"])
def test_the_code_is_understood_as_people_type_it(
    client: Client, notice: Notice, typed: str
) -> None:
    assert facts(ask(client, notice, typed))["户编号"] == "000017"
    spoiled = notice.check_code.lower().replace("0", "O").replace("1", "l")
    assert facts(ask(client, notice, typed, spoiled))["户编号"] == "000017"


def test_a_code_that_is_not_in_the_notice_is_answered_plainly(
    client: Client, notice: Notice
) -> None:
    page = ask(client, notice, "000019")
    assert page.status_code == 200
    assert "本期没有户编号000019" in page.text
    assert facts(page) == {}
    assert 'value="000019"' in page.text


def test_a_household_that_is_only_told_of_a_correction_sees_that(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = NOON + timedelta(days=20)
    monkeypatch.setattr(timezone, "now", lambda: later)
    town = Dispute()
    made = adjustments.propose(town.li, 2, 2026, "补记", "纪要第8号", town.clerk, NOON)
    adjustments.decide(made, approved=True, comment="", by=town.auditor, at=NOON)
    households.mark_left(town.li, NOON.date(), town.clerk, NOON)
    december = published(town, NOVEMBER.next(), {}, later)
    assert facts(ask(client, december, town.li.code)) == {
        "户编号": town.li.code,
        "户主": f"{masked(town.li.head)}（赵庄）",
        "更正": "2026年积分更正+2",
    }


def test_an_erased_household_is_not_found_by_what_stands_in_its_place(
    client: Client, notice: Notice
) -> None:
    NoticeHousehold.objects.all().delete()
    assert "本期没有户编号000017" in ask(client, notice, "000017").text
    for placeholder in ("—", "已隐去"):
        page = ask(client, notice, placeholder)
        assert facts(page) == {}
        assert "本期有这一户" not in page.text


@pytest.mark.parametrize(
    ("household", "told"),
    [
        ("", "请输入本户的户编号"),
        ("a%b", "有不能用的符号"),
        ("0" * 61, "没有这么长"),
        ("0" * 21, "超过 20 个字"),
    ],
)
def test_what_is_no_household_code_is_refused_at_its_field_and_costs_no_question(
    client: Client, notice: Notice, household: str, told: str
) -> None:
    page = ask(client, notice, household)
    assert page.status_code == 422
    assert told in page.context["form"].errors["household"][0]
    assert "与系统记录一致" in page.text
    assert not LineCheck.objects.exists()


def test_a_wrong_check_code_tells_nothing_of_a_household(client: Client, notice: Notice) -> None:
    unknown = ask(client, notice, "000017", "FFFF-0000-FFFF-0000")
    none = ask(client, notice, "000017", "A1B2")
    assert (unknown.status_code, none.status_code) == (200, 422)
    assert "没有这个校验码" in unknown.text
    for page in (unknown, none):
        assert "张*禾" not in page.text
    assert not LineCheck.objects.exists()


def test_a_notice_that_was_tampered_with_tells_no_line(client: Client, notice: Notice) -> None:
    guards.remove(connection)
    Notice.objects.filter(pk=notice.pk).update(period_days=8)
    page = ask(client, notice, "000017")
    assert "与系统记录不一致" in page.text
    assert "核对本户" not in page.text


def test_no_address_names_a_household(client: Client, notice: Notice) -> None:
    address = reverse("verify_line")
    assert client.get(address).status_code == 405
    page = client.get(reverse("verify"), {"code": notice.check_code, "household": "000017"})
    assert "张*禾" not in page.text
    assert f'action="{address}#line"' in page.text


def test_from_one_address_thirty_lines_a_quarter_of_an_hour_and_then_no_more(
    client: Client, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        assert ask(client, notice, f"{number:06d}").status_code == 200
    page = ask(client, notice, "000017")
    assert page.status_code == 429
    assert page.context["form"].errors == {"__all__": [line_checks.TOO_OFTEN]}
    assert facts(page) == {}
    assert 'value="000017"' in page.text
    assert f'name="code" value="{notice.check_code}"' in page.text
    assert "没有这个校验码" not in page.text
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert facts(ask(elsewhere, notice, "000017"))["户编号"] == "000017"
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(minutes=15))
    assert facts(ask(client, notice, "000017"))["户编号"] == "000017"


def test_from_many_addresses_together_there_is_a_limit_for_each_community(
    client: Client, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Office("西岭社区")
    theirs = published(other, NOVEMBER, {make_household(other.group, "王五", "000017"): []})
    monkeypatch.setattr(line_checks, "COMMUNITY_LIMIT", 3)
    for number in range(3):
        assert ask(Client(REMOTE_ADDR=f"10.0.0.{number}"), notice, "000017").status_code == 200
    assert ask(client, notice, "000017").status_code == 429
    assert facts(ask(client, theirs, "000017"))["户主"] == "王*（赵庄 第1组）"


def test_a_question_that_is_refused_costs_no_proof(
    client: Client, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_checks, "ADDRESS_LIMIT", 0)
    monkeypatch.setattr(verify, "prove", None)
    with CaptureQueriesContext(connection) as queries:
        assert ask(client, notice, "000017").status_code == 429
    assert not [query for query in queries if "content" in query["sql"]]
    assert not LineCheck.objects.exists()


def test_a_question_is_forgotten_once_it_no_longer_counts(
    client: Client, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, notice, "000017")
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(minutes=14))
    ask(client, notice, "000017")
    assert LineCheck.objects.count() == 2
    later = NOON + timedelta(minutes=15)
    monkeypatch.setattr(timezone, "now", lambda: later)
    ask(client, notice, "000017")
    kept = LineCheck.objects.order_by("at").values_list("at", flat=True)
    assert list(kept) == [NOON + timedelta(minutes=14), later]


def test_the_guard_that_kept_questions_for_good_goes_with_a_migrate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(LineCheck, "guard", guards.AppendOnly(), raising=False)
        guards.install(connection)
    table = LineCheck._meta.db_table
    assert table in guards.installed(connection).values()
    guards.install_after_migrate(connection.alias)
    assert table not in guards.installed(connection).values()


def test_neither_the_household_nor_the_address_is_kept(client: Client, notice: Notice) -> None:
    ask(client, notice, "000017")
    (kept,) = LineCheck.objects.values()
    assert {"id", "notice_id", "address_hash", "at"} == set(kept)
    assert "127.0.0.1" not in kept["address_hash"]


def test_a_line_costs_the_same_however_many_households(office: Office, client: Client) -> None:
    def cost(notice: Notice) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert facts(ask(client, notice, "000017"))
        return len(queries)

    make_household(office.group, "张三禾", "000017")
    settle(office, OCTOBER, {})
    few = cost(publish(office, OCTOBER))
    for _ in range(15):
        make_household(office.group)
    settle(office, NOVEMBER, {})
    assert cost(publish(office, NOVEMBER)) == few
