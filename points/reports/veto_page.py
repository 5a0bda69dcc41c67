"""一票否决 in the register and on its page: where each stands, what became of it."""

from datetime import date
from operator import attrgetter
from typing import Any, Final

from households.models import Household, User
from households.services.days import day_of
from points.models import AnnualRanking, RankingLine, Veto
from points.models.veto import VetoQuerySet
from points.periods import chinese_date
from points.reports.veto_paper import effect
from points.services.objections import TYPED_WITHIN
from points.services.policies import policy_of
from points.services.rankings import CORRECT
from points.services.vetoes import DECIDE, RIGHT, reply_by

TONES: Final = {
    "待告知": "warn",
    "异议期内": "warn",
    "有异议": "warn",
    "有效": "danger",
    "已到期": "",
    "已解除": "ok",
    "已作废": "",
}

WAITS: Final = {"待告知": "告知本户、过了异议期", "有异议": "答复异议", "异议期内": "过了异议期"}
"""What comes before a settled ranking is corrected."""


def listed(vetoes: VetoQuerySet) -> VetoQuerySet:
    """With everything the register and the pages tell of each."""
    return vetoes.select_related(
        "household__group__parent",
        "community",
        "by",
        "voided_by",
        "told_noted_by",
        "record",
        "lift__by",
    ).prefetch_related("objections__typed_by", "objections__replied_by")


def standing(veto: Veto, day: date) -> str:
    """Where it stands on `day`, in a word; `veto` as `listed`."""
    if veto.voided_at is not None:
        return "已作废"
    if hasattr(veto, "lift"):
        return "已解除"
    # One of a year that is over is told, and may be objected to, before that year is ranked.
    if veto.object_until is None:
        return "待告知"
    if any(each.replied_at is None for each in veto.objections.all()):
        return "有异议"
    if veto.object_until >= day:
        return "异议期内"
    return "已到期" if veto.ends_on < day else "有效"


def standing_vetoes(household: Household, day: date) -> list[dict[str, Any]]:
    """A row for each of `household` that is in force on `day` or not settled yet. Two queries."""
    found = listed(Veto.objects.standing().filter(household=household))
    return [each for each in rows(found, day) if each["standing"] != "已到期"]


def is_over(veto: Veto) -> bool:
    """Whether it was voided or lifted; `veto` as `listed`."""
    return veto.voided_at is not None or hasattr(veto, "lift")


def rows(vetoes: Any, day: date) -> list[dict[str, Any]]:
    """A row for each, with where it stands on `day`."""
    found = []
    for each in vetoes:
        stands = standing(each, day)
        found.append({"veto": each, "standing": stands, "tone": TONES[stands]})
    return found


def veto_page(veto: Veto, user: User, day: date) -> dict[str, Any]:
    """What the page of `veto` (as `listed`) is made of, and what `user` may do next. `to_correct`
    are the settled years whose ranking leaves it out, or has it though it was lifted."""
    stands = standing(veto, day)
    over = is_over(veto)
    waiting = [each for each in veto.objections.all() if each.replied_at is None]
    own = user.household_id == veto.household_id
    types = not (over or own) and user.has_perm(RIGHT, veto)
    decides = not (over or own) and user.has_perm(DECIDE, veto)
    corrects = not own and user.has_perm(CORRECT, veto.community)
    by_another = corrects and not over and user.pk == veto.by_id
    return {
        "veto": veto,
        "standing": stands,
        "tone": TONES[stands],
        "facts": _facts(veto),
        "waits": WAITS.get(stands, ""),
        "may_tell": types and veto.told_on is None,
        "may_object": types
        and veto.object_until is not None
        and veto.object_until + TYPED_WITHIN >= day
        and not waiting,
        "may_void": types and not waiting,
        "may_print": types,
        "to_correct": _to_correct(veto, barred=not over),
        "may_correct": corrects and not by_another,
        "by_another": by_another,
        "reply_by": reply_by(waiting[0], policy_of(veto.community)) if waiting else None,
        "may_reply": decides and bool(waiting) and user.pk != veto.by_id,
        "may_lift": decides and not waiting,
    }


def _to_correct(veto: Veto, *, barred: bool) -> list[int]:
    """Two queries, one where no year of it is settled."""
    settled = AnnualRanking.objects.filter(
        community=veto.community_id, year__in=list(veto.years)
    ).values_list("pk", "year")
    lines = RankingLine.objects.filter(
        household=veto.household_id, ranking__in=[pk for pk, _ in settled]
    ).prefetch_related("corrections")
    years = dict(settled)
    return sorted(years[each.ranking_id] for each in lines if _is_vetoed(each) != barred)


def _is_vetoed(line: RankingLine) -> bool:
    """As it was corrected last."""
    latest = max(line.corrections.all(), key=attrgetter("number"), default=None)
    return latest.vetoed_after if latest else line.vetoed


def _facts(veto: Veto) -> list[dict[str, str]]:
    first, last = chinese_date(veto.starts_on), chinese_date(veto.ends_on)
    facts = {
        "村组": veto.household.group.label,
        "事由": veto.matter,
        "依据的文件": f"{veto.papers}，{chinese_date(veto.document_on)}",
        "有效期": f"{first}至{last}",
        "影响": effect(veto),
        "登记": f"{veto.by}，{chinese_date(day_of(veto.at))}",
    }
    if veto.told_on is not None and veto.object_until is not None:
        how, until = veto.get_told_how_display(), chinese_date(veto.object_until)
        facts["告知"] = f"{chinese_date(veto.told_on)}{how}，告知人{veto.told_by}"
        facts["异议期"] = f"到{until}为止"
    else:
        facts["告知"] = "还没有告知"
    return [{"label": label, "text": text} for label, text in facts.items()]
