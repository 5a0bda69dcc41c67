"""The community's own settings: every one of them is on the form, and what may not be is told."""

from typing import Any

import pytest
from django.contrib import admin
from django.forms.models import model_to_dict

from points.models import Policy
from points.services import policies
from tests.factory import Office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def policy(office: Office) -> Policy:
    return policies.save(Policy(community=office.community))


def change(office: Office, policy: Policy, **typed: Any) -> str:
    """Sends the form as it was shown, with what a test says otherwise; the page that follows."""
    shown = {key: "" if value is None else value for key, value in model_to_dict(policy).items()}
    page = f"/admin/points/policy/{policy.pk}/change/"
    return signed_in(office.administrator).post(page, shown | typed, follow=True).content.decode()


def test_every_setting_is_on_the_form() -> None:
    settings = {field.name for field in Policy._meta.fields} - {"id", "community"}
    shown = [
        name
        for _, options in admin.site._registry[Policy].fieldsets or ()
        for name in options["fields"]
    ]
    assert sorted(shown) == sorted(settings)


def test_the_order_and_the_votes_needed_are_set_in_the_back_office(
    office: Office, policy: Policy
) -> None:
    change(office, policy, ratification="after", committee_quorum="5", reply_days="10")
    policy.refresh_from_db()
    assert (policy.notice_first, policy.committee_quorum, policy.reply_days) == (True, 5, 10)
    change(office, policy, committee_quorum="")
    policy.refresh_from_db()
    assert policy.committee_quorum is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"committee_quorum": "0"}, "评议通过票数至少为1，或者空着"),
        ({"reply_days": "2", "accept_days": "3"}, "答复期限不少于受理期限"),
        ({"answer_days": "0"}, "陈述期限应为1至30天"),
    ],
)
def test_a_setting_that_cannot_be_is_told(
    office: Office, policy: Policy, typed: dict[str, str], told: str
) -> None:
    assert told in change(office, policy, **typed)
    before = model_to_dict(policy)
    policy.refresh_from_db()
    assert model_to_dict(policy) == before
