"""What waits on the desk besides the month: certificates asked for, a year to be cleared."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from households.models import Appointment, User
from points.models import CertificateRequest, ClearingAnnouncement
from points.periods import chinese_date
from points.reports.tasks import Task, holds
from points.services import certificates, clearings


def year_end_tasks(user: User, day: date) -> list[Task]:
    """The tasks of `user` on `day`. At most two queries; none for whoever has no part in it."""
    offices = user.offices(day)
    return [*_certificates(user, offices, day), *_clearings(user, offices, day)]


def _certificates(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """Requests to answer, but for those of the person's household."""
    if not holds(offices, certificates.ISSUE):
        return []
    waiting = CertificateRequest.objects.visible_to(user, day).waiting()
    count = waiting.exclude(household=user.household_id).count()
    text = "本户已经同意，核对后开具，打印盖章。"
    url = reverse("certificate_list")
    return [Task(f"{count}份积分证明待开具", text, url, "去开具")] if count else []


def _clearings(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """Announcements of others whose day has come."""
    if not holds(offices, clearings.CLEAR):
        return []
    due = ClearingAnnouncement.objects.visible_to(user, day).due_on(day)
    url = reverse("year_end")
    return [
        Task(
            f"{each.year}年积分待清零",
            f"公告的日期是{chinese_date(each.clears_on)}，{chinese_date(each.last_day)}前办理。",
            url,
            "去办理",
        )
        for each in due.exclude(announced_by=user)
    ]
