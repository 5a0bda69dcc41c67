"""The back office: who may enter, and that two communities never meet in it."""

from datetime import date

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from households.models import Appointment, Household, Place, Relation, User
from households.roles import Role
from households.services import relations
from points.models import Policy
from points.services import policies
from tests.factory import NOON, Office, make_household, make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Office:
    office = Office("东岭社区")
    make_household(office.group, "张三禾")
    policies.save(Policy(community=office.community))
    declare(office)
    return office


@pytest.fixture
def there() -> Office:
    office = Office("西河社区")
    make_household(office.group, "欧阳别处")
    for number, place in enumerate(Place.objects.filter(community=office.community)):
        place.name = f"别处{number}"
        place.save(update_fields=["name"])
    for user in User.objects.filter(community=office.community):
        user.name = f"别处人{user.pk}"
        user.save(update_fields=["name"])
    policies.save(Policy(community=office.community, office="别处办公室"))
    declare(office)
    return office


def declare(office: Office) -> Relation:
    """The auditor is related to a household of `office`."""
    household = Household.objects.get(community=office.community)
    kind = Relation.Kind.SIBLING
    return relations.declare(office.auditor, household, kind, office.administrator, NOON)


def test_a_stranger_is_sent_to_the_sign_in_page() -> None:
    response = Client().get("/admin/households/household/", follow=True)
    assert response.redirect_chain[-1][0] == "/login/?next=/admin/households/household/"
    assert "登录名" in response.content.decode()


def test_an_office_without_back_office_work_gets_403(here: Office) -> None:
    assert signed_in(here.scorer).get("/admin/").status_code == 403
    assert signed_in(here.supervisor).get("/admin/households/household/").status_code == 403


def test_the_administrator_enters_and_reads_chinese(here: Office) -> None:
    page = signed_in(here.administrator).get("/admin/").content.decode()
    assert "农户" in page
    assert "任职" in page


def test_an_appointment_that_ended_yesterday_opens_nothing(here: Office) -> None:
    Appointment.objects.filter(user=here.administrator).update(ends_on=date(2026, 1, 2))
    assert signed_in(here.administrator).get("/admin/").status_code == 403


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model.__name__)
def test_no_list_form_or_search_names_anything_of_the_other_community(
    model: type, here: Office, there: Office
) -> None:
    client = signed_in(here.administrator)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    pages = [reverse(f"{name}_changelist"), reverse(f"{name}_changelist") + "?q=别处"]
    mine = model.objects.visible_to(here.administrator).first()
    if mine is not None:
        pages.append(reverse(f"{name}_change", args=[mine.pk]))
    pages.append(reverse(f"{name}_add"))
    shown = 0
    for page in pages:
        response = client.get(page)
        assert response.status_code in (200, 403), page
        text = response.content.decode().replace("?q=别处", "").replace('value="别处"', "")
        text = text.replace("q=%E5%88%AB%E5%A4%84", "")
        shown += response.status_code == 200
        assert "别处" not in text, page
    assert shown >= 2


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model.__name__)
def test_a_row_of_the_other_community_is_404(model: type, here: Office, there: Office) -> None:
    theirs = model.objects.visible_to(there.administrator).first()
    assert theirs is not None
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    for page in ("change", "history"):
        url = reverse(f"{name}_{page}", args=[theirs.pk])
        assert signed_in(here.administrator).get(url).status_code == 404


def test_the_search_of_the_drop_downs_stays_inside_the_community(
    here: Office, there: Office
) -> None:
    found = signed_in(here.administrator).get(
        "/admin/autocomplete/",
        {
            "app_label": "households",
            "model_name": "user",
            "field_name": "household",
            "term": "",
        },
    )
    labels = [row["text"] for row in found.json()["results"]]
    assert len(labels) == 1
    assert "张三禾" in labels[0]


def test_no_filter_in_an_address_guesses_at_a_password_or_a_salt(here: Office) -> None:
    client = signed_in(here.administrator)
    for page in (
        "/admin/households/user/?password__startswith=md5",
        "/admin/households/user/?password__regex=.",
        "/admin/households/household/?salt__startswith=a",
        "/admin/households/appointment/?user__password__startswith=md5",
    ):
        assert client.get(page).status_code == 400, page


def appointment_form(user: User, place: Place, role: str = Role.SCORER) -> dict[str, object]:
    return {
        "user": user.pk,
        "role": role,
        "place": place.pk,
        "starts_on": "2026-11-01",
        "ends_on": "",
        "basis": "2026年10月村民会议",
    }


def test_a_person_is_appointed_through_the_back_office(here: Office) -> None:
    person = make_user(here.community, "王新任")
    response = signed_in(here.administrator).post(
        "/admin/households/appointment/add/", appointment_form(person, here.group)
    )
    assert response.status_code == 302
    office = Appointment.objects.get(user=person)
    assert (office.role, office.community) == (Role.SCORER, here.community)


