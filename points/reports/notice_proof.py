"""Whether a notice is what its check code says: digests made again from the frozen content."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from households.public import KEPT_FOR
from points.canonical import household_ref
from points.chain import own_fault
from points.models import Notice, NoticeHousehold
from points.periods import closing_day
from points.reports.notice_chain import link_of, unbroken
from points.reports.notice_kinds import Village, reading, villages_of


@dataclass(frozen=True, slots=True)
class Total:
    """Of a village, or of all: its households, and the figures that its kind of notice compares,
    each with its heading."""

    name: str
    households: int
    named: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found for one notice, without its lines; `notice` is without its content.

    `agrees`: its frozen content gives its digest, its number, kind and dates are those of the
    content, and each household code it showed is the one its salted reference was made of.
    `chain_agrees`: from the first notice on, each is built on the digest of the one before, and the
    content of the one before gives that digest; the contents of earlier ones are not made again.
    `totals` of the villages, `in_all` and `village`, one that tells what the whole community was
    given, are empty where the content is not what the code is of.
    """

    notice: Notice
    community: str
    agrees: bool
    chain_agrees: bool
    totals: tuple[Total, ...] = ()
    in_all: Total | None = None
    village: Village | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict, and the lines it was found of."""

    verdict: Verdict
    villages: Sequence[Village]


def hung(code: str, day: date) -> Notice | None:
    """The notice with the check code `code` (as `normalise_code` writes it), without its content.

    None when no such notice hangs, or has hung, by `day`. One query.
    """
    start = code.replace("-", "").lower()
    # A range uses the unique index of the digests on both databases; “g” follows the last digit.
    return (
        Notice.objects.hung_by(day)
        .filter(digest__gte=start, digest__lt=f"{start}g")
        .select_related("community")
        .defer("content")
        .first()
    )


def verdict(code: str, day: date) -> Verdict | None:
    """What is known of `code`; None as `hung`. For `KEPT_FOR` seconds it is not found out again:
    everybody may ask, and making a digest of 2,000 lines takes a tenth of a second."""
    key = f"verdict-{code}"
    kept: Verdict | None = cache.get(key)
    if kept is None:
        notice = hung(code, day)
        if notice is None:
            return None
        kept = prove(notice).verdict
        cache.set(key, kept, KEPT_FOR)
    return kept


def prove(notice: Notice) -> Proof:
    """The proof of `notice`. A constant number of queries."""
    whole = Notice.objects.get(pk=notice.pk)
    community = notice.community
    chain_agrees = _chain_agrees(notice)
    if own_fault(link_of(whole)):
        return Proof(Verdict(notice, community.name, agrees=False, chain_agrees=chain_agrees), ())
    named = whole.content["community"]
    shown = NoticeHousehold.objects.filter(notice=whole).values_list(
        "ref", "code", "household__salt"
    )
    agrees = period_agrees(whole) and codes_agree(named["code"], shown)
    villages = villages_of(whole)
    return Proof(
        Verdict(
            notice,
            named["name"],
            agrees,
            chain_agrees,
            totals=tuple(_total(whole, each.name, [each]) for each in villages),
            in_all=_total(whole, "全社区", villages),
            village=villages[0] if villages else None,
        ),
        villages,
    )


def period_agrees(notice: Notice) -> bool:
    """Whether the month or quarter beside the content is that of the content, and the days that the
    notice is said to hang are those from its first to its last."""
    frozen = notice.content.get(reading(notice).period_field)
    closes_on = closing_day(notice.opens_on, notice.period_days)
    return (frozen, closes_on) == (str(notice.period), notice.closes_on)


def codes_agree(community: str, shown: Iterable[tuple[str, str, str]]) -> bool:
    """Whether each reference of `shown` was made of the household code and the salt beside it.

    `community` is its code. Who is erased leaves no row behind, so a row without a salt, whose code
    nothing proves, does not agree.
    """
    return all(salt and household_ref(salt, community, code) == ref for ref, code, salt in shown)


def _total(notice: Notice, name: str, villages: Sequence[Village]) -> Total:
    return Total(
        name,
        sum(each.households for each in villages),
        tuple(
            (heading, sum(getattr(each.sums, figure) for each in villages))
            for heading, figure in reading(notice).sums
        ),
    )


def _chain_agrees(notice: Notice) -> bool:
    if not unbroken(notice.community, notice.number):
        return False
    last = Notice.objects.filter(community=notice.community, number=notice.number - 1).first()
    return last is None or not own_fault(link_of(last))
