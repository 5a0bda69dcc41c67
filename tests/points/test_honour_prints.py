"""Certificates and plates of all star families at once, as long prints."""

from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings

from points.models import PrintJob
from points.prints import files
from points.prints.kinds import kinds
from points.services import print_jobs
from tests.points.honour_year import AFTER_THE_YEAR, HonourYear
from tests.points.print_kinds import SITE, now, pages_of, work
from tests.points.test_star_notices import StarTown

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _after_the_year(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: AFTER_THE_YEAR)


def ask(town: HonourYear, kind: str, **asked: Any) -> PrintJob:
    place, title = kinds()[kind].order(town.clerk, asked)
    order = print_jobs.Order(kind, kinds()[kind].right, place, title, asked, SITE)
    return print_jobs.ask(order, town.clerk, AFTER_THE_YEAR)


def printed(job: PrintJob) -> list[str]:
    work()
    assert (now(job).state, job.error) == ("done", "")
    return pages_of(files.paper_file(job).read_bytes())


def test_all_star_families_get_their_certificates_and_plates_at_once() -> None:
    town = StarTown()
    town.correct()
    job = ask(town, "certificates", place="*", year="2026")
    assert job.title == "东岭社区2026年星级家庭证书"
    pages = printed(job)
    named = [head for page in pages for head in ("张三禾", "李四井", "钱八斗") if head in page]
    assert named == ["张三禾", "李四井", "钱八斗"]
    assert "荣誉积分45分" in pages[2]
    job = ask(town, "plates", place=town.second.code, year="2026")
    assert job.title == "赵庄第2组2026年星级家庭门牌"
    (plate,) = printed(job)
    assert "四星级家庭" in plate


def test_a_place_without_a_star_family_gets_a_sentence() -> None:
    town = StarTown()
    job = ask(town, "plates", place=town.second.code, year="2026")
    work()
    assert now(job).error == "没有要打印的内容。"


def test_before_a_year_is_settled_there_is_nothing_to_choose() -> None:
    town = HonourYear()
    for kind in ("certificates", "plates"):
        assert kinds()[kind].offer(town.clerk, AFTER_THE_YEAR.date()) == []
    town = StarTown("西岭社区")
    asks = kinds()["plates"].offer(town.clerk, AFTER_THE_YEAR.date())
    assert [each.name for each in asks] == ["place", "year"]
    assert kinds()["plates"].offer(town.supervisor, AFTER_THE_YEAR.date()) == []
