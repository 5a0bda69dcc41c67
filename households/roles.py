"""The offices people hold, and the kinds of place each is held at."""

from django.db.models import TextChoices


class PlaceKind(TextChoices):
    COMMUNITY = "community", "社区"
    VILLAGE = "village", "自然村"
    GROUP = "group", "村民小组"
    OUTLET = "outlet", "网点"


LIES_IN = {
    PlaceKind.VILLAGE: PlaceKind.COMMUNITY,
    PlaceKind.GROUP: PlaceKind.VILLAGE,
    PlaceKind.OUTLET: PlaceKind.COMMUNITY,
}
"""The kind of place each kind lies in; a community lies in none."""


class Role(TextChoices):
    ADMINISTRATOR = "administrator", "管理员"
    CLERK = "clerk", "积分办"
    SCORER = "scorer", "小组评分员"
    COMMITTEE = "committee", "评审委员"
    AUDITOR = "auditor", "两委审核人"
    RECORDER = "recorder", "审定会议记录人"
    SUPERVISOR = "supervisor", "村务监督员"
    DELEGATE = "delegate", "村民代表"
    STOREKEEPER = "storekeeper", "超市管理员"
    MERCHANT = "merchant", "商家"


_COMMUNITY = frozenset({PlaceKind.COMMUNITY})
_COMMUNITY_OR_VILLAGE = frozenset({PlaceKind.COMMUNITY, PlaceKind.VILLAGE})
_OUTLET = frozenset({PlaceKind.OUTLET})
_WHERE_PEOPLE_LIVE = frozenset({PlaceKind.COMMUNITY, PlaceKind.VILLAGE, PlaceKind.GROUP})

HELD_AT: dict[str, frozenset[PlaceKind]] = {
    Role.ADMINISTRATOR: _COMMUNITY,
    Role.CLERK: _COMMUNITY,
    Role.SCORER: frozenset({PlaceKind.VILLAGE, PlaceKind.GROUP}),
    Role.COMMITTEE: _COMMUNITY_OR_VILLAGE,
    Role.AUDITOR: _COMMUNITY,
    Role.RECORDER: _COMMUNITY,
    Role.SUPERVISOR: _COMMUNITY_OR_VILLAGE,
    Role.DELEGATE: _WHERE_PEOPLE_LIVE,
    Role.STOREKEEPER: _OUTLET,
    Role.MERCHANT: _OUTLET,
}
