"""事项清单: which awards a notice freezes, with how many points, and what it never tells."""

import csv
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import Household
from points.canonical import household_ref
from points.models import Notice, Record
from points.periods import Month
from points.reports.notice_awards import AwardList
from points.reports.notice_sheet import VillageSheet, village_sheets
from points.services import records, revisions, sheets
from points.services.recordbook import Draft
from points.services.standards import ItemRow
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    ROWS,
    Office,
    make_household,
    make_standard,
    pass_until,
    signed_in,
)
from tests.points.notice_months import OCTOBER, add_group, publish, published, settle

pytestmark = pytest.mark.django_db

SENSITIVE = ItemRow(
    "家庭建设", 8, "远离黄赌毒", 5, "8.1", "无违法记录", 3, 3, "年", None, 3, sensitive=True
)
NOTE = "帮王五搬家"


class Town:
    """November of two groups, each award once in every way it may end; worked out by hand:

    Zhang  4.1 +3, 4.2 +2 on 1 November  one of these two a month  3 and nothing
           7.2 +1 on the 5th and the 9th one a month               1 and nothing
           1.3 −5, 8.1 +3 (sensitive)                              neither is told, nor what lies
           1.1 +5                        total 7                   in their areas: 1.1 and 7.2
    Zhou   7.2 +1 on 20 October, typed in late                     1
           11.2 five times on the 3rd    four points a month       4
           11.3 18 on the 15th           the committee says 15     15
           13.1 +1, voided               total 20                  nothing
    """

    def __init__(self) -> None:
        self.office = Office()
        make_standard(self.office.community, NOVEMBER, (*ROWS, SENSITIVE))
        self.zhang = make_household(self.office.group, "张三禾", "000017")
        self.zhou, _ = add_group(self.office)
        opened = sheets.open_month(self.office.community, NOVEMBER, self.office.clerk, NOON)
        self._record_zhang()
        rescue = self._record_zhou()
        for sheet in opened:
            pass_until(self.office, sheet, Step.COMMITTEE)
        member = self.office.committee
        revisions.revise(rescue, Step.COMMITTEE, 18, 15, "核定15分", member, NOON)
        for sheet in opened:
            pass_until(self.office, sheet, None)
        self.notice = publish(self.office, NOVEMBER)

    def _record(self, who: Household, item: str, day: date, **more: int) -> Record:
        draft = Draft(who, item, day, note=NOTE, late=day.month == 10, **more)
        by = self.office.clerk
        return records.record_matter(NOVEMBER, draft, Record.Origin.OFFICE, by, NOON)

    def _record_zhang(self) -> None:
        for item, day in (
            ("1.1", 2),
            ("4.1", 1),
            ("4.2", 1),
            ("7.2", 5),
            ("7.2", 9),
            ("1.3", 6),
            ("8.1", 7),
        ):
            self._record(self.zhang, item, date(2026, 11, day))

    def _record_zhou(self) -> Record:
        self._record(self.zhou, "7.2", date(2026, 10, 20))
        self._record(self.zhou, "11.2", date(2026, 11, 3), quantity=5)
        wrong = self._record(self.zhou, "13.1", date(2026, 11, 4))
        records.void_records([wrong.pk], "记错了户", self.office.clerk, NOON)
        return self._record(self.zhou, "11.3", date(2026, 11, 15), points=18)

    def ref(self, household: Household) -> str:
        return household_ref(household.salt, self.office.community.code, household.code)


@pytest.fixture
def town() -> Town:
    return Town()


def shown(notice: Notice) -> VillageSheet:
    (village,) = village_sheets(notice)
    return village


def lines_of(awards: AwardList | None) -> list[str]:
    assert awards is not None
    return [
        f"{item.code} {row.day} {row.group} {row.code} {row.points}"
        for item in awards.items
        for row in item.rows
    ]


def test_what_counts_is_frozen_by_item_day_and_reference(town: Town) -> None:
    content = town.notice.content
    assert content["version"] == 3
    assert content["items"] == [
        ["4.1", "巡查平均45分及以上"],
        ["7.2", "邻里互助"],
        ["11.2", "志愿服务每满4小时"],
        ["11.3", "抢险救灾、见义勇为"],
    ]
    zhang, zhou = town.ref(town.zhang), town.ref(town.zhou)
    first, second = content["groups"]
    assert first["awards"] == [["4.1", "2026-11-01", zhang, 3]]
    assert second["awards"] == [
        ["7.2", "2026-10-20", zhou, 1],
        ["11.2", "2026-11-03", zhou, 4],
        ["11.3", "2026-11-15", zhou, 15],
    ]
    assert [line["total"] for line in first["lines"]] == [7]


