"""Whether a notice is what its check code says: digests made again from the frozen content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from points.canonical import digest, household_ref
from points.models import Notice, NoticeHousehold
from points.periods import closing_day
from points.reports.notice_chain import unbroken
from points.reports.notice_kinds import Village, reading, villages_of


@dataclass(frozen=True, slots=True)
class Total:
    """Of a village, or of all: its households, and the figures that its kind of notice compares,
    each with its heading."""

    name: str
    households: int
    named: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found for one notice.

    `agrees`: its frozen content gives its digest, its number, kind and dates are those of the
    content, and each household code it showed is the one its salted reference was made of.
    `chain_agrees`: from the first notice on, each is built on the digest of the one before, and the
    content of the one before gives that digest. `villages` is empty where the content is not what
    the code is of.
    """

    notice: Notice
    villages: tuple[Village, ...]
    agrees: bool
    chain_agrees: bool

    @property
    def totals(self) -> list[Total]:
        """What each village has."""
        return [self._total(each.name, [each]) for each in self.villages]

    @property
    def in_all(self) -> Total:
        """What all villages have together."""
        return self._total("全社区", self.villages)

    def _total(self, name: str, villages: Sequence[Village]) -> Total:
        return Total(
            name,
            sum(each.households for each in villages),
            tuple(
                (heading, sum(getattr(each.sums, figure) for each in villages))
                for heading, figure in reading(self.notice).sums
            ),
        )


def prove(code: str, day: date) -> Proof | None:
    """The proof of the notice with the check code `code` (as `normalise_code` writes it).

    None when no such notice hangs, or has hung, by `day`. A constant number of queries.
    """
    start = code.replace("-", "").lower()
    # A range uses the unique index of the digests on both databases; “g” follows the last digit.
    notice = (
        Notice.objects.hung_by(day)
        .filter(digest__gte=start, digest__lt=f"{start}g")
        .select_related("community")
        .first()
    )
    if notice is None:
        return None
    chain_agrees = _chain_agrees(notice)
    content = notice.content
    if digest(notice.previous_digest, content) != notice.digest or content["kind"] != notice.kind:
        return Proof(notice, (), agrees=False, chain_agrees=chain_agrees)
    agrees = _dates_agree(notice) and _names_agree(notice)
    return Proof(notice, tuple(villages_of(notice)), agrees, chain_agrees)


def _dates_agree(notice: Notice) -> bool:
    content = notice.content
    field = reading(notice).period_field
    frozen = [content[name] for name in ("number", field, "opens_on", "closes_on")]
    shown = [notice.number, str(notice.period), str(notice.opens_on), str(notice.closes_on)]
    return frozen == shown and closing_day(notice.opens_on, notice.period_days) == notice.closes_on


def _names_agree(notice: Notice) -> bool:
    community = notice.content["community"]["code"]
    shown = NoticeHousehold.objects.filter(notice=notice).values_list(
        "ref", "code", "household__salt"
    )
    # A salt that was forgotten with its household leaves nothing to compare.
    return all(household_ref(salt, community, code) == ref for ref, code, salt in shown if salt)


def _chain_agrees(notice: Notice) -> bool:
    if not unbroken(notice.community, notice.number):
        return False
    last = Notice.objects.filter(community=notice.community, number=notice.number - 1).first()
    return last is None or digest(last.previous_digest, last.content) == last.digest
