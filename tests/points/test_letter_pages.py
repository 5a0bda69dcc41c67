"""The page on which the letter is written, and its printing."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from households.models import Household, User
from points.models import Letter
from tests.factory import Office, make_group, make_household, make_user, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101001")


def sent(user: User, **typed: Any) -> HttpResponse:
    data = {"form_token": uuid4(), "seen": 0, "title": "一封信", "text": "{户主}，您好！"}
    return signed_in(user).post("/letter/", data | typed)


def page(user: User, address: str = "/letter/", **more: Any) -> str:
    response = signed_in(user).get(address, **more)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_page_shows_the_shipped_words_and_explains_the_gaps(office: Office) -> None:
    text = page(office.clerk)
    assert "现在是随系统带来的文字，还没有改过。" in text
    assert "看病、上学、低保、救助、办证" in text
    assert "{各方面}" in text
    assert "每个方面一行" in text
    assert "写过的各版" not in text


def test_a_saved_version_is_the_one_that_is_printed(office: Office, zhang: Household) -> None:
    assert sent(office.clerk).status_code == 302
    text = page(office.clerk)
    assert "现在是第1版，2026年11月20日由积分办写定。" in text
    assert "第1版，2026年11月20日 12:00，积分办" in text
    answer = signed_in(office.administrator).get("/households/0101001/letter.pdf")
    assert answer["Content-Type"] == "application/pdf"


def test_what_is_wrong_is_told_and_the_words_are_kept_on_the_screen(
    office: Office, zhang: Household
) -> None:
    answer = sent(office.clerk, text="{户住}您好")
    assert answer.status_code == 422
    assert "信里的“{户住}”不是可以填的内容" in answer.content.decode()
    assert "{户住}您好</textarea>" in answer.content.decode()
    assert sent(office.clerk, text="字" * 1501).status_code == 422
    assert "现有1501字" in sent(office.clerk, text="字" * 1501).content.decode()
    for text, told in (("\n".join(["行"] * 80), "一页放不下"), ("\ue000", "字库里没有")):
        answer = sent(office.clerk, text=text)
        assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not Letter.objects.exists()


def test_the_same_form_sent_again_writes_nothing_more(office: Office, zhang: Household) -> None:
    token = uuid4()
    assert [sent(office.clerk, form_token=token).status_code for _ in range(2)] == [302, 302]
    assert Letter.objects.count() == 1
    late = sent(office.clerk, text="别的")
    assert (late.status_code, "刚刚被别人改过" in late.content.decode()) == (422, True)


def test_a_group_without_households_is_told_so(office: Office) -> None:
    empty = make_group(office.village, "第2组")
    for address in (f"/groups/{empty.code}/letters.pdf", f"/groups/{empty.code}/reports.pdf"):
        assert "还没有农户" in page(office.clerk, address, follow=True)


def test_what_cannot_be_printed_is_told_on_the_page(office: Office) -> None:
    make_household(office.group, "张\ue000", "0101009")
    for address in (
        "/households/0101009/letter.pdf",
        "/households/0101009/report.pdf",
        "/households/0101009/passbook.pdf",
        f"/groups/{office.group.code}/letters.pdf",
        f"/groups/{office.group.code}/reports.pdf",
    ):
        text = page(office.clerk, address, follow=True)
        assert "户 0101009 “\ue000”（U+E000）" in text, address


def test_three_people_three_answers(office: Office, zhang: Household) -> None:
    other = Office("西河社区")
    for address in ("/households/0101001/letter.pdf", f"/groups/{office.group.code}/letters.pdf"):
        assert signed_in(office.clerk).get(address).status_code == 200
        assert signed_in(office.auditor).get(address).status_code == 403
        assert signed_in(other.clerk).get(address).status_code == 404
        assert signed_in(make_user(office.community)).get(address).status_code == 404
        assert Client().get(address).url == f"/login/?next={address}"


def test_pages_lead_to_the_papers(office: Office, zhang: Household) -> None:
    home = page(office.clerk, "/households/0101001/")
    for name in ("report.pdf?year=2026", "passbook.pdf?year=2026", "letter.pdf"):
        assert f'href="/households/0101001/{name}"' in home
    listed = page(office.clerk, f"/households/?group={office.group.code}")
    for name in ("reports.pdf", "letters.pdf"):
        assert f'href="/groups/{office.group.code}/{name}"' in listed
    scorer = page(office.scorer, "/households/0101001/")
    assert ("report.pdf" in scorer, "letter.pdf" in scorer) == (True, False)
