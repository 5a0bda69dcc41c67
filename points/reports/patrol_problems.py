"""Problems that patrols found: where each stands, listed on the screen and on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from households.models import Place, User
from points.models import PatrolCheck, PatrolFinding, PatrolFindingPhoto
from points.periods import chinese_date

OPEN, OVERDUE, FIXED, NONE = "未整改", "已逾期", "已整改", ""
TONES = {OPEN: "warn", OVERDUE: "danger", FIXED: "ok", NONE: "plain"}


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding, where it stands (empty where nothing has to be put right), its photos, and the
    latest check in words."""

    finding: PatrolFinding
    standing: str
    tone: str
    photos: list[PatrolFindingPhoto]
    checked: str


def problem_of(finding: PatrolFinding, today: date) -> Problem:
    """`finding` (its checks and photos prefetched) as lists show it."""
    checks = sorted(finding.checks.all(), key=lambda each: (each.checked_on, each.pk))
    word = _standing(finding, checks, today)
    last = checks[-1] if checks else None
    told = f"{chinese_date(last.checked_on)}复查：{_outcome(last)}" if last else ""
    photos = sorted(finding.photos.all(), key=lambda each: each.pk)
    return Problem(finding, word, TONES[word], photos, told)


def _outcome(check: PatrolCheck) -> str:
    word = "已整改" if check.fixed else "还没有整改"
    return f"{word}（{check.note}）" if check.note else word


def _standing(finding: PatrolFinding, checks: Iterable[PatrolCheck], today: date) -> str:
    if finding.fix_by is None:
        return NONE
    if any(check.fixed for check in checks):
        return FIXED
    return OVERDUE if finding.fix_by < today else OPEN


def problems(user: User, state: str, places: list[Place], today: date) -> QuerySet[PatrolFinding]:
    """The problems `user` sees in the groups of `places` (all of them without any), the most urgent
    first: `state` empty for those not put right, overdue, fixed, or all."""
    fixed = Exists(PatrolCheck.objects.filter(finding=OuterRef("pk"), fixed=True))
    found = PatrolFinding.objects.visible_to(user, today).problems()
    if places:
        found = found.filter(round__group__in=[place.pk for place in places])
    if state == "fixed":
        found = found.filter(fixed)
    elif state != "all":
        found = found.filter(~fixed)
    if state == "overdue":
        found = found.filter(fix_by__lt=today)
    order = ("-fix_by", "-pk") if state in ("fixed", "all") else ("fix_by", "pk")
    return (
        found.select_related("household", "round__group__parent", "by")
        .prefetch_related("photos", "checks")
        .order_by(*order)
    )