def test_nobody_is_appointed_to_a_place_of_another_community(here: Office, there: Office) -> None:
    person = make_user(here.community)
    response = signed_in(here.administrator).post(
        "/admin/households/appointment/add/", appointment_form(person, there.group)
    )
    assert response.status_code == 200
    assert not Appointment.objects.filter(user=person).exists()


def test_a_role_held_at_the_wrong_kind_of_place_gets_a_sentence_and_keeps_what_was_typed(
    here: Office,
) -> None:
    person = make_user(here.community)
    response = signed_in(here.administrator).post(
        "/admin/households/appointment/add/",
        appointment_form(person, here.group, Role.AUDITOR),
    )
    page = response.content.decode()
    assert "两委审核人只能任职于社区" in page
    assert "2026年10月村民会议" in page
    assert not Appointment.objects.filter(user=person).exists()


def test_an_appointment_is_ended_and_never_rewritten(here: Office) -> None:
    office = Appointment.objects.get(user=here.scorer)
    url = f"/admin/households/appointment/{office.pk}/change/"
    response = signed_in(here.administrator).post(
        url, {"ends_on": "2026-11-30", "role": Role.AUDITOR, "starts_on": "2020-01-01"}
    )
    assert response.status_code == 302
    office.refresh_from_db()
    assert office.ends_on == date(2026, 11, 30)
    assert (office.role, office.starts_on) == (Role.SCORER, date(2026, 1, 1))


def test_a_new_account_belongs_to_the_administrators_community_and_has_no_right(
    here: Office,
) -> None:
    response = signed_in(here.administrator).post(
        "/admin/households/user/add/",
        {"username": "xinren", "name": "新人", "is_active": "on", "new_password": "三月桃花开-88"},
    )
    assert response.status_code == 302
    user = User.objects.get(username="xinren")
    assert user.community == here.community
    assert user.check_password("三月桃花开-88")
    assert not user.has_perm("households.view_household")


def test_an_account_without_a_password_is_one_that_never_signs_in(here: Office) -> None:
    client = signed_in(here.administrator)
    assert (
        "不登录系统的人（如村民代表）新建时空着"
        in client.get("/admin/households/user/add/").content.decode()
    )
    typed = {"username": "daibiao", "name": "钱代表", "is_active": "on"}
    assert client.post("/admin/households/user/add/", typed).status_code == 302
    delegate = User.objects.get(username="daibiao")
    assert not delegate.has_usable_password()
    assert not Client().login(username="daibiao", password="")
    # Nothing typed leaves it so; a password gives him a way in.
    page = f"/admin/households/user/{delegate.pk}/change/"
    client.post(page, {"name": "钱代表", "is_active": "on"})
    assert not User.objects.get(pk=delegate.pk).has_usable_password()
    client.post(page, {"name": "钱代表", "is_active": "on", "new_password": "三月桃花开-88"})
    assert Client().login(username="daibiao", password="三月桃花开-88")


def test_a_weak_password_is_refused_with_a_sentence_and_nothing_changes(here: Office) -> None:
    before = User.objects.get(pk=here.scorer.pk).password
    response = signed_in(here.administrator).post(
        f"/admin/households/user/{here.scorer.pk}/change/",
        {"name": "改名", "is_active": "on", "new_password": "12345678"},
    )
    assert response.status_code == 200
    assert "全" in response.content.decode() or "数字" in response.content.decode()
    here.scorer.refresh_from_db()
    assert (here.scorer.password, here.scorer.name) == (before, Role.SCORER.label)


def test_a_village_joins_the_scheme_and_a_group_cannot(here: Office) -> None:
    client = signed_in(here.administrator)
    village = {"kind": "village", "parent": here.community.pk, "code": "V9", "name": "新村"}
    assert (
        client.post(
            "/admin/households/place/add/", village | {"joined_on": "2026-12-01"}
        ).status_code
        == 302
    )
    made = Place.objects.get(code="V9")
    assert (made.joined_on, made.community) == (date(2026, 12, 1), here.community)
    wrong = {
        "kind": "group",
        "parent": made.pk,
        "code": "G9",
        "name": "第9组",
        "joined_on": "2026-12-01",
    }
    response = client.post("/admin/households/place/add/", wrong)
    assert "只有自然村填参加日期" in response.content.decode()
    assert not Place.objects.filter(code="G9").exists()


def test_a_period_under_five_days_is_refused_in_the_settings(here: Office) -> None:
    policy = Policy.objects.get(community=here.community)
    response = signed_in(here.administrator).post(
        f"/admin/points/policy/{policy.pk}/change/",
        {
            "period_days": 4,
            "masks_names": "on",
            "lead": policy.lead,
            "paper": "A3",
            "sort_by": "code",
        },
    )
    assert "公示天数应在5至60天之间" in response.content.decode()
    policy.refresh_from_db()
    assert policy.period_days == 7
