"""The pages of certificates: register, request, the card's own, checking a code, the paper."""

import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from points.models import BankOffer, Certificate, CertificateRequest
from points.services import adjustments, certificates
from tests.clock import Clock, running
from tests.factory import signed_in
from tests.points.card_holding import card_of, holding
from tests.points.certified import Certified, typed
from tests.points.notice_months import AFTER
from tests.points.papers import squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    cache.clear()
    with running(Clock("2026-11-27 12:00")):
        yield


@pytest.fixture
def town() -> Certified:
    return Certified()


def send(client: Client, name: str, ref: str = "", **data: Any) -> Any:
    args = [ref] if ref else []
    return client.post(reverse(name, args=args), {"form_token": str(uuid4()), **data}, follow=True)


def test_clerk_auditor_and_supervisor_see_the_register_others_do_not(town: Certified) -> None:
    town.issue()
    for user in (town.clerk, town.auditor, town.supervisor):
        page = signed_in(user).get(reverse("certificate_list")).text
        assert "东岭农商银行" in page
        assert "2026年12月26日" in page
    assert signed_in(town.scorer).get(reverse("certificate_list")).status_code == 403


def test_a_form_begins_with_the_last_year_that_has_points(town: Certified) -> None:
    """In January nobody asks for a year that has none yet."""
    with running(Clock("2027-01-05 12:00")):
        clerk, card = signed_in(town.clerk), holding(card_of(town, town.zhang))
        for client, name in ((clerk, "certificate_new"), (card, "card_certificates")):
            assert re.search(r'name="year"[^>]*value="2026"', client.get(reverse(name)).text)


def test_a_page_of_the_year_lights_the_year_in_the_top_bar(town: Certified) -> None:
    page = signed_in(town.clerk).get(reverse("certificate_list")).text
    assert 'href="/year/" aria-current="page"' in page


def test_another_community_finds_no_such_request(town: Certified) -> None:
    ref = town.ask().ref
    client = signed_in(Certified("西河社区").clerk)
    for name in ("certificate", "certificate_end", "certificate_print"):
        assert client.get(reverse(name, args=[ref])).status_code == 404


def test_a_signed_form_is_typed_in_and_the_certificate_given(town: Certified) -> None:
    client = signed_in(town.clerk)
    page = client.get(reverse("certificate_new"), {"household": town.zhang.code}).text
    assert f'value="{town.zhang.code}"' in page
    asked = send(client, "certificate_new", household=town.zhang.code, **typed())
    assert "荣誉积分 10 分，计分 1 个月" in asked.text
    ref = CertificateRequest.objects.get().ref
    given = send(client, "certificate", ref)
    assert "证明已开具" in given.text
    assert Certificate.objects.get().code in given.text


def test_without_consent_the_form_says_so_and_keeps_what_was_typed(town: Certified) -> None:
    data = typed()
    del data["agrees"]
    refused = send(signed_in(town.clerk), "certificate_new", household=town.zhang.code, **data)
    assert refused.status_code == 422
    assert "没有本户同意，不能开积分证明" in refused.text
    assert "东岭农商银行" in refused.text
    assert not CertificateRequest.objects.exists()


def test_in_dispute_the_page_says_why_none_is_given(town: Certified) -> None:
    ref = town.ask().ref
    town.object(at=AFTER)
    refused = send(signed_in(town.clerk), "certificate", ref)
    assert (refused.status_code, "有异议还没有答复" in refused.text) == (422, True)
    assert not Certificate.objects.exists()


def test_the_office_ends_a_request_with_a_reason_the_household_reads(town: Certified) -> None:
    card = town.card()
    ref = town.ask(by=card).ref
    client = signed_in(town.clerk)
    assert send(client, "certificate_end", ref, reason="").status_code == 422
    assert "已记下" in send(client, "certificate_end", ref, reason="单位名称不全").text
    assert "单位名称不全" in holding(card).get(reverse("card_certificates")).text


def test_a_household_asks_with_its_card_and_takes_it_back(town: Certified) -> None:
    client = holding(town.card())
    data = typed()
    asked = send(client, "card_certificates", **data)
    assert "申请已提交" in asked.text
    made = CertificateRequest.objects.get()
    assert (made.how, made.paper) == ("card", "")
    given = certificates.issue(made, town.clerk, AFTER)
    assert "收回同意" in client.get(reverse("card_certificates")).text
    back = send(client, "card_certificate_end", made.ref)
    assert "已收回同意" in back.text
    given.refresh_from_db()
    assert given.revoke_reason == "本户收回同意"


def test_another_card_finds_nothing_to_take_back(town: Certified) -> None:
    made = town.ask(by=town.card())
    address = reverse("card_certificate_end", args=[made.ref])
    assert holding(town.card(town.li)).get(address).status_code == 404


def test_a_stranger_checks_the_code_and_learns_no_name(town: Certified) -> None:
    given = town.issue()
    stranger = Client()
    page = stranger.get(reverse("verify"), {"code": given.code.lower().replace("-", " ")}).text
    for words in ("这份积分证明有效", "张*禾", "东岭农商银行", "10 分"):
        assert words in page
    assert "张三禾" not in page
    assert "张小禾" not in page
    assert "返乡创业贷款" not in page
    with running(Clock("2026-12-27 12:00")):
        over = stranger.get(reverse("verify"), {"code": given.code}).text
    assert "这份积分证明已过期" in over
    assert "10 分" not in over
    none = stranger.get(reverse("verify"), {"code": "0000-0000-0000-0001"}).text
    assert "没有这个校验码" in none


