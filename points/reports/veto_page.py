"""一票否决 in the register and on its page: where each stands, what became of it."""

from datetime import date
from typing import Any, Final

from households.models import User
from points.models import Veto
from points.models.veto import VetoQuerySet
from points.periods import chinese_date
from points.services.vetoes import DECIDE, RIGHT

TONES: Final = {
    "待告知": "warn",
    "异议期内": "warn",
    "有异议": "warn",
    "有效": "danger",
    "已到期": "",
    "已解除": "ok",
    "已作废": "",
}


def listed(vetoes: VetoQuerySet) -> VetoQuerySet:
    """With everything the register and the pages tell of each."""
    return vetoes.select_related(
        "household__group__parent", "by", "voided_by", "told_noted_by", "record", "lift__by"
    ).prefetch_related("objections__typed_by", "objections__replied_by")


def standing(veto: Veto, day: date) -> str:
    """Where it stands on `day`, in a word; `veto` as `listed`."""
    if veto.voided_at is not None:
        return "已作废"
    if hasattr(veto, "lift"):
        return "已解除"
    if veto.ends_on < day:
        return "已到期"
    if veto.object_until is None:
        return "待告知"
    if any(each.replied_at is None for each in veto.objections.all()):
        return "有异议"
    return "异议期内" if veto.object_until >= day else "有效"


def rows(vetoes: Any, day: date) -> list[dict[str, Any]]:
    """A row for each, with where it stands on `day`."""
    found = []
    for each in vetoes:
        stands = standing(each, day)
        found.append({"veto": each, "standing": stands, "tone": TONES[stands]})
    return found


def veto_page(veto: Veto, user: User, day: date) -> dict[str, Any]:
    """What the page of `veto` (as `listed`) is made of, and what `user` may do next."""
    stands = standing(veto, day)
    over = veto.voided_at is not None or hasattr(veto, "lift")
    waiting = [each for each in veto.objections.all() if each.replied_at is None]
    own = user.household_id == veto.household_id
    types = not (over or own) and user.has_perm(RIGHT, veto)
    decides = not (over or own) and user.has_perm(DECIDE, veto)
    return {
        "veto": veto,
        "standing": stands,
        "tone": TONES[stands],
        "facts": _facts(veto),
        "may_tell": types and veto.told_on is None,
        "may_object": types
        and veto.object_until is not None
        and veto.object_until >= day
        and not waiting,
        "may_void": types,
        "may_reply": decides and bool(waiting) and user.pk != veto.by_id,
        "may_lift": decides,
    }


def _facts(veto: Veto) -> list[dict[str, str]]:
    first, last = chinese_date(veto.starts_on), chinese_date(veto.ends_on)
    facts = {
        "村组": veto.household.group.label,
        "事由": veto.matter,
        "依据的文件": f"{veto.papers}，{chinese_date(veto.document_on)}",
        "有效期": f"{first}至{last}",
        "登记": f"{veto.by}，{chinese_date(veto.at.date())}",
    }
    if veto.told_on is not None and veto.object_until is not None:
        how, until = veto.get_told_how_display(), chinese_date(veto.object_until)
        facts["告知"] = f"{chinese_date(veto.told_on)}{how}，告知人{veto.told_by}"
        facts["异议期"] = f"到{until}为止"
    else:
        facts["告知"] = "还没有告知"
    return [{"label": label, "text": text} for label, text in facts.items()]
