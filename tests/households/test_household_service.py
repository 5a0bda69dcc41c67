"""The one writer of households: registering, changing, moving, leaving, and what it refuses."""

from datetime import date

import pytest

from households.models import Appointment, Household, HouseholdMove, User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from households.services import households
from tests.factory import NOON, Office, make_group, make_household, make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101001")


def test_a_household_is_stored_clean_and_findable(office: Office) -> None:
    particulars = {
        "people": 4,
        "phone": "138 0000 0001",
        "house_number": "无",
        "note": " 五保 户\n",
    }
    made = households.create(
        office.group, "０１０１００１", "曾 三禾", office.clerk, NOON, **particulars
    )
    made.refresh_from_db()
    assert (made.code, made.head, made.phone) == ("0101001", "曾三禾", "13800000001")
    assert (made.house_number, made.note) == ("", "五保 户")
    assert made.pinyin.startswith("zengsanhe")
    assert made.community == office.community
    assert len(made.salt) == 32


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"code": "0101/1"}, "code", "里有不能用的符号"),
        ({"code": " "}, "code", "户编号不能空着"),
        ({"head": ""}, "head", "户主不能空着"),
        ({"people": 100}, "people", "人口应在 0 至 99 之间，现为 100"),
        ({"phone": "1" * 21}, "phone", "联系电话有 21 个字，超过 20 个字"),
        ({"note": "长" * 201}, "note", "备注有 201 个字，超过 200 个字"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(
    office: Office, values: dict[str, object], field: str, told: str
) -> None:
    wanted = {"code": "0101001", "head": "张三禾"} | values
    with pytest.raises(Refused) as refused:
        households.create(office.group, by=office.clerk, at=NOON, **wanted)  # type: ignore[arg-type]
    assert told in refused.value.message_dict[field][0]
    assert not Household.objects.exists()


def test_a_code_is_free_once_in_a_community_and_again_in_another(
    office: Office, zhang: Household
) -> None:
    with pytest.raises(Refused, match="本社区已有户编号“0101001”，请核对。"):
        households.create(office.group, zhang.code, "李四麦", office.clerk, NOON)
    twice = [Household(group=office.group, code="0101002", head=head) for head in ("甲", "乙")]
    with pytest.raises(Refused, match="户编号“0101002”重复了"):
        households.create_all(twice, office.clerk, NOON)
    other = Office("西河社区")
    households.create(other.group, zhang.code, "李四麦", other.clerk, NOON)
    assert Household.objects.count() == 2


def test_a_household_lies_in_a_group(office: Office) -> None:
    with pytest.raises(Refused, match="农户要登记在村民小组之下，请改选。"):
        households.create(office.village, "0101001", "张三禾", office.clerk, NOON)


def people_without_the_right(office: Office) -> list[User]:
    return [office.scorer, office.supervisor, Office("西河社区").clerk]


def test_every_act_needs_an_office_for_the_group(office: Office, zhang: Household) -> None:
    second = make_group(office.village, "第2组")
    for person in people_without_the_right(office):
        with pytest.raises(Refused, match="您现在没有办理赵庄第1组此事的任职"):
            households.create(office.group, "0101002", "李四麦", person, NOON)
        with pytest.raises(Refused, match="您现在没有办理赵庄第1组此事的任职"):
            households.change(zhang, person, NOON)
        with pytest.raises(Refused, match="您现在没有办理赵庄第1组此事的任职"):
            households.move(zhang, second, "分户", person, NOON)
        with pytest.raises(Refused, match="您现在没有办理赵庄第1组此事的任职"):
            households.mark_left(zhang, date(2026, 11, 1), person, NOON)
        with pytest.raises(Refused, match="您现在没有办理赵庄第1组此事的任职"):
            households.mark_returned(zhang, person, NOON)
    assert Household.objects.count() == 1
    assert not HouseholdMove.objects.exists()


def test_only_the_fields_named_are_written(office: Office, zhang: Household) -> None:
    Household.objects.filter(pk=zhang.pk).update(phone="13900000009")
    zhang.head, zhang.phone = "张小苗", "13800000001"
    households.change(zhang, office.clerk, NOON, ["head"])
    zhang.refresh_from_db()
    assert (zhang.head, zhang.initials, zhang.phone) == ("张小苗", "zxm", "13900000009")


def test_a_move_keeps_who_when_and_why(office: Office, zhang: Household) -> None:
    second = make_group(make_village(office.community, "李村"), "第1组")
    households.move(zhang, second, " 随子女居住 ", office.administrator, NOON)
    zhang.refresh_from_db()
    move = HouseholdMove.objects.get()
    assert zhang.group == second
    assert (move.from_group, move.to_group, move.household) == (office.group, second, zhang)
    assert (move.reason, move.by, move.at) == ("随子女居住", office.administrator, NOON)


def test_a_move_that_is_none_is_refused(office: Office, zhang: Household) -> None:
    second = make_group(office.village, "第2组")
    with pytest.raises(Refused, match="请写明迁组的原因。"):
        households.move(zhang, second, " ", office.clerk, NOON)
    with pytest.raises(Refused, match="已经在赵庄第1组，不必迁组。"):
        households.move(zhang, office.group, "分户", office.clerk, NOON)
    with pytest.raises(Refused, match="只能迁到本社区的另一个村民小组"):
        households.move(zhang, office.village, "分户", office.clerk, NOON)
    households.mark_left(zhang, date(2026, 11, 1), office.clerk, NOON)
    with pytest.raises(Refused, match="已迁出社区，不能再迁组。"):
        households.move(zhang, second, "分户", office.clerk, NOON)
    assert not HouseholdMove.objects.exists()


def test_a_household_is_not_moved_out_of_a_group_it_has_left_meanwhile(
    office: Office, zhang: Household
) -> None:
    second, third = make_group(office.village, "第2组"), make_group(office.village, "第3组")
    seen_before = Household.objects.select_related("group").get(pk=zhang.pk)
    households.move(zhang, second, "分户", office.clerk, NOON)
    with pytest.raises(AlreadyHandled):
        households.move(seen_before, third, "分户", office.clerk, NOON)
    assert Household.objects.get().group == second
    assert HouseholdMove.objects.count() == 1


def test_a_household_never_moves_to_another_community(office: Office, zhang: Household) -> None:
    other = Office("西河社区")
    # No service gives such an office; the move is refused even so.
    Appointment.objects.create(
        community=other.community,
        user=office.clerk,
        role=Role.CLERK,
        place=other.community,
        starts_on=date(2026, 1, 1),
    )
    with pytest.raises(Refused, match="只能迁到本社区的另一个村民小组"):
        households.move(zhang, other.group, "分户", office.clerk, NOON)


def test_leaving_is_noted_once_and_can_be_taken_back(office: Office, zhang: Household) -> None:
    with pytest.raises(Refused, match="迁出日期还没有到，请改正。"):
        households.mark_left(zhang, date(2026, 11, 21), office.clerk, NOON)
    seen_before = Household.objects.select_related("group").get(pk=zhang.pk)
    households.mark_left(zhang, date(2026, 11, 20), office.clerk, NOON)
    with pytest.raises(AlreadyHandled):
        households.mark_left(seen_before, date(2026, 11, 1), office.clerk, NOON)
    assert Household.objects.get().left_on == date(2026, 11, 20)
    households.mark_returned(zhang, office.clerk, NOON)
    with pytest.raises(AlreadyHandled):
        households.mark_returned(zhang, office.clerk, NOON)
    assert Household.objects.living_here().get() == zhang
