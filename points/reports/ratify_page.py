"""The sheets that wait for an assembly, and what it would ratify of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Q

from households.models import User
from points.models import HangingReceipt, Sheet
from points.reports.choice import Choice
from points.reports.decisions import decisions_of, own_part, standing, sums, voted_on
from points.services.scorebook import score_in_order
from points.services.standings import settled_scores
from points.steps import Step


@dataclass(frozen=True, slots=True)
class RatifyRow:
    """Points of all households together: `audited` as the audit passed them, `now` as they would be
    ratified, an earlier month before a later one.

    `choice` is what a tick sends, empty where `own` part in another step keeps the person from it.
    `seen` is the version that was on the screen when it has passed, otherwise None.
    """

    sheet: Sheet
    audited: int | None
    now: int
    choice: str
    ticked: bool
    own: str
    seen: int | None


def waiting_for_assembly(user: User, day: date) -> list[Sheet]:
    """The sheets that `user` may let an assembly ratify on `day`, of all months and either order
    of ratification and notice, earliest month first. One query."""
    rows = (
        Sheet.objects.visible_to(user, day)
        .filter(Q(state=Sheet.State.REVIEW, step=Step.ASSEMBLY) | has_hung(day))
        .select_related("group__parent", "standard")
        .order_by("year", "month", "group__parent__code", "group__code")
    )
    return [sheet for sheet in rows if user.has_perm(Step.ASSEMBLY.right, sheet)]


def has_hung(day: date) -> Q:
    """Sheets whose notice is over in their village on `day`, and that an assembly has yet to
    ratify."""
    longer = HangingReceipt.objects.waiting_on(day).of_sheet()
    over = Sheet.objects.awaiting_ratification().filter(notice__closes_on__lt=day)
    return Q(pk__in=over.exclude(Exists(longer)))


def hanging(user: User, day: date) -> int:
    """How many sheets that `user` sees hang in their village, and go to an assembly afterwards. One
    query."""
    sheets = Sheet.objects.visible_to(user, day).awaiting_ratification()
    return sheets.exclude(has_hung(day)).count()


def ratify_rows(
    user: User, sheets: Sequence[Sheet], sent: Iterable[Choice], *, all_ticked: bool
) -> list[RatifyRow]:
    """`sheets` as the assembly's page lists them, earliest month first; `sent` are the ticks as
    they came from a page. The queries grow with the months alone."""
    decisions = decisions_of(sheets)
    voted = voted_on(user, sheets)
    audits = {sheet.pk: standing(sheet, decisions[sheet.pk]).get(Step.AUDIT) for sheet in sheets}
    audited = sums([each for each in audits.values() if each is not None])
    now = _totals(sheets)
    versions = {choice.key: choice.version for choice in sent}
    rows = []
    for sheet in sorted(sheets, key=lambda sheet: (sheet.period, sheet.group.code)):
        audit = audits[sheet.pk]
        own = own_part(user, decisions[sheet.pk], Step.ASSEMBLY, voted=sheet.pk in voted)
        choice = Choice.of(sheet)
        seen = versions.get(choice.key)
        rows.append(
            RatifyRow(
                sheet,
                audited.get(audit.pk, 0) if audit else None,
                now[sheet.pk],
                "" if own else str(choice),
                all_ticked or seen is not None,
                own,
                seen if seen != sheet.version else None,
            )
        )
    return rows


def _totals(sheets: Sequence[Sheet]) -> Counter[int]:
    """Points of each sheet (by primary key) as its records and the year so far stand now; of one
    that has hung already, what hung with what was corrected since."""
    totals: Counter[int] = Counter()
    for line in score_in_order(sheet for sheet in sheets if sheet.in_review):
        totals[line.sheet_id] += line.score.total
    hung = settled_scores().filter(decision__sheet__in=[s.pk for s in sheets if not s.in_review])
    for sheet, points in hung.values_list("decision__sheet_id", "final"):
        totals[sheet] += points
    return totals
