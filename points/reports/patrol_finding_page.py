"""One finding as its page shows it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from households.models import User
from points.models import PatrolCheck, PatrolFinding
from points.periods import chinese_date
from points.reports.patrol_problems import FIXED, Problem, problem_of
from points.services.patrol_walkers import PLAN, may_enter


@dataclass(frozen=True, slots=True)
class FindingPage:
    """`checks` are in the order of their days."""

    finding: PatrolFinding
    problem: Problem
    facts: list[dict[str, str]]
    checks: list[PatrolCheck]
    may_look_again: bool
    may_void: bool


def finding_page(finding: PatrolFinding, user: User, today: date) -> FindingPage:
    """The finding (with its household, round, photos and checks) for `user`. Three queries."""
    problem = problem_of(finding, today)
    enters = may_enter(finding.round, user, today)
    stands = finding.voided_at is None and finding.household_id != user.household_id
    mine = finding.round.is_open and finding.by_id == user.pk and enters
    made = finding.checks.select_related("by").prefetch_related("photos")
    return FindingPage(
        finding=finding,
        problem=problem,
        facts=_facts(finding, user),
        checks=list(made.order_by("checked_on", "pk")),
        may_look_again=stands and enters and problem.standing not in ("", FIXED),
        may_void=stands and (mine or user.has_perm(PLAN, finding.round.group)),
    )


def _facts(finding: PatrolFinding, user: User) -> list[dict[str, str]]:
    patrol = finding.round
    told = [
        ("农户", str(finding.household), _address(finding, user)),
        ("巡查", f"{patrol.group.label}，{chinese_date(patrol.day)}",
         reverse("patrol", args=[patrol.ref])),
        ("指标", f"{finding.indicator} {finding.title}", ""),
        ("扣分", f"−{finding.taken}分", ""),
        ("问题", finding.note, ""),
        ("当面告知", "已告知" if finding.told_on_the_spot else "没有", ""),
        ("整改期限", chinese_date(finding.fix_by) if finding.fix_by else "不用整改", ""),
        ("记录人", finding.by.name, ""),
    ]  # fmt: skip
    if finding.late and finding.counts_in is not None:
        told.append(("计入月份", f"{finding.counts_in.label}（本轮结束之后才收到）", ""))
    if finding.voided_at is not None:
        told.append(("作废", f"{finding.void_reason}（{finding.voided_by}）", ""))
    return [{"label": label, "text": text, "url": url} for label, text, url in told]


def _address(finding: PatrolFinding, user: User) -> str:
    """The page of the household, for whoever sees it: one who walks elsewhere may not."""
    sees = user.has_perm("households.view_household", finding.household)
    return reverse("household_page", args=[finding.household.code]) if sees else ""
