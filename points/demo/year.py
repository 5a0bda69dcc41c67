"""The demo's year: its rule for honours, a 一票否决, two certificates, doors knocked at again."""

from datetime import datetime, timedelta
from typing import Final

from households.models import Card, Household
from households.services.days import day_of, moment_of
from points.demo.world import World
from points.models import CertificateRequest, Notice, Serving
from points.periods import Month
from points.ranking import TieBreak
from points.services import certificates, honour_policies, reinspections, vetoes
from points.services.certificates import Asked
from points.services.standings import honour, settled_scores
from points.services.vetoes import Ground

GROUNDS: Final = "聚众赌博受到行政处罚"
DOCUMENT: Final = "行政处罚决定书"
DRAWN: Final = 6
LOOKED_AT: Final = 3
"""How many of those drawn were scored again."""
FEWER: Final = 2
"""Points that the second look gave less to one of them."""


def show_the_year(world: World, month: Month, card: Card, now: datetime) -> None:
    """What the year has come to after its last finished `month`, at `now`, which is past that
    month's notice; nothing is settled. `card` is that of the household to try the pages with."""
    policy = honour_policies.honour_policy_of(world.community)
    policy.tie_break = TieBreak.MONTHS
    honour_policies.save(policy, world.clerk, now)
    _bar_one(world, month)
    _certify(world, month, card, now)
    _look_again(world, month, now)


def _bar_one(world: World, month: Month) -> None:
    """A family of the last group, for a year from that month on; it was told and did not object."""
    decided, told = month.first_day.replace(day=20), month.next().first_day.replace(day=6)
    until = decided.replace(year=decided.year + 1) - timedelta(days=1)
    number = f"东公行罚决字〔{month.year}〕1{month.month:02d}号"
    ground = Ground(GROUNDS, DOCUMENT, number, decided, decided, until)
    household = _homes(world)[-1]
    made = vetoes.impose(household, ground, world.clerk, moment_of(told, 9))
    how, by = Serving.How.IN_PERSON, world.clerk
    vetoes.tell(made, told, how, by.name, by, moment_of(told, 15))


def _certify(world: World, month: Month, card: Card, now: datetime) -> None:
    """One waits for the office, asked for by `card`; another, asked for on paper, was given."""
    purpose, today = "返乡创业贷款", day_of(now)
    bank, head = CertificateRequest.For.BANK, CertificateRequest.Relation.HEAD
    certificates.ask(
        card.household,
        Asked(
            year=month.year,
            applicant=card.household.head,
            relation=head,
            recipient_kind=bank,
            recipient="东岭农商银行",
            purpose=purpose,
            adult=True,
            agrees=True,
            consented_on=today,
        ),
        card,
        now,
    )
    others = [each for each in _homes(world) if each.pk != card.household_id]
    points = honour([each.pk for each in others], month)
    first = max(others, key=lambda each: points.get(each.pk, 0))
    asked = Asked(
        year=month.year,
        applicant=first.head,
        relation=head,
        recipient_kind=CertificateRequest.For.EMPLOYER,
        recipient="东岭物流园",
        purpose="应聘仓库管理员",
        adult=True,
        agrees=True,
        consented_on=today,
        paper=f"{first.head}签字的申请书",
    )
    certificates.issue(certificates.ask(first, asked, world.clerk, now), world.clerk, now)


def _look_again(world: World, month: Month, now: datetime) -> None:
    """Lots were drawn for the month's notice, and the supervisor has been at some of the doors."""
    notice = Notice.objects.of_months().get(
        community=world.community, year=month.year, month=month.month
    )
    seed = reinspections.last_notice(world.community) or notice
    drawing = reinspections.draw_lots(notice, DRAWN, seed.number, world.auditor, now)
    drawn = list(drawing.households.order_by("place")[:LOOKED_AT])
    lines = [each.line_id for each in drawn]
    final = dict(settled_scores().filter(line__in=lines).values_list("line", "final"))
    for number, each in enumerate(drawn):
        points = final[each.line_id] - (FEWER if number == 1 else 0)
        note = "有一次值守没有签到记录" if number == 1 else ""
        reinspections.score_again(each, points, note, world.supervisor, now)


def _homes(world: World) -> list[Household]:
    """Households of the joined villages, but for the scorers' own, by code."""
    own = {scorer.household_id for scorer in world.scorers.values()}
    living = Household.objects.filter(group__in=world.scorers).select_related("group__parent")
    return [each for each in living.order_by("code") if each.pk not in own]
