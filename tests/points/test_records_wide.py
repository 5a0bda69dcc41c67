"""Recording what has steps, events, a meeting or a village of its own: what is asked, what it is
worth, and what is said when it is missing."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from households.models import Household
from households.refusals import Refused
from households.services import cards
from points.models import Record
from points.services import records, revisions, sheets
from points.services.amounts import points_for, quantity_for, worth
from points.services.grid import CellsRefused, save
from points.services.record_import import ImportRefused, import_records
from points.services.recordbook import Draft, claimable, why_not_claimable
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    make_group,
    make_household,
    make_village,
    pass_until,
    signed_in,
)
from tests.points.record_table import HEADINGS, table
from tests.points.recording import Recording
from tests.points.wide_book import WideOffice

pytestmark = pytest.mark.django_db

THIRD = date(2026, 11, 3)
NEW = "/records/new/"
WIDE = (*HEADINGS, "金额", "事件", "议定的会议")


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def office() -> WideOffice:
    office = WideOffice()
    office.open(NOVEMBER)
    return office


def item(office: WideOffice, code: str) -> Any:
    return office.wide.items.select_related("village").get(code=code)


def record(
    office: WideOffice, code: str, household: Household | None = None, **more: Any
) -> Record:
    draft = office.on(THIRD, code, household, **more)
    return records.record_matter(NOVEMBER, draft, Record.Origin.OFFICE, office.clerk, NOON)


def refusal(office: WideOffice, code: str, **more: Any) -> dict[str, list[str]]:
    with pytest.raises(Refused) as refused:
        record(office, code, **more)
    assert not Record.objects.exists()
    return refused.value.message_dict


@pytest.mark.parametrize(("yuan", "points"), [(1, 1), (99, 1), (100, 2), (1000, 3)])
def test_an_amount_makes_the_points(office: WideOffice, yuan: int, points: int) -> None:
    made = record(office, "2.1", amount=yuan)
    assert (made.points, made.amount, made.quantity) == (points, yuan, 1)


@pytest.mark.parametrize(("times", "points"), [(1, 1), (2, 1), (3, 2), (9, 2)])
def test_a_quantity_makes_the_points_by_steps_and_is_not_multiplied(
    office: WideOffice, times: int, points: int
) -> None:
    assert record(office, "2.7", quantity=times).points == points


@pytest.mark.parametrize(
    ("code", "typed", "field", "sentence"),
    [
        ("2.1", {}, "amount", "本项按金额分档计分，请填写金额（整元，不满1元的舍去）。"),
        ("2.1", {"amount": 0}, "amount", "金额应在1至9999999元之间，请改正。"),
        ("2.1", {"amount": 10_000_000}, "amount", "金额应在1至9999999元之间，请改正。"),
        ("2.1", {"amount": 500, "quantity": 2}, "quantity", "本项按金额计分，数量应为1"),
        ("2.1", {"amount": 500, "points": 3}, "points", "照分档，金额500元应为+2分"),
        ("2.7", {"amount": 500}, "amount", "本项不按金额计分，请把金额空着。"),
        ("2.5", {"amount": 500}, "amount", "本项不按金额计分，请把金额空着。"),
        ("2.2", {"points": 10}, "decided_by", "本项一事一议，请填写议定的会议"),
        ("2.5", {"decided_by": "两委会议"}, "decided_by", "本项不是一事一议，请把议定的会议空着"),
        ("2.5", {"event": "东坝"}, "event", "本项不按事件计分，请把事件空着"),
        ("1.2", {"quantity": 2}, "quantity", "本项按季计，一户一季只记一次，数量应为1。"),
    ],
)
def test_what_is_missing_or_too_much_is_told_at_its_field(
    office: WideOffice, code: str, typed: dict[str, Any], field: str, sentence: str
) -> None:
    found = refusal(office, code, **typed)
    assert list(found) == [field]
    assert found[field][0].startswith(sentence)


def test_an_amount_below_the_first_step_is_not_recorded(office: WideOffice) -> None:
    found = item(office, "2.1")
    found.tiers, found.points_min = "50~:3", 3
    with pytest.raises(Refused, match="本项从50元起计分，不到的不用记"):
        points_for(found, 1, None, 49)


def test_a_meeting_settles_a_case_and_its_name_is_kept(office: WideOffice) -> None:
    made = record(office, "2.2", points=12, decided_by="2026年11月2日村民代表会议")
    assert (made.points, made.decided_by) == (12, "2026年11月2日村民代表会议")
    assert not claimable(item(office, "2.2"))
    assert "一事一议，由会议议定，不能自评申报" in why_not_claimable(item(office, "2.2"))


def test_an_item_of_another_village_is_refused(office: WideOffice) -> None:
    other = make_group(make_village(office.community, "钱庄"))
    stranger = make_household(other, "钱七")
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    found = refusal(office, "2.6", household=stranger)
    assert found == {"item": ["2.6 助力采摘是赵庄自定的，不能记给别村的农户，请改评分项。"]}
    assert record(office, "2.6").points == 2


def test_a_step_changes_points_to_those_of_another_step_only(office: WideOffice) -> None:
    made = record(office, "2.1", amount=500)
    pass_until(office, made.line.sheet, Step.GROUP)

    def revise(points: int) -> None:
        revisions.revise(made, Step.GROUP, 2, points, "核实", office.scorer, NOON)

    with pytest.raises(Refused, match="本项按分档计分，只能是\\+1、\\+2、\\+3分"):
        revise(4)
    revise(3)


def test_worth_names_what_the_steps_go_by(office: WideOffice) -> None:
    assert worth(item(office, "2.1")) == "+1至+3分/次（按金额分档）"
    assert worth(item(office, "2.7")) == "+1至+2分/次（按数量分档）"


@pytest.mark.parametrize(
    ("code", "reason"),
    [("2.1", "按金额"), ("2.7", "按数量"), ("2.2", "一事一议"), ("2.3", "按事件")],
)
def test_the_grid_leaves_to_the_form_what_points_alone_do_not_say(
    office: WideOffice, code: str, reason: str
) -> None:
    sheet = office.zhang.group.sheets.get()
    address = f"/sheets/{NOVEMBER}/{office.group.code}/grid/"
    page = signed_in(office.clerk).get(address, {"items": code}).content.decode()
    assert f">{reason}</a>" in page
    assert f'name="cell:{office.zhang.code}:{code}"' not in page
    typed = {(office.zhang.code, code): "2"}
    with pytest.raises(CellsRefused, match="不能在表格里改，请到记录页办理"):
        save(
            type(sheet).objects.filter(pk=sheet.pk), sheet.version, typed, THIRD, office.clerk, NOON
        )


def test_the_grid_shows_no_item_of_another_village(office: WideOffice) -> None:
    other = make_group(make_village(office.community, "钱庄"))
    make_household(other, "钱七")
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    clerk = signed_in(office.clerk)
    shown = [
        "2.6 助力采摘" in clerk.get(f"/sheets/{NOVEMBER}/{group.code}/grid/").content.decode()
        for group in (office.group, other)
    ]
    assert shown == [True, False]


def test_a_range_is_still_one_matter_in_the_grid(office: WideOffice) -> None:
    assert quantity_for(item(office, "2.5"), 6) == 2


def form_of(client: Client) -> dict[str, Any]:
    form = client.get(NEW).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_the_form_asks_for_an_amount_an_event_and_a_meeting(office: WideOffice) -> None:
    client = signed_in(office.clerk)

    def send(**typed: str) -> Any:
        mine = {"household": office.zhang.code, "occurred_on": "2026-11-03"}
        return client.post(NEW, form_of(client) | mine | typed)

    send(item="2.1", amount="８００")
    send(item="2.3", event="东坝抢险")
    answer = send(item="2.2", points="9")
    assert answer.status_code == 422
    assert "请填写议定的会议" in answer.context["form"].errors["decided_by"][0]
    assert answer.context["form"]["points"].value() == "9"
    assert [(each.points, each.amount, each.event) for each in Record.objects.order_by("pk")] == [
        (2, 800, ""),
        (2, None, "东坝抢险"),
    ]
    page = client.get(f"/records/{Record.objects.get(amount=800).ref}/").content.decode()
    assert "800 元" in page


def test_the_form_leaves_out_what_no_item_asks_for() -> None:
    month = Recording()
    fields = signed_in(month.clerk).get(NEW).context["form"].fields
    assert not {"amount", "event", "decided_by"} & set(fields)


def test_a_table_has_columns_for_amount_event_and_meeting(office: WideOffice) -> None:
    code = office.zhang.code
    content = table(
        (code, "2.1", "2026-11-03", "", "", "", "800", "", ""),
        (code, "2.3", "2026-11-03", "", "", "", "", "东坝", ""),
        (code, "2.4", "2026-11-03", "", "", "", "", "西坝", ""),
        (code, "2.2", "2026-11-03", "", "15", "", "", "", "两委会议"),
        headings=WIDE,
    )
    for added in (4, 0):
        done = import_records(content, "记录.csv", office.community, NOVEMBER, office.clerk, NOON)
        assert done.added == added
    made = Record.objects.order_by("pk").values_list("points", "amount", "event", "decided_by")
    assert list(made) == [
        (2, 800, "", ""), (2, None, "东坝", ""), (5, None, "西坝", ""), (15, None, "", "两委会议"),
    ]  # fmt: skip


def test_a_mistake_in_a_table_is_told_at_its_column(office: WideOffice) -> None:
    code = office.zhang.code
    content = table(
        (code, "2.1", "2026-11-03", "", "", "", "", "", ""),
        (code, "2.5", "2026-11-03", "", "", "", "", "东坝", ""),
        (code, "2.2", "2026-11-03", "", "15", "", "", "", ""),
        (code, "2.3", "2026-11-03", "", "", "", "", "事" * 21, ""),
        headings=WIDE,
    )
    with pytest.raises(ImportRefused) as refused:
        import_records(content, "记录.csv", office.community, NOVEMBER, office.clerk, NOON)
    found = [(each.row, each.column_letter, each.reason[:8]) for each in refused.value.errors]
    assert found == [
        (2, "G", "本项按金额分档计"),
        (3, "H", "本项不按事件计分"),
        (4, "I", "本项一事一议，请"),
        (5, "H", "事件有 21 个"),
    ]


def test_a_household_claims_by_its_card_what_goes_by_amount(office: WideOffice) -> None:
    card = cards.issue(office.zhang, office.clerk, NOON).card
    made = records.claim(NOVEMBER, Draft(office.zhang, "2.1", THIRD, amount=120), card, NOON)
    assert (made.points, made.amount) == (2, 120)
