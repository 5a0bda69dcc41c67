"""周巡查评分表 of one round: the form to fill in by hand with week, day and walkers on it."""

from dataclasses import replace
from datetime import date

from households.models import User
from points.models import PatrolRound, Policy
from points.patrol import week_in_month
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.reports.blank_forms import set_form
from points.reports.blank_forms_facts import occasion
from points.reports.blank_forms_rows import Fields, Of
from points.reports.blank_forms_table import FORMS


def patrol_paper(patrol: PatrolRound, user: User, day: date) -> bytes:
    """One PDF, kept nowhere: everybody of the group with full marks for every indicator.

    Raises MissingGlyph, naming the households, before anything is set.
    """
    names = [walker.name for walker in patrol.walkers]
    require_glyphs(("巡查员", name) for name in names)
    form = replace(
        FORMS["patrol"],
        fields=lambda _: _fields(patrol),
        signatures=[f"巡查员 {name}" for name in names],
    )
    facts = occasion(user, [patrol.group], patrol.period, day)
    return set_form(form, Of(facts, facts.groups, Policy.Paper.A4))


def _fields(patrol: PatrolRound) -> Fields:
    month, week = patrol.week.month, week_in_month(patrol.week)
    return [
        ("第几周", f"{month}月第{week}周"),
        ("巡查日期", chinese_date(patrol.day)),
        ("巡查员", "、".join(walker.name for walker in patrol.walkers)),
        ("天气", ""),
    ]
