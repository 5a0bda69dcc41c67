"""Settling with a merchant, noting that he was paid, and his own statements on his phone."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from households.models import User
from households.roles import Role
from points.periods import Quarter
from supermarket.models import Settlement, Voucher
from supermarket.reports.book_paper import Making
from supermarket.reports.merchant_statement import (
    Standing,
    Statement,
    StatementRow,
    statement,
    statement_paper,
)  # fmt: skip
from supermarket.services import settlements, vouchers
from tests.clock import Clock, running
from tests.factory import NOON, appoint, make_officer, signed_in
from tests.supermarket.asking import send, told
from tests.supermarket.books import asked, make_village, page, pages_of, paper, sizes, table, words
from tests.supermarket.factory import AUTUMN as FOURTH
from tests.supermarket.factory import TODAY, make_merchant
from tests.supermarket.serving import Serving
from tests.supermarket.test_two_quarters import Village

pytestmark = pytest.mark.django_db

MERCHANTS = "/market/quarters/2026-{}/merchants/W2"
AUTUMN, WINTER = MERCHANTS.format(3), MERCHANTS.format(4)
OWN = "/voucher/statements/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    """After both quarters."""
    clock = Clock("2027-01-03 10:00")
    with running(clock):
        yield clock


@pytest.fixture
def village() -> Village:
    """The third quarter is settled and not paid, the fourth is not settled."""
    return make_village()


def paid_form(**more: str) -> dict[str, str]:
    return {"paid_on": "2027-01-02", "paper": "转账2027-001"} | more


# Settling


def test_the_statement_before_and_after_it_is_settled(village: Village) -> None:
    before = page(village.clerk, f"{WINTER}/")
    for part in ("待结算", "合计 3 张", "32.00", "生成结算单"):
        assert part in before, part
    sent = send(village.clerk, f"{WINTER}/settle/", {})
    assert sent["Location"] == f"{WINTER}/"
    after = told(sent)
    for part in ("已生成2026年第4季度结算单，应付理发店32.00元。", "待付款", "登记付款"):
        assert part in after, part
    assert f"{WINTER}/settle/" not in after
    made = Settlement.objects.get(quarter=4)
    assert (made.amount_fen, made.made_by) == (3200, village.clerk)


def test_a_second_sending_settles_nothing_and_is_told_the_same(village: Village) -> None:
    token = str(uuid4())
    first, again = (send(village.clerk, f"{WINTER}/settle/", {}, token) for _ in range(2))
    assert told(first).count("已生成") == told(again).count("已生成") == 1
    assert Settlement.objects.filter(quarter=4).count() == 1
    # Another form than the first one is told that it came too late.
    late = send(village.clerk, f"{WINTER}/settle/", {})
    assert late.status_code == 422
    assert "已经结算过" in words(late)


def test_a_quarter_that_lasts_is_shown_and_not_settled(village: Village, clock: Clock) -> None:
    clock.set("2026-12-31 10:00")
    text = page(village.clerk, f"{WINTER}/")
    assert "季度未结束" in text
    assert "生成结算单" not in text
    refused = signed_in(village.clerk).post(f"{WINTER}/settle/", {"form_token": str(uuid4())})
    assert refused.status_code == 422
    assert "到2026年12月31日才结束" in words(refused)
    assert not Settlement.objects.filter(quarter=4).exists()


# Paying


def test_a_payment_is_noted_with_its_day_and_paper(village: Village) -> None:
    settlements.settle(village.barber, Quarter(2026, 4), village.clerk, datetime.fromisoformat("2027-01-02 09:00+08:00"))  # fmt: skip  # noqa: E501
    sent = send(village.clerk, f"{WINTER}/pay/", paid_form())
    after = told(sent)
    for part in ("已登记2027年1月2日付款。", "已付款", "凭据：转账2027-001"):
        assert part in after, part
    assert "登记付款" not in after
    made = Settlement.objects.get(quarter=4)
    assert (made.paid_on, made.paid_paper) == (date(2027, 1, 2), "转账2027-001")


@pytest.mark.parametrize(
    ("typed", "told_"),
    [
        ({"paper": " "}, "请写明付款凭据"),
        ({"paper": "号" * 61}, "付款凭据最多60个字"),
        ({"paid_on": "2027-01-04"}, "付款日期还没有到"),
        ({"paid_on": "2026-09-30"}, "付款日期早于结算日期2026年10月1日"),
        ({"paid_on": "昨天"}, "日期不对"),
    ],
)
def test_a_payment_that_is_refused(village: Village, typed: dict[str, str], told_: str) -> None:
    sent = send(village.clerk, f"{AUTUMN}/pay/", paid_form(**typed))
    assert sent.status_code == 422
    assert told_ in words(sent)
    assert Settlement.objects.get(quarter=3).paid_on is None


def test_a_payment_is_noted_once(village: Village) -> None:
    token = str(uuid4())
    first, again = (send(village.clerk, f"{AUTUMN}/pay/", paid_form(), token) for _ in range(2))
    assert told(first).count("已登记") == told(again).count("已登记") == 1
    late = signed_in(village.clerk).post(
        f"{AUTUMN}/pay/", paid_form(paper="转账2027-002") | {"form_token": str(uuid4())}
    )
    assert late.status_code == 422
    assert Settlement.objects.get(quarter=3).paid_paper == "转账2027-001"


def test_there_is_nothing_to_pay_before_it_is_settled(village: Village) -> None:
    asked(village.clerk, f"{WINTER}/pay/", 404)


# Who


def test_who_sees_and_who_settles(village: Village) -> None:
    office = village.office
    for person in (office.supervisor, office.auditor):
        text = page(person, f"{AUTUMN}/")
        assert "登记付款" not in text
        for kind in ("pdf", "xlsx"):
            asked(person, f"{AUTUMN}.{kind}")
        for act in ("settle", "pay"):
            assert refused(person, f"{AUTUMN}/{act}/") == 403
    for person in (office.administrator, village.cutter):
        for address in (f"{AUTUMN}/", f"{AUTUMN}.pdf", f"{AUTUMN}.xlsx"):
            asked(person, address, 403)
        assert refused(person, f"{AUTUMN}/pay/") == 403
    # The storekeeper's scope holds no merchant, and another community's clerk none of this one.
    for person in (village.keeper, Serving("西湖社区").clerk):
        for address in (f"{AUTUMN}/", f"{AUTUMN}.pdf", f"{AUTUMN}.xlsx"):
            asked(person, address, 404)
        assert refused(person, f"{AUTUMN}/pay/") == 404
    assert Settlement.objects.get().paid_on is None


def refused(person: User, address: str) -> int:
    """The status of a whole form sent to the address."""
    sent: HttpResponse = signed_in(person).post(address, paid_form() | {"form_token": str(uuid4())})
    return sent.status_code


def test_a_counter_is_no_merchant(village: Village) -> None:
    asked(village.clerk, "/market/quarters/2026-3/merchants/W1/", 404)


# Paper and table


def test_the_statement_on_paper_is_signed_by_both(village: Village) -> None:
    pdf = asked(village.clerk, f"{WINTER}.pdf")
    assert sizes(pdf) == {(595, 842)}
    (text,) = pages_of(pdf)
    ending = Voucher.objects.filter(used_at__isnull=False).order_by("-used_at").first().code[-4:]
    for part in ("东岭社区商家对账单", "理发店·2026年第4季度",
                 f"3{ending}理发01022026年12月30日12.00",
                 "合计3张32.00", "待结算：", "社区经办：", "商家签字（盖章）："):  # fmt: skip
        assert part in text, part
    for head in village.households:
        assert head not in text
    assert "已付款" not in paper(village.clerk, f"{AUTUMN}.pdf")


def test_the_statement_as_a_table(village: Village) -> None:
    title, rows = table(asked(village.clerk, f"{WINTER}.xlsx"))
    assert title == "理发店2026年第4季度商家对账单"
    assert [(row["户编号"], row["核销日期"].date(), row["应付(元)"]) for row in rows[:-1]] == [
        ("0101", date(2026, 10, 5), 10),
        ("0103", date(2026, 10, 8), 10),
        ("0102", date(2026, 12, 30), 12),
    ]
    assert rows[-1]["应付(元)"] == 32
    # Of the voucher no more than can't be used.
    assert all(len(row["券号末四位"]) == 4 for row in rows[:-1])


def test_what_was_settled_stays_as_it_was_settled(village: Village) -> None:
    settled = statement(village.barber, Quarter(2026, 3), TODAY)
    assert [row.fen for row in settled.rows] == [1000]
    (before,) = statement(village.barber, Quarter(2026, 3), TODAY).rows
    vouchers.use(
        Voucher.objects.get(line__redemption=village.last_slip).code,
        village.barber, village.cutter, datetime.fromisoformat("2027-01-04 09:00+08:00"),
    )  # fmt: skip
    assert statement(village.barber, Quarter(2026, 3), TODAY).rows == [before]


@pytest.mark.parametrize("number", [30, 31, 32, 33, 34, 35])
def test_the_signatures_are_never_alone(number: int) -> None:
    town = Serving()
    row = StatementRow("0123456789ABCDEF", "理发", "010101", NOON, 1000)
    standing = Standing(town.merchant, FOURTH, number, number * 1000, None, "待结算")
    made = Statement(standing, [row] * number)
    last = pages_of(statement_paper(made, Making(town.clerk, NOON)))[-1]
    for part in ("CDEF理发010101", f"合计{number}张{number * 10}.00", "商家签字"):
        assert part in last, part


# The merchant's own


def test_a_merchant_sees_his_own_statements(village: Village) -> None:
    text = page(village.cutter, "/voucher/")
    assert f'href="{OWN}"' in text
    text = page(village.cutter, OWN)
    for part in ("2026年第3季度", "10.00", "待付款"):
        assert part in text, part
    # Not settled yet.
    asked(village.cutter, f"{OWN}2026-4/W2/", 404)
    text = page(village.cutter, f"{OWN}2026-3/W2/")
    for part in ("0101", "2026年9月30日", "10.00"):
        assert part in text, part
    assert "张三禾" not in text
    assert "合计1张10.00" in paper(village.cutter, f"{OWN}2026-3/W2.pdf")


def test_nobody_else_sees_a_merchants_statements(village: Village) -> None:
    clinic = make_merchant(village.office.community, "东岭卫生室", by=village.clerk)
    doctor = make_officer(Role.MERCHANT, clinic.place)
    assert "10.00" not in page(doctor, OWN)
    for address in (f"{OWN}2026-3/W2/", f"{OWN}2026-3/W2.pdf"):
        asked(doctor, address, 404)
        asked(Serving("西湖社区").barber, address, 404)
        for person in (village.clerk, village.office.supervisor):
            asked(person, address, 403)
        asked(village.keeper, address, 404)
    for person in (village.clerk, village.keeper):
        asked(person, OWN, 403)


def test_a_merchant_who_supervises_too_sees_his_own_statements_only(village: Village) -> None:
    """The supervisor sees the settlements of all merchants, but not on these pages."""
    clinic = make_merchant(village.office.community, "东岭卫生室", by=village.clerk)
    doctor = make_officer(Role.MERCHANT, clinic.place)
    appoint(doctor, Role.SUPERVISOR, village.office.community)
    assert "理发店" in page(doctor, f"{AUTUMN}/")
    assert "10.00" not in page(doctor, OWN)
    for address in (f"{OWN}2026-3/W2/", f"{OWN}2026-3/W2.pdf"):
        asked(doctor, address, 403)
    appoint(village.cutter, Role.SUPERVISOR, village.office.community)
    assert "10.00" in page(village.cutter, OWN)


def test_his_pages_ask_the_same_of_the_database_however_much_he_has(village: Village) -> None:
    client = signed_in(village.cutter)
    counts = []
    for quarter, at in ((4, "2027-01-02 09:00+08:00"), (None, "")):
        with CaptureQueriesContext(connection) as seen:
            client.get(OWN)
        counts.append(len(seen))
        if quarter:
            moment = datetime.fromisoformat(at)
            settlements.settle(village.barber, Quarter(2026, quarter), village.clerk, moment)
    assert counts[0] == counts[1]
