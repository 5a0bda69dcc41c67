"""/standard/: the version in force in plain words, the others, copying and adopting."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertNotContains, assertRedirects

from households.models import User
from households.roles import Role
from points.models import Standard
from points.periods import Month
from points.services import sheets, standard_edits, standards
from points.services.standard_file import read_standard
from tests.factory import ROWS, Office, make_community, make_officer, make_standard, make_user

pytestmark = pytest.mark.django_db

SHIPPED = Path(__file__).resolve().parents[2] / "points/data/standard-14-rules.csv"
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


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(user: User, address: str = "/standard/") -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_everybody_with_an_office_reads_the_standard_in_force(office: Office) -> None:
    for person in (office.clerk, office.scorer, office.committee, office.supervisor):
        assert "<h1>试行标准</h1>" in text(person)
        assert "<h1>试行标准</h1>" in text(person, "/standard/2026-01/")
    assert Client().get("/standard/").status_code == 302


def test_a_person_without_any_office_gets_403(office: Office) -> None:
    person = make_user(office.community)
    assert signed_in(person).get("/standard/").status_code == 403
    assert signed_in(person).get("/standard/2026-01/").status_code == 404


def test_the_shipped_standard_reads_in_plain_words() -> None:
    community = make_community()
    rows = read_standard(SHIPPED.read_bytes(), SHIPPED.name)
    make_standard(community, rows=tuple(rows))
    page = text(make_officer(Role.SUPERVISOR, community))
    for words in (
        "5个方面、14条、42个评分项",
        "本条全年加分最多 24 分",
        "+3分/月",
        "−20分/次",
        "+5至+20分/次",
        "每月最多加 4 分，每年最多加 16 分",
        "每月最多扣 2 分，每年最多扣 6 分",
        "受助户签字",
        "村小组、两委",
        "“门前三包月评”（4.1、4.2、4.3、4.4）：一户一月只计其中加得最多的一项，没有加分的才计扣得最多的一项。",
        "“学生表彰”（10.2、10.3）：一户一月只计其中加得最多的一项。",
        "一票否决",
        "敏感",
        "2025年12月村民代表会议",
    ):
        assert words in page, words
    assert "seed" not in page


def test_the_version_in_force_changes_with_the_month(office: Office) -> None:
    coming = standards.create_draft(office.community, "明年标准", LATER, ROWS)
    standards.adopt(coming, BASIS, office.administrator, timezone.now())
    page = text(office.scorer)
    assert f"2026年1月至{LATER.previous().label}" in page
    assert "待起用" in page
    assert "明年标准" in text(office.scorer, f"/standard/{LATER}/")
    now = standards.create_draft(office.community, "新的标准", THIS_MONTH, ROWS)
    standards.adopt(now, BASIS, office.administrator, timezone.now())
    assert "<h1>新的标准</h1>" in text(office.scorer)
    assert "已停用" in text(office.scorer, "/standard/2026-01/")


def test_where_nothing_is_in_force_the_page_says_what_to_do() -> None:
    community = make_community()
    clerk, scorer = make_officer(Role.CLERK, community), make_officer(Role.COMMITTEE, community)
    assert "起草标准" in text(clerk)
    page = text(scorer)
    assert "现在没有执行中的积分标准" in page
    assert "起草标准" not in page


def test_an_address_without_a_standard_is_404(office: Office, draft: Standard) -> None:
    for address in ("/standard/2030-01/", f"/standard/drafts/{LATER}/2/", "/standard/2026-13/"):
        assert signed_in(office.administrator).get(address).status_code == 404


def test_drafts_are_for_those_who_edit_them(
    office: Office, draft: Standard, stranger: User
) -> None:
    assert "还没有通过" in text(office.clerk, DRAFT)
    assert draft.title in text(office.clerk)
    assert draft.title not in text(office.scorer)
    for address in (DRAFT, f"{DRAFT}copy/", f"{DRAFT}adopt/"):
        assert signed_in(office.scorer).get(address).status_code == 403, address
        assert signed_in(stranger).get(address).status_code == 404, address


def test_drafts_of_one_month_are_told_apart_in_the_order_they_were_made(
    office: Office, draft: Standard
) -> None:
    standards.create_draft(office.community, "另一稿", LATER, ROWS)
    assert "<h1>两年后的标准</h1>" in text(office.clerk, DRAFT)
    assert "<h1>另一稿</h1>" in text(office.clerk, f"/standard/drafts/{LATER}/2/")


def test_the_buttons_are_those_the_person_may_use(office: Office, draft: Standard) -> None:
    administrator, clerk = text(office.administrator, DRAFT), text(office.clerk, DRAFT)
    assert f'href="{DRAFT}adopt/"' in administrator
    assert f'href="{DRAFT}adopt/"' not in clerk
    assert f"/admin/points/standard/{draft.pk}/change/" in clerk
    assert f'href="{DRAFT}copy/"' in clerk
    assert "/copy/" not in text(office.scorer)


def test_a_draft_that_cannot_be_adopted_says_why(office: Office) -> None:
    standards.create_draft(office.community, "空稿", LATER, [])
    for page in (DRAFT, f"{DRAFT}adopt/"):
        assert "标准里还没有评分项" in text(office.administrator, page)
    assertNotContains(signed_in(office.administrator).get(f"{DRAFT}adopt/"), "<form class")


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
    version = standards.content_version(draft)
    form = {"form_token": str(uuid4()), "basis": BASIS, "seen": version}

    def send(user: User = office.administrator, follow: bool = False, **typed: str) -> object:
        return signed_in(user).post(f"{DRAFT}adopt/", form | typed, follow=follow)

    return send


def test_the_administrator_adopts_after_reading_the_consequence(
    office: Office, draft: Standard, adopted: Callable[..., object]
) -> None:
    page = text(office.administrator, f"{DRAFT}adopt/")
    assert "通过之后不能撤回" in page
    assert f"{LATER.label}起各月的积分表按它计分，以前各月仍按“试行标准”计分" in page
    assert standards.content_version(draft) in page
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
    assert standards.content_version(draft) in page
    assertRedirects(adopted(seen=standards.content_version(draft)), f"/standard/{LATER}/")


def test_a_month_that_was_opened_in_the_meantime_is_refused(office: Office) -> None:
    draft = standards.copy_to_draft(office.standard, "本月标准", THIS_MONTH)
    sheets.open_month(office.community, THIS_MONTH, office.clerk, timezone.now())
    version = standards.content_version(draft)
    response = signed_in(office.administrator).post(
        f"/standard/drafts/{THIS_MONTH}/1/adopt/",
        {"form_token": str(uuid4()), "basis": BASIS, "seen": version},
    )
    assert response.status_code == 422
    assert "已经开表" in response.content.decode()


def queries(user: User, address: str) -> int:
    client = signed_in(user)
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_pages_ask_as_much_of_a_small_standard_as_of_a_large_one(
    office: Office, draft: Standard
) -> None:
    addresses = ("/standard/", DRAFT, f"{DRAFT}adopt/", f"{DRAFT}copy/")
    few = [queries(office.administrator, address) for address in addresses]
    rows = read_standard(SHIPPED.read_bytes(), SHIPPED.name)
    standard_edits.delete_draft(draft)
    large = standards.create_draft(office.community, "大标准", THIS_MONTH, rows)
    standards.adopt(large, BASIS, office.administrator, timezone.now())
    for number in range(3):
        standards.copy_to_draft(large, f"第{number}稿", LATER)
    assert [queries(office.administrator, address) for address in addresses] == few
