"""发卡: one household on the screen, a whole group on paper; the secrets are shown once."""

import io
import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader
from pytest_django import Settings

from households.models import Card, Household, Submission, User
from households.qr import qr_svg
from households.services import cards, households
from points.models import Policy
from points.reports import card_sheet
from tests.factory import (
    NOON,
    Office,
    make_group,
    make_household,
    make_user,
    signed_in,
)
from tests.points.card_papers import opens, pdf_of, pins_of, sent
from tests.wall import lines_of

pytestmark = pytest.mark.django_db

TOKEN = "abcdefghijklmnopqrst-_"
ONLY_ONCE = "只显示一次，系统里没有留存"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101001")


@pytest.fixture
def _known_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("households.services.cards.secrets.token_urlsafe", lambda _: TOKEN)


def page(user: User, address: str) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_household_s_page_says_whether_it_has_a_card(office: Office, zhang: Household) -> None:
    home = f"/households/{zhang.code}/"
    before = page(office.clerk, home)
    assert "还没有积分卡" in before
    assert f'href="{home}card/">发卡' in before
    assert f'href="/cards/{office.group.code}/"' in before
    cards.issue(zhang, office.clerk, NOON)
    after = page(office.clerk, home)
    assert "2026年11月20日由积分办发卡。" in after
    assert f'href="{home}card/">换卡' in after
    assert f'href="{home}card/withdraw/">收回' in after
    assert "积分卡" not in page(office.auditor, home)


def test_a_household_that_has_left_is_offered_no_card(office: Office, zhang: Household) -> None:
    households.mark_left(zhang, NOON.date(), office.clerk, NOON)
    home = page(office.clerk, f"/households/{zhang.code}/")
    assert "已迁出，不再发卡" in home
    assert "/card/" not in home
    assert "已迁出社区，不能发卡" in page(office.clerk, f"/households/{zhang.code}/card/")
    answered = sent(office.clerk, f"/households/{zhang.code}/card/")
    assert (answered.status_code, Card.objects.count()) == (422, 0)


@pytest.mark.usefixtures("_known_token")
def test_the_code_and_the_pin_are_shown_and_open_the_card(
    office: Office, zhang: Household, settings: Settings
) -> None:
    settings.SITE_URL = "https://points.example.cn"
    address = f"/households/{zhang.code}/card/"
    assert "只出现这一次" in page(office.clerk, address)
    answered = sent(office.clerk, address, size="screen")
    text = answered.content.decode()
    assert answered.status_code == 200
    assert "no-store" in answered["Cache-Control"]
    assert qr_svg(f"https://points.example.cn/card/{TOKEN}/") in text
    assert TOKEN not in text
    (pin,) = re.findall(r'class="card-pin">(\d{6})<', text)
    assert opens(TOKEN, pin)


def test_the_same_form_sent_again_shows_nothing_and_issues_nothing(
    office: Office, zhang: Household
) -> None:
    address, token = f"/households/{zhang.code}/card/", uuid4()
    first = sent(office.clerk, address, form_token=token, size="screen")
    again = sent(office.clerk, address, form_token=token, size="screen")
    assert "card-pin" in first.content.decode()
    assert again.status_code == 200
    assert ONLY_ONCE in again.content.decode()
    assert "card-pin" not in again.content.decode()
    assert f'href="{address}">换卡' in again.content.decode()
    assert Card.objects.count() == 1
    assert Submission.objects.get().result is None


def test_another_card_asks_for_a_reason_and_ends_the_first(
    office: Office, zhang: Household
) -> None:
    first = cards.issue(zhang, office.clerk, NOON)
    address = f"/households/{zhang.code}/card/"
    assert "换卡原因" in page(office.clerk, address)
    refused = sent(office.clerk, address, reason=" ")
    assert refused.status_code == 422
    assert "这一户已经有积分卡，换卡请写明原因。" in refused.content.decode()
    assert opens(first.token, first.pin)
    answered = sent(office.clerk, address, reason="忘了密码")
    assert answered.status_code == 200
    assert not opens(first.token, first.pin)
    assert list(Card.objects.order_by("pk").values_list("withdraw_reason", flat=True)) == [
        "忘了密码",
        "",
    ]


def test_whoever_was_about_to_issue_the_first_card_is_told_that_there_is_one(
    office: Office, zhang: Household
) -> None:
    cards.issue(zhang, office.clerk, NOON)
    answered = sent(office.clerk, f"/households/{zhang.code}/card/")
    assert answered.status_code == 422
    assert "换卡原因" in answered.content.decode()
    assert Card.objects.count() == 1


def test_a_card_is_withdrawn_with_a_reason(office: Office, zhang: Household) -> None:
    issued = cards.issue(zhang, office.clerk, NOON)
    address = f"/households/{zhang.code}/card/withdraw/"
    assert f'name="card" value="{issued.card.pk}"' in page(office.clerk, address)
    refused = sent(office.clerk, address, card=issued.card.pk, reason="")
    assert "请写明收回的原因。" in refused.content.decode()
    token = uuid4()
    typed = {"form_token": token, "card": issued.card.pk, "reason": "卡丢了"}
    for _ in range(2):
        answered = sent(office.clerk, address, **typed)
        assert answered.url == f"/households/{zhang.code}/"
    assert not Card.objects.valid().exists()
    assert "没有在用的积分卡，不必收回" in page(office.clerk, address)


