"""Checking the code of a year's ranking: what was settled when, what was corrected since."""

from io import BytesIO

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households import guards
from points.models import AnnualRanking, RankingLine
from points.reports.ranking_page import ranking_table, rows_of, year_of
from points.services import rankings
from tests.factory import signed_in
from tests.points.honour_year import AFTER_THE_YEAR, YEAR
from tests.points.test_star_notices import StarTown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _after_the_year(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: AFTER_THE_YEAR)


@pytest.fixture
def town() -> StarTown:
    return StarTown()


def verify(client: Client, town: StarTown) -> str:
    """As it is found out anew."""
    cache.clear()
    return client.get(reverse("verify"), {"code": town.ranking.check_code.lower()}).text


def test_it_is_confirmed_with_its_year_its_meeting_and_its_rule(
    town: StarTown, client: Client
) -> None:
    page = verify(client, town)
    for due in (
        "与系统记录一致",
        "东岭社区2026年度排名",
        "2027年1月9日由会议定，参评5户。",
        "荣誉积分相同的名次并列",
        "定名次之后没有更正",
    ):
        assert due in page, due
    for secret in ("张三禾", "张*禾", town.zhang.code):
        assert secret not in page


def test_corrections_are_told_by_number_and_where_they_hang(town: StarTown, client: Client) -> None:
    first = town.publish()
    town.correct()
    page = verify(client, town)
    assert "第1号更正，2027年1月10日，还没有公示" in page
    assert reverse("board_notice", args=[town.community.code, first.number]) in page
    second = town.publish()
    assert f"第1号更正，2027年1月10日，已在第{second.number}期公示" in verify(client, town)
    town.vetoed(town.zhang)
    rankings.correct(town.ranking, town.zhang, "偷盗", "判决书", town.recorder, AFTER_THE_YEAR)
    page = verify(client, town)
    assert "第2号更正" in page
    assert "偷盗" not in page
    # What was settled stays what it was.
    assert "参评5户" in page
    assert "不参评" not in page


def test_what_was_changed_afterwards_is_told(town: StarTown, client: Client) -> None:
    guards.remove(connection)
    RankingLine.objects.filter(household=town.li).update(place=1)
    assert "与系统记录不一致" in verify(client, town)
    RankingLine.objects.filter(household=town.li).update(place=2)
    assert "与系统记录一致" in verify(client, town)
    content = town.ranking.content
    content["groups"][0]["lines"][0]["honour"] += 1
    AnnualRanking.objects.update(content=content)
    page = verify(client, town)
    assert "与系统记录不一致" in page
    assert "村务监督委员会" in page


def test_its_queries_are_few_and_asked_once(town: StarTown, client: Client) -> None:
    verify(client, town)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("verify"), {"code": town.ranking.check_code})
    assert len(queries) <= 3


def test_the_code_stands_where_the_ranking_is_shown(town: StarTown) -> None:
    code = town.ranking.check_code
    page = signed_in(town.clerk).get(reverse("ranking", args=[YEAR])).text
    assert f"{reverse('verify')}?code={code}" in page
    year = year_of(town.community, YEAR)
    made = ranking_table(year, rows_of(year, town.clerk))
    title = openpyxl.load_workbook(BytesIO(made)).active["A1"].value
    assert "荣誉积分相同的名次并列" in title
    assert f"校验码 {code}" in title
