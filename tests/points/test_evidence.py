"""Photos on a record: who may hang them, how many, until when; and the files they leave behind."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, transaction

from households.models import Card, User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from households.services import cards
from points.models import Evidence, Record
from points.services import evidence, records, review
from points.steps import Step
from tests.factory import NOON, Office, make_group, make_household, make_officer, pass_until, seen
from tests.photos import photo
from tests.points.recording import Recording

pytestmark = pytest.mark.django_db

SELF = Record.Origin.SELF


@pytest.fixture
def month() -> Recording:
    return Recording()


@pytest.fixture
def record(month: Recording) -> Record:
    return month.record("1.3")


def card_of(month: Recording, record: Record) -> Card:
    return cards.issue(record.line.household, month.clerk, NOON).card


def files() -> set[str]:
    """What lies below MEDIA_ROOT."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*.jpg")}


def test_a_photo_hangs_on_its_record_with_its_marks_and_who_brought_it(
    month: Recording, record: Record
) -> None:
    sent = photo()
    (hung,) = evidence.attach(record, [sent], month.clerk, NOON)
    hung.refresh_from_db()
    assert (hung.record, hung.by, hung.by_card, hung.at) == (record, month.clerk, None, NOON)
    assert (hung.digest, hung.look) == (sent.digest, sent.look)
    assert (hung.width, hung.height, hung.author) == (64, 48, month.clerk.name)
    with hung.file.open("rb") as file:
        assert file.read() == sent.jpeg


def test_its_file_lies_below_media_root_under_a_random_name(
    month: Recording, record: Record
) -> None:
    (hung,) = evidence.attach(record, [photo()], month.clerk, NOON)
    assert hung.file.name == f"evidence/{month.community.pk}/{hung.ref}.jpg"
    assert len(hung.ref) == 12
    assert hung.file.name in files()


def test_a_photo_changes_no_score_and_makes_no_page_out_of_date(
    month: Recording, record: Record
) -> None:
    pass_until(month, month.sheet, Step.COMMITTEE)
    looked_at = seen(month.sheet)
    evidence.attach(record, [photo()], month.committee, NOON)
    review.pass_sheets([looked_at], Step.COMMITTEE, month.committee, NOON)


def test_a_record_holds_six_photos_and_not_one_more(month: Recording, record: Record) -> None:
    evidence.attach(record, [photo(each) for each in range(4)], month.clerk, NOON)
    with pytest.raises(Refused) as raised:
        evidence.attach(record, [photo(each) for each in range(3)], month.clerk, NOON)
    assert raised.value.message_dict == {
        "photos": ["一条记录最多附6张照片，这条还能附2张，请少选几张。"]
    }
    evidence.attach(record, [photo(8), photo(9)], month.clerk, NOON)
    with pytest.raises(Refused, match="这条已经附满"):
        evidence.attach(record, [photo(10)], month.clerk, NOON)
    assert record.evidence.count() == 6


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.CLERK, True),
        (Role.SCORER, True),
        (Role.COMMITTEE, True),
        (Role.AUDITOR, True),
        (Role.ADMINISTRATOR, False),
        (Role.RECORDER, False),
        (Role.SUPERVISOR, False),
        (Role.DELEGATE, False),
    ],
)
def test_only_those_who_record_and_judge_hang_photos(
    month: Recording, record: Record, role: Role, may: bool
) -> None:
    person = make_officer(role, month.group if role == Role.SCORER else month.community)
    if may:
        assert evidence.attach(record, [photo()], person, NOON)
        return
    with pytest.raises(Refused, match="没有办理赵庄第1组此事的任职"):
        evidence.attach(record, [photo()], person, NOON)
    assert not Evidence.objects.exists()


def test_nobody_hangs_photos_in_another_group_or_community(
    month: Recording, record: Record
) -> None:
    next_door = make_officer(Role.SCORER, make_group(month.village, "第2组"))
    for person in (next_door, Office("西岭社区").clerk):
        with pytest.raises(Refused, match="任职"):
            evidence.attach(record, [photo()], person, NOON)


