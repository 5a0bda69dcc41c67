"""Notices of earlier versions go on being shown, printed and proved as they were frozen."""

import io
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from households.models import Place
from points.models import Notice
from tests.factory import NOON, make_community, make_group, make_household, make_village, signed_in
from tests.points.frozen_notices import COMMUNITY, HOUSEHOLD, SALT, VERSION_1, VERSION_2, frozen

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("content", [VERSION_1, VERSION_2], ids=["version 1", "version 2"]),
]


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def notice(content: dict[str, Any]) -> Notice:
    group = make_group(make_village(make_community("东岭社区", COMMUNITY)))
    household = make_household(group, "张三禾", HOUSEHOLD)
    household.salt = SALT
    household.save()
    return frozen(content)


def test_the_code_on_the_old_paper_still_agrees(notice: Notice, client: Client) -> None:
    page = client.get(reverse("verify"), {"code": notice.check_code}).text
    assert "与系统记录一致" in page
    assert "赵庄" in page


@pytest.mark.parametrize("public", [True, False], ids=["board", "office"])
def test_the_pages_show_its_figures_and_no_list_of_awards(notice: Notice, public: bool) -> None:
    if public:
        address = reverse("board_notice", args=[COMMUNITY, 1])
        page = Client().get(address).text
    else:
        page = signed_in(notice.published_by).get(reverse("notice", args=[1])).text
    for shown in ("张*禾", HOUSEHOLD, "赵庄", "12"):
        assert shown in page
    assert "事项清单" not in page
    assert ("2026年9月积分由+12更正为+15" in page) == (notice.content["version"] == 2)


@pytest.mark.parametrize("group", ["", "G-F1"], ids=["village", "group"])
def test_the_paper_is_printed_as_it_was(notice: Notice, group: str) -> None:
    asked = {"village": "V-F1"} | ({"group": group} if group else {})
    answer = signed_in(notice.published_by).get(reverse("notice_print", args=[1], query=asked))
    pages = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages
    assert len(pages) == 1
    text = "".join(pages[0].extract_text().split())
    assert f"1{HOUSEHOLD}张*禾−53100−1127" in text
    assert "事项清单" not in text
    assert ("积分由+12更正为+15" in text) == (notice.content["version"] == 2)


def test_no_village_of_it_is_known_by_code_any_more(notice: Notice) -> None:
    """Its places were given other codes since; the page has to come all the same."""
    assert not Place.objects.filter(code="V-F1").exists()
    page = signed_in(notice.published_by).get(reverse("notice", args=[1]))
    assert page.status_code == 200
