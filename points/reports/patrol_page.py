"""One round as its page shows it: who walks, what was found, what the person may do about it."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from households.models import Household, User
from points.models import PatrolFinding, PatrolRound
from points.patrol import MOST, Found, worst
from points.periods import chinese_date
from points.reports.patrol_list import TONES, standing
from points.reports.patrol_problems import Problem, problem_of
from points.services.patrol_walkers import PLAN, may_enter


@dataclass(frozen=True, slots=True)
class AtHousehold:
    """What was found at one household; `score` is what is left of the 50 points."""

    household: Household
    findings: list[Problem]
    score: int


@dataclass(frozen=True, slots=True)
class Signature:
    """A walker, and how he stands by what was found: in few words, empty while he does not."""

    walker: User
    told: str


@dataclass(frozen=True, slots=True)
class PatrolPage:
    """`late` are findings that came after it was closed; `may_sign` says whether the person is a
    walker who has not confirmed what is there now."""

    patrol: PatrolRound
    standing: str
    tone: str
    facts: list[dict[str, str]]
    signatures: list[Signature]
    households: list[AtHousehold]
    late: list[Problem]
    voided: list[PatrolFinding]
    may_enter: bool
    may_plan: bool
    may_sign: bool

    @property
    def is_empty(self) -> bool:
        return not (self.households or self.late or self.voided)


def patrol_page(patrol: PatrolRound, user: User, today: date) -> PatrolPage:
    """The round for `user` on `today`. Seven queries at most."""
    findings = list(
        patrol.findings.select_related("household", "by", "voided_by")
        .prefetch_related("photos", "checks")
        .order_by("household__code", "indicator", "pk")
    )
    standing_ones = [each for each in findings if each.voided_at is None]
    signed = {
        each.walker_id: each
        for each in patrol.confirmations.filter(version__gte=_signed_version(patrol))
    }
    enters = may_enter(patrol, user, today)
    word = standing(patrol, today)
    return PatrolPage(
        patrol=patrol,
        standing=word,
        tone=TONES[word],
        facts=_facts(patrol),
        signatures=[
            Signature(
                walker,
                ("纸质表已签字" if signed[walker.pk].on_paper else "已确认")
                if walker.pk in signed
                else "",
            )
            for walker in patrol.walkers
        ],
        households=_households([each for each in standing_ones if not each.late], today),
        late=[problem_of(each, today) for each in standing_ones if each.late],
        voided=[each for each in findings if each.voided_at is not None],
        may_enter=enters and patrol.is_open,
        may_plan=user.has_perm(PLAN, patrol.group),
        may_sign=enters and patrol.is_open and patrol.is_walked_by(user) and user.pk not in signed,
    )


def _signed_version(patrol: PatrolRound) -> int:
    """Confirmations of an open round are of its present version; whatever came late, or was voided
    by the office, after it was closed takes none away."""
    return patrol.version if patrol.is_open else 0


def _households(findings: list[PatrolFinding], today: date) -> list[AtHousehold]:
    found = []
    for household, of_household in groupby(findings, key=lambda each: each.household):
        each = list(of_household)
        taken = worst(Found(0, one.at.date(), one.indicator, one.taken) for one in each)
        score = MOST - sum(one.taken for one in taken)
        found.append(AtHousehold(household, [problem_of(one, today) for one in each], score))
    return found


def _facts(patrol: PatrolRound) -> list[dict[str, str]]:
    told = [
        ("村民小组", patrol.group.label),
        ("哪一周", f"{chinese_date(patrol.week)}至{chinese_date(patrol.last_day)}"),
        ("计划日期", chinese_date(patrol.planned_for)),
        ("巡查日期", chinese_date(patrol.walked_on) if patrol.walked_on else "还没有登记"),
        ("巡查员", "、".join(walker.name for walker in patrol.walkers)),
    ]
    if patrol.counts_in is not None:
        late = "（结束时当月评分已过）" if patrol.is_late else ""
        told.append(("计入月份", f"{patrol.counts_in.label}{late}"))
    if patrol.voided_at is not None:
        told.append(("取消原因", f"{patrol.void_reason}（{patrol.voided_by}）"))
    return [{"label": label, "text": text} for label, text in told]
