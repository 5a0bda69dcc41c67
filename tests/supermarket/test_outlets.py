"""Outlets: the place people are appointed at, and what it is for."""

import pytest
from django.core.exceptions import ValidationError

from households.refusals import Refused
from households.roles import PlaceKind, Role
from supermarket.models import MarketPolicy, Outlet
from supermarket.services import market_policies, outlets
from tests.factory import NOON, Office, make_officer
from tests.supermarket.factory import make_merchant, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def test_an_outlet_is_a_place_people_are_appointed_at(office: Office) -> None:
    shop = outlets.create(
        office.community, "SHOP", "爱心超市", Outlet.Kind.SHOP, office.clerk, NOON, "0000-1", "周六"
    )
    assert (shop.place.kind, shop.place.parent) == (PlaceKind.OUTLET, office.community)
    assert (str(shop), shop.phone, shop.hours) == ("爱心超市", "0000-1", "周六")
    storekeeper = make_officer(Role.STOREKEEPER, shop.place)
    assert list(Outlet.objects.visible_to(storekeeper)) == [shop]
    assert not Outlet.objects.visible_to(office.scorer).exists()


def test_a_code_or_a_name_in_use_is_refused(office: Office) -> None:
    shop = make_shop(office.community)
    for code, name, told in (
        (shop.place.code, "另一家", "已有这个地点编号"),
        ("NEW", "爱心超市", "已有这个名称"),
        ("a/b", "另一家", "编号只能用"),
    ):
        with pytest.raises(ValidationError, match=told):
            outlets.create(office.community, code, name, Outlet.Kind.SHOP, office.clerk, NOON)
    assert Outlet.objects.count() == 1


def test_the_name_the_telephone_and_the_hours_may_change(office: Office) -> None:
    merchant = make_merchant(office.community)
    outlets.change(merchant, "新风理发店", "0000-2", "每天", office.clerk, NOON)
    merchant = Outlet.objects.get()
    assert (str(merchant), merchant.phone, merchant.hours) == ("新风理发店", "0000-2", "每天")
    make_shop(office.community)
    with pytest.raises(ValidationError, match="已有这个名称"):
        outlets.change(merchant, "爱心超市", "", "", office.clerk, NOON)


def test_only_the_office_of_the_community_makes_outlets(office: Office) -> None:
    other = Office("西湖社区")
    shop = make_shop(office.community)
    for person in (office.administrator, office.scorer, other.clerk):
        with pytest.raises(Refused, match="没有办理"):
            outlets.create(office.community, "X", "x", Outlet.Kind.SHOP, person, NOON)
        with pytest.raises(Refused, match="没有办理"):
            outlets.change(shop, "x", "", "", person, NOON)
    assert str(Outlet.objects.get()) == "爱心超市"


def test_the_settings_are_the_shipped_ones_until_somebody_sets_others(office: Office) -> None:
    policy = market_policies.policy_of(office.community)
    assert (policy.voucher_days, policy.expiry_warning_days, policy.budget_fen) == (90, 30, None)
    policy.voucher_days = 60
    market_policies.save(policy, office.clerk, NOON)
    assert market_policies.policy_of(office.community).voucher_days == 60
    policy.voucher_days = 6
    with pytest.raises(ValidationError, match="7至366天"):
        market_policies.save(policy, office.clerk, NOON)
    with pytest.raises(Refused, match="没有办理"):
        market_policies.save(policy, office.supervisor, NOON)
    assert MarketPolicy.objects.get().voucher_days == 60
