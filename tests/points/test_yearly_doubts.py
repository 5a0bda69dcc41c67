"""年度核查: what is proposed unticked, for the scorer to look at first, and what is not at all."""

from datetime import timedelta

import pytest

from points.models import Sheet
from points.services.proposed_yearly import proposed_yearly
from tests.factory import NOON, make_household
from tests.points.proposing import Checking

pytestmark = pytest.mark.django_db


def test_what_others_than_the_group_must_check_is_doubtful_without_a_word_in_its_reason() -> None:
    office = Checking()
    assert {
        (each.item_code, each.doubt, each.why) for each in proposed_yearly(office.sheet, NOON)
    } == {
        ("1.1", "", "2026年度核查"),
        ("8.1", "须两委核查", "2026年度核查"),
    }


def test_who_came_after_the_opening_is_doubtful_and_after_the_month_is_not_proposed() -> None:
    office = Checking()
    newest = make_household(office.group, "王五谷")
    (only,) = [
        each
        for each in proposed_yearly(office.sheet, NOON)
        if (each.household_id, each.item_code) == (newest.pk, "1.1")
    ]
    assert (only.doubt, only.why) == ("开表之后登记的户", "2026年度核查")
    # Opened on 1 December at noon, November was over.
    Sheet.objects.filter(pk=office.sheet.pk).update(opened_at=NOON + timedelta(days=11))
    office.sheet.refresh_from_db()
    proposed = proposed_yearly(office.sheet, NOON)
    assert {each.household_id for each in proposed} == {office.zhang.pk, office.li.pk}
