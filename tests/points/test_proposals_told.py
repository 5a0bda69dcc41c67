"""Where else proposals are told of: on the sheet, on a record's page, in a household's story."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from points.models import Sheet, StepDecision
from points.reports.choice import Choice
from points.steps import Step
from tests.factory import pass_until, signed_in
from tests.points.proposing import Checking

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Checking:
    return Checking()


def test_the_sheet_tells_of_open_proposals_and_is_passed_all_the_same(
    client: Client, office: Checking
) -> None:
    client.force_login(office.scorer)
    url = reverse("sheet", args=[office.sheet.period, office.group.code])
    page = client.get(url).content.decode()
    assert "4 条建议</a>" in page
    assert "还有 4 条建议未处理" in page
    client.force_login(office.committee)
    assert "条建议" not in client.get(url).content.decode()
    pass_until(office, office.sheet, Step.COMMITTEE)
    client.force_login(office.scorer)
    assert "条建议" not in client.get(url).content.decode()


def test_a_record_names_the_source_it_was_proposed_by(office: Checking) -> None:
    (taken, *_) = office.take()
    client = signed_in(office.clerk)
    page = client.get(reverse("record_page", args=[taken.ref])).content.decode()
    assert "年度核查" in page
    assert "2026年度核查" in page
    listed = client.get(reverse("record_list", query={"origin": "yearly"})).content.decode()
    assert "共 4 条" in listed


def test_the_households_story_tells_what_was_struck_and_where_a_record_came_from(
    office: Checking,
) -> None:
    office.strike(office.marks("1.1", office.zhang))
    office.take()
    where = [office.sheet.period, office.group.code]
    client = signed_in(office.scorer)
    told = [
        client.get(reverse("sheet_line", args=[*where, household.code])).content.decode()
        for household in office.households
    ]
    assert "建议不计：1.1（年度核查）" in told[0]
    assert "墙角搭了棚子" in told[0]
    assert "建议不计" not in told[1]
    assert "记录，来源：年度核查" in told[1]


def test_many_sheets_with_open_proposals_pass_once_it_is_said_that_they_are_left(
    office: Checking,
) -> None:
    client = signed_in(office.scorer)
    typed = {"form_token": str(uuid4()), "sheet": [str(Choice.of(Sheet.objects.get()))]}
    url = f"{reverse('sheet_pass_many')}?month=2026-11"
    refused = client.post(url, typed)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "还有建议未处理：赵庄第1组4条。通过之后不能再记入" in page
    assert "建议不再处理，仍然通过</label>" in page
    assert page.count("checked") == 1, "the sheet, not the answer"
    assert Sheet.objects.get().waits_at(Step.GROUP)
    for _ in range(2):
        passed = client.post(url, typed | {"leave": "on"})
        assert passed.status_code == 302
    assert Sheet.objects.get().waits_at(Step.COMMITTEE)
    assert StepDecision.objects.filter(step=Step.GROUP).count() == 1


def test_many_sheets_without_open_proposals_pass_unasked(office: Checking) -> None:
    office.take()
    client = signed_in(office.scorer)
    url = f"{reverse('sheet_pass_many')}?month=2026-11"
    assert "建议不再处理" not in client.get(reverse("sheet_list")).content.decode()
    typed = {"form_token": str(uuid4()), "sheet": [str(Choice.of(Sheet.objects.get()))]}
    assert client.post(url, typed).status_code == 302
    assert Sheet.objects.get().waits_at(Step.COMMITTEE)
