"""发卡、换卡 of one household on paper: the same sheet as a group's, as the answer to the act."""

import io
from uuid import uuid4

import pytest
from django.db import connection
from pypdf import PdfReader

from households.models import Card, Household, Submission
from households.services import cards
from points.models import Policy
from tests.factory import NOON, Office, make_household, signed_in
from tests.points.card_papers import opens, pdf_of, pins_of, sent

pytestmark = pytest.mark.django_db

TOKEN = "abcdefghijklmnopqrst-_"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101001")


@pytest.fixture
def _known_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("households.services.cards.secrets.token_urlsafe", lambda _: TOKEN)


def address(household: Household) -> str:
    return f"/households/{household.code}/card/"


def squeezed(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.usefixtures("_known_token")
@pytest.mark.parametrize("size", ["CR80", "A6"])
def test_one_household_gets_one_card_with_its_back_and_its_pin(
    office: Office, zhang: Household, size: str
) -> None:
    Policy.objects.create(community=office.community, office_phone="0317-1234567")
    answered = sent(office.clerk, address(zhang), size=size)
    assert answered.status_code == 200
    assert answered["Content-Type"] == "application/pdf"
    assert "no-store" in answered["Cache-Control"]
    pdf = pdf_of(answered)
    front, back = squeezed(pdf)
    assert (front.count("家庭诚信积分卡"), back.count("积分怎么来")) == (1, 1)
    for words in ("东岭社区", "赵庄第1组", "张三禾", "0101001"):
        assert words in front
    assert "0317-1234567" in back
    (pin,) = pins_of(pdf)
    assert (front.count(pin), back.count(pin)) == (1, 0)
    assert opens(TOKEN, pin)
    assert Submission.objects.get().result is None


def test_a_size_has_to_be_chosen_and_what_was_typed_stays(office: Office, zhang: Household) -> None:
    first = cards.issue(zhang, office.clerk, NOON)
    for size in ("", "A5"):
        answered = sent(office.clerk, address(zhang), size=size, reason="卡丢了")
        assert answered.status_code == 422
        text = answered.content.decode()
        assert "请选择打印的大小，或显示在屏幕上。" in text
        assert 'value="卡丢了"' in text
    assert Card.objects.get() == first.card


def test_another_card_on_paper_ends_the_first(office: Office, zhang: Household) -> None:
    first = cards.issue(zhang, office.clerk, NOON)
    answered = sent(office.clerk, address(zhang), reason="忘了密码")
    assert len(pins_of(pdf_of(answered))) == 1
    assert not opens(first.token, first.pin)
    assert Card.objects.valid().count() == 1


def test_the_form_sent_again_prints_nothing_and_says_why(office: Office, zhang: Household) -> None:
    token = uuid4()
    sent(office.clerk, address(zhang), form_token=token)
    again = sent(office.clerk, address(zhang), form_token=token)
    assert again.status_code == 200
    assert "系统里没有留存" in again.content.decode()
    assert Card.objects.count() == 1


def test_a_card_that_cannot_be_printed_is_not_issued_and_the_earlier_one_stays(
    office: Office,
) -> None:
    household = make_household(office.group, "\ue863四麦", "0101002")
    first = cards.issue(household, office.clerk, NOON)
    answered = sent(office.clerk, address(household), reason="卡丢了")
    assert answered.status_code == 422
    assert "户 0101002 “\ue863”（U+E863）" in answered.content.decode()
    assert opens(first.token, first.pin)
    assert Card.objects.count() == 1
    # Shown on the screen it needs none of our fonts.
    assert sent(office.clerk, address(household), reason="卡丢了", size="screen").status_code == 200


def test_the_page_offers_two_sizes_and_the_screen(office: Office, zhang: Household) -> None:
    text = signed_in(office.clerk).get(address(zhang)).content.decode()
    for value in ("CR80", "A6", "screen"):
        assert f'name="size" value="{value}"' in text


def test_nobody_waits_at_a_lock_while_the_card_is_set(
    office: Office, zhang: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test itself is one transaction; the act opens another inside it.
    deep: list[int] = []

    def paper(*_: object) -> bytes:
        deep.append(len(connection.savepoint_ids))
        return b"%PDF-"

    monkeypatch.setattr("points.views.card_one.printed_cards", paper)
    outside = len(connection.savepoint_ids)
    assert sent(office.clerk, address(zhang), size="CR80").status_code == 200
    assert deep == [outside]
    assert Card.objects.valid().filter(household=zhang).exists()
