"""Opens the month: a sheet for every villager group whose village has joined."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from households.models import Household, Place, User
from households.refusals import Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Sheet, SheetLine, Standard
from points.periods import Month
from points.services.policies import policy_of


@transaction.atomic
def open_month(community: Place, month: Month, by: User, at: datetime) -> list[Sheet]:
    """Opens the sheets of `month` for all groups joined by its first day, a line per household.

    Groups that have their sheet already are left alone, so opening twice adds nothing. Raises
    Refused for a month that has not begun, no standard in force, no joined village, nothing left
    to open, a later month of the year that is settled, or without an office to do so. The order of
    ratification and notice is the community's setting of this moment.
    """
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    offices_for(by, "points.open_sheet", [community], day_of(at))
    if month.first_day > day_of(at):
        raise Refused({"month": f"{month.label}还没有到，不能开表。"})
    standard = Standard.objects.filter(community=community).in_force_on_first_day_of(month).first()
    if standard is None:
        raise Refused({"month": f"{month.label}1日没有已通过的积分标准，请先通过标准。"})
    joined = Place.objects.filter(community=community).joined_on(month.first_day)
    if not joined.exists():
        raise Refused({"month": f"{month.label}还没有自然村参加积分制，请先登记参加日期。"})
    groups = list(joined.exclude(sheets__in=Sheet.objects.of_month(month)).order_by("code"))
    if not groups:
        raise Refused({"month": f"{month.label}各组都已开表，不必重复。"})
    _require_no_later_month_settled(month, groups)
    notice_first = policy_of(community).notice_first
    sheets = Sheet.objects.bulk_create(
        Sheet(
            community=community,
            group=group,
            year=month.year,
            month=month.month,
            standard=standard,
            notice_first=notice_first,
            opened_by=by,
            opened_at=at,
        )
        for group in groups
    )
    sheet_of = {sheet.group_id: sheet for sheet in sheets}
    # A household that moved after an earlier opening has its line already.
    living = (
        Household.objects.living_here_in(month.first_day)
        .filter(group__in=groups)
        .exclude(lines__sheet__in=Sheet.objects.of_month(month).filter(community=community))
    )
    SheetLine.objects.bulk_create(
        (
            SheetLine.of(sheet_of[group], household)
            for household, group in living.order_by("code").values_list("pk", "group_id")
        ),
        batch_size=2000,
    )
    return sheets


def _require_no_later_month_settled(month: Month, groups: Sequence[Place]) -> None:
    """A settled month counted the year's caps without `month`, which can't be slipped in before."""
    settled = (
        SheetLine.objects.filter(
            household__group__in=groups, sheet__year=month.year, sheet__month__gt=month.month
        )
        .exclude(sheet__state=Sheet.State.REVIEW)
        .select_related("sheet")
        .order_by("sheet__month")
        .first()
    )
    if settled is not None:
        done = "审核" if settled.sheet.notice_first else "审定"
        raise Refused(
            {
                "month": f"{settled.sheet.period.label}的积分表已经{done}，"
                f"不能再开{month.label}的表；漏记的事请记入还没有评分的月份，并勾选“补录”。"
            }
        )
