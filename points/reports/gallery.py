"""The photos on a record as its page shows them, and where else the same ones hang."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from households.models import User
from points.models import Evidence, Record
from points.models.evidence import MOST_PER_RECORD


@dataclass(frozen=True, slots=True)
class Hung:
    """A photo, and the other records that the same one hangs on, as far as the person sees them."""

    photo: Evidence
    twins: list[Record]


@dataclass(frozen=True, slots=True)
class Gallery:
    hung: list[Hung]
    may_attach: bool


def gallery(record: Record, user: User) -> Gallery:
    """The photos of `record` in the order they came. At most two queries."""
    photos = list(Evidence.objects.filter(record=record).select_related("by"))
    line = record.line
    return Gallery(
        hung=_with_twins(photos, record, user),
        may_attach=record.voided_at is None
        and line.sheet.in_review
        and len(photos) < MOST_PER_RECORD
        and line.household_id != user.household_id
        and user.has_perm("points.attach_evidence", record),
    )


def _with_twins(photos: Sequence[Evidence], record: Record, user: User) -> list[Hung]:
    if not photos:
        return []
    looks = {photo.look for photo in photos} - {""}
    alike = Q(digest__in={photo.digest for photo in photos}) | Q(look__in=looks)
    others = list(
        Evidence.objects.visible_to(user)
        .filter(alike, community=record.community_id)
        .exclude(record=record)
        .select_related("record__line__household", "record__item")
        .order_by("record")
    )
    return [
        Hung(
            photo,
            list({each.record_id: each.record for each in others if _same(each, photo)}.values()),
        )
        for photo in photos
    ]


def _same(one: Evidence, other: Evidence) -> bool:
    """Whether it is the same file, or the same picture in another size or quality."""
    return one.digest == other.digest or (one.look != "" and one.look == other.look)
