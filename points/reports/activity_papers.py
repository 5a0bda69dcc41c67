"""The two papers of an activity: 活动签到签退表 before it, 感谢名单 after it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from django.template.loader import render_to_string

from households.names import masked
from points.hours import in_hours
from points.models import Activity, Policy
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from points.reports.activity_page import Served, served
from points.reports.activity_words import hours, whom
from points.reports.blank_forms_parts import Leaf, Size, numbered, table
from points.reports.blank_forms_rows import HOUSEHOLD
from points.reports.blank_forms_table import ATTENDING, VOUCHING
from points.services.sign_ups import Placed, placed

SPARE: Final = 8
"""Lines for those who come without having signed up."""


def sign_in_sheet(activity: Activity) -> bytes:
    """A4 lying, as PDF: whoever has signed up is printed, those who wait are marked.

    Raises MissingGlyph, naming the households, before anything is set.
    """
    standing = activity.sign_ups.standing().select_related("household")
    signed_up = placed(activity, standing)
    require_glyphs(_texts(activity, signed_up))
    rows = [_row(each) for each in signed_up]
    leaf = Leaf(
        community=activity.community.name,
        title="活动签到签退表",
        which=f"{activity} · {chinese_date(activity.held_on)}",
        lead="来时签到，走时签退，都写明几点几分；活动结束时组织者和两位见证人签字。",
        fields=[
            ("活动名称", activity.title),
            ("日期", chinese_date(activity.held_on)),
            ("时间", hours(activity)),
            ("地点", activity.spot),
            ("面向", whom(activity)),
        ],
        tables=[table((*HOUSEHOLD, *ATTENDING), numbered(rows), spare=SPARE)],
        notes=(),
        signatures=VOUCHING,
    )
    context = {"leaf": leaf, "size": Size.LYING}
    return typeset([render_to_string("points/print/forms/form.html", context)])


def _row(each: Placed) -> tuple[str, ...]:
    household = each.sign_up.household
    remark = "候补" if each.waits else ""
    written = [""] * (len(ATTENDING) - 2)
    return household.code, household.head, each.sign_up.person, *written, remark


def thanks_list(activity: Activity, policy: Policy, day: date) -> bytes:
    """感谢名单 of a closed activity, to be hung up: households with their heads' names as the
    notices show them, never who of them came. A4 as PDF, dated `day`.

    Raises MissingGlyph, naming the households, before anything is set.
    """
    thanked = served(activity)
    hide = masked if policy.masks_names else str
    rows = [(each.household.code, hide(each.household.head), each) for each in thanked]
    require_glyphs(_thanked_texts(activity, policy, thanked))
    context = {
        "activity": activity,
        "held_on": chinese_date(activity.held_on),
        "rows": rows,
        "persons": sum(each.persons for each in thanked),
        "hours": in_hours(sum(each.minutes for each in thanked)),
        "office": policy.office_name,
        "day": chinese_date(day),
    }
    return typeset([render_to_string("points/print/activity_thanks.html", context)])


def _texts(activity: Activity, signed_up: Iterable[Placed]) -> Iterator[tuple[str, str]]:
    yield from _own_texts(activity)
    for each in signed_up:
        household = each.sign_up.household
        yield f"户 {household.code}", household.code + household.head + each.sign_up.person


def _thanked_texts(
    activity: Activity, policy: Policy, thanked: Sequence[Served]
) -> Iterator[tuple[str, str]]:
    yield from _own_texts(activity)
    yield "落款单位", policy.office_name
    for each in thanked:
        yield f"户 {each.household.code}", each.household.code + each.household.head


def _own_texts(activity: Activity) -> Iterator[tuple[str, str]]:
    yield "社区名称", activity.community.name
    yield "活动名称", activity.title
    yield "集合地点", activity.spot
    yield "面向", whom(activity)
