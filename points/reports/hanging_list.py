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
    """One village: its receipts in their order, and in a sentence how it stands. `hangs` while the
    last of them is not taken down, `may_note` where the person may note what comes next."""

    place: Place
    receipts: Sequence[HangingReceipt]
    stands: str
    hangs: bool
    may_note: bool


def village_hangings(notice: Notice, user: User, today: date) -> list[VillageHangings]:
    """The villages of `notice` by code. Three queries."""
    receipts: defaultdict[int, list[HangingReceipt]] = defaultdict(list)
    noted = HangingReceipt.objects.filter(notice=notice).select_related(
        "noted_by", "taken_noted_by"
    )
    for receipt in noted.prefetch_related("photos").order_by("pk"):
        receipts[receipt.village_id].append(receipt)
    villages = Place.objects.filter(community=notice.community_id, code__in=villages_in(notice))
    return [
        VillageHangings(
            place=village,
            receipts=receipts[village.pk],
            stands=_stands(notice, receipts[village.pk], today),
            hangs=_hangs(receipts[village.pk]),
            may_note=user.has_perm(RIGHT, village),
        )
        for village in villages.order_by("code")
    ]


def _hangs(receipts: Sequence[HangingReceipt]) -> bool:
    return bool(receipts) and receipts[-1].taken_on is None


def _stands(notice: Notice, receipts: Sequence[HangingReceipt], today: date) -> str:
    if not receipts:
        return "没有张贴记录，按公示期计算。"
    last = receipts[-1]
    if last.taken_on is None:
        until = chinese_date(last.hangs_until)
        if today <= last.hangs_until:
            return f"正在张贴，到{until}为止。"
        return f"已张贴满期（到{until}），还没有登记撤下。"
    taken = chinese_date(last.taken_on)
    if last.is_short:
        return f"{taken}提前撤下，要重新张贴满{notice.period_days}天，才算期满。"
    return f"已张贴满期，{taken}撤下。"
