"""Copying a version of the standard into a draft, and adopting a draft, through the pages."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from households.models import User
from points.models import Standard
from points.periods import Month
from points.services import sheets, standard_edits, standards
from points.services.standard_content import content_version
from tests.factory import ROWS, Office, signed_in

pytestmark = pytest.mark.django_db

THIS_MONTH = Month.of(timezone.localdate())
LATER = Month(THIS_MONTH.year + 2, 1)
DRAFT = f"/standard/drafts/{LATER}/1/"
BASIS = "2026年12月5日村民代表会议决议"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def draft(office: Office) -> Standard:
    return standards.copy_to_draft(office.standard, "两年后的标准", LATER)


@pytest.fixture
def stranger() -> User:
    return Office("西河社区").administrator


def text(user: User, address: str) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def copied(user: User, address: str, **typed: str) -> object:
    form = {"form_token": str(uuid4()), "title": "新稿", "starts": str(LATER)} | typed
    return signed_in(user).post(f"{address}copy/", form)


def test_a_version_is_copied_once_however_often_the_form_is_sent(office: Office) -> None:
    token = str(uuid4())
    for _ in range(2):
        response = copied(office.clerk, "/standard/2026-01/", form_token=token)
        assertRedirects(response, DRAFT)
    (draft,) = Standard.objects.drafts()
    assert (draft.title, draft.starts, draft.items.count()) == ("新稿", LATER, len(ROWS))


def test_a_copy_without_title_or_month_is_refused_and_keeps_what_was_typed(
    office: Office, draft: Standard
) -> None:
    for typed, told in (
        ({"title": ""}, "请填写标准的名称"),
        ({"starts": "下个月"}, "“下个月”不是月份"),
        ({"title": draft.title}, "同名草案"),
    ):
        response = copied(office.clerk, DRAFT, **typed)
        assert response.status_code == 422
        assert told in response.content.decode()
        assert f'value="{typed.get("starts", LATER)}"' in response.content.decode()
    assert Standard.objects.drafts().count() == 1


def test_only_those_who_draft_copy(office: Office, stranger: User) -> None:
    assert copied(office.scorer, "/standard/2026-01/").status_code == 403
    assert copied(stranger, "/standard/2026-02/").status_code == 404
    assert not Standard.objects.drafts().exists()


@pytest.fixture
def adopted(office: Office, draft: Standard) -> Callable[..., object]:
    """Sends the adopting form as it is shown, with the fields given changed."""
    version = content_version(draft)
    form = {"form_token": str(uuid4()), "how": "before", "basis": BASIS, "seen": version}

    def send(user: User = office.administrator, follow: bool = False, **typed: str) -> object:
        return signed_in(user).post(f"{DRAFT}adopt/", form | typed, follow=follow)

    return send


def test_the_administrator_adopts_after_reading_the_consequence(
    office: Office, draft: Standard, adopted: Callable[..., object]
) -> None:
    page = text(office.administrator, f"{DRAFT}adopt/")
    assert "通过之后不能撤回" in page
    assert f"{LATER.label}起各月的积分表按它计分，以前各月仍按“试行标准”计分" in page
    assert content_version(draft) in page
    assertRedirects(adopted(), f"/standard/{LATER}/")
    draft.refresh_from_db()
    assert (draft.adoption_basis, draft.adopted_by) == (BASIS, office.administrator)
    assert "待起用" in text(office.scorer, f"/standard/{LATER}/")
    assert signed_in(office.clerk).get(DRAFT).status_code == 404


def test_a_retry_is_answered_although_the_draft_has_no_address_any_more(
    adopted: Callable[..., object],
) -> None:
    for _ in range(2):
        page = adopted(follow=True)
        assert page.redirect_chain == [(f"/standard/{LATER}/", 302)]
        assert f"“两年后的标准”已通过，{LATER.label}起各月按它计分。" in page.content.decode()


def test_somebody_who_comes_second_is_told_so(
    office: Office, adopted: Callable[..., object]
) -> None:
    adopted()
    page = adopted(follow=True, form_token=str(uuid4()))
    assert "已被他人处理" in page.content.decode()
    page = signed_in(office.administrator).get(f"{DRAFT}adopt/", follow=True)
    assert "已被他人处理" in page.content.decode()


def test_nobody_else_adopts(
    office: Office, draft: Standard, stranger: User, adopted: Callable[..., object]
) -> None:
    assert adopted(office.clerk).status_code == 403
    assert adopted(office.scorer, form_token=str(uuid4())).status_code == 403
    assert adopted(stranger, form_token=str(uuid4())).status_code == 404
    draft.refresh_from_db()
    assert not draft.is_adopted


def test_without_a_basis_the_form_comes_back_with_a_sentence(
    draft: Standard, adopted: Callable[..., object]
) -> None:
    response = adopted(basis=" ")
    assert response.status_code == 422
    assert "请填写通过的依据" in response.content.decode()
    draft.refresh_from_db()
    assert not draft.is_adopted


def test_a_draft_changed_in_the_meantime_is_shown_before_it_is_adopted(
    office: Office, draft: Standard, adopted: Callable[..., object]
) -> None:
    standard_edits.delete_item(draft.items.select_related("standard").get(code="4.1"))
    response = adopted()
    page = response.content.decode()
    assert response.status_code == 422
    assert "草案又有改动" in page
    assert BASIS in page
    assert content_version(draft) in page
    assertRedirects(adopted(seen=content_version(draft)), f"/standard/{LATER}/")


def test_a_month_that_was_opened_in_the_meantime_is_refused(office: Office) -> None:
    draft = standards.copy_to_draft(office.standard, "本月标准", THIS_MONTH)
    sheets.open_month(office.community, THIS_MONTH, office.clerk, timezone.now())
    version = content_version(draft)
    response = signed_in(office.administrator).post(
        f"/standard/drafts/{THIS_MONTH}/1/adopt/",
        {"form_token": str(uuid4()), "how": "before", "basis": BASIS, "seen": version},
    )
    assert response.status_code == 422
    assert "已经开表" in response.content.decode()
