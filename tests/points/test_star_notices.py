"""星级家庭公示: one kind in the one chain, masked, proved, exported, held against the ranking; the
certificates and plates."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from households import guards
from households.refusals import AlreadyHandled, Refused
from households.services import households
from points.chain import first_fault
from points.models import AnnualRanking, Notice, RankingLine
from points.periods import Month, Year
from points.printing.one_each import RunsOver
from points.reports.honour_papers import certificates, plates
from points.reports.ledger_check import ledger_differences
from points.reports.notice_chain import links_of
from points.reports.notice_kinds import reading, villages_of
from points.reports.notice_proof import prove
from points.reports.wall_sheet import wall_sheets
from points.services import posting, vetoes
from points.services.honour_policies import honour_policy_of, save
from points.services.policies import policy_of
from points.services.ranking_book import corrected
from points.services.star_notices import publish_stars
from points.services.vetoes import Ground
from tests.factory import make_household, signed_in
from tests.points.honour_year import AFTER_THE_YEAR, YEAR, HonourYear
from tests.points.star_town import StarTown, told

pytestmark = pytest.mark.django_db
DAY = AFTER_THE_YEAR.date()


@pytest.fixture
def town() -> StarTown:
    return StarTown()


def test_star_families_hang_as_the_next_notice_of_the_chain(town: StarTown) -> None:
    notice = town.publish()
    assert (notice.number, notice.title) == (2, "东岭社区2026年星级家庭公示")
    assert (notice.period, notice.month, notice.quarter) == (Year(YEAR), None, None)
    assert told(notice) == [
        ("张*禾", "五星", 50, 1),
        ("李*井", "四星", 40, 2),
        ("赵*里", "四星", 30, 3),
    ]
    kind = reading(notice)
    assert kind.told_of(notice) == "2026年星级家庭"
    assert "2027年1月9日的会议" in kind.lead(notice, policy_of(town.community))
    assert "五星20%、四星40%" in kind.remark(notice)
    assert first_fault(links_of(town.community)) is None
    assert list(ledger_differences(town.community)) == []
    with pytest.raises(AlreadyHandled, match="已在第2期公示，之后没有更正"):
        town.publish()


def test_whoever_publishes_is_told_of_a_veto_that_is_not_settled(town: StarTown) -> None:
    days = (date(YEAR, 12, 20), date(YEAR, 12, 1), date(YEAR, 12, 31))
    vetoes.impose(town.li, Ground("偷盗", "判决书", "", *days), town.clerk, AFTER_THE_YEAR)
    caution = f"户{town.li.code}的一票否决还没有告知。办完可能还要更正。"
    address = reverse("stars", args=[YEAR])
    assert caution in signed_in(town.clerk).get(address).text
    assert caution not in signed_in(town.recorder).get(address).text


def test_it_is_not_published_before_the_ranking_is_settled(town: StarTown) -> None:
    with pytest.raises(Refused, match="2025年的排名还没有定"):
        publish_stars(town.community, 2025, DAY, town.clerk, AFTER_THE_YEAR)
    with pytest.raises(Refused, match="任职"):
        publish_stars(town.community, YEAR, DAY, town.supervisor, AFTER_THE_YEAR)
    with pytest.raises(Refused, match="不能早于今天"):
        publish_stars(town.community, YEAR, DAY - timedelta(days=1), town.clerk, AFTER_THE_YEAR)
    assert Notice.objects.count() == 1


def test_where_nobody_has_a_star_there_is_nothing_to_publish() -> None:
    town = HonourYear()
    town.post(Month(YEAR, 12), {})
    town.freeze()
    with pytest.raises(Refused, match="没有一户评上星级"):
        publish_stars(town.community, YEAR, DAY, town.clerk, AFTER_THE_YEAR)


def test_who_joined_late_or_moved_is_marked_on_the_board_and_the_paper() -> None:
    """The scheme began in November; Wang came in December, Sun moved to the first group then."""
    town = HonourYear()
    policy = honour_policy_of(town.community)
    policy.five_share = 100
    policy.four_share = policy.three_share = 0
    save(policy, town.clerk, AFTER_THE_YEAR)
    town.post(Month(YEAR, 11), {town.zhang: 9, town.sun: 8})
    households.move(town.sun, town.group, "并户", town.clerk, AFTER_THE_YEAR)
    wang = make_household(town.group, "王五谷")
    town.post(Month(YEAR, 12), {wang: 7})
    town.freeze()
    notice = publish_stars(town.community, YEAR, DAY, town.clerk, AFTER_THE_YEAR)
    (village,) = villages_of(notice)
    noted = {row.shown_as: row.note for group in village.groups for row in group.rows}
    assert noted == {"张*禾": "", "孙*思": "年内迁组", "王*谷": "12月起计分"}
    hung = policy_of(town.community)
    made = wall_sheets(notice, villages_of(notice), hung, "A4", "https://points.example.cn")
    text = "".join(
        "".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages
    )
    assert "12月起计分" in text
    assert "年内迁组" in text
    assert f"年度排名校验码{AnnualRanking.objects.get().check_code}" in text
    board = reverse("board_notice", args=[town.community.code, notice.number])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: AFTER_THE_YEAR)
        assert "12月起计分" in signed_in(town.clerk).get(board).text


def test_its_paper_says_what_the_notice_says(town: StarTown) -> None:
    town.publish()
    town.correct()
    notice = town.publish()
    policy = policy_of(town.community)
    made = wall_sheets(notice, villages_of(notice), policy, "A4", "https://points.example.cn")
    pages = PdfReader(io.BytesIO(made)).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    for due in (
        "东岭社区星级家庭公示",
        "赵庄·2026年·第3期",
        "张*禾五星501",
        "赵庄合计3户：五星1户，四星2户",
        "因第1号更正",
        notice.check_code,
    ):
        assert "".join(due.split()) in text
    assert "张三禾" not in text


def test_it_is_proved_on_the_board_and_closed_without_points(town: StarTown) -> None:
    notice = town.publish()
    proof = prove(notice)
    assert proof.verdict.agrees
    assert proof.verdict.chain_agrees
    pages = (
        reverse("verify") + f"?code={notice.check_code}",
        reverse("board_notice", args=[town.community.code, notice.number]),
        reverse("board_community", args=[town.community.code]),
        reverse("notice", args=[notice.number]),
        reverse("notice_list"),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: AFTER_THE_YEAR)
        client = signed_in(town.clerk)
        for page in pages:
            assert "2026年星级家庭" in client.get(page).text
    done = posting.close_notices(town.community, AFTER_THE_YEAR + timedelta(days=9))
    assert [each.number for each in done.closed] == [2]


def test_the_exported_chain_has_it(town: StarTown, tmp_path: Path) -> None:
    notice = town.publish()
    out = tmp_path / "chain.json"
    call_command("export_notices", community=town.community.code, out=out)
    last = json.loads(out.read_text())["notices"][-1]
    assert (last["kind"], last["digest"]) == ("stars", notice.digest)


def test_the_ledger_check_finds_what_was_changed_in_a_ranking(town: StarTown) -> None:
    town.publish()
    guards.remove(connection)
    RankingLine.objects.filter(household=town.li).update(honour=48)
    first = f"2026年排名里，户{town.li.code}和定下来的内容不一样。"
    second = "第2期星级家庭公示和2026年的排名、更正不一样。"
    assert list(ledger_differences(town.community)) == [first, second]
    with pytest.raises(CommandError, match="东岭社区：2026年排名里"):
        call_command("check_ledger")
    AnnualRanking.objects.update(digest="0" * 64)
    assert list(ledger_differences(town.community)) == ["2026年排名的内容和校验码对不上。"]


# Certificates and plates


def pages_of(made: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]


def test_each_star_family_has_its_certificate(town: StarTown) -> None:
    families = [each for each in corrected(town.ranking) if each.ranked.stars]
    pages = pages_of(certificates(town.ranking, families, policy_of(town.community)))
    assert len(pages) == 3
    for due in ("荣誉证书", "张三禾家庭：", "荣誉积分50分", "列赵庄第1名", "★★★★★", "五星级家庭",
                "东岭社区（盖章）", "2027年1月9日", f"编号2026-{town.zhang.code}"):  # fmt: skip
        assert due in pages[0]
    assert "★★★★☆" in pages[1]


def test_a_plate_has_no_name_on_it(town: StarTown) -> None:
    families = [each for each in corrected(town.ranking) if each.ranked.stars]
    pages = pages_of(plates(town.ranking, families, policy_of(town.community)))
    assert len(pages) == 3
    assert "五星级家庭2026年度东岭社区" in pages[0]
    assert not any(each.household.head in page for each in families for page in pages)


def test_a_name_that_is_too_long_is_told_and_nothing_is_printed(town: StarTown) -> None:
    families = [each for each in corrected(town.ranking) if each.ranked.stars][:1]
    families[0].household.head = "长" * 600
    with pytest.raises(RunsOver, match="一页放不下"):
        certificates(town.ranking, families, policy_of(town.community))
