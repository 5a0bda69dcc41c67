"""年末清零公告: one kind in the one chain, frozen, proved and exported; what becomes of it is told
beside it."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from households import guards
from households.refusals import Refused
from points.chain import first_fault
from points.models import ClearingAnnouncement, Notice, NoticeHousehold
from points.periods import Year
from points.reports.ledger_check import ledger_differences
from points.reports.notice_chain import links_of
from points.reports.notice_kinds import reading, villages_of
from points.reports.notice_list import notice_rows
from points.reports.notice_proof import prove
from points.reports.wall_sheet import wall_sheets
from points.services import clearing_announcements, clearings, policies, posting
from points.services.policies import policy_of
from tests.clock import Clock, running
from tests.factory import NOON, make_group, make_village, signed_in
from tests.points import clearing_year
from tests.points.clearing_year import LAST_DAY, ON_THE_DAY
from tests.points.papers import squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DAY = NOON.date()


class Year2026(clearing_year.Year):
    """As it is, with a second village that has joined and one that has not."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.second = make_group(make_village(self.community, "李庄"))
        make_group(make_village(self.community, "王庄", None))


@pytest.fixture
def town() -> Year2026:
    return Year2026()


def found(town: Year2026) -> list[str]:
    """The differences that tell of announcements; these points came without sheets."""
    return [each for each in ledger_differences(town.community) if "公" in each]


def test_it_is_the_next_notice_of_the_chain_and_names_no_household(town: Year2026) -> None:
    notice = town.announce().notice
    assert (notice.number, notice.title) == (1, "东岭社区2026年年末积分清零公告")
    assert (notice.kind, notice.period, notice.month) == (Notice.Kind.CLEARING, Year(2026), None)
    assert (notice.opens_on, notice.closes_on) == (DAY, DAY + timedelta(days=6))
    assert notice.content["clears_on"] == "2026-12-31"
    assert [village.name for village in villages_of(notice)] == ["赵庄", "李庄"]
    assert reading(notice).told_of(notice) == "2026年年末积分清零"
    assert not NoticeHousehold.objects.exists()
    frozen = json.dumps(notice.content, ensure_ascii=False)
    assert not [each for each in (town.zhang, town.wang) if each.head in frozen]
    assert first_fault(links_of(town.community)) is None
    assert found(town) == []


def test_it_says_what_is_cleared_and_what_is_not(town: Year2026) -> None:
    words = "".join(town.announce().notice.content["words"])
    for due in (
        "2026年及以前的可兑积分，到2026年12月31日还没有兑换的，当天清零",
        "荣誉积分不清零",
        "兑换过的先从最早的积分里扣；2027年起新得的积分不清零",
        "清零时还没有入账的",
        "预约占用的积分不清零",
        "余额为负数的不归零，结转下年",
        "清零最迟在2027年1月7日办完",
    ):
        assert due in words


def test_what_it_says_of_debts_holds_whatever_the_setting_is_by_then(town: Year2026) -> None:
    announcement = town.announce()
    policy = policy_of(town.community)
    policy.clears_debts = True
    policies.save(policy)
    assert town.clear(announcement).households == 2
    assert town.balances()["王五田"] == -3


def test_where_the_setting_says_so_it_says_that_debts_go_too() -> None:
    town = clearing_year.Year(debts=True)
    announcement = town.announce()
    assert "余额为负数的一并归零。" in announcement.notice.content["words"]
    assert announcement.clears_debts


def test_its_period_is_over_before_its_day(town: Year2026) -> None:
    first = date(2026, 12, 10)
    with pytest.raises(Refused) as raised:
        town.announce(clears_on=date(2026, 12, 16), opens_on=first)
    assert raised.value.message_dict == {
        "clears_on": ["公告要先张贴7天，清零日期最早是2026年12月17日，请改正。"]
    }
    assert not Notice.objects.exists()
    assert town.announce(clears_on=date(2026, 12, 17), opens_on=first).notice.number == 1


def test_a_first_day_in_the_past_is_refused_at_its_field(town: Year2026) -> None:
    with pytest.raises(Refused) as raised:
        town.announce(opens_on=DAY - timedelta(days=1))
    assert list(raised.value.message_dict) == ["opens_on"]


def test_the_database_keeps_an_announcement_before_its_day_and_its_notice_of_a_year(
    town: Year2026,
) -> None:
    made = town.announce()
    guards.remove(connection)
    with pytest.raises(IntegrityError, match="is_made_before_its_day"), transaction.atomic():
        ClearingAnnouncement.objects.filter(pk=made.pk).update(clears_on=made.announced_on)
    with pytest.raises(IntegrityError, match="notice_is_of"), transaction.atomic():
        Notice.objects.filter(pk=made.notice_id).update(month=12)


