"""A sheet before the committee, and the forms of its pages sent with what a test says."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from households.models import Household, User
from points.models import Record
from points.services import records, sheets
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import NOON, NOVEMBER, Office, pass_until


def before_the_committee(office: Office, household: Household) -> Record:
    """A record of November's sheet, which waits at the committee's step."""
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    draft = Draft(household, "11.3", date(2026, 11, 3), points=10)
    made = records.record_matter(NOVEMBER, draft, "office", office.clerk, NOON)
    pass_until(office, sheet, Step.COMMITTEE)
    return made


class Act:
    """Posts a form of the sheet's page as it was shown, with what a test says otherwise."""

    def __init__(self, client: Client, by: User, name: str, *args: Any, **shown: Any) -> None:
        client.force_login(by)
        self.client = client
        self.url = reverse(name, args=args)
        self.shown = {"form_token": str(uuid4()), **shown}

    def __call__(self, **typed: Any) -> HttpResponse:
        return self.client.post(self.url, {**self.shown, **typed})  # type: ignore[return-value]
