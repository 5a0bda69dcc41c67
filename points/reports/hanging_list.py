"""Where and how long a notice really hung: its villages with their receipts, for the office."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from households.models import Place, User
from points.models import HangingReceipt, Notice
from points.periods import chinese_date
from points.services.hangings import RIGHT, villages_in


@dataclass(frozen=True, slots=True)
class VillageHangings:
    """One village: all its receipts in their order, and in a sentence how it stands by those that
    are not voided. `was_hung` when there is one, `hangs` while the last of them is not taken down,
    `may_note` where the person may note what comes next, and void."""

    place: Place
    receipts: Sequence[HangingReceipt]
    stands: str
    was_hung: bool
    hangs: bool
    may_note: bool


def village_hangings(notice: Notice, user: User, today: date) -> list[VillageHangings]:
    """The villages of `notice` by code. Three queries."""
    receipts: defaultdict[int, list[HangingReceipt]] = defaultdict(list)
    noted = HangingReceipt.objects.filter(notice=notice).select_related(
        "noted_by", "taken_noted_by", "voided_by"
    )
    for receipt in noted.prefetch_related("photos").order_by("pk"):
        receipts[receipt.village_id].append(receipt)
    villages = Place.objects.filter(community=notice.community_id, code__in=villages_in(notice))
    return [
        _village(
            notice, village, receipts[village.pk], today, may_note=user.has_perm(RIGHT, village)
        )
        for village in villages.order_by("code")
    ]


def _village(
    notice: Notice,
    village: Place,
    receipts: Sequence[HangingReceipt],
    today: date,
    *,
    may_note: bool,
) -> VillageHangings:
    standing = [receipt for receipt in receipts if receipt.voided_at is None]
    last = standing[-1] if standing else None
    return VillageHangings(
        place=village,
        receipts=receipts,
        stands=_stands(notice, standing, today),
        was_hung=last is not None,
        hangs=last is not None and last.taken_on is None,
        may_note=may_note,
    )


def _stands(notice: Notice, standing: Sequence[HangingReceipt], today: date) -> str:
    if not standing:
        return "没有张贴记录，按公示期计算。"
    taken_on = standing[-1].taken_on
    until = min((each.hangs_until for each in standing if not each.is_short), default=None)
    if until is None:
        taken = "" if taken_on is None else chinese_date(taken_on)
        return f"{taken}提前撤下，要重新张贴满{notice.period_days}天，才算期满。"
    if taken_on is not None:
        return f"已张贴满期，{chinese_date(taken_on)}撤下。"
    if today <= until:
        return f"正在张贴，到{chinese_date(until)}为止。"
    return f"已张贴满期（到{chinese_date(until)}），还没有登记撤下。"