def test_nobody_hangs_photos_on_a_record_of_his_own_household(
    month: Recording, record: Record
) -> None:
    neighbour: User = month.neighbour(Role.CLERK, month.zhang)
    with pytest.raises(Refused, match="自己家"):
        evidence.attach(record, [photo()], neighbour, NOON)
    other = month.record("1.3", household=month.li)
    assert evidence.attach(other, [photo()], neighbour, NOON)


def test_nothing_is_hung_on_a_voided_record(month: Recording, record: Record) -> None:
    records.void_records([record.pk], "记错了户", month.clerk, NOON)
    with pytest.raises(AlreadyHandled, match="已经作废"):
        evidence.attach(record, [photo()], month.clerk, NOON)


def test_nothing_is_hung_once_the_review_is_over(month: Recording, record: Record) -> None:
    pass_until(month, month.sheet, Step.ASSEMBLY)
    evidence.attach(record, [photo()], month.auditor, NOON)
    pass_until(month, month.sheet, None)
    with pytest.raises(Refused, match="评审已经结束"):
        evidence.attach(record, [photo()], month.auditor, NOON)


def test_a_household_hangs_photos_on_its_claims_by_card(month: Recording) -> None:
    claim = month.record("7.2", origin=SELF)
    card = card_of(month, claim)
    (hung,) = evidence.attach(claim, [photo()], card, NOON)
    assert (hung.by, hung.by_card, hung.author) == (None, card, "本户（积分卡）")


def test_a_card_hangs_nothing_on_what_is_no_claim_or_another_households(
    month: Recording, record: Record
) -> None:
    card = card_of(month, record)
    theirs = month.record("7.2", household=month.li, origin=SELF)
    for other in (record, theirs):
        with pytest.raises(Refused, match="只能给本户自评申报的事项附照片"):
            evidence.attach(other, [photo()], card, NOON)
    assert not Evidence.objects.exists()


def test_a_card_hangs_nothing_once_self_evaluation_is_over(month: Recording) -> None:
    claim = month.record("7.2", origin=SELF)
    card = card_of(month, claim)
    pass_until(month, month.sheet, Step.GROUP)
    with pytest.raises(Refused, match="群众自评已截止"):
        evidence.attach(claim, [photo()], card, NOON)


def test_the_file_goes_with_a_transaction_that_is_rolled_back(
    month: Recording, record: Record
) -> None:
    kept = evidence.attach(record, [photo(1)], month.clerk, NOON)
    before = files()
    made: list[set[str]] = []

    def attach_and_fail() -> None:
        with transaction.atomic():
            evidence.attach(record, [photo(2), photo(3)], month.clerk, NOON)
            made.append(files() - before)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        attach_and_fail()
    assert [len(each) for each in made] == [2]
    assert files() == before
    assert list(Evidence.objects.all()) == kept


def test_the_file_goes_when_its_row_is_not_to_be_written(
    month: Recording, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files()

    def broken(*_: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(Evidence.objects, "bulk_create", broken)
    with pytest.raises(IntegrityError):
        evidence.attach(record, [photo()], month.clerk, NOON)
    assert files() == before


@pytest.mark.django_db(transaction=True)
def test_the_file_stays_once_its_transaction_is_committed() -> None:
    month = Recording()
    (hung,) = evidence.attach(month.record("1.3"), [photo()], month.clerk, NOON)
    assert hung.file.name in files()
    with transaction.atomic():
        transaction.set_rollback(True)
    assert hung.file.name in files()


def test_a_half_written_file_is_taken_away(
    month: Recording, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files()
    write: Callable[..., str] = FileSystemStorage._save

    def full(self: FileSystemStorage, name: str, content: ContentFile) -> str:
        write(self, name, content)
        raise OSError("no space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(OSError, match="no space"):
        evidence.attach(record, [photo()], month.clerk, NOON)
    assert files() == before


def test_a_household_elsewhere_locks_nothing(month: Recording, record: Record) -> None:
    month.clerk.household = make_household(month.group)
    month.clerk.save(update_fields=["household"])
    assert evidence.attach(record, [photo()], month.clerk, NOON)
