"""Plain makers of the things tests need; the numbers and names are invented."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.db.models import CheckConstraint
from django.test import Client
from django.utils import timezone

from households.models import Appointment, Household, Place, User
from households.roles import Role
from households.services import accounts, appointments, places
from points.models import Answer, Record, Serving, Sheet, Standard
from points.periods import Month
from points.services import evidence, review, servings, standards
from points.services.meetings import Assembly
from points.services.scorebook import with_points_now
from points.services.sheet_checks import Seen
from points.services.standards import ItemRow
from points.steps import Step
from tests.photos import photo

PASSWORD = "稻香村-2026"
NOVEMBER = Month(2026, 11)
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""2026年11月20日12时 in Asia/Shanghai."""

_numbers = count(1)

ROWS = (
    ItemRow("家园建设", 1, "规范建房", 10, "1.1", "不私搭乱建", 5, 5, "年", None, 5),
    ItemRow("家园建设", 1, "规范建房", 10, "1.3", "新增私搭乱建", -5, -5, "次", None, -10),
    ItemRow(
        "环境建设",
        4,
        "门前三包",
        24,
        "4.1",
        "巡查平均45分及以上",
        3,
        3,
        "月",
        3,
        24,
        "门前三包月评",
    ),
    ItemRow(
        "环境建设", 4, "门前三包", 24, "4.2", "巡查平均40至44分", 2, 2, "月", 2, 24, "门前三包月评"
    ),
    ItemRow("家庭建设", 7, "和谐邻里关系", 10, "7.2", "邻里互助", 1, 1, "次", 1, 6),
    ItemRow("文明建设", 11, "志愿服务", 20, "11.2", "志愿服务每满4小时", 1, 1, "4小时", 4, 16),
    ItemRow("文明建设", 11, "志愿服务", 20, "11.3", "抢险救灾、见义勇为", 5, 20, "次", None, 20),
    ItemRow("民主建设", 13, "参与议事", 12, "13.1", "参加村民小组会", 1, 1, "次", 1, 6),
)


_by_the_database: ContextVar[bool] = ContextVar("_by_the_database", default=False)
"""Of each thread its own: those of a race make households side by side."""
_ask = CheckConstraint.validate


def _ask_unless_by_the_database(self: CheckConstraint, *args: Any, **kwargs: Any) -> None:
    if not _by_the_database.get():
        _ask(self, *args, **kwargs)


setattr(CheckConstraint, "validate", _ask_unless_by_the_database)  # noqa: B010


@contextmanager
def checked_by_the_database() -> Iterator[None]:
    """What is made inside is held against its constraints by the database alone, as it is written.
    Asking about each of them beforehand, for a sentence nobody reads here, takes a query for each:
    it was a third of the suite's time."""
    token = _by_the_database.set(True)
    try:
        yield
    finally:
        _by_the_database.reset(token)


def make_community(name: str = "东岭社区", code: str = "") -> Place:
    return places.create_community(code or f"C{next(_numbers):06d}", name)


def make_village(
    community: Place, name: str = "赵庄", joined_on: date | None = date(2026, 1, 1)
) -> Place:
    return places.create_village(community, f"V{next(_numbers):06d}", name, joined_on)


def make_group(village: Place, name: str = "第1组") -> Place:
    return places.create_group(village, f"G{next(_numbers):06d}", name)


@checked_by_the_database()
def make_household(group: Place, head: str = "张三禾", code: str = "") -> Household:
    household = Household(
        community=group.home(), group=group, code=code or f"{next(_numbers):06d}", head=head
    )
    household.index_name()
    household.full_clean()
    household.save()
    return household


def make_user(community: Place, name: str = "李经办", household: Household | None = None) -> User:
    number = next(_numbers)
    return accounts.create_user(f"user{number}", name, community, PASSWORD, household)


def signed_in(user: User) -> Client:
    """A browser in which `user` has signed in."""
    client = Client()
    client.force_login(user)
    return client


