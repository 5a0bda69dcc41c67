"""Of a month's volume: the decisions and votes of its review, and the assembly that ratified."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import takewhile
from typing import Final

from households.backends import covers
from households.models import Appointment, Relation, User
from households.roles import Role
from households.services.days import day_of
from points.models import CommitteeVote, Meeting, StepDecision
from points.periods import chinese_date
from points.reports.archive.book import Column, Kind, Section, Table, Value, facts, latest
from points.reports.archive.month_facts import MonthFacts
from points.reports.archive.words import in_office, moment
from points.reports.story import OFFICE
from points.services.votes import KIN, OTHER_STEP, OWN
from points.steps import Step

DECISIONS: Final = (
    Column("轮次", 3, Kind.NUMBER),
    Column("步骤", 7),
    Column("结果", 9),
    Column("意见", 20),
    Column("全组合计", 4, Kind.NUMBER),
    Column("经办人", 14),
    Column("时间", 9, Kind.MOMENT),
)
VOTES: Final = (
    Column("轮次", 3, Kind.NUMBER),
    Column("委员", 14),
    Column("表决", 4),
    Column("意见", 20),
    Column("时间", 9, Kind.MOMENT),
    Column("效力", 10),
)
ABSENT: Final = (
    Column("轮次", 3, Kind.NUMBER),
    Column("委员", 14),
    Column("回避原因", 14),
)


def review_section(month: MonthFacts) -> Section:
    """4: every decision of every round, the committee's votes, who of it stayed out."""
    votes = list(
        CommitteeVote.objects.filter(sheet=month.sheet).select_related(*OFFICE).order_by("pk")
    )
    return Section(
        "评审过程",
        "议事评审委员会",
        latest(map(day_of, [*(each.at for each in month.decisions), *(each.at for each in votes)])),
        [
            Table("评审决定", DECISIONS, [_decided(month, each) for each in month.decisions]),
            Table("评审委员会表决", VOTES, [_voted(month, each) for each in votes]),
            Table("评审委员回避", ABSENT, stayed_out(month)),
        ],
    )


def _decided(month: MonthFacts, each: StepDecision) -> Sequence[Value]:
    passed = each.outcome == StepDecision.Outcome.PASSED
    outcome = each.get_outcome_display()
    return (
        each.round,
        each.get_step_display(),
        outcome if passed else f"{outcome}到{each.get_returned_to_display()}",
        each.comment,
        sum(month.scores[each.pk].values()) if passed else None,
        in_office(each.by, each.appointment),
        each.at,
    )


def _voted(month: MonthFacts, vote: CommitteeVote) -> Sequence[Value]:
    """A vote is on a version of the sheet: what was changed afterwards it says nothing about."""
    decided = [
        each
        for each in month.decisions
        if each.step == Step.COMMITTEE and (each.round, each.version) == (vote.round, vote.version)
    ]
    now = (month.sheet.round, month.sheet.version, Step.COMMITTEE)
    stands = (vote.round, vote.version, month.sheet.step) == now
    return (
        vote.round,
        in_office(vote.by, vote.appointment),
        vote.get_choice_display(),
        vote.remark,
        vote.at,
        "计入决定" if decided else "表决进行中" if stands else "内容改动后失效",
    )


def stayed_out(month: MonthFacts) -> list[Sequence[Value]]:
    """For each decision of the committee its members of that day who were not to vote, each with
    why, as the offices, relations and passed steps stood then. Three queries."""
    decisions = [each for each in month.decisions if each.step == Step.COMMITTEE]
    if not decisions:
        return []
    offices = _offices(month)
    here = set(month.sheet.lines.values_list("household_id", flat=True))
    relations = list(
        Relation.objects.filter(user__in={each.user for each in offices}, household__in=here)
    )
    found: list[Sequence[Value]] = []
    for decision in decisions:
        busy = _passed_before(month, decision)
        kin = {each.user_id for each in relations if _stood(each, decision.at)}
        for user, office in _members(offices, day_of(decision.at)).items():
            why = OTHER_STEP if user.pk in busy else ""
            why = KIN if user.pk in kin else why
            why = OWN if user.household_id in here else why
            if why:
                found.append((decision.round, in_office(user, office), why))
    return found


def _offices(month: MonthFacts) -> list[Appointment]:
    """Whatever committee offices there ever were over the group, by the name of who held them."""
    held = Appointment.objects.filter(community=month.sheet.community_id, role=Role.COMMITTEE)
    named = held.select_related("user", "place__parent").order_by("user__name", "-pk")
    return [office for office in named if covers(office, month.sheet.group)]


def _members(offices: Sequence[Appointment], day: date) -> dict[User, Appointment]:
    return {
        office.user: office
        for office in offices
        if office.starts_on <= day and (office.ends_on is None or office.ends_on >= day)
    }


def _stood(relation: Relation, at: datetime) -> bool:
    ended = relation.ended_at
    return relation.declared_at <= at and (ended is None or ended > at)


def _passed_before(month: MonthFacts, decision: StepDecision) -> set[int]:
    """Who had passed another step by then, in whatever round."""
    return {
        each.by_id
        for each in takewhile(lambda other: other.pk != decision.pk, month.decisions)
        if each.outcome == StepDecision.Outcome.PASSED and each.step != Step.COMMITTEE
    }


def meeting_section(month: MonthFacts) -> Section:
    """7: the assembly's numbers and what it resolved."""
    found = [(each, each.meeting) for each in month.decisions if each.meeting is not None]
    return Section(
        "审定会议",
        "村民代表大会",
        latest(meeting.held_on for _, meeting in found),
        [_meeting(*each) for each in found] or [facts("审定会议", ())],
    )


def _meeting(decision: StepDecision, meeting: Meeting) -> Table:
    return facts(
        "审定会议",
        (
            ("会议日期", chinese_date(meeting.held_on)),
            ("代表总数", f"{meeting.total}人"),
            ("到会", f"{meeting.present}人"),
            ("同意", f"{meeting.in_favour}票"),
            ("反对", f"{meeting.against}票"),
            ("弃权", f"{meeting.abstained}票"),
            (
                "决议",
                "到会人数达到代表总数的三分之二，同意票超过到会人数的半数，"
                f"审定通过{decision.sheet}的积分表。",
            ),
            ("审定意见", decision.comment),
            ("会议纪要", meeting.minutes),
            ("记录人", in_office(decision.by, decision.appointment)),
            ("登记时间", moment(meeting.recorded_at)),
        ),
    )