def test_its_paper_says_what_the_notice_says(town: Year2026) -> None:
    notice = town.announce().notice
    policy = policy_of(town.community)
    villages = villages_of(notice)
    made = wall_sheets(notice, villages, policy, "A3", "https://points.example.cn")
    pages = squeezed(PdfReader(io.BytesIO(made)))
    assert len(pages) == 2
    for due in (
        "东岭社区年末积分清零公告",
        "李庄·2026年·第1期",
        "公示期：2026年11月20日至11月26日（7天）",
        "到2026年12月31日还没有兑换的，当天清零",
        "荣誉积分不清零",
        "对公告有疑问的",
        "张贴时间",
        notice.check_code,
    ):
        assert due in pages[1], due
    (group,) = villages[0].groups
    alone = villages[0].of_group(group.code)
    assert alone is not None
    assert alone.name == f"赵庄{group.name}"
    assert villages[0].of_group("不在") is None


def test_it_is_proved_and_shown_to_everybody_and_closed_without_points(town: Year2026) -> None:
    notice = town.announce().notice
    verdict = prove(notice).verdict
    assert (verdict.agrees, verdict.chain_agrees) == (True, True)
    client = signed_in(town.clerk)
    for page in pages_of(town, notice):
        assert "2026年年末积分清零" in client.get(page).text
    here = client.get(reverse("board_notice", args=[town.community.code, 1])).text
    assert "预约占用的积分不清零" in here
    for page in (here, client.get(reverse("notice", args=[1])).text):
        assert page.count("到2026年12月31日还没有兑换的，当天清零") == 1
    assert "已收回" not in here
    done = posting.close_notices(town.community, NOON + timedelta(days=7))
    assert [each.number for each in done.closed] == [1]
    assert town.balances()["张三禾"] == 12


def test_the_exported_chain_has_it_and_the_offline_page_knows_its_kind(
    town: Year2026, tmp_path: Path
) -> None:
    notice = town.announce().notice
    out = tmp_path / "chain.json"
    call_command("export_notices", community=town.community.code, out=out)
    last = json.loads(out.read_text())["notices"][-1]
    assert (last["kind"], last["digest"]) == ("clearing", notice.digest)
    offline = Path("points/data/offline_verify.html").read_text()
    known = offline[offline.index("const KINDS") :].split("};")[0]
    assert [kind for kind in Notice.Kind.values if f"{kind}: " not in known] == []
    assert f'clearing: "{reading(notice).subject}"' in known


def pages_of(town: Year2026, notice: Notice) -> list[str]:
    return [
        reverse("verify") + f"?code={notice.check_code}",
        reverse("board_notice", args=[town.community.code, notice.number]),
        reverse("board_community", args=[town.community.code]),
        reverse("notice", args=[notice.number]),
        reverse("notice_list"),
    ]


def test_taken_back_it_is_told_beside_it_and_stays_as_it_is(town: Year2026) -> None:
    announcement = town.announce()
    notice = announcement.notice
    town.withdraw(announcement, "王五田家有意见")
    client = signed_in(town.clerk)
    for page in pages_of(town, notice):
        text = client.get(page).text
        assert "已收回" in text, page
        assert "王五田" not in text, page
    beside = client.get(pages_of(town, notice)[0]).text
    assert "这份公告已在2026年11月20日收回，不再按它清零" in beside
    kept = Notice.objects.get(pk=notice.pk)
    assert (kept.content, kept.digest) == (notice.content, notice.digest)
    assert found(town) == []


def test_what_was_cleared_and_given_back_is_told_beside_it(town: Year2026) -> None:
    announcement = town.announce()
    page = reverse("board_notice", args=[town.community.code, 1])
    made = town.clear(announcement)
    with running(Clock("2026-12-31 18:00")):
        client = signed_in(town.clerk)
        assert "已在2026年12月31日按这份公告清零" in client.get(page).text
        clearings.reverse(made, "试算", town.auditor, ON_THE_DAY)
        assert "当天又撤销了，积分已退回各户" in client.get(page).text


def test_a_list_asks_once_whichever_were_taken_back(town: Year2026) -> None:
    def queries() -> int:
        notices = list(Notice.objects.all())
        with CaptureQueriesContext(connection) as asked:
            notice_rows(notices, DAY)
        return len(asked)

    town.withdraw(town.announce())
    few = queries()
    for _ in range(3):
        town.withdraw(town.announce())
    town.announce()
    assert queries() == few
    rows = notice_rows(Notice.objects.all(), DAY)
    assert [row.standing for row in rows] == ["公示中", *["已收回"] * 4]


# What the ledger check finds


def test_a_day_that_was_changed_beside_its_notice_is_told(town: Year2026) -> None:
    made = town.announce()
    guards.remove(connection)
    ClearingAnnouncement.objects.filter(pk=made.pk).update(clears_on=LAST_DAY + timedelta(days=1))
    assert found(town) == ["第1期清零公告登记的年度或清零日期，和公示的内容不一样。"]
    ClearingAnnouncement.objects.filter(pk=made.pk).delete()
    assert found(town) == ["第1期公示是清零公告，却没有这份公告的登记。"]


def test_somebody_who_may_not_publish_announces_nothing(town: Year2026) -> None:
    with pytest.raises(Refused, match="任职"):
        clearing_announcements.announce(town.community, 2026, LAST_DAY, DAY, town.supervisor, NOON)
    assert not ClearingAnnouncement.objects.exists()
