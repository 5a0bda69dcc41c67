"""Problems: the list, on the screen and on paper, looking again, voiding, the photos."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from households.models import User
from households.refusals import AlreadyHandled, Refused
from points.models import PatrolCheck, PatrolCheckPhoto, PatrolFinding, PatrolFindingPhoto
from points.services import patrol_checks, patrols
from points.services.patrol_book import Noted
from tests.factory import NOON, Office, make_household, make_user, signed_in
from tests.photos import photo
from tests.points.hanging import file
from tests.points.patrolling import FRIDAY_NOON, WEDNESDAY, Patrolled, noted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

SIXTEENTH, TWENTIETH, TWENTY_FIFTH = (date(2026, 11, day) for day in (16, 20, 25))


@pytest.fixture
def office() -> Patrolled:
    return Patrolled()


def found_at(office: Patrolled, who: int, fix_by: date, **more: Any) -> PatrolFinding:
    """A problem at one of the households of a round that both have confirmed since."""
    patrol = office.planned()
    draft = noted(office.households[who], fix_by=fix_by, note="垃圾桶没盖", **more)
    (found,) = patrols.enter(patrol, [draft], office.walker, FRIDAY_NOON, walked_on=WEDNESDAY)
    return found


def three(office: Patrolled) -> list[PatrolFinding]:
    """One overdue, one with five days left, one put right; and one that asks for nothing."""
    patrol = office.planned()
    days = (SIXTEENTH, TWENTY_FIFTH, TWENTY_FIFTH)
    drafts = [
        noted(household, fix_by=day, note=f"{household.head}的桶", photos=[photo(n)])
        for n, (household, day) in enumerate(zip(office.households, days, strict=True), 1)
    ]
    drafts.append(noted(office.households[0], 1, 1))
    found = patrols.enter(patrol, drafts, office.walker, FRIDAY_NOON, walked_on=WEDNESDAY)
    patrol_checks.check(found[2], date(2026, 11, 18), "已加盖", [], office.walker, NOON, fixed=True)
    return found


def listed(person: User, query: str = "") -> list[str]:
    answer = signed_in(person).get(f"/patrols/problems/{query}")
    assert answer.status_code == 200
    return [f"{row.finding.household.head} {row.standing}" for row in answer.context["rows"]]


def test_the_list_shows_what_is_not_put_right_the_most_urgent_first(office: Patrolled) -> None:
    three(office)
    assert listed(office.clerk) == ["张三禾 已逾期", "李四 未整改"]
    assert listed(office.clerk, "?state=overdue") == ["张三禾 已逾期"]
    assert listed(office.clerk, "?state=fixed") == ["王五 已整改"]
    assert len(listed(office.clerk, "?state=all")) == 3
    assert listed(office.clerk, f"?place={office.other_group.code}") == []
    assert len(listed(office.clerk, f"?place={office.village.code}")) == 2


def test_on_its_last_day_a_problem_is_not_overdue_yet(office: Patrolled) -> None:
    # It is the 20th.
    found_at(office, 0, TWENTIETH)
    assert listed(office.clerk) == ["张三禾 未整改"]


def test_the_list_is_for_whoever_sees_patrols_there(office: Patrolled) -> None:
    three(office)
    for person in (office.walker, office.scorer, office.supervisor, office.auditor):
        assert len(listed(person)) == 2
    assert listed(Office("西河社区").clerk) == []
    assert signed_in(office.recorder).get("/patrols/problems/").status_code == 403
    assert signed_in(office.recorder).get("/patrols/problems/print/").status_code == 403


def test_the_list_shows_the_photos(office: Patrolled) -> None:
    found = three(office)
    text = signed_in(office.clerk).get("/patrols/problems/").content.decode()
    shot = PatrolFindingPhoto.objects.get(finding=found[0])
    assert f'src="/patrols/photos/{shot.ref}/"' in text


def test_the_list_costs_the_same_however_many_problems_there_are(office: Patrolled) -> None:
    client = signed_in(office.clerk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get("/patrols/problems/?state=all")
        return len(counted)

    three(office)
    few = queries()
    patrol = office.planned(WEDNESDAY - timedelta(days=7))
    more = [make_household(office.group) for _ in range(9)]
    drafts = [Noted(each, 1, 1, fix_by=TWENTIETH, photos=[photo()]) for each in more]
    patrols.enter(patrol, drafts, office.clerk, FRIDAY_NOON, walked_on=patrol.planned_for)
    assert queries() == few


def printed(person: User, query: str) -> PdfReader:
    answer = signed_in(person).get(f"/patrols/problems/print/{query}")
    assert answer.status_code == 200
    return PdfReader(BytesIO(b"".join(answer.streaming_content)))


def test_the_list_is_printed_with_its_photos(office: Patrolled) -> None:
    three(office)
    paper = printed(office.clerk, "?state=all")
    text = "".join(page.extract_text() for page in paper.pages)
    for words in ("东岭社区巡查问题清单", "张三禾的桶", "已逾期", "2026年11月25日", "已加盖"):
        assert words in text
    assert sum(len(page.images) for page in paper.pages) == 3
    width, height = paper.pages[0].mediabox[2:]
    assert (round(float(width)), round(float(height))) == (842, 595)


def test_a_photo_whose_file_is_gone_does_not_keep_the_list_from_being_printed(
    office: Patrolled,
) -> None:
    three(office)
    for each in PatrolFindingPhoto.objects.all()[:2]:
        each.file.storage.delete(each.file.name)
    assert sum(len(page.images) for page in printed(office.clerk, "?state=all").pages) == 1


def test_too_many_problems_are_not_printed_at_once(
    office: Patrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(office)
    monkeypatch.setattr("points.views.patrol_problem.MOST", 2)
    answer = signed_in(office.clerk).get("/patrols/problems/print/?state=all")
    assert answer.status_code == 422
    assert "一次最多打印2个问题，请选一个村或一个组再打印" in answer.content.decode()


def look_again(person: User, finding: PatrolFinding, **changed: Any) -> Any:
    data = {"form_token": str(uuid4()), "checked_on": "2026-11-19", "fixed": "no"} | changed
    return signed_in(person).post(f"/patrols/problems/{finding.ref}/check/", data)


def test_a_problem_is_looked_at_again_until_it_is_put_right(office: Patrolled) -> None:
    found = found_at(office, 0, TWENTIETH)
    assert look_again(office.walker, found, note="只盖了一半").status_code == 302
    assert listed(office.clerk) == ["张三禾 未整改"]
    assert look_again(office.clerk, found, fixed="yes", photos=file()).status_code == 302
    assert listed(office.clerk) == []
    text = signed_in(office.scorer).get(f"/patrols/problems/{found.ref}/").content.decode()
    shot = PatrolCheckPhoto.objects.get()
    for words in ("只盖了一半", "2026年11月19日复查：已整改", f"/patrols/checks/{shot.ref}/"):
        assert words in text
    assert "登记复查" not in text.split("page-actions")[1].split("</div>")[0]


def test_the_form_of_a_check_sent_twice_notes_one(office: Patrolled) -> None:
    found, token = found_at(office, 0, TWENTIETH), str(uuid4())
    for _ in range(2):
        answer = look_again(office.clerk, found, fixed="yes", form_token=token)
        assert (answer.status_code, answer["Location"]) == (302, f"/patrols/problems/{found.ref}/")
    assert PatrolCheck.objects.count() == 1
    assert look_again(office.clerk, found, fixed="yes").status_code == 403


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"checked_on": "2026-11-21"}, "复查日期还没有到"),
        ({"checked_on": "2026-11-10"}, "是2026年11月11日巡查的，复查日期不能更早"),
        ({"checked_on": ""}, "请填写日期"),
        ({"fixed": ""}, "请选择复查结果"),
        ({"note": "字" * 101}, "最多写100个字"),
    ],
)
def test_what_is_wrong_with_a_check_is_told(
    office: Patrolled, changed: dict[str, str], told: str
) -> None:
    answer = look_again(office.clerk, found_at(office, 0, TWENTIETH), **changed)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not PatrolCheck.objects.exists()


def test_a_check_is_not_before_the_last_one(office: Patrolled) -> None:
    found = found_at(office, 0, TWENTIETH)
    look_again(office.clerk, found)
    answer = look_again(office.clerk, found, checked_on="2026-11-18")
    assert "是2026年11月19日上次复查的" in answer.content.decode()


def check(finding: PatrolFinding, by: User) -> PatrolCheck:
    return patrol_checks.check(finding, date(2026, 11, 19), "", [], by, NOON, fixed=True)


def test_what_needs_no_check_gets_none(office: Patrolled) -> None:
    found = found_at(office, 0, TWENTIETH)
    check(found, office.clerk)
    with pytest.raises(AlreadyHandled, match="已经登记整改好了"):
        check(found, office.clerk)
    plain = office.enter(found.round, noted(office.households[1]))
    with pytest.raises(Refused, match="没有整改期限"):
        check(plain, office.clerk)
    other = office.enter(found.round, noted(office.households[2], fix_by=TWENTIETH))
    patrols.void(other, "看错了户", office.clerk, NOON)
    with pytest.raises(AlreadyHandled, match="已经作废"):
        check(other, office.clerk)


def test_others_and_the_household_itself_do_not_look_again(office: Patrolled) -> None:
    found = found_at(office, 0, TWENTIETH)
    for person, status in (
        (office.scorer, 403),
        (office.supervisor, 403),
        (make_user(office.community), 404),
        (Office("西河社区").clerk, 404),
    ):
        assert look_again(person, found).status_code == status
    office.clerk.household = office.households[0]
    office.clerk.save()
    assert look_again(office.clerk, found).status_code == 403
    with pytest.raises(Refused, match="不能复查自己家的问题"):
        check(found, office.clerk)


def test_checks_are_facts(office: Patrolled) -> None:
    made = check(found_at(office, 0, TWENTIETH), office.clerk)
    with pytest.raises(DatabaseError), transaction.atomic():
        PatrolCheck.objects.filter(pk=made.pk).update(fixed=False)
    made.pk, made.ref = None, "ANOTHER"
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def void(
    person: User, finding: PatrolFinding, reason: str = "看错了户", token: str | None = None
) -> int:
    data = {"form_token": token or str(uuid4()), "reason": reason}
    return signed_in(person).post(f"/patrols/problems/{finding.ref}/void/", data).status_code


def test_a_finding_is_voided_on_its_page(office: Patrolled) -> None:
    found = found_at(office, 0, TWENTIETH)
    assert void(office.scorer, found) == 403
    assert void(office.committee, found) == 403
    assert void(office.walker, found, "") == 422
    assert void(office.walker, found) == 302
    assert listed(office.clerk, "?state=all") == []
    text = signed_in(office.clerk).get(f"/patrols/{found.round.ref}/").content.decode()
    assert "看错了户（钱巡查）" in text
    assert void(office.clerk, found) == 403


def test_a_void_sent_twice_is_answered_as_the_first(office: Patrolled) -> None:
    found, token = found_at(office, 0, TWENTIETH), str(uuid4())
    assert void(office.clerk, found, token=token) == 302
    assert void(office.clerk, found, token=token) == 302
    # Neither another one's token nor that of another form is an answer.
    assert void(office.walker, found, token=token) == 403
    assert look_again(office.clerk, found, form_token=token).status_code == 403


def test_photos_are_for_whoever_sees_the_finding(office: Patrolled) -> None:
    found = found_at(office, 0, TWENTIETH, photos=[photo()])
    shot = PatrolFindingPhoto.objects.get()
    patrol_checks.check(found, TWENTIETH, "", [photo(2)], office.clerk, NOON, fixed=True)
    after = PatrolCheckPhoto.objects.get()
    for address in (f"/patrols/photos/{shot.ref}/", f"/patrols/checks/{after.ref}/"):
        for person in (office.clerk, office.walker, office.scorer, office.supervisor):
            answer = signed_in(person).get(address)
            assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
            assert answer["Cache-Control"] == "private, no-store"
        assert signed_in(office.recorder).get(address).status_code == 403
        assert signed_in(Office("西河社区").clerk).get(address).status_code == 404


def test_the_paper_sheet_of_a_round_names_week_day_and_walkers(office: Patrolled) -> None:
    patrol = office.planned()
    answer = signed_in(office.walker).get(f"/patrols/{patrol.ref}/print/")
    assert answer.status_code == 200
    paper = PdfReader(BytesIO(b"".join(answer.streaming_content)))
    text = "".join(page.extract_text() for page in paper.pages)
    for words in ("周巡查评分表", "11月第3周", "2026年11月11日", "钱巡查", "张三禾", "问题记录"):
        assert words in text


def test_a_name_that_cannot_be_printed_is_told_on_the_round_s_page(office: Patrolled) -> None:
    User.objects.filter(pk=office.walker.pk).update(name="钱\U0002ebf0")
    patrol = office.planned()
    answer = signed_in(office.clerk).get(f"/patrols/{patrol.ref}/print/")
    assert (answer.status_code, "字库里没有" in answer.content.decode()) == (422, True)
