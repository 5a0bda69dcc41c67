"""A month through the services: the spine of the product, told as it happens."""

from datetime import date, timedelta

import pytest

from points.models import Account, Entry, Notice, Record, Sheet
from points.services import notices, posting, records, sheets
from points.services.recordbook import Draft
from tests.factory import NOON, NOVEMBER, Office, make_household, pass_until

pytestmark = pytest.mark.django_db


def test_a_month_goes_from_a_record_to_the_account() -> None:
    office = Office()
    zhang = make_household(office.group, "张三禾")
    make_household(office.group, "李四麦")
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    draft = Draft(zhang, "4.1", date(2026, 11, 3))
    records.record_matter(NOVEMBER, draft, Record.Origin.OFFICE, office.clerk, NOON)
    pass_until(office, sheet, None)
    assert sheet.state == Sheet.State.READY

    notice = notices.publish_month(
        office.community, NOVEMBER, date(2026, 11, 20), office.clerk, NOON
    )
    assert (notice.number, notice.closes_on) == (1, date(2026, 11, 26))
    assert posting.close_notices(office.community, NOON + timedelta(days=6)).closed == []
    assert posting.close_notices(office.community, NOON + timedelta(days=7)).closed == [notice]
    assert posting.close_notices(office.community, NOON + timedelta(days=7)).closed == []
    assert list(Account.objects.order_by("household__code").values_list("balance", flat=True)) == [
        3,
        0,
    ]
    assert Entry.objects.count() == 2
    assert Notice.objects.get().closed_at is not None