def appoint(
    user: User, role: Role, place: Place, starts_on: date = date(2026, 1, 1)
) -> Appointment:
    return appointments.appoint(user, role, place, starts_on)


@checked_by_the_database()
def make_officer(role: Role, place: Place, name: str = "") -> User:
    """A new person who holds `role` at `place`."""
    user = make_user(place.home(), name or role.label)
    appoint(user, role, place)
    return user


@checked_by_the_database()
def make_standard(
    community: Place, starts: Month = Month(2026, 1), rows: tuple[ItemRow, ...] = ROWS
) -> Standard:
    """An adopted standard, small unless `rows` says otherwise."""
    draft = standards.create_draft(community, "试行标准", starts, rows)
    chief = make_officer(Role.ADMINISTRATOR, community)
    # As of its first day where that is to come: until then a meeting would have to be named.
    at = max(NOON, datetime(starts.year, starts.month, 1, 4, tzinfo=UTC))
    return standards.adopt(draft, "2025年12月村民代表会议", chief, at)


class Office:
    """One community with one joined group, its standard, and a person for every office."""

    @checked_by_the_database()
    def __init__(self, name: str = "东岭社区", rows: tuple[ItemRow, ...] = ROWS) -> None:
        self.community = make_community(name)
        self.village = make_village(self.community)
        self.group = make_group(self.village)
        self.standard = make_standard(self.community, rows=rows)
        self.administrator = make_officer(Role.ADMINISTRATOR, self.community)
        self.clerk = make_officer(Role.CLERK, self.community)
        self.scorer = make_officer(Role.SCORER, self.group)
        self.committee = make_officer(Role.COMMITTEE, self.community)
        self.auditor = make_officer(Role.AUDITOR, self.community)
        self.recorder = make_officer(Role.RECORDER, self.community)
        self.supervisor = make_officer(Role.SUPERVISOR, self.community)

    def person_for(self, step: Step) -> User:
        """Who passes `step` here."""
        return {
            Step.SELF: self.clerk,
            Step.GROUP: self.scorer,
            Step.COMMITTEE: self.committee,
            Step.AUDIT: self.auditor,
            Step.ASSEMBLY: self.recorder,
        }[step]


def seen(sheet: Sheet) -> Seen:
    """The sheet as it stands in the database now."""
    sheet.refresh_from_db()
    return Seen(sheet.pk, sheet.version)


def good_assembly(held_on: date) -> Assembly:
    return Assembly(held_on, total=30, present=24, in_favour=20, against=1, abstained=3)


def make_told(record: Record, by: User, at: datetime = NOON) -> Serving:
    """A deduction with its photo, told to the household and answered on the day of `at`."""
    (now,) = with_points_now(Record.objects.filter(pk=record.pk))
    evidence.attach(record, [photo(record.pk)], by, at)
    day = timezone.localdate(at)
    told = servings.serve(record, day, Serving.How.IN_PERSON, "", now.points_now, by, at)
    servings.answer(record, "下次注意", Answer.How.ORAL, day, by, at)
    return told


def tell_deductions(sheet: Sheet, by: User, at: datetime = NOON) -> None:
    """Tells those of `sheet` that have not been told, so that the audit may pass it."""
    standing = Record.objects.standing().filter(line__sheet=sheet, servings__isnull=True)
    for record in with_points_now(standing).filter(points_now__lt=0):
        make_told(record, by, at)


def pass_until(office: Office, sheet: Sheet, step: Step | None, at: datetime = NOON) -> Sheet:
    """Passes the steps before `step`; all five for None. Deductions are told before the audit."""
    sheet.refresh_from_db()
    while sheet.in_review and sheet.step != step:
        current = Step(sheet.step)
        if current is Step.AUDIT:
            tell_deductions(sheet, office.clerk, at)
        meeting = good_assembly(at.date()) if current is Step.ASSEMBLY else None
        review.pass_sheets([seen(sheet)], current, office.person_for(current), at, assembly=meeting)
        sheet.refresh_from_db()
    return sheet
