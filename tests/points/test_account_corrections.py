"""What was corrected, on the household's page: each entry leads to what it rests on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import User
from points.services import adjustments, notices, posting
from tests.factory import NOON, NOVEMBER, Office, make_household, signed_in
from tests.points.disputing import Dispute
from tests.points.notice_months import AFTER, settle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_the_account_leads_from_an_entry_to_what_it_rests_on() -> None:
    """Posted, corrected upon an objection, corrected once more; the next notice tells of both."""
    town = Dispute()
    posting.close_notices(town.community, AFTER)
    objection = town.object(at=AFTER)
    town.uphold(objection, 15, AFTER)
    made = adjustments.propose(town.zhang, -2, 2026, "重复", "核实表", town.clerk, AFTER)
    adjustments.decide(made, approved=True, comment="", by=town.auditor, at=AFTER)
    home = reverse("household_page", args=[town.zhang.code])
    page = signed_in(town.supervisor).get(home).text
    for shown in ("冲销2026年11月积分", "2026年11月积分（异议更正）", "更正：重复", "−10", "+15"):
        assert shown in page
    assert page.count(reverse("objection", args=[objection.ref])) == 2
    assert reverse("adjustment", args=[made.ref]) in page
    assert page.count(reverse("notice", args=[1])) == 1
    assert reverse("objection", args=[objection.ref]) not in signed_in(town.scorer).get(home).text

    december = NOVEMBER.next()
    at = AFTER.replace(month=12)
    settle(town, december, {}, at)
    notices.publish_month(town.community, december, at.date(), town.clerk, at)
    page = signed_in(town.supervisor).get(home).text
    assert page.count(reverse("notice", args=[2])) == 3


def test_the_account_costs_the_same_however_much_was_corrected() -> None:
    office = Office()
    zhang = make_household(office.group)

    def cost() -> int:
        client = signed_in(User.objects.get(pk=office.clerk.pk))
        home = reverse("household_page", args=[zhang.code])
        client.get(home)
        with CaptureQueriesContext(connection) as queries:
            client.get(home)
        return len(queries)

    for number in range(6):
        made = adjustments.propose(zhang, 6, 2026, "漏记", "核实表", office.clerk, NOON)
        adjustments.decide(made, approved=True, comment="", by=office.auditor, at=NOON)
        if number == 0:
            few = cost()
    assert cost() == few
