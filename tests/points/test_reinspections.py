"""复评: drawn once by the last notice's check code, scored again blind, shown side by side."""

import io
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from households import guards
from households.models import Household, Relation
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from households.services import relations
from points.lots import draw, script
from points.models import NoticeHousehold, Reinspection, SecondScore
from points.reports.ledger_check import ledger_differences
from points.reports.reinspection_page import reinspection_page
from points.services import notices, reinspections
from tests.factory import NOON, NOVEMBER, make_officer, signed_in
from tests.points.two_groups import ALIKE, APART, Published, TwoGroups

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def town() -> Published:
    return Published()


def test_it_draws_by_the_last_notices_check_code_so_that_anybody_can(town: Published) -> None:
    drawn = town.draw()
    assert (drawn.seed, drawn.seed_of, drawn.among) == (town.notice.check_code, town.notice, 12)
    codes = drawn.households.order_by("place").values_list("line__household__code", flat=True)
    assert list(codes) == draw(town.notice.check_code, list(town.households), 4)


def test_a_household_that_was_erased_takes_no_part(town: Published) -> None:
    guards.remove(connection)
    NoticeHousehold.objects.filter(code="101").delete()
    drawn = town.draw(11)
    assert drawn.among == 11
    codes = drawn.households.values_list("line__household__code", flat=True)
    assert "101" not in codes
    assert list(ledger_differences(town.community)) == []


def test_a_lot_is_not_drawn_again_with_another_seed(town: Published) -> None:
    first = town.draw()
    december = NOVEMBER.next()
    later = NOON + timedelta(days=20)
    town.score(december, ALIKE | APART, later)
    second = notices.publish_month(town.community, december, later.date(), town.clerk, later)
    assert second.check_code != first.seed
    with pytest.raises(AlreadyHandled) as raised:
        reinspections.draw_lots(town.notice, 4, second.number, town.supervisor, later)
    assert (
        f"已经按第1期的校验码 {first.seed} 抽过签，不能换一个校验码再抽" in raised.value.messages[0]
    )
    assert Reinspection.objects.get() == first


def test_the_database_itself_refuses_a_second_drawing(town: Published) -> None:
    drawn = town.draw()
    drawn.pk, drawn.ref = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        drawn.save(force_insert=True)


def test_a_household_that_only_a_correction_is_told_of_is_not_drawn(town: Published) -> None:
    later = NOON + timedelta(days=20)
    december = NOVEMBER.next()
    town.score(december, ALIKE | APART, later)
    # As a group's would that comes in a notice of its own: its household hangs here by name alone.
    second = town.publish(december, later)
    sheet = second.sheets.get(group=town.groups[1])
    sheet.notice, sheet.state = None, "ready"
    sheet.save()
    drawn = reinspections.draw_lots(second, 6, 2, town.supervisor, later)
    assert drawn.among == 6
    codes = drawn.households.values_list("line__household__code", flat=True)
    assert {code[0] for code in codes} == {"1"}


def test_a_seed_that_changed_since_the_page_was_shown_is_refused(town: Published) -> None:
    with pytest.raises(AlreadyHandled, match="又发布了第1期公示"):
        town.draw(seen=0)


def test_a_check_code_that_does_not_hang_yet_is_no_seed(town: Published) -> None:
    december, later = NOVEMBER.next(), NOON + timedelta(days=20)
    town.score(december, ALIKE | APART, later)
    opens = later.date() + timedelta(days=3)
    notices.publish_month(town.community, december, opens, town.clerk, later)
    with pytest.raises(Refused, match="校验码还没有公开"):
        reinspections.draw_lots(town.notice, 4, 2, town.supervisor, later)


@pytest.mark.parametrize("number", [0, 13])
def test_no_more_are_drawn_than_are_published(town: Published, number: int) -> None:
    with pytest.raises(Refused, match="应在1至12之间"):
        town.draw(number)
    assert not Reinspection.objects.exists()


def test_only_an_office_that_may_draws(town: Published) -> None:
    with pytest.raises(Refused, match="没有办理东岭社区此事的任职"):
        reinspections.draw_lots(town.notice, 4, 1, town.clerk, NOON)


