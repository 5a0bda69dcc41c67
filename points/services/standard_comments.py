"""征求意见: a draft is told in the one chain of notices; what people say to it, and the answers.

The only writer of opinions and of the answers to them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Notice, Standard, StandardComment, StandardCommentAnswer
from points.periods import chinese_date
from points.services import notices
from points.services.notice_places import groups_to_hang_in
from points.services.standard_content import frozen, version_of
from points.services.standard_fit import refuse_unfit
from points.services.standard_heard import told_as_it_is
from points.services.standards import locked_draft

VERSION: Final = 1
RIGHT: Final = "points.handle_objection"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was said, on which day and how (StandardComment.How); by whom, where that is known."""

    text: str
    how: str
    received_on: date
    said_by: str = ""


@transaction.atomic
def ask(
    standard: Standard, opens_on: date, by: User, at: datetime, seen: str | None = None
) -> Notice:
    """Publishes the whole text of a draft as the community's next notice, to hang in the villages
    that take part (in all where none does yet).

    `seen` is the content version that was on the screen. Raises Refused as `notices.lock_chain`,
    for a draft that could not be adopted either, without villages, when the content was changed
    meanwhile; AlreadyHandled when it is adopted, and when the same text hangs already.
    """
    community = standard.community
    hanging = notices.lock_chain(community, opens_on, by, at)
    draft = locked_draft(standard)
    content = frozen(draft)
    if seen is not None and seen != version_of(content):
        raise Refused("您打开这一页之后，草案又有改动。请先看一遍现在的草案，再发布。")
    refuse_unfit(draft)
    told = draft.comment_notice
    if told is not None and told.closes_on >= day_of(at) and told_as_it_is(draft):
        raise AlreadyHandled(f"这份草案正在第{told.number}期征求意见，本次未作改动。")
    statement = notices.Statement(
        Notice.Kind.COMMENT,
        draft.starts,
        {
            "version": VERSION,
            "kind": "comment",
            "community": {"code": community.code, "name": community.name},
            "month": str(draft.starts),
            "opens_on": opens_on.isoformat(),
            "closes_on": hanging.closes_on.isoformat(),
            "unmasking_basis": "",
            "groups": groups_to_hang_in(community, opens_on),
            "standard": content,
            "content_version": version_of(content),
        },
        {},
    )
    notice = notices.append(community, statement, hanging, by, at)
    draft.comment_notice = notice
    draft.save(update_fields=["comment_notice"])
    return notice


@transaction.atomic
def register(notice: Notice, opinion: Opinion, by: User, at: datetime) -> StandardComment:
    """Writes down what somebody said to the draft that `notice` tells of.

    Raises Refused for a notice of another kind, without a text, for a day to come or before the
    notice was published, without an office.
    """
    offices_for(by, RIGHT, [notice.community], day_of(at))
    if notice.kind != Notice.Kind.COMMENT:
        raise Refused(f"第{notice.number}期不是征求意见的公示，对它有异议的请登记异议。")
    if not opinion.text.strip():
        raise Refused({"text": "请写明意见的内容。"})
    if opinion.received_on > day_of(at):
        raise Refused({"received_on": "收到日期还没有到，请改正。"})
    published = day_of(notice.published_at)
    if opinion.received_on < published:
        told = f"这期公示是{chinese_date(published)}发布的，收到日期不能更早，请改正。"
        raise Refused({"received_on": told})
    return StandardComment.objects.create(
        community_id=notice.community_id,
        notice=notice,
        received_on=opinion.received_on,
        how=opinion.how,
        text=opinion.text.strip(),
        said_by=opinion.said_by.strip(),
        typed_by=by,
        at=at,
    )


@transaction.atomic
def answer(
    comment: StandardComment, outcome: str, text: str, by: User, at: datetime
) -> StandardCommentAnswer:
    """Writes down what the office made of `comment` (StandardCommentAnswer.Outcome), and why.

    Raises Refused without a text or an office, AlreadyHandled when it was answered.
    """
    # The row itself never changes; holding it keeps a second answer waiting for the first.
    locked = StandardComment.objects.select_for_update(of=("self",)).select_related("community")
    current = locked.get(pk=comment.pk)
    office = offices_for(by, RIGHT, [current.community], day_of(at))[current.community_id]
    if StandardCommentAnswer.objects.filter(comment=current).exists():
        raise AlreadyHandled("这条意见已经答复，本次未作改动。")
    if not text.strip():
        raise Refused({"text": "请写明答复：采纳了什么，或为什么不采纳。"})
    return StandardCommentAnswer.objects.create(
        community_id=current.community_id,
        comment=current,
        outcome=outcome,
        text=text.strip(),
        by=by,
        appointment=office,
        at=at,
    )
