"""Publishing a quarter's exchange at its page, which tells beforehand what would be told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from points.models import Notice
from tests.factory import make_household, signed_in
from tests.supermarket.asking import send, text, told
from tests.supermarket.factory import give_points
from tests.supermarket.quarters_told import CLOSED, Autumn

pytestmark = pytest.mark.django_db

PUBLISH = "/market/windows/2026-4/notice/"
WINDOWS = "/market/windows/"


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: CLOSED)


@pytest.fixture
def town() -> Autumn:
    return Autumn()


def ready(town: Autumn) -> None:
    town.takes(town.zhang, rice=2, haircut=1)
    town.cancel(town.takes(town.zhang, oil=1))
    town.takes(town.li, rice=1)
    town.close()


def test_the_window_list_leads_to_publishing_and_then_to_the_notice(town: Autumn) -> None:
    assert "发布公示" not in text(town.clerk, WINDOWS)
    ready(town)
    assert f'href="{PUBLISH}"' in text(town.clerk, WINDOWS)
    assert f'href="{PUBLISH}"' not in text(town.storekeeper, WINDOWS)
    answer = send(town.clerk, PUBLISH, {"opens_on": "2026-12-02"})
    assert answer["Location"] == reverse("notice", args=[1])
    assert "第1期公示已发布，请按村打印张贴。" in told(answer)
    assert Notice.objects.get().opens_on.isoformat() == "2026-12-02"
    shown = text(town.clerk, WINDOWS)
    assert "发布公示" not in shown
    assert f'href="{reverse("notice", args=[1])}">第1期公示' in shown
    assert "这一期已经公示" in text(town.clerk, PUBLISH)


def test_the_page_tells_beforehand_what_the_notice_would_tell(town: Autumn) -> None:
    ready(town)
    page = text(town.clerk, PUBLISH)
    for shown in (
        "发布2026年第4季度兑换公示",
        '<td class="is-number" data-label="户数">2</td>',
        '<td class="is-number" data-label="扣分">68</td>',
        '<td class="is-number" data-label="数量">3袋</td>',
        "今天开始就是2026年12月1日至12月7日",
        'value="2026-12-01"',
        "这一期的兑换单也不能再撤销",
    ):
        assert shown in page, shown
    assert "菜籽油" not in page


def test_an_open_window_is_to_be_closed_first(town: Autumn) -> None:
    town.takes(town.zhang, rice=1)
    page = text(town.clerk, PUBLISH)
    assert "兑换期还没有结束" in page
    assert f'href="{WINDOWS}2026-4/close/"' in page
    assert 'name="opens_on"' not in page


def test_where_nobody_exchanged_there_is_nothing_to_publish(town: Autumn) -> None:
    town.close()
    page = text(town.clerk, PUBLISH)
    assert "没有一户兑换" in page
    assert 'name="opens_on"' not in page


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("2026-11-30", "公示开始日期不能早于今天"),
        ("2027-12-01", "请核对年份和月份"),
        ("腊月", "日期不对"),
        ("", "请填写公示开始日期"),
    ],
)
def test_a_wrong_first_day_is_told_and_nothing_is_published(
    town: Autumn, typed: str, refusal: str
) -> None:
    ready(town)
    answer = send(town.clerk, PUBLISH, {"opens_on": typed})
    assert answer.status_code == 422
    assert refusal in told(answer)
    assert not Notice.objects.exists()


def test_a_form_sent_twice_publishes_once(town: Autumn) -> None:
    ready(town)
    token = signed_in(town.clerk).get(PUBLISH).context["form"]["form_token"].value()
    for _ in range(2):
        answer = signed_in(town.clerk).post(
            PUBLISH, {"opens_on": "2026-12-01", "form_token": token}
        )
        assert (answer.status_code, answer["Location"]) == (302, reverse("notice", args=[1]))
    assert Notice.objects.count() == 1


def test_publishing_is_for_the_clerk_of_the_community(town: Autumn) -> None:
    ready(town)
    for person in (town.storekeeper, town.auditor, town.supervisor):
        assert signed_in(person).get(PUBLISH).status_code == 403
        assert signed_in(person).post(PUBLISH, {"opens_on": "2026-12-01"}).status_code == 403
    assert signed_in(town.clerk).get(f"{WINDOWS}2026-3/notice/").status_code == 404
    assert not Notice.objects.exists()


@pytest.mark.parametrize("address", [PUBLISH, WINDOWS])
def test_the_pages_cost_the_same_however_many_households(address: str) -> None:
    def cost(town: Autumn) -> int:
        town.close()
        client = signed_in(town.clerk)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    town, crowd = Autumn(), Autumn("西岭社区")
    town.takes(town.zhang, rice=1)
    for number in range(12):
        household = make_household(crowd.group, code=f"0001{number:02d}")
        give_points(household, 100)
        crowd.takes(household, rice=1, haircut=1)
    crowd.takes(crowd.li, oil=1)
    assert cost(town) == cost(crowd)
