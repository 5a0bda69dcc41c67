"""`import_roster`: rosters as offices keep them, what they change, what they leave alone."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from xlsxwriter.workbook import Workbook

from households.models import Appointment, Household, HouseholdMove, Place
from households.roles import Role
from tests.factory import Office, make_group, make_household, make_officer, make_village
from tests.households.office_files import sheet_of, xlsx
from tests.households.rosters import HEADINGS, import_file, one, roster, stored

pytestmark = pytest.mark.django_db

GOOD = ("0101001", "赵庄", "第1组", "张三禾", 4, "13800000001", "1号", "")


@pytest.fixture
def office() -> Office:
    office = Office()
    # The maker of the standard is a second administrator.
    others = Appointment.objects.filter(role=Role.ADMINISTRATOR).exclude(user=office.administrator)
    others.update(ends_on=date(2026, 1, 1))
    make_group(office.village, "第2组")
    make_group(office.village, "十一组")
    make_group(make_village(office.community, "李村"), "东头组")
    return office


def test_a_plain_roster_becomes_households(office: Office, tmp_path: Path) -> None:
    told = import_file(roster(one(), one("0101002", "李四麦")), tmp_path)
    assert stored()[0] == GOOD
    assert "导入完毕：新增 2 户，变更 0 户，迁组 0 户，没有变化 0 户。" in told
    household = Household.objects.get(code="0101001")
    assert (household.community, household.initials) == (office.community, "zsh")


def test_titles_merged_cells_blank_rows_and_a_total_are_no_households(
    office: Office, tmp_path: Path
) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet("花名册")
        sheet.merge_range(0, 0, 0, 7, "东岭社区农户花名册（2026年）")
        sheet.write_row(1, 0, ["制表：积分办"])
        sheet.write_row(
            3, 0, ["编号", "村", "组 别", "户主姓名", "家庭\n人口", "手机", "住址", "说明"]
        )
        sheet.merge_range(4, 1, 6, 1, "赵庄")
        sheet.merge_range(4, 2, 5, 2, "第1组")
        sheet.write_row(4, 3, ["张三禾  ", "４人", "138 0000 0001", "1号"])
        sheet.write_string(4, 0, "０１０１００１")
        sheet.write_row(5, 3, ["李四麦", "3"])
        sheet.write_string(5, 0, "0101002 ")
        sheet.write_row(6, 2, ["2", "王 五", 2])
        sheet.write_string(6, 0, "0102001")
        sheet.write_row(9, 0, ["合计", "", "", "3户"])

    told = import_file(xlsx(fill), tmp_path)
    assert stored() == [
        GOOD,
        ("0101002", "赵庄", "第1组", "李四麦", 3, "", "", ""),
        ("0102001", "赵庄", "第2组", "王五", 2, "", "", ""),
    ]
    assert "第10行“合计”不是农户，没有导入。" in told


def test_numbers_kept_as_text_and_text_kept_as_numbers(office: Office, tmp_path: Path) -> None:
    row = one(1001, 人口="4", 联系电话=13800000001, 门牌号=1, 村民小组=1)
    import_file(roster(row, one("1002", 人口="—", 联系电话="无", 门牌号="2E301")), tmp_path)
    assert stored() == [
        ("1001", "赵庄", "第1组", "张三禾", 4, "13800000001", "1", ""),
        ("1002", "赵庄", "第1组", "张三禾", None, "", "2E301", ""),
    ]


def test_names_keep_their_dots_and_their_rare_characters(office: Office, tmp_path: Path) -> None:
    heads = ["古丽•买买提", "㛃三禾", "𠅤四麦", "阿卜杜拉．买买提"]
    import_file(roster(*(one(f"A{i}", head) for i, head in enumerate(heads))), tmp_path)
    assert [row[3] for row in stored()] == ["古丽·买买提", "㛃三禾", "𠅤四麦", "阿卜杜拉·买买提"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_in_the_encodings_offices_save(
    office: Office, tmp_path: Path, encoding: str
) -> None:
    lines = [
        "东岭社区名册,,,,,,,",
        ",".join(map(str, HEADINGS)),
        "0101001,赵庄,一组,𠅤三禾,4,,,",
        ",,,,,,,",
    ]
    import_file("\r\n".join(lines).encode(encoding), tmp_path, name="名册.csv")
    assert stored() == [("0101001", "赵庄", "第1组", "𠅤三禾", 4, "", "", "")]


@pytest.mark.parametrize(
    ("village", "group", "name"),
    [
        ("赵庄村", "一组", "第1组"),
        (" 赵庄 ", "第２组", "第2组"),
        ("赵庄自然村", "第十一村民小组", "十一组"),
        ("赵庄", "赵庄11组", "十一组"),
        ("李村", "东头", "东头组"),
        ("李", "东头组", "东头组"),
    ],
)
def test_places_are_understood_as_people_write_them(
    office: Office, tmp_path: Path, village: str, group: str, name: str
) -> None:
    import_file(roster(one(自然村=village, 村民小组=group)), tmp_path)
    assert Household.objects.get().group.name == name


def test_the_same_file_twice_changes_nothing(office: Office, tmp_path: Path) -> None:
    content = roster(one(备注="=1+1"), one("0101002", "王 五", 人口=None, 联系电话="无"))
    import_file(content, tmp_path)
    before = stored()
    told = import_file(content, tmp_path)
    assert "导入完毕：新增 0 户，变更 0 户，迁组 0 户，没有变化 2 户。" in told
    assert stored() == before
    assert not HouseholdMove.objects.exists()


def test_a_changed_row_changes_the_household_and_is_told(office: Office, tmp_path: Path) -> None:
    import_file(roster(one(), one("0101002", "李四麦")), tmp_path)
    told = import_file(
        roster(one(head="张小苗", 联系电话="13900000009"), one("0101002", "李四麦")), tmp_path
    )
    assert "新增 0 户，变更 1 户，迁组 0 户，没有变化 1 户" in told
    assert "户主变更：1\n  0101001 张三禾：户主 张三禾 → 张小苗" in told
    assert "0101001 张三禾：联系电话 13800000001 → 13900000009" in told
    changed = Household.objects.get(code="0101001")
    assert (changed.head, changed.phone, changed.initials) == ("张小苗", "13900000009", "zxm")


def test_an_empty_cell_empties_and_a_missing_column_leaves_alone(
    office: Office, tmp_path: Path
) -> None:
    import_file(roster(one()), tmp_path)
    short = [["户编号", "自然村", "村民小组", "户主", "人口"], ["0101001", "赵庄", "1", "张三禾"]]
    import_file(sheet_of(*short), tmp_path)
    assert stored() == [("0101001", "赵庄", "第1组", "张三禾", None, "13800000001", "1号", "")]


def test_a_household_in_another_group_is_moved_with_its_reason(
    office: Office, tmp_path: Path
) -> None:
    import_file(roster(one()), tmp_path)
    told = import_file(roster(one(村民小组="2组")), tmp_path)
    assert "迁组：1\n  0101001 张三禾：村民小组 赵庄第1组 → 赵庄第2组" in told
    move = HouseholdMove.objects.get()
    assert (move.from_group, move.to_group.name) == (office.group, "第2组")
    assert (move.reason, move.by) == ("名册导入", office.administrator)
    assert move.household.group.name == "第2组"


def test_nobody_is_deleted_for_being_absent(office: Office, tmp_path: Path) -> None:
    make_household(office.group, "李四麦", "0101002")
    make_household(Place.objects.get(name="东头组"), "王五", "0201001")
    gone = make_household(office.group, "钱七", "0101003")
    Household.objects.filter(pk=gone.pk).update(left_on=date(2026, 3, 1))
    told = import_file(roster(one()), tmp_path)
    assert "钱七" not in told
    assert "名册中没有的户（未作改动）：1\n  0101002 李四麦 · 赵庄第1组" in told
    assert "名册没有涉及的自然村（未作改动）：1\n  李村：1 户" in told
    assert Household.objects.count() == 4


def test_a_household_registered_as_left_is_told_and_left_alone(
    office: Office, tmp_path: Path
) -> None:
    gone = make_household(office.group, "张三禾", "0101001")
    Household.objects.filter(pk=gone.pk).update(left_on=date(2026, 3, 1))
    told = import_file(roster(one(head="张小苗", 村民小组="2组")), tmp_path)
    assert "0101001 张三禾 · 赵庄第1组" in told
    assert "已登记迁出" in told
    gone.refresh_from_db()
    assert (gone.head, gone.group, gone.left_on) == ("张三禾", office.group, date(2026, 3, 1))


def test_codes_that_lost_their_noughts_are_known_again(office: Office, tmp_path: Path) -> None:
    import_file(roster(one()), tmp_path)
    told = import_file(roster(one(101001)), tmp_path)
    assert "没有变化 1 户" in told
    assert "户编号“101001”按“0101001”办理（Excel 去掉了开头的0）。" in told
    assert [row[0] for row in stored()] == ["0101001"]


def test_check_tells_everything_and_writes_nothing(office: Office, tmp_path: Path) -> None:
    told = import_file(roster(one()), tmp_path, "--check")
    assert "检查完毕，没有写入：新增 1 户" in told
    assert stored() == []


def test_two_communities_never_touch_or_name_each_other(office: Office, tmp_path: Path) -> None:
    other = Office("西河社区")
    theirs = make_household(other.group, "赵六水", "0101001")
    make_household(other.group, "孙七云", "0101002")
    told = import_file(roster(one()), tmp_path, "--community", office.community.code)
    theirs.refresh_from_db()
    assert (theirs.head, theirs.group) == ("赵六水", other.group)
    assert Household.objects.filter(community=office.community).count() == 1
    assert "赵六水" not in told
    assert "孙七云" not in told


def test_the_community_has_to_be_named_when_there_are_two(office: Office, tmp_path: Path) -> None:
    Office("西河社区")
    with pytest.raises(CommandError, match="有好几个社区，请用 --community 写明社区编号。"):
        import_file(roster(one()), tmp_path)
    with pytest.raises(CommandError, match="没有编号为“X9”的社区。"):
        import_file(roster(one()), tmp_path, "--community", "X9")
    assert stored() == []


def test_somebody_has_to_answer_for_the_import(office: Office, tmp_path: Path) -> None:
    make_officer(Role.ADMINISTRATOR, office.community)
    with pytest.raises(CommandError, match="现有 2 位管理员，请用 --by 写明经办人的登录名。"):
        import_file(roster(one()), tmp_path)
    with pytest.raises(CommandError, match="没有登录名为“nobody”的人员"):
        import_file(roster(one()), tmp_path, "--by", "nobody")
    with pytest.raises(CommandError, match="您现在没有办理东岭社区此事的任职"):
        import_file(roster(one()), tmp_path, "--by", office.scorer.username)
    assert stored() == []
    import_file(roster(one()), tmp_path, "--by", office.clerk.username)
    assert len(stored()) == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(office: Office, tmp_path: Path) -> None:
    def queries(count: int, head: str) -> int:
        rows = [one(f"B{number:04d}", head, 村民小组=number % 2 + 1) for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            import_file(roster(*rows), tmp_path)
        return len(captured)

    few = queries(4, "张三禾")
    assert queries(100, "张三禾") <= few + 6
    assert queries(100, "张小苗") <= few + 6
