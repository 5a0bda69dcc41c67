"""A household's months as it reads them behind its card: where each stands, what may be done."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from households.models import Household
from points.models import Posting, Record, Revision, Sheet
from points.reports.account_months import AccountMonth, MonthRecord, account_months
from points.reports.hanging_words import period_there
from points.services.sheet_checks import hung_until
from points.services.standings import settled_scores
from points.services.telling import Telling, takes_answers, tellings
from points.steps import Step

HELD = "有异议，暂不入账"
TO_HANG = "等待公示"
HANGING = "公示中"
TO_RATIFY = "等待代表大会审定"
TO_POST = "等待入账"
POSTED = "已入账"


@dataclass(frozen=True, slots=True)
class CardRecord:
    """A record as its household reads it; `changes` are its revisions, the latest last.

    `telling` how it stands with the household, of a deduction that may still be answered.
    """

    shown: MonthRecord
    changes: list[Revision]
    may_withdraw: bool
    telling: Telling | None

    def waits_for_answer(self, day: date) -> bool:
        """Whether it was told to the household, whose time to answer has not passed on `day`."""
        told = self.telling
        return (
            told is not None
            and told.serving is not None
            and not told.answered
            and day <= told.serving.answer_until
        )


@dataclass(frozen=True, slots=True)
class CardMonth:
    """A month of the household; `claiming` while self-evaluation is open.

    `status` says where a month stands whose review is over, and so whether its points can be spent;
    it is empty before. `hangs` while one may object to it, within `period`, which says how
    much longer it hangs in the village.
    """

    month: AccountMonth
    records: list[CardRecord]
    claiming: bool
    status: str
    period: str
    hangs: bool

    @property
    def sheet(self) -> Sheet:
        return self.month.line.sheet

    @property
    def step(self) -> str:
        """The step a month under review stands at: “村小组评分”."""
        return Step(self.sheet.step).label


def card_months(household: Household, years: Sequence[int], today: date) -> list[CardMonth]:
    """The months of `years` as the household reads them on the day `today`, the latest first."""
    months = account_months(household, years)
    lines = [month.line.pk for month in months]
    posted = set(Posting.objects.filter(line__in=lines).values_list("line", flat=True))
    held = set(settled_scores().filter(line__in=lines, held=True).values_list("line", flat=True))
    ends = hung_until([month.line.sheet for month in months])
    records = _records(months)
    return [
        _month(
            month,
            records[month.line.pk],
            today,
            posted=month.line.pk in posted,
            held=month.line.pk in held,
            last=ends.get(month.line.sheet_id),
        )
        for month in months
    ]


def _records(months: Sequence[AccountMonth]) -> dict[int, list[CardRecord]]:
    """line → its records. Two queries."""
    revisions = Revision.objects.filter(record__line__in=[month.line.pk for month in months])
    changes: defaultdict[int, list[Revision]] = defaultdict(list)
    for revision in revisions.order_by("pk"):
        changes[revision.record_id].append(revision)
    told = tellings(
        {
            each.record.pk: each.points
            for month in months
            for each in month.records
            if takes_answers(month.line.sheet) and each.counted is not None and each.points < 0
        }
    )
    return {
        month.line.pk: [
            CardRecord(
                shown=each,
                changes=changes[each.record.pk],
                may_withdraw=may_withdraw(each.record, month.line.sheet),
                telling=told.get(each.record.pk),
            )
            for each in month.records
        ]
        for month in months
    }


def _month(
    month: AccountMonth,
    records: list[CardRecord],
    today: date,
    *,
    posted: bool,
    held: bool,
    last: date | None,
) -> CardMonth:
    sheet = month.line.sheet
    notice = sheet.notice if sheet.notice and sheet.notice.opens_on <= today else None
    village = sheet.group.parent.name if sheet.group.parent else ""
    hangs = notice is not None and (last is None or today <= last)
    return CardMonth(
        month=month,
        records=records,
        claiming=sheet.waits_at(Step.SELF),
        status=_status(sheet, today, posted=posted, held=held, hangs=hangs)
        if month.settled
        else "",
        period=period_there(notice, village, last) if notice else "",
        hangs=hangs,
    )


def _status(sheet: Sheet, today: date, *, posted: bool, held: bool, hangs: bool) -> str:
    """Why a settled month's points can't be spent yet, or that they can."""
    if posted:
        return POSTED
    if held:
        return HELD
    if sheet.notice is None or today < sheet.notice.opens_on:
        return TO_HANG
    if hangs:
        return HANGING
    return TO_RATIFY if sheet.awaits_ratification else TO_POST


def may_withdraw(record: Record, sheet: Sheet) -> bool:
    """Whether the household may take `record` of `sheet` back."""
    claimed = record.origin == Record.Origin.SELF and record.voided_at is None
    return claimed and sheet.waits_at(Step.SELF)
