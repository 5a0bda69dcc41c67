"""The only writer of notices: numbers without gaps, one chain of digests for each community.

Whatever is to be told goes through `lock_chain` and then `append`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from django.db import transaction

from households.models import Household, Place, User
from households.names import masked
from households.refusals import Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.canonical import GENESIS, digest
from points.models import Notice, NoticeHousehold, Policy, Sheet
from points.periods import Month, Quarter, Year, closing_day
from points.services.notice_content import monthly_content
from points.services.notice_corrections import mark_told, to_tell
from points.services.policies import policy_of

TITLES: Final = {
    Notice.Kind.MONTHLY: "家庭诚信积分公示",
    Notice.Kind.EXCHANGE: "爱心超市兑换公示",
    Notice.Kind.COMMENT: "起用的积分标准征求意见公示",
    Notice.Kind.STARS: "星级家庭公示",
    Notice.Kind.CLEARING: "年末积分清零公告",
}

PUBLISHED_AHEAD = timedelta(days=30)
"""A notice can't be taken back, and a wrong year typed would keep its points off the accounts."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """From which day to which a notice hangs, both counted, and by whose settings."""

    opens_on: date
    closes_on: date
    policy: Policy


@dataclass(frozen=True, slots=True)
class Statement:
    """What a notice without a number yet tells of a period: plain JSON without names, and the
    household behind each reference in it."""

    kind: str
    period: Month | Quarter | Year
    content: dict[str, Any]
    behind: dict[str, Household]


def lock_chain(community: Place, opens_on: date, by: User, at: datetime) -> Hanging:
    """Keeps everybody else from publishing in `community` until the transaction ends; says how long
    a notice hangs whose first day is `opens_on`.

    Raises Refused for a first day in the past or more than 30 days ahead, or without an office.
    """
    # The lock that keeps the numbers without gaps and the chain without forks. It leaves the key
    # free, which every new row of the community refers to: posting may go on meanwhile.
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    offices_for(by, "points.publish_notice", [community], day_of(at))
    if opens_on < day_of(at):
        raise Refused({"opens_on": "公示开始日期不能早于今天，请改正。"})
    if opens_on > day_of(at) + PUBLISHED_AHEAD:
        raise Refused({"opens_on": "公示开始日期最多提前30天定，请核对年份和月份。"})
    policy = policy_of(community)
    return Hanging(opens_on, closing_day(opens_on, policy.period_days), policy)


@transaction.atomic
def publish_month(community: Place, month: Month, opens_on: date, by: User, at: datetime) -> Notice:
    """Publishes all ready sheets of `month` as the community's next notice.

    The period starts on `opens_on` and lasts as long as the community's policy says; what was
    corrected since the notices before is told with it. Raises Refused
    for a first day in the past or more than 30 days ahead, when nothing is ready, while an earlier
    month is ready and not published, or without an office.
    """
    hanging = lock_chain(community, opens_on, by, at)
    sheets = _lock_ready(community, month)
    if not sheets:
        raise Refused(
            f"{month.label}没有可以公示的积分表：先审定后公示的，要等代表大会审定；"
            "先公示后审定的，要等两委审核。"
        )
    content, behind = monthly_content(
        community, month, sheets, opens_on, hanging.closes_on, hanging.policy
    )
    corrected = to_tell(
        community, {sheet.group.parent_id for sheet in sheets if sheet.group.parent_id}
    )
    content["corrections"] = corrected.content
    statement = Statement(Notice.Kind.MONTHLY, month, content, behind | corrected.behind)
    notice = append(community, statement, hanging, by, at)
    mark_told(corrected, notice)
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
        state=Sheet.State.PUBLISHED, notice=notice
    )
    return notice


def append(
    community: Place, statement: Statement, hanging: Hanging, by: User, at: datetime
) -> Notice:
    """The community's next notice, with the names it shows. Call after `lock_chain`, which says how
    long it hangs, in the same transaction."""
    last = Notice.objects.filter(community=community).order_by("-number").defer("content").first()
    number = last.number + 1 if last else 1
    previous = last.digest if last else GENESIS
    content = {**statement.content, "number": number}
    period = statement.period
    notice = Notice.objects.create(
        community=community,
        number=number,
        kind=statement.kind,
        year=period.year,
        month=period.month if isinstance(period, Month) else None,
        quarter=period.quarter if isinstance(period, Quarter) else None,
        title=title_of(statement.kind, community.name, period),
        opens_on=hanging.opens_on,
        closes_on=hanging.closes_on,
        period_days=hanging.policy.period_days,
        content=content,
        previous_digest=previous,
        digest=digest(previous, content),
        published_by=by,
        published_at=at,
    )
    _keep_names(notice, statement.behind, hanging.policy)
    return notice


def title_of(kind: str, community: str, period: Month | Quarter | Year) -> str:
    """“东岭社区2026年11月家庭诚信积分公示”, of the name of its community."""
    return f"{community}{period.label}{TITLES[Notice.Kind(kind)]}"


def _keep_names(notice: Notice, behind: dict[str, Household], policy: Policy) -> None:
    NoticeHousehold.objects.bulk_create(
        (
            NoticeHousehold(
                community_id=notice.community_id,
                notice=notice,
                household=household,
                ref=ref,
                code=household.code,
                shown_as=masked(household.head) if policy.masks_names else household.head,
            )
            for ref, household in behind.items()
        ),
        batch_size=2000,
    )


def _lock_ready(community: Place, month: Month) -> list[Sheet]:
    """The ready sheets of `month` by village and group, locked.

    So are those that hang: their points count as coming, and posting them while the figures are
    read would count them twice.
    """
    locked = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("group__parent", "standard")
        .filter(community=community, state__in=(Sheet.State.READY, Sheet.State.PUBLISHED))
        .order_by("year", "month", "pk")
    )
    waiting = [sheet for sheet in locked if sheet.state == Sheet.State.READY]
    earlier = min((sheet.period for sheet in waiting if sheet.period < month), default=None)
    if earlier is not None:
        # Its points count in the balance shown, so they must be on the wall first.
        raise Refused(f"{earlier.label}还有可以公示的积分表，请先公示{earlier.label}。")
    ready = [sheet for sheet in waiting if sheet.period == month]
    return sorted(ready, key=attrgetter("group.parent.code", "group.code"))
