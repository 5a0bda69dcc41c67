"""The only writer of notices: numbers without gaps, one chain of digests for each community."""

from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import transaction

from households.models import Household, Place, User
from households.names import masked
from households.refusals import Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.canonical import GENESIS, digest
from points.models import Notice, NoticeHousehold, Policy, Sheet
from points.periods import Month, closing_day
from points.services.notice_content import monthly_content
from points.services.notice_corrections import mark_told, to_tell
from points.services.policies import policy_of

PUBLISHED_AHEAD = timedelta(days=30)
"""A notice can't be taken back, and a wrong year typed would keep its points off the accounts."""


@transaction.atomic
def publish_month(community: Place, month: Month, opens_on: date, by: User, at: datetime) -> Notice:
    """Publishes all ready sheets of `month` as the community's next notice.

    The period starts on `opens_on` and lasts as long as the community's policy says; what was
    corrected since the notices before is told with it. Raises Refused
    for a first day in the past or more than 30 days ahead, when nothing is ready, while an earlier
    month is ready and not published, or without an office.
    """
    # The lock that keeps the numbers without gaps and the chain without forks. It leaves the key
    # free, which every new row of the community refers to: posting may go on meanwhile.
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    offices_for(by, "points.publish_notice", [community], day_of(at))
    if opens_on < day_of(at):
        raise Refused({"opens_on": "公示开始日期不能早于今天，请改正。"})
    if opens_on > day_of(at) + PUBLISHED_AHEAD:
        raise Refused({"opens_on": "公示开始日期最多提前30天定，请核对年份和月份。"})
    sheets = _lock_ready(community, month)
    if not sheets:
        raise Refused(
            f"{month.label}没有可以公示的积分表：先审定后公示的，要等代表大会审定；"
            "先公示后审定的，要等两委审核。"
        )
    policy = policy_of(community)
    closes_on = closing_day(opens_on, policy.period_days)
    content, behind = monthly_content(community, month, sheets, opens_on, closes_on, policy)
    told = to_tell(community, {sheet.group.parent_id for sheet in sheets if sheet.group.parent_id})
    content["corrections"] = told.content
    notice = _append(community, month, content, opens_on, closes_on, policy, by, at)
    mark_told(told, notice)
    _keep_names(notice, behind | told.behind, policy)
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
        state=Sheet.State.PUBLISHED, notice=notice
    )
    return notice


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


def _append(
    community: Place,
    month: Month,
    content: dict[str, Any],
    opens_on: date,
    closes_on: date,
    policy: Policy,
    by: User,
    at: datetime,
) -> Notice:
    last = Notice.objects.filter(community=community).order_by("-number").defer("content").first()
    number = last.number + 1 if last else 1
    previous = last.digest if last else GENESIS
    content = {**content, "number": number}
    return Notice.objects.create(
        community=community,
        number=number,
        kind=Notice.Kind.MONTHLY,
        year=month.year,
        month=month.month,
        title=f"{community.name}{month.label}家庭诚信积分公示",
        opens_on=opens_on,
        closes_on=closes_on,
        period_days=policy.period_days,
        content=content,
        previous_digest=previous,
        digest=digest(previous, content),
        published_by=by,
        published_at=at,
    )


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