def test_a_second_score_is_kept_beside_the_first_and_cannot_be_given_again(
    town: Published,
) -> None:
    drawn = town.drawn("203")
    made = reinspections.score_again(drawn, 8, " 院里不整齐 ", town.supervisor, NOON)
    assert (made.points, made.note, made.appointment.role) == (8, "院里不整齐", "supervisor")
    with pytest.raises(AlreadyHandled):
        reinspections.score_again(drawn, 9, "", town.supervisor, NOON)
    with pytest.raises(Refused, match="得分最多9999分"):
        reinspections.score_again(town.drawn("204"), 10000, "", town.supervisor, NOON)


def test_who_had_a_part_in_it_or_is_related_does_not_score_again(town: Published) -> None:
    drawn = town.drawn("203")
    with pytest.raises(Refused, match="评分您参与过"):
        reinspections.score_again(drawn, 8, "", town.committee, NOON)
    kin, chief = Relation.Kind.PARENT, town.administrator
    relations.declare(town.supervisor, town.household("203"), kin, chief, NOON)
    with pytest.raises(Refused, match="申报的亲属家"):
        reinspections.score_again(drawn, 8, "", town.supervisor, NOON)
    town.supervisor.household = town.household("204")
    town.supervisor.save()
    with pytest.raises(Refused, match="不能复评自己家"):
        reinspections.score_again(town.drawn("204"), 8, "", town.supervisor, NOON)
    with pytest.raises(Refused, match="没有办理赵庄第2组此事的任职"):
        reinspections.score_again(drawn, 8, "", town.auditor, NOON)
    assert not SecondScore.objects.exists()


def test_the_first_score_is_not_even_read_out_before_the_second_is_there(town: Published) -> None:
    found, drawn = town.draw(12), town.drawn("203")
    assert {row.first for row in reinspection_page(found, town.supervisor).rows} == {None}
    assert {row.final for row in reinspection_page(found, town.supervisor).rows} == {None}
    reinspections.score_again(drawn, 8, "", town.supervisor, NOON)
    rows = {row.drawn.pk: row for row in reinspection_page(found, town.supervisor).rows}
    row = rows.pop(drawn.pk)
    assert (row.first, row.final, row.second, row.apart) == (10, 10, 8, -2)
    assert {each.first for each in rows.values()} == {None}


def test_the_books_are_held_against_what_anybody_draws(town: Published) -> None:
    found = town.draw(4)
    assert list(ledger_differences(town.community)) == []
    guards.remove(connection)
    first, second = found.households.order_by("place")[:2]
    first.place, second.place = 90, first.place
    for each in (first, second):
        each.save()
    (told,) = ledger_differences(town.community)
    due = draw(found.seed, list(town.households), 4)
    assert told == f"2026年11月复评抽中的户和按校验码重抽的不一样，应是：{'、'.join(due)}。"
    # One whose household was erased since cannot be drawn again by anybody.
    NoticeHousehold.objects.filter(code="203").delete()
    assert list(ledger_differences(town.community)) == []
    Reinspection.objects.update(seed="0000-0000-0000-0000")
    (told,) = ledger_differences(town.community)
    assert told == (
        "2026年11月复评用的校验码是0000-0000-0000-0000，"
        f"第1期公示的校验码却是{town.notice.check_code}。"
    )


# The pages


def send(client: Client, name: str, args: list[Any], **data: Any) -> Any:
    typed = {"form_token": str(uuid4()), **data}
    return client.post(reverse(name, args=args), typed, follow=True)


def test_lots_are_drawn_on_the_page_and_scores_stay_hidden_until_the_second(
    town: Published,
) -> None:
    client = signed_in(town.supervisor)
    page = client.get(reverse("reinspection_new")).text
    assert town.notice.check_code in page
    drawn = send(client, "reinspection_new", [], notice="1", number="3", seen="1")
    assert "已经抽签" in drawn.text
    assert drawn.text.count("复评后显示") == 6
    again = send(client, "reinspection_new", [], notice="1", number="3", seen="1")
    assert (again.status_code, "已经抽过签" in again.text) == (422, True)
    found = Reinspection.objects.get()
    form = client.get(reverse("reinspection_score", args=[found.ref, 1])).text
    assert "原来的得分等您打完分才显示" in form
    empty = send(client, "reinspection_score", [found.ref, 1], points="")
    assert "请填写复评得分" in empty.text
    household = found.households.get(place=1)
    first = {**ALIKE, **APART}[household.line.household.code]
    scored = send(client, "reinspection_score", [found.ref, 1], points=str(first + 2), note="好")
    assert "平均相差2分" in scored.text
    assert scored.text.count("复评后显示") == 4


