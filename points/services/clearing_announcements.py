"""The only writer of announcements of a clearing: each is a notice of the chain, made by one
person, carried out by another (see clearings), or taken back."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Clearing, ClearingAnnouncement, Notice, Policy
from points.periods import FIRST_YEAR, Year, chinese_date
from points.services import notices
from points.services.clearing_content import clearing_content
from points.services.policies import policy_of

ANNOUNCE: Final = "points.add_clearingannouncement"


@transaction.atomic
def announce(
    community: Place, year: int, clears_on: date, opens_on: date, by: User, at: datetime
) -> ClearingAnnouncement:
    """Announces, as the community's next notice, that what is left of `year` is cleared on the day
    `clears_on`; it hangs from `opens_on` on, and its period is over before that day.

    Raises Refused as `notices.lock_chain`, and with a sentence at the field that is wrong: where
    the community carries over, for a year to come or long past, for a day too early or outside
    December of the year and the year after it, while another announcement for the year stands, or
    without an office.
    """
    hanging = notices.lock_chain(community, opens_on, by, at)
    day = day_of(at)
    offices_for(by, ANNOUNCE, [community], day)
    require_clears(hanging.policy)
    if not FIRST_YEAR <= year <= day.year:
        raise Refused({"year": f"清零年度应在{FIRST_YEAR}至{day.year}年之间，请改正。"})
    standing = _standing(community, year)
    if standing is not None:
        told = f"{standing}，清零日期是{chinese_date(standing.clears_on)}"
        raise Refused({"year": f"已有{told}；要改日期，请先收回它。"})
    _require_day(year, clears_on, hanging)
    content = clearing_content(community, Year(year), clears_on, hanging)
    statement = notices.Statement(Notice.Kind.CLEARING, Year(year), content, {})
    return ClearingAnnouncement.objects.create(
        community=community,
        notice=notices.append(community, statement, hanging, by, at),
        year=year,
        clears_on=clears_on,
        announced_by=by,
        announced_on=day,
        announced_at=at,
    )


@transaction.atomic
def withdraw(announcement: ClearingAnnouncement, reason: str, by: User, at: datetime) -> None:
    """Takes an announcement back, with the reason, so that another may be made.

    Raises Refused without a reason or an office, and once its year is cleared; AlreadyHandled when
    it was taken back meanwhile.
    """
    lock_community(announcement.community, ANNOUNCE, by, at)
    if not reason.strip():
        raise Refused({"reason": "请写明为什么收回公告。"})
    if Clearing.objects.standing().filter(announcement=announcement).exists():
        raise Refused("已经按这份公告清零，不能再收回。")
    written = ClearingAnnouncement.objects.standing().filter(pk=announcement.pk)
    if not written.update(withdrawn_by=by, withdrawn_at=at, withdraw_reason=reason.strip()):
        raise AlreadyHandled


def lock_community(community: Place, right: str, by: User, at: datetime) -> tuple[Policy, date]:
    """The community's settings and the day of `at`; others wait until the transaction ends."""
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    day = day_of(at)
    offices_for(by, right, [community], day)
    return policy_of(community), day


def require_clears(policy: Policy) -> None:
    """Raises Refused where the community carries its balances over."""
    if policy.year_end != Policy.YearEnd.CLEAR:
        raise Refused("本社区的设置是可兑积分结转下年，不清零；要清零，请先由管理员改设置。")


def _standing(community: Place, year: int) -> ClearingAnnouncement | None:
    made = ClearingAnnouncement.objects.filter(community=community, year=year)
    return made.standing().select_related("notice").first()


def _require_day(year: int, clears_on: date, hanging: notices.Hanging) -> None:
    if not date(year, 12, 1) <= clears_on <= date(year + 1, 12, 31):
        told = f"{year}年的积分，清零日期应在{year}年12月1日至{year + 1}年12月31日之间，请改正。"
        raise Refused({"clears_on": told})
    if clears_on <= hanging.closes_on:
        earliest = chinese_date(hanging.closes_on + timedelta(days=1))
        told = f"公告要先张贴{hanging.policy.period_days}天，清零日期最早是{earliest}，请改正。"
        raise Refused({"clears_on": told})
