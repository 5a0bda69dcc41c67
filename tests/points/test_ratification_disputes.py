"""An objection in between, in either order of ratification and notice."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from points.models import Entry, Meeting, Objection
from points.services import objections
from points.services.objections import Raised
from tests.clock import Clock, running
from tests.factory import NOON, signed_in
from tests.points.assemblies import GOOD, tick
from tests.points.ordering import AFTER, BEFORE, Walk, balances, hung, ratified

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 10:00")
    with running(clock):
        yield clock


def objected(walk: Walk) -> Objection:
    line = walk.sheet.lines.get(household=walk.zhang)
    walk.sheet.refresh_from_db()
    raised = Raised("应该是15分", Objection.How.ORAL, NOON.date(), walk.zhang)
    assert walk.sheet.notice is not None
    return objections.raise_objection(walk.sheet.notice, line, raised, walk.clerk, NOON)


def uphold(walk: Walk, objection: Objection) -> None:
    objections.uphold(objection, "经核实应为15分", {walk.record.pk: 15}, walk.clerk, NOON)


def test_what_was_corrected_while_it_hung_is_ratified_and_entered(clock: Clock) -> None:
    walk = hung()
    uphold(walk, objected(walk))
    clock.set("2026-11-27 08:00")
    (row,) = signed_in(walk.recorder).get(reverse("sheet_ratify")).context["rows"]
    assert (row.audited, row.now) == (13, 18)
    assert "与审核不同" in signed_in(walk.recorder).get(reverse("sheet_ratify")).content.decode()
    assert walk.ratify("2026-11-27").status_code == 302
    walk.close()
    assert (ratified(), balances()) == ([15, 3], {"张三禾": 15, "李四麦": 3})
    assert set(Entry.objects.values_list("kind", flat=True)) == {Entry.Kind.MONTH}


def test_what_is_corrected_after_the_assembly_is_entered_as_corrected(clock: Clock) -> None:
    walk = hung()
    objection = objected(walk)
    clock.set("2026-11-27 08:00")
    assert walk.ratify("2026-11-27").status_code == 302
    uphold(walk, objection)
    walk.close()
    assert (ratified(), balances()) == ([10, 3], {"张三禾": 15, "李四麦": 3})


@pytest.mark.parametrize("order", [BEFORE, AFTER])
def test_an_open_objection_holds_its_line_though_all_else_is_done(clock: Clock, order: str) -> None:
    walk = Walk(order)
    walk.audit()
    if order == BEFORE:
        walk.ratify("2026-11-20")
    walk.publish()
    objection = objected(walk)
    clock.set("2026-11-27 08:00")
    if order == AFTER:
        assert walk.ratify("2026-11-27").status_code == 302
    walk.close()
    assert balances() == {"李四麦": 3}
    uphold(walk, objection)
    walk.close()
    assert (balances(), walk.where()) == ({"张三禾": 15, "李四麦": 3}, "已入账")


def test_a_page_older_than_the_correction_ratifies_nothing(clock: Clock) -> None:
    walk = hung()
    objection = objected(walk)
    clock.set("2026-11-27 08:00")
    old = tick(walk.sheet)
    uphold(walk, objection)
    typed = GOOD | {"held_on": "2026-11-27", "sheet": [old]}
    answer = walk.post(walk.recorder, reverse("sheet_ratify"), **typed)
    assert answer.status_code == 422
    assert "有改动，本次没有办理" in answer.content.decode()
    assert not Meeting.objects.exists()