def test_whoever_scores_again_finds_the_first_score_on_no_page_of_it() -> None:
    """17 points are on no other row: neither page nor form has them before his own are there."""
    town = TwoGroups()
    town.score(NOVEMBER, ALIKE | APART | {"204": 17})
    found = reinspections.draw_lots(town.publish(), 12, 1, town.supervisor, NOON)
    place = found.households.get(line__household__code="204").place
    client = signed_in(town.supervisor)
    addresses = [
        reverse("reinspection", args=[found.ref]),
        reverse("reinspection_score", args=[found.ref, place]),
        reverse("reinspection_list"),
    ]
    for address in addresses:
        words = re.sub(r"<[^>]*>|[0-9A-F]{4}(-[0-9A-F]{4}){3}", " ", client.get(address).text)
        assert not re.search(r"(?<!\d)17(?!\d|日)", words), address
    send(client, "reinspection_score", [found.ref, place], points="9")
    assert "+17" in client.get(addresses[0]).text


def test_the_sheet_to_hang_has_what_anybody_needs_to_draw_again_and_no_score(
    town: Published,
) -> None:
    found = town.draw(4)
    answer = signed_in(town.supervisor).get(reverse("reinspection_print", args=[found.ref]))
    made = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    squeezed = "".join(text.split())
    assert found.seed in squeezed
    assert "".join(script().split()) in squeezed
    rows = re.findall(r"(?m)^(\d)\s+(\d{3})\s+赵庄", text)
    assert [code for _, code in rows] == draw(found.seed, list(town.households), 4)
    for household in town.households.values():
        assert household.head not in squeezed
    # The codes that were drawn are those that hung.
    Household.objects.filter(code=rows[0][1]).update(code="999")
    answer = signed_in(town.supervisor).get(reverse("reinspection_print", args=[found.ref]))
    made = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert rows[0][1] in PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert signed_in(town.scorer).get(answer.request["PATH_INFO"]).status_code == 403
    other = signed_in(TwoGroups("西河社区").supervisor)
    assert other.get(answer.request["PATH_INFO"]).status_code == 404


def test_who_may_not_score_is_told_before_he_types(town: Published) -> None:
    found = town.draw(12)
    place = found.households.get(line__household__code="203").place
    page = signed_in(town.committee).get(reverse("reinspection_score", args=[found.ref, place]))
    assert "评分您参与过" in page.text
    assert 'name="points"' not in page.text
    other = make_officer(Role.COMMITTEE, town.community, "吴新委员")
    assert 'name="points"' in signed_in(other).get(page.request["PATH_INFO"]).text


def test_another_community_finds_nothing_and_a_scorer_may_not_look(town: Published) -> None:
    found = town.draw()
    other = signed_in(TwoGroups("西河社区").supervisor)
    assert other.get(reverse("reinspection", args=[found.ref])).status_code == 404
    assert other.get(reverse("reinspection_score", args=[found.ref, 1])).status_code == 404
    scorer = signed_in(town.scorers[0])
    assert scorer.get(reverse("reinspection", args=[found.ref])).status_code == 403
    assert scorer.get(reverse("reinspection_list")).status_code == 403
    assert signed_in(town.clerk).get(reverse("reinspection_new")).status_code == 403


def test_a_drawing_asks_as_often_for_many_as_for_few(town: Published) -> None:
    client = signed_in(town.clerk)

    def queries(found: Reinspection) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("reinspection", args=[found.ref]))
        return len(asked)

    later = NOON + timedelta(days=20)
    few = queries(town.draw(1))
    town.score(NOVEMBER.next(), ALIKE | APART, later)
    second = town.publish(NOVEMBER.next(), later)
    many = reinspections.draw_lots(second, 12, 2, town.supervisor, later)
    assert queries(many) == few
    assert date(2026, 12, 10) == later.date()
