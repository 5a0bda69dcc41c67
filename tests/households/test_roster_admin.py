"""The roster in the back office: uploaded, looked at, confirmed; and households one by one."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from households.models import Household, HouseholdMove
from households.roles import Role
from households.uploads import RosterUploads
from tests.factory import Office, make_group, make_household, signed_in
from tests.households.office_files import sheet_of
from tests.households.rosters import HEADINGS, one, roster, stored

pytestmark = pytest.mark.django_db

IMPORT = "/admin/households/household/import/"
CONFIRM = "/admin/households/household/process_import/"
LIST = "/admin/households/household/"
EXPORT = "/admin/households/household/export/"
ADD = "/admin/households/household/add/"


@pytest.fixture
def office() -> Office:
    office = Office()
    make_group(office.village, "第2组")
    return office


def upload(client: Client, content: bytes, name: str = "名册.xlsx") -> tuple[str, dict[str, str]]:
    """The preview page, and what its confirmation sends along (nothing when it has none)."""
    file = SimpleUploadedFile(name, content)
    response = client.post(IMPORT, {"resource": "0", "format": "0", "import_file": file})
    assert response.status_code == 200
    form = response.context.get("confirm_form")
    return response.content.decode(), {} if form is None else form.initial


def test_a_roster_is_previewed_and_written_only_when_confirmed(office: Office) -> None:
    client = signed_in(office.clerk)
    make_household(office.group, "李四麦", "0101002")
    page, carried = upload(client, roster(one(), one("0101002", "李小麦", 村民小组="2组")))
    assert "预览：新增 1 户，变更 1 户，迁组 1 户，没有变化 0 户" in page
    assert "0101002 李四麦：户主 李四麦 → 李小麦" in page
    assert "0101002 李四麦：村民小组 赵庄第1组 → 赵庄第2组" in page
    assert [row[0] for row in stored()] == ["0101002"]

    page = client.post(CONFIRM, carried, follow=True).content.decode()
    assert "名册导入完毕：新增 1 户，变更 1 户，迁组 1 户，没有变化 0 户。" in page
    assert [(row[0], row[2], row[3]) for row in stored()] == [
        ("0101001", "第1组", "张三禾"),
        ("0101002", "第2组", "李小麦"),
    ]
    assert HouseholdMove.objects.get().by == office.clerk


def test_mistakes_are_shown_with_row_column_and_reason_and_cannot_be_confirmed(
    office: Office,
) -> None:
    content = sheet_of(["花名册"], HEADINGS, one(), one("0101002", 自然村="王庄", 人口="很多"))
    page, carried = upload(signed_in(office.clerk), content)
    assert carried == {}
    assert "名册有 2 处要改正，没有导入" in page
    for cell in ("第4行", "B列", "自然村", "E列", "人口"):
        assert f'<td class="nowrap">{cell}</td>' in page
    assert "<td>没有自然村“王庄”。本社区有：赵庄。" in page
    assert stored() == []


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (sheet_of(["户编号", "户主"], ["1", "张三"]), "a.xlsx", "缺少 “自然村”"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "a.xls", "旧格式的表格"),
        (b"\x89PNG\r\n", "a.png", "没有找到表头"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_at_the_file(
    office: Office, content: bytes, name: str, told: str
) -> None:
    page, carried = upload(signed_in(office.clerk), content, name)
    assert told in page
    assert carried == {}


def test_a_gb18030_csv_comes_in_by_the_same_door(office: Office) -> None:
    client = signed_in(office.clerk)
    content = "户编号,自然村,村民小组,户主\r\n0101001,赵庄,1,古丽・买买提\r\n".encode("gb18030")
    _, carried = upload(client, content, "名册.csv")
    client.post(CONFIRM, carried)
    assert stored() == [("0101001", "赵庄", "第1组", "古丽·买买提", None, "", "", "")]


def test_confirming_twice_imports_once_and_says_so(office: Office) -> None:
    client = signed_in(office.clerk)
    _, carried = upload(client, roster(one()))
    client.post(CONFIRM, carried)
    page = client.post(CONFIRM, carried, follow=True).content.decode()
    assert "这份名册已经导入过，或上传已超过一天，请重新上传。" in page
    assert len(stored()) == 1


def test_what_became_wrong_since_the_preview_is_not_written(office: Office) -> None:
    client = signed_in(office.clerk)
    group = make_group(office.village, "第3组")
    _, carried = upload(client, roster(one(), one("0103001", 村民小组="3组")))
    group.name = "东头组"
    group.save(update_fields=["name"])
    page = client.post(CONFIRM, carried, follow=True).content.decode()
    assert "预览之后情况有变，名册没有导入：第3行 C列(村民小组)：赵庄没有“3组”。" in page
    assert stored() == []


def test_an_upload_nobody_confirmed_is_deleted_after_a_day(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(office.clerk)
    _, carried = upload(client, roster(one()))
    waiting = Path(settings.MEDIA_ROOT) / "rosters" / carried["import_file_name"]
    assert waiting.exists()
    RosterUploads().forget_old()
    assert waiting.exists()
    tomorrow = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr("households.uploads.timezone.now", lambda: tomorrow)
    RosterUploads().forget_old()
    assert not waiting.exists()


def test_another_communitys_households_are_neither_changed_nor_named(office: Office) -> None:
    other = Office("西河社区")
    theirs = make_household(other.group, "赵六水", "0101001")
    make_household(other.group, "孙七云", "0101009")
    client = signed_in(office.clerk)
    page, carried = upload(client, roster(one()))
    page += client.post(CONFIRM, carried, follow=True).content.decode()
    theirs.refresh_from_db()
    assert (theirs.head, theirs.group) == ("赵六水", other.group)
    assert Household.objects.filter(community=office.community).count() == 1
    assert "赵六水" not in page
    assert "孙七云" not in page


@pytest.mark.parametrize(
    ("right", "address", "method"),
    [
        ("households.import_household", IMPORT, "get"),
        ("households.import_household", CONFIRM, "post"),
        ("households.export_household", EXPORT, "get"),
    ],
)
def test_importing_and_exporting_need_their_rights(
    office: Office, settings: Any, right: str, address: str, method: str
) -> None:
    assert getattr(signed_in(office.clerk), method)(address).status_code != 403
    assert getattr(signed_in(office.auditor), method)(address).status_code == 403
    settings.GRANTS = settings.GRANTS | {Role.CLERK: settings.GRANTS[Role.CLERK] - {right}}
    assert getattr(signed_in(office.clerk), method)(address).status_code == 403
    page = signed_in(office.clerk).get(LIST).content.decode()
    assert f'href="{address}' not in page


def test_the_back_office_exports_what_it_lists(office: Office) -> None:
    make_household(office.group, "张三禾", "0101001")
    make_household(office.group, "李四麦", "0101002")
    make_household(Office("西河社区").group, "赵六水", "0101003")
    response = signed_in(office.clerk).post(f"{EXPORT}?q=lsm", {"resource": "0", "format": "1"})
    rows = response.content.decode("utf-8-sig").splitlines()
    assert rows == [",".join(map(str, HEADINGS)), "0101002,赵庄,第1组,李四麦,,,,"]


def typed(group: object, **values: object) -> dict[str, object]:
    """What the form of one household sends."""
    plain = {"code": "0101001", "head": "张三禾", "people": 4, "phone": "", "house_number": ""}
    return {**plain, "note": "", "left_on": "", "move_reason": "", "group": group} | values


def test_a_household_is_registered_through_the_service(office: Office) -> None:
    client = signed_in(office.clerk)
    client.post(ADD, typed(office.group.pk, code="０１０１００１", head="张 三禾"))
    household = Household.objects.get()
    assert (household.code, household.head, household.initials) == ("0101001", "张三禾", "zsh")
    assert household.community == office.community

    page = client.post(ADD, typed(office.group.pk, head="李四麦")).content.decode()
    assert "本社区已有户编号“0101001”，请核对。" in page
    assert 'value="李四麦"' in page
    assert Household.objects.count() == 1


def test_a_move_in_the_form_needs_its_reason_and_leaves_its_row(office: Office) -> None:
    household = make_household(office.group, "张三禾", "0101001")
    second = office.village.children.get(name="第2组")
    client, page = signed_in(office.clerk), f"{LIST}{household.pk}/change/"
    refused = client.post(page, typed(second.pk, head="张小苗")).content.decode()
    assert "请写明迁组的原因。" in refused
    household.refresh_from_db()
    assert (household.head, household.group) == ("张三禾", office.group)

    client.post(page, typed(second.pk, head="张小苗", move_reason="分户"))
    household.refresh_from_db()
    assert (household.head, household.group, household.initials) == ("张小苗", second, "zxm")
    assert HouseholdMove.objects.get().reason == "分户"


def test_leaving_and_coming_back_are_noted(office: Office) -> None:
    household = make_household(office.group, "张三禾", "0101001")
    client, page = signed_in(office.clerk), f"{LIST}{household.pk}/change/"
    told = client.post(page, typed(office.group.pk, left_on="2199-01-01")).content.decode()
    assert "迁出日期还没有到，请改正。" in told
    client.post(page, typed(office.group.pk, left_on="2026-03-01"))
    household.refresh_from_db()
    assert str(household.left_on) == "2026-03-01"
    client.post(page, typed(office.group.pk))
    household.refresh_from_db()
    assert household.left_on is None


def test_the_group_of_another_community_cannot_be_chosen(office: Office) -> None:
    other = Office("西河社区")
    client = signed_in(office.clerk)
    assert other.group.code not in client.get(ADD).content.decode()
    client.post(ADD, typed(other.group.pk))
    assert not Household.objects.exists()


def test_the_list_finds_by_initials(office: Office) -> None:
    make_household(office.group, "张三禾", "0101001")
    make_household(office.group, "李四麦", "0101002")
    page = signed_in(office.clerk).get(LIST, {"q": "lsm"}).content.decode()
    assert "0101002" in page
    assert "0101001" not in page
