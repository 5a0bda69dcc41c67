"""Sheets before the assembly, and the assembly's form filled in."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from households.models import Household, User
from points.models import Sheet
from points.periods import Month
from points.services import records, sheets
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import NOON, Office, pass_until, signed_in
from tests.photos import drawn, saved

GOOD = {
    "held_on": "2026-11-20",
    "total": "30",
    "present": "24",
    "in_favour": "20",
    "against": "1",
    "abstained": "3",
    "minutes": "第四次村民代表会议",
}


def waiting(office: Office, month: Month, household: Household, *points: int) -> Sheet:
    """The month's sheet before the assembly, with 11.3 (20 a year) recorded so many times."""
    (sheet,) = sheets.open_month(office.community, month, office.clerk, NOON)
    drafts = [Draft(household, "11.3", month.first_day, points=each) for each in points]
    records.record_matters(month, drafts, "office", office.clerk, NOON)
    return pass_until(office, sheet, Step.ASSEMBLY)


def tick(sheet: Sheet) -> str:
    sheet.refresh_from_db()
    return f"{sheet.period}:{sheet.step}:{sheet.version}:{sheet.group.code}"


def ratify(by: User, sent: list[str], **typed: Any) -> HttpResponse:
    form = {"form_token": uuid4(), "sheet": sent, **GOOD, **typed}
    return signed_in(by).post("/sheets/ratify/", form)  # type: ignore[return-value]


def picture(seed: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{seed}.jpg", saved(drawn(seed=seed)), "image/jpeg")
