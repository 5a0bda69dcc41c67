"""A deduction behind the card: its photos, the answer to it, and the story it stands in."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from households.models import Card
from points.models import Answer, Evidence, Record, Serving
from points.services import records, revisions, servings
from points.services.evidence import attach
from points.steps import Step
from tests.clock import Clock, running
from tests.factory import NOON, pass_until
from tests.photos import photo
from tests.points.card_holding import card_of, holding, text_of
from tests.points.recording import Recording

pytestmark = pytest.mark.django_db

TODAY = NOON.date()


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 12:00")
    with running(clock):
        yield clock


@pytest.fixture
def month() -> Recording:
    return Recording()


@pytest.fixture
def deduction(month: Recording) -> Record:
    record = month.record("1.3", note="在院外搭棚")
    attach(record, [photo(), photo(seed=2)], month.clerk, NOON)
    return record


@pytest.fixture
def card(month: Recording) -> Card:
    return card_of(month, month.zhang)


@pytest.fixture
def client(card: Card) -> Client:
    return holding(card)


def tell(month: Recording, record: Record) -> Serving:
    return servings.serve(record, TODAY, Serving.How.AT_HOME, "", -5, month.clerk, NOON)


def answer_address(record: Record) -> str:
    return f"/card/records/{record.ref}/answer/"


def say(client: Client, record: Record, text: str, **more: object) -> object:
    data = {"form_token": uuid4(), "text": text} | more
    return client.post(answer_address(record), data)


def test_before_it_is_told_there_is_nothing_to_answer(client: Client, deduction: Record) -> None:
    assert client.get(answer_address(deduction)).status_code == 404
    assert say(client, deduction, "冤枉").status_code == 404
    assert answer_address(deduction) not in text_of(client, f"/card/records/{deduction.ref}/")
    assert not Answer.objects.exists()


def test_once_told_the_record_leads_to_the_answer_with_its_last_day(
    client: Client, month: Recording, deduction: Record
) -> None:
    tell(month, deduction)
    text = text_of(client, f"/card/records/{deduction.ref}/")
    assert "2026年11月23日前（含当天）可以说明情况" in text
    assert f'href="{answer_address(deduction)}"' in text
    award = month.record("4.1")
    assert "可以说明情况" not in text_of(client, f"/card/records/{award.ref}/")


def test_the_page_shows_what_the_household_is_told(
    client: Client, month: Recording, deduction: Record
) -> None:
    tell(month, deduction)
    text = text_of(client, answer_address(deduction))
    for told in ("新增私搭乱建", "2026年11月3日", "−5", "在院外搭棚", "2026年11月20日上门送达"):
        assert told in text
    assert "2026年11月23日（含当天）" in text
    for each in Evidence.objects.all():
        assert f'src="/card/evidence/{each.ref}/"' in text


def test_an_answer_is_kept_once_and_stands_in_the_story(
    client: Client, card: Card, month: Recording, deduction: Record
) -> None:
    tell(month, deduction)
    token = uuid4()
    for _ in range(2):
        response = say(client, deduction, "棚子上周已经拆了。", form_token=token)
        assert response.url == f"/card/records/{deduction.ref}/"
    answer = Answer.objects.get()
    assert (answer.by_card, answer.how, answer.answered_on) == (card, "card", TODAY)
    text = text_of(client, response.url)
    assert "您的陈述已交积分办" in text
    assert "棚子上周已经拆了。" in text
    assert "可以说明情况" not in text_of(client, "/card/")


@pytest.mark.parametrize(
    ("typed", "told"), [("  ", "请写下您要陈述的话"), ("长" * 401, "最多400个字")]
)
def test_an_answer_without_words_or_too_long_is_told(
    client: Client, month: Recording, deduction: Record, typed: str, told: str
) -> None:
    tell(month, deduction)
    response = say(client, deduction, typed)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Answer.objects.exists()


def test_after_three_days_one_may_still_speak_until_the_audit_has_passed(
    card: Card, month: Recording, deduction: Record, clock: Clock
) -> None:
    tell(month, deduction)
    clock.set("2026-11-24 08:00")
    client = holding(card)
    record = f"/card/records/{deduction.ref}/"
    assert "陈述期限已过，但还没有审核完" in text_of(client, record)
    assert say(client, deduction, "来晚了").status_code == 302
    assert "补充陈述" in text_of(client, record)
    pass_until(month, month.sheet, Step.ASSEMBLY, NOON + timedelta(days=4))
    assert "不再收陈述" in text_of(client, answer_address(deduction))
    response = say(client, deduction, "还要说")
    assert response.status_code == 422
    assert "不再收陈述" in response.content.decode()
    assert Answer.objects.count() == 1
    assert answer_address(deduction) not in text_of(client, f"/card/records/{deduction.ref}/")


def test_a_voided_deduction_needs_no_answer(
    client: Client, month: Recording, deduction: Record
) -> None:
    tell(month, deduction)
    records.void_records([deduction.pk], "记错了户", month.clerk, NOON)
    assert say(client, deduction, "不是我家").status_code == 422
    assert answer_address(deduction) not in text_of(client, f"/card/records/{deduction.ref}/")
    assert "不计分：记错了户" in text_of(client, f"/card/records/{deduction.ref}/")


def test_the_story_names_every_author_and_reason(
    client: Client, month: Recording, deduction: Record
) -> None:
    tell(month, deduction)
    say(client, deduction, "棚子上周已经拆了。")
    pass_until(month, month.sheet, Step.COMMITTEE)
    revisions.revise(deduction, Step.COMMITTEE, -5, 0, "现场看过，已拆", month.committee, NOON)
    text = text_of(client, f"/card/records/{deduction.ref}/")
    for told in ("现场看过，已拆", "−5 → 0 分", "评审委员", "附佐证照片2张", "本户（积分卡）"):
        assert told in text
    assert "本次计 0 分" in text


def test_a_photo_is_handed_out_as_a_file_that_nobody_keeps(
    client: Client, deduction: Record
) -> None:
    first = deduction.evidence.first()
    response = client.get(f"/card/evidence/{first.ref}/")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response)[:2] == b"\xff\xd8"


def test_what_is_anothers_is_not_found(client: Client, month: Recording) -> None:
    theirs = month.record("1.3", household=month.li)
    (shot,) = attach(theirs, [photo()], month.clerk, NOON)
    tell(month, theirs)
    for address in (
        f"/card/records/{theirs.ref}/",
        answer_address(theirs),
        f"/card/records/{theirs.ref}/withdraw/",
        f"/card/evidence/{shot.ref}/",
    ):
        assert client.get(address).status_code == 404
    assert say(client, theirs, "替他说").status_code == 404
    assert not Answer.objects.exists()
