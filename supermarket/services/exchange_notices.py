"""Publishes what was exchanged in a quarter, as the next notice of the community's one chain.

Locks the chain, then the window, so that no slip is cancelled that the notice tells of.
"""

from datetime import date, datetime

from django.db import transaction

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.days import day_of
from points.models import Notice
from points.periods import Quarter
from points.services import notices
from supermarket.models import Window
from supermarket.services import windows
from supermarket.services.exchange_content import exchange_content


@transaction.atomic
def publish_quarter(
    community: Place, quarter: Quarter, opens_on: date, by: User, at: datetime
) -> Notice:
    """Publishes the slips of the quarter's window that stand; none of them can be cancelled after.

    Raises Refused for a quarter without a window, while its window is not closed, when nobody has
    exchanged anything, and as `notices.lock_chain`; AlreadyHandled when it was published before.
    """
    hanging = notices.lock_chain(community, opens_on, by, at)
    window = (
        Window.objects.select_for_update(of=("self",))
        .select_related("community", "notice")
        .filter(community=community, year=quarter.year, quarter=quarter.quarter)
        .first()
    )
    if window is None:
        raise Refused(f"{quarter.label}没有开过兑换期，请核对季度。")
    if window.notice is not None:
        raise AlreadyHandled(
            f"{quarter.label}的兑换已在第{window.notice.number}期公示，本次未作改动。"
        )
    if window.closed_at is None:
        raise Refused(f"{window}还没有结束，请先到兑换期列表里结束它，再发布公示。")
    content, behind = exchange_content(
        window, opens_on, hanging.closes_on, hanging.policy, day_of(at)
    )
    if not behind:
        raise Refused(f"{window}没有一户兑换（撤销的、服务券过期退分的不算），不用公示。")
    statement = notices.Statement(Notice.Kind.EXCHANGE, quarter, content, behind)
    notice = notices.append(community, statement, hanging, by, at)
    windows.tell(window, notice)
    return notice