def test_a_notice_is_still_checked_as_before(town: Certified) -> None:
    page = Client().get(reverse("verify"), {"code": town.notice.check_code}).text
    assert "与系统记录一致" in page


def test_the_paper_says_positive_facts_for_whom_until_when_and_the_code(town: Certified) -> None:
    given = town.issue()
    address = reverse("certificate_print", args=[given.request.ref])
    answer = signed_in(town.clerk).get(address)
    (text,) = squeezed(PdfReader(io.BytesIO(answer.getvalue())))
    for words in (
        "家庭诚信积分证明",
        "东岭农商银行：",
        "张三禾",
        "荣誉积分10分",
        "计分月数1个月",
        "返乡创业贷款",
        "有效期2026年11月27日至2026年12月26日",
        given.code,
    ):
        assert words in text, words
    assert "扣" not in text
    assert "否决" not in text


def test_the_form_asks_for_all_that_the_consent_names(town: Certified) -> None:
    assert signed_in(town.auditor).get(reverse("certificate_form")).status_code == 403
    answer = signed_in(town.clerk).get(reverse("certificate_form"))
    (text,) = squeezed(PdfReader(io.BytesIO(answer.getvalue())))
    for words in (
        "东岭社区积分证明申请书",
        "□已满18周岁",
        "户主本人",
        "接收单位（全称）",
        f"□{certificates.CONSENT}。",
        "不同意，都不影响积分",
        "申请人签字",
    ):
        assert words in text, words
    assert certificates.CONSENT in holding(town.card()).get(reverse("card_certificates")).text


def test_what_is_revoked_is_printed_no_more(town: Certified) -> None:
    given = town.issue()
    certificates.end(given.request, "本户收回同意", town.clerk, AFTER)
    address = reverse("certificate_print", args=[given.request.ref])
    answer = signed_in(town.clerk).get(address, follow=True)
    assert "不能再打印" in answer.text


def test_the_banks_offer_is_kept_as_typed_and_wrong_rates_are_told(town: Certified) -> None:
    client = signed_in(town.clerk)
    data = {
        "seen": 0,
        "bank": "东岭农商银行",
        "basis": "2026年合作协议",
        "per_points": "100",
        "step": "0.1",
        "bound": "0.5",
        "under_age": "45",
        "stands": "on",
    }
    wrong = send(client, "bank_offer", **data | {"step": "千分之一"})
    assert (wrong.status_code, "最多两位小数" in wrong.text) == (422, True)
    assert "已保存" in send(client, "bank_offer", **data).text
    made = BankOffer.objects.get()
    assert (made.step, made.bound, made.number) == (10, 50, 1)
    assert 'value="0.1"' in client.get(reverse("bank_offer")).text


def test_the_register_asks_as_often_for_many_as_for_one(town: Certified) -> None:
    client = signed_in(town.clerk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("certificate_list"))
        return len(asked)

    town.issue()
    few = queries()
    for _ in range(4):
        town.issue()
    assert queries() == few


def test_the_register_has_the_waiting_ones_first_and_nothing_of_more_than_three_years(
    town: Certified,
) -> None:
    waiting = town.ask(recipient="东岭物流园")
    given = town.issue().request
    client = signed_in(town.clerk)
    page = client.get(reverse("certificate_list"))
    assert [row.request for row in page.context["rows"]] == [waiting, given]
    ref = reverse("certificate", args=[given.ref])
    with running(Clock("2029-12-31 09:00")):
        client = signed_in(town.clerk)
        assert "东岭农商银行" in client.get(reverse("certificate_list")).text
        assert client.get(ref).status_code == 200
    with running(Clock("2030-01-01 09:00")):
        client = signed_in(town.clerk)
        assert "东岭农商银行" not in client.get(reverse("certificate_list")).text
        assert client.get(ref).status_code == 404
    assert Certificate.objects.count() == 1


def test_what_a_correction_made_less_is_told_to_the_office(town: Certified) -> None:
    given = town.issue()
    address = reverse("certificate", args=[given.request.ref])
    client = signed_in(town.clerk)
    assert "请作废这份" not in client.get(address).text
    made = adjustments.propose(town.zhang, -4, 2026, "多记", "核实表", town.clerk, AFTER)
    adjustments.decide(made, approved=True, comment="", by=town.auditor, at=AFTER)
    assert "荣誉积分现在是 6 分，比证明上的 10 分少；请作废这份" in client.get(address).text


def test_what_waits_for_the_office_stands_on_the_clerks_desk(town: Certified) -> None:
    asked = town.ask(by=town.card())
    desk = reverse("desk")
    assert "1份积分证明待开具" in signed_in(town.clerk).get(desk).text
    assert "积分证明待开具" not in signed_in(town.auditor).get(desk).text
    town.clerk.household = town.zhang
    town.clerk.save()
    assert "积分证明待开具" not in signed_in(town.clerk).get(desk).text
    town.clerk.household = None
    town.clerk.save()
    town.issue(asked)
    assert "积分证明待开具" not in signed_in(town.clerk).get(desk).text