def test_only_the_card_that_was_on_the_screen_is_withdrawn(
    office: Office, zhang: Household
) -> None:
    first = cards.issue(zhang, office.clerk, NOON).card
    second = cards.issue(zhang, office.clerk, NOON, "忘了密码").card
    address = f"/households/{zhang.code}/card/withdraw/"
    answered = sent(office.clerk, address, card=first.pk, reason="卡丢了")
    assert answered.status_code == 422
    assert "已被他人处理" in answered.content.decode()
    assert Card.objects.valid().get() == second
    other = cards.issue(make_household(office.group), office.clerk, NOON).card
    assert sent(office.clerk, address, card=other.pk, reason="卡丢了").status_code == 404
    assert Card.objects.valid().filter(pk=other.pk).exists()


def test_three_people_three_answers(office: Office, zhang: Household) -> None:
    other = Office("西河社区")
    for address in (
        f"/households/{zhang.code}/card/",
        f"/households/{zhang.code}/card/withdraw/",
        f"/cards/{office.group.code}/",
    ):
        assert signed_in(office.clerk).get(address).status_code == 200
        assert signed_in(office.administrator).get(address).status_code == 403
        assert signed_in(other.clerk).get(address).status_code == 404
        assert signed_in(make_user(office.community)).get(address).status_code == 404
        assert Client().get(address).url == f"/login/?next={address}"


def test_the_page_of_a_group_lists_those_without_a_card(office: Office, zhang: Household) -> None:
    cards.issue(zhang, office.clerk, NOON)
    make_household(office.group, "李四麦", "0101002")
    households.mark_left(make_household(office.group, "王五豆"), NOON.date(), office.clerk, NOON)
    make_household(make_group(office.village, "第2组"), "赵六水")
    text = page(office.clerk, f"/cards/{office.group.code}/")
    assert "现住 2 户，还没有积分卡的 1 户" in text
    assert "李四麦" in text
    assert not any(name in text for name in ("张三禾", "王五豆", "赵六水"))


def test_the_list_of_one_group_leads_to_its_cards(office: Office, zhang: Household) -> None:
    link = f'href="/cards/{office.group.code}/">给赵庄第1组发卡'
    assert link in page(office.clerk, f"/households/?group={office.group.code}")
    assert link not in page(office.clerk, "/households/")
    assert link not in page(office.scorer, f"/households/?group={office.group.code}")


def test_a_group_gets_its_cards_on_paper_eight_on_a_page(office: Office, zhang: Household) -> None:
    Policy.objects.create(community=office.community, office_phone="0317-1234567")
    for number in range(2, 10):
        make_household(office.group, f"李{'一二三四五六七八九'[number - 1]}麦", f"010100{number}")
    cache.clear()
    answered = sent(office.clerk, f"/cards/{office.group.code}/")
    assert answered.status_code == 200
    assert answered["Content-Type"] == "application/pdf"
    assert "no-store" in answered["Cache-Control"]
    pdf = pdf_of(answered)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert [round(float(each.mediabox.height)) for each in pages] == [842, 842, 842, 842]
    fronts = [each.extract_text().count("家庭诚信积分卡") for each in pages]
    backs = [each.extract_text().count("积分怎么来") for each in pages]
    assert (fronts, backs) == ([8, 0, 1, 0], [0, 8, 0, 8])
    text = "".join("".join(lines_of(pdf)).split())
    for words in ("东岭社区", "赵庄第1组", "张三禾", "0101009", "0317-1234567", "妥善保管"):
        assert words in text
    assert len(pins_of(pdf)) == 9
    assert Card.objects.valid().count() == 9
    # Paper with secrets is not among what is kept for printing again.
    assert cache._cache == {}
    assert Submission.objects.get().result is None


@pytest.mark.usefixtures("_known_token")
def test_what_is_on_the_paper_opens_the_card(
    office: Office, zhang: Household, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SITE_URL = ""
    pages: list[str] = []
    monkeypatch.setattr(card_sheet, "typeset_double_sided", lambda *made: pages.extend(made) or b"")
    sent(office.clerk, f"/cards/{office.group.code}/")
    assert qr_svg(f"http://testserver/card/{TOKEN}/") in pages[0]
    (pin,) = re.findall(r"密码 <b>(\d{6})</b>", pages[0])
    assert opens(TOKEN, pin)
    # On the card itself there is no PIN, on its front as little as on its back.
    card, slip = re.findall(
        r'<div class="(?:card|slip) at-1">.*?(?=<div class="slip|</section>)', pages[0], re.DOTALL
    )
    assert (pin in card, pin in slip, pin in pages[1]) == (False, True, False)


def test_the_form_of_a_group_sent_again_issues_nothing_and_prints_nothing(
    office: Office, zhang: Household
) -> None:
    token, address = uuid4(), f"/cards/{office.group.code}/"
    sent(office.clerk, address, form_token=token)
    li = make_household(office.group, "李四麦")
    again = sent(office.clerk, address, form_token=token)
    assert again.status_code == 200
    assert ONLY_ONCE in again.content.decode()
    assert "逐户换卡" in again.content.decode()
    assert not Card.objects.filter(household=li).exists()


def test_a_group_in_which_all_have_cards_is_told_so(office: Office, zhang: Household) -> None:
    cards.issue(zhang, office.clerk, NOON)
    address = f"/cards/{office.group.code}/"
    assert "这个组的现住户都有积分卡" in page(office.clerk, address)
    answered = sent(office.clerk, address)
    assert answered.status_code == 422
    assert "都有积分卡，不必再发" in answered.content.decode()


def test_a_group_without_households_is_told_so(office: Office) -> None:
    assert "这个组还没有农户" in page(office.clerk, f"/cards/{office.group.code}/")


def test_what_cannot_be_printed_is_named_and_no_card_is_issued(
    office: Office, zhang: Household
) -> None:
    make_household(office.group, "\ue863四麦", "0101002")
    answered = sent(office.clerk, f"/cards/{office.group.code}/")
    assert answered.status_code == 422
    assert "户 0101002 “\ue863”（U+E863）" in answered.content.decode()
    assert not Card.objects.exists()