def test_neither_deductions_nor_sensitive_items_nor_notes_nor_names_are_in_it(town: Town) -> None:
    frozen = str(town.notice.content)
    for secret in ("'8.1'", "无违法记录", "'1.3'", "私搭乱建", NOTE, "核定", "记错", "张", "周"):
        assert secret not in frozen, secret


def test_without_deductions_and_sensitive_items_the_awards_sum_to_the_total(town: Town) -> None:
    second = town.notice.content["groups"][1]
    totals = {line["ref"]: line["total"] for line in second["lines"]}
    assert totals[town.ref(town.zhou)] == sum(points for *_, points in second["awards"]) == 20


def test_no_secret_is_left_when_the_awards_are_taken_from_their_area(town: Town) -> None:
    area_of = {"4.1": "2", "7.2": "3", "11.2": "4", "11.3": "4"}
    for group in town.notice.content["groups"]:
        for line in group["lines"]:
            told = dict.fromkeys(line["areas"], 0)
            for code, _, ref, points in group["awards"]:
                if ref == line["ref"]:
                    told[area_of[code]] += points
            hidden = {area for area in told if told[area] != line["areas"].get(area, 0)}
            assert not any(told[area] for area in hidden), line


def test_the_village_shows_them_item_by_item_over_its_groups(town: Town) -> None:
    awards = shown(town.notice).awards
    assert lines_of(awards) == [
        "4.1 11月1日 第1组 000017 3",
        f"7.2 10月20日（补录） 第2组 {town.zhou.code} 1",
        f"11.2 11月3日 第2组 {town.zhou.code} 4",
        f"11.3 11月15日 第2组 {town.zhou.code} 15",
    ]
    assert awards is not None
    assert (awards.count, awards.points) == (4, 23)


def test_one_group_shows_its_own_alone_and_counts_from_one(town: Town) -> None:
    second = town.notice.content["groups"][1]["group_code"]
    group = shown(town.notice).of_group(second)
    assert group is not None
    assert (group.name, group.households) == ("赵庄第2组", 2)
    assert (group.groups[0].first, group.sums.total) == (1, 20)
    assert [line[:4] for line in lines_of(group.awards)] == ["7.2 ", "11.2", "11.3"]
    assert shown(town.notice).of_group("无") is None


def test_office_and_board_show_the_list_open_so_that_it_is_printed(
    town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    office = signed_in(town.office.clerk).get(reverse("notice", args=[1])).text
    board = client.get(reverse("board_notice", args=[town.office.community.code, 1])).text
    for page in (office, board):
        before, _ = page.split("<summary>事项清单：加分4项，合计+23分</summary>")
        assert before.rstrip().endswith('<details class="disclosure" open>')
        assert "11.3 抢险救灾、见义勇为（1项，+15分）" in page
        assert "无违法记录" not in page
        assert NOTE not in page


def test_a_month_without_awards_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    office = Office()
    zhang = make_household(office.group)
    notice = published(office, NOVEMBER, {zhang: ["1.3"]})
    assert notice.content["items"] == []
    assert notice.content["groups"][0]["awards"] == []
    page = client.get(reverse("board_notice", args=[office.community.code, 1])).text
    assert "事项清单：本月没有加分事项。" in page


def test_freezing_costs_the_same_however_many_awards() -> None:
    office = Office()
    zhang = make_household(office.group)

    def cost(month: Month, items: list[str]) -> int:
        settle(office, month, {zhang: items})
        with CaptureQueriesContext(connection) as queries:
            publish(office, month)
        return len(queries)

    assert cost(OCTOBER, ["4.1"]) == cost(NOVEMBER, ["4.1", "7.2", "11.2", "13.1"])


def test_the_shipped_standard_lets_no_list_tell_who_objected() -> None:
    with (settings.BASE_DIR / "points/data/standard-14-rules.csv").open(
        encoding="utf-8-sig"
    ) as file:
        marks = {row["评分项"]: row["敏感事由"] for row in csv.DictReader(file)}
    assert {mark for title, mark in marks.items() if "异议" in title} == {"是"}
