"""Notices as earlier versions of the program froze them. Nothing here is ever to be changed: papers
with these check codes hang on walls."""

from datetime import date
from typing import Any, Final

from households.models import Household, Place
from households.roles import Role
from points.canonical import GENESIS
from points.models import Notice, NoticeHousehold
from tests.factory import NOON, make_officer

COMMUNITY: Final = "C-FROZEN"
HOUSEHOLD: Final = "F00017"
SALT: Final = "0123456789abcdef0123456789abcdef"
REF: Final = "5ab7e3c441c55f4d82c009c5a530e8a1"

VERSION_1: Final[dict[str, Any]] = {
    "version": 1,
    "kind": "monthly",
    "number": 1,
    "community": {"code": COMMUNITY, "name": "东岭社区"},
    "month": "2026-11",
    "opens_on": "2026-11-20",
    "closes_on": "2026-11-26",
    "standard": "试行标准",
    "unmasking_basis": "",
    "areas": [
        ["1", "家园建设"],
        ["2", "环境建设"],
        ["3", "家庭建设"],
        ["4", "文明建设"],
        ["5", "民主建设"],
    ],
    "groups": [
        {
            "village_code": "V-F1",
            "village": "赵庄",
            "group_code": "G-F1",
            "group": "第1组",
            "lines": [
                {
                    "ref": REF,
                    "areas": {"1": -5, "2": 3, "3": 1, "4": 0, "5": 0},
                    "total": -1,
                    "honour": 12,
                    "balance": 7,
                }
            ],
        }
    ],
}

VERSION_2: Final[dict[str, Any]] = {
    **VERSION_1,
    "version": 2,
    "ratification": "after",
    "corrections": [
        {
            "village_code": "V-F1",
            "ref": REF,
            "kind": "objection",
            "month": "2026-09",
            "before": 12,
            "after": 15,
        },
        {
            "village_code": "V-F1",
            "ref": REF,
            "kind": "adjustment",
            "year": 2026,
            "points": -3,
        },
    ],
}

DIGESTS: Final = {
    1: "7b7c6cb5e44fb7182f89ad13b0b8fc56d5c2c0b04fefb20552034287c8a613b9",
    2: "e9038297830813870b4652b28146040803633f562311e3afc2820daaf3a423a8",
}
"""SHA-256 of 64 noughts and the canonical JSON, by version of the content."""


def frozen(content: dict[str, Any]) -> Notice:
    """The notice with this content as it stands in the database of an office that has published it
    long ago, with its household's name beside it."""
    community = Place.objects.get(code=COMMUNITY)
    clerk = make_officer(Role.CLERK, community)
    notice = Notice.objects.create(
        community=community,
        number=1,
        kind=Notice.Kind.MONTHLY,
        year=2026,
        month=11,
        title="东岭社区2026年11月家庭诚信积分公示",
        opens_on=date(2026, 11, 20),
        closes_on=date(2026, 11, 26),
        period_days=7,
        content=content,
        previous_digest=GENESIS,
        digest=DIGESTS[content["version"]],
        published_by=clerk,
        published_at=NOON,
    )
    household = Household.objects.get(code=HOUSEHOLD)
    NoticeHousehold.objects.create(
        community=community,
        notice=notice,
        household=household,
        ref=REF,
        code=HOUSEHOLD,
        shown_as="张*禾",
    )
    return notice
