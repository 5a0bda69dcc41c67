"""A repeated deduction is told to its household with what it really takes, and why."""

from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from points.models import Record
from points.services import records
from tests.factory import NOON, NOVEMBER, signed_in
from tests.points.wide_book import WideOffice

pytestmark = pytest.mark.django_db


def test_the_paper_says_what_is_doubled_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    office = WideOffice()
    office.open(NOVEMBER)
    drafts = [office.on(date(2026, 11, day), "1.1") for day in (3, 8)]
    records.record_matters(NOVEMBER, drafts, Record.Origin.OFFICE, office.clerk, NOON)
    second = Record.objects.latest("occurred_on")
    answer = signed_in(office.clerk).get(f"/records/{second.ref}/serving.pdf")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    (page,) = PdfReader(BytesIO(content)).pages
    text = "".join(page.extract_text().split())
    assert "−2分，60日内第二次，按规定加倍：−2×2=−4分，计−4分" in text
