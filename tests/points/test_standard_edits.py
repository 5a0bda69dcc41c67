"""Changes to a draft of the standard: areas, rules, items, and what they refuse."""

import pytest
from django.core.exceptions import ValidationError

from households.refusals import Refused
from points.models import Item, Standard
from points.periods import Month
from points.services import standard_edits, standards
from tests.factory import ROWS, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def draft(office: Office) -> Standard:
    return standards.create_draft(office.community, "2027年标准", Month(2027, 1), ROWS)


def item(standard: Standard, code: str) -> Item:
    return standard.items.select_related("rule", "standard").get(code=code)


def codes(standard: Standard) -> list[str]:
    return list(standard.items.order_by("position").values_list("code", flat=True))


def test_a_new_item_takes_its_place_among_those_of_its_rule(draft: Standard) -> None:
    for code in ("4.10", "4.0", "1.2"):
        rule = draft.rules.get(number=int(code.split(".", maxsplit=1)[0]))
        new = Item(rule=rule, code=code, title="新项", points_min=1, points_max=1, unit="次")
        standard_edits.write_item(new)
    assert codes(draft) == [
        "1.1", "1.2", "1.3", "4.0", "4.1", "4.2", "4.10", "7.2", "11.2", "11.3", "13.1",
    ]  # fmt: skip
    assert list(draft.items.values_list("position", flat=True)) == list(range(1, 12))


def test_an_item_moves_to_another_rule_of_its_standard_only(
    office: Office, draft: Standard
) -> None:
    moved = item(draft, "1.1")
    moved.rule, moved.code = draft.rules.get(number=11), "11.9"
    standard_edits.write_item(moved)
    assert codes(draft) == ["1.3", "4.1", "4.2", "7.2", "11.2", "11.3", "11.9", "13.1"]
    moved.rule = office.standard.rules.get(number=11)
    with pytest.raises(ValidationError, match="不属于本标准"):
        standard_edits.write_item(moved)


def test_points_and_caps_that_contradict_each_other_are_named_at_their_field(
    draft: Standard,
) -> None:
    for changes, field in (
        ({"points_min": 5, "points_max": 1}, "points_max"),
        ({"points_min": -1, "points_max": 1}, "points_min"),
        ({"points_min": 0, "points_max": 0}, "points_min"),
        ({"monthly_cap": -3}, "monthly_cap"),
        ({"yearly_cap": 0}, "yearly_cap"),
        ({"points_max": 10_000}, "points_max"),
        ({"code": ""}, "code"),
    ):
        changed = item(draft, "4.1")
        for name, value in changes.items():
            setattr(changed, name, value)
        with pytest.raises(ValidationError) as refused:
            standard_edits.write_item(changed)
        assert list(refused.value.message_dict) == [field]
    assert item(draft, "4.1").points_max == 3


def test_two_items_do_not_share_a_code(draft: Standard) -> None:
    changed = item(draft, "4.2")
    changed.code = "4.1"
    with pytest.raises(ValidationError, match="编号相同"):
        standard_edits.write_item(changed)


def test_rules_change_numbers_with_each_other_and_take_their_items_along(draft: Standard) -> None:
    first, fourth = draft.rules.get(number=1), draft.rules.get(number=4)
    first.number, fourth.number = 4, 1
    standard_edits.write_parts(draft, [], [first, fourth])
    assert draft.rules.get(number=4) == first
    assert codes(draft)[:4] == ["4.1", "4.2", "1.1", "1.3"]


def test_a_number_is_free_for_another_when_its_rule_is_deleted(draft: Standard) -> None:
    seventh, eleventh = draft.rules.get(number=7), draft.rules.get(number=11)
    standard_edits.delete_item(item(draft, "7.2"))
    eleventh.number = 7
    with pytest.raises(ValidationError, match="条号相同"):
        standard_edits.write_parts(draft, [], [eleventh])
    standard_edits.write_parts(draft, [], [eleventh], [seventh])
    assert draft.rules.get(number=7) == eleventh


def test_an_area_goes_only_when_its_rules_have_left_it(draft: Standard) -> None:
    area, rule = draft.areas.get(number=1), draft.rules.get(number=1)
    with pytest.raises(Refused, match="方面“家园建设”下面还有条"):
        standard_edits.write_parts(draft, [], [], [area])
    with pytest.raises(Refused, match="下面还有评分项"):
        standard_edits.write_parts(draft, [], [], [rule])
    rule.area = draft.areas.get(number=2)
    standard_edits.write_parts(draft, [], [rule], [area])
    assert draft.items.filter(rule=rule).count() == 2
    assert not draft.areas.filter(pk=area.pk).exists()


def test_a_rule_does_not_go_to_an_area_of_another_standard(office: Office, draft: Standard) -> None:
    rule = draft.rules.get(number=1)
    rule.area = office.standard.areas.get(number=2)
    with pytest.raises(ValidationError, match="不属于本标准"):
        standard_edits.write_parts(draft, [], [rule])


def test_a_deleted_draft_takes_its_contents_with_it_and_nothing_else(
    office: Office, draft: Standard
) -> None:
    standard_edits.delete_draft(draft)
    assert list(Standard.objects.all()) == [office.standard]
    assert Item.objects.count() == len(ROWS)
