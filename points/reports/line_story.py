"""What happened to a household's month, in order: its records, the steps, the wall, the account."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from households.models import User
from points.explain import written
from points.models import (
    CommitteeVote,
    Correction,
    Entry,
    Notice,
    NoticeCorrection,
    Objection,
    Posting,
    ProposalAnswer,
    Record,
    Sheet,
    SheetLine,
    StepDecision,
    StepScore,
)
from points.periods import chinese_date
from points.reports.decisions import decisions_of
from points.reports.objection_words import objector
from points.reports.story import (
    AFTER_REVIEW,
    OFFICE,
    Happening,
    Kind,
    change,
    in_order,
    record_stories,
)
from points.steps import Step

SYSTEM: Final = "系统"


def line_story(line: SheetLine, user: User) -> list[Happening]:
    """The story of `line` (with its sheet, group and village) for `user`.

    Who objected is told to those alone who may see objections there. 17 queries at most, however
    much has happened.
    """
    sheet = line.sheet
    records = Record.objects.filter(line=line).select_related("item", "recorded_by", "voided_by")
    corrections = list(
        Correction.objects.filter(line=line).select_related(
            *(f"reply__{name}" for name in (*OFFICE, "objection")), "reversal__by", "entry__by"
        )
    )
    found = chain(
        chain.from_iterable(record_stories(records).values()),
        _struck(line),
        _decisions(line),
        _votes(sheet),
        _published(sheet),
        _posted(line),
        _objections(line) if user.has_perm("points.view_objection", sheet) else (),
        chain.from_iterable(map(_corrected, corrections)),
        _told_in_notices(corrections),
    )
    return in_order(found)


def _struck(line: SheetLine) -> Iterator[Happening]:
    """What was proposed for the household and is not counted; what was taken is a record."""
    answers = ProposalAnswer.objects.filter(sheet=line.sheet_id, household=line.household_id)
    for each in answers.filter(record__isnull=True).select_related("by"):
        yield Happening(
            at=each.at,
            kind=Kind.STRUCK,
            who=each.by.name,
            what=f"建议不计：{each.item_code}（{each.get_source_display()}）",
            why=each.strike_reason,
        )


def _decisions(line: SheetLine) -> Iterator[Happening]:
    """Every pass with the household's score then, from what the pass before it had made of it;
    and every return. The self score counts the claims alone, so nothing is measured against it."""
    totals = dict(StepScore.objects.filter(line=line).values_list("decision_id", "total"))
    before: int | None = None
    for each in decisions_of([line.sheet])[line.sheet_id]:
        passed = each.outcome == StepDecision.Outcome.PASSED
        total = totals.get(each.pk)
        yield Happening(
            at=each.at,
            kind=Kind.PASSED if passed else Kind.RETURNED,
            who=each.by.name,
            office=str(each.appointment),
            what=_decided(each),
            change="" if total is None else f"本户 {change(before, total)}",
            why=_reasons(each),
            moved=each.version + 1,
        )
        if total is not None and each.step != Step.SELF:
            before = total


def _decided(decision: StepDecision) -> str:
    step, round_ = decision.get_step_display(), f"（第{decision.round}轮）"
    if decision.outcome == StepDecision.Outcome.PASSED:
        return f"{step}通过{round_}"
    return f"{step}退回到{decision.get_returned_to_display()}{round_}"


def _reasons(decision: StepDecision) -> str:
    meeting = decision.meeting
    if meeting is None:
        return decision.comment
    told = (
        f"{chinese_date(meeting.held_on)}会议：代表{meeting.total}人，到会{meeting.present}人，"
        f"同意{meeting.in_favour}，反对{meeting.against}，弃权{meeting.abstained}。"
    )
    return f"{told}{decision.comment}{meeting.minutes}"


def _votes(sheet: Sheet) -> Iterator[Happening]:
    for each in CommitteeVote.objects.filter(sheet=sheet).select_related(*OFFICE):
        yield Happening(
            at=each.at,
            kind=Kind.VOTED,
            who=each.by.name,
            office=str(each.appointment),
            what=f"评议表决：{each.get_choice_display()}（第{each.round}轮）",
            why=each.remark,
            moved=each.version,
        )


def _published(sheet: Sheet) -> Iterator[Happening]:
    notices = Notice.objects.filter(sheets=sheet).defer("content")
    for notice in notices.select_related("published_by"):
        opens, closes = chinese_date(notice.opens_on), chinese_date(notice.closes_on)
        yield Happening(
            at=notice.published_at,
            kind=Kind.PUBLISHED,
            who=notice.published_by.name,
            what=f"第{notice.number}期公示",
            why=f"公示期{opens}至{closes}，校验码{notice.check_code}",
            moved=AFTER_REVIEW,
        )


def _posted(line: SheetLine) -> Iterator[Happening]:
    for posting in Posting.objects.filter(line=line).select_related("entry__by"):
        yield _entered(posting.entry, Kind.POSTED, "入账")


def _entered(entry: Entry, kind: Kind, what: str) -> Happening:
    return Happening(
        at=entry.at,
        kind=kind,
        who=SYSTEM if entry.by is None else entry.by.name,
        what=f"{what}（{chinese_date(entry.effective_on)}）",
        change=change(None, entry.points),
        why=f"第{entry.number}笔，余额 {written(entry.balance_after)} 分",
        moved=AFTER_REVIEW,
    )


def _objections(line: SheetLine) -> Iterator[Happening]:
    """Raised, accepted, answered."""
    rows = Objection.objects.filter(line=line).select_related(
        "objector", "typed_by", "accepted_by", *(f"reply__{name}" for name in OFFICE)
    )
    for each in rows:
        yield Happening(
            at=each.at,
            kind=Kind.OBJECTED,
            # It need not be of the line's own household, as “本户（积分卡）” would say.
            who=f"{each.objector}（积分卡）" if each.typed_by is None else each.author,
            what=f"{objector(each)}提出异议（{each.get_how_display()}，{chinese_date(each.received_on)}）",
            why=each.text,
            moved=AFTER_REVIEW,
            objection=each.ref,
        )
        if each.accepted_at is not None and each.accepted_by is not None:
            yield Happening(
                at=each.accepted_at,
                kind=Kind.ACCEPTED,
                who=each.accepted_by.name,
                what="受理异议",
                moved=AFTER_REVIEW,
                objection=each.ref,
            )
        reply = getattr(each, "reply", None)
        if reply is not None:
            yield Happening(
                at=reply.at,
                kind=Kind.REPLIED,
                who=reply.by.name,
                office=str(reply.appointment),
                what=f"答复：{reply.get_outcome_display()}",
                why=reply.text,
                moved=AFTER_REVIEW,
                objection=each.ref,
            )


def _corrected(correction: Correction) -> Iterator[Happening]:
    """The line's new score, and what that made of an entry already posted."""
    reply = correction.reply
    yield Happening(
        at=correction.at,
        kind=Kind.RECOUNTED,
        who=reply.by.name,
        office=str(reply.appointment),
        what="异议成立，更正得分",
        change=f"本户 {change(correction.total_before, correction.total_after)}",
        moved=AFTER_REVIEW,
        objection=reply.objection.ref,
    )
    if correction.reversal is not None and correction.entry is not None:
        yield _entered(correction.reversal, Kind.REVERSED, "冲销原入账")
        yield _entered(correction.entry, Kind.ENTERED, "更正入账")


def _told_in_notices(corrections: Sequence[Correction]) -> Iterator[Happening]:
    rows = NoticeCorrection.objects.filter(correction__in=corrections).defer("notice__content")
    for each in rows.select_related("notice__published_by", "correction"):
        notice = each.notice
        yield Happening(
            at=notice.published_at,
            kind=Kind.PUBLISHED,
            who=notice.published_by.name,
            what=f"第{notice.number}期公示列明更正",
            moved=AFTER_REVIEW,
        )
