"""What the announcement of a clearing says, frozen in the words it hangs with.

Version 1: community (code, name), year, the period it hangs, the groups it hangs in (no household
has a line), the day of the clearing, whether debts go with it, and its sentences.
"""

from datetime import date
from typing import Any, Final

from households.models import Place
from points.models.clearing import OPEN_FOR
from points.periods import Year, chinese_date
from points.services.notice_places import groups_to_hang_in
from points.services.notices import Hanging

VERSION: Final = 1


def clearing_content(
    community: Place, year: Year, clears_on: date, hanging: Hanging
) -> dict[str, Any]:
    """The content of a notice that announces that `year` is cleared on `clears_on`. One query.
    Raises Refused where the community has no groups to hang it in."""
    debts = hanging.policy.clears_debts
    return {
        "version": VERSION,
        "kind": "clearing",
        "community": {"code": community.code, "name": community.name},
        "year": str(year),
        "opens_on": hanging.opens_on.isoformat(),
        "closes_on": hanging.closes_on.isoformat(),
        "unmasking_basis": "",
        "groups": groups_to_hang_in(community, hanging.opens_on),
        "clears_on": clears_on.isoformat(),
        "clears_debts": debts,
        "words": words(year, clears_on, debts=debts),
    }


def words(year: Year, clears_on: date, *, debts: bool) -> list[str]:
    """What is cleared and what is not, sentence by sentence; the first one says it in short."""
    day, following = chinese_date(clears_on), year.year + 1
    owing = "余额为负数的一并归零。" if debts else "余额为负数的不归零，结转下年。"
    return [
        f"按照《家庭诚信积分实施方案》，各户{year.label}及以前的可兑积分，到{day}还没有兑换的，"
        "当天清零。需要兑换的，请在此之前到爱心超市兑换。",
        f"荣誉积分不清零：{year.label}的荣誉积分、排名和星级都不受影响。",
        f"兑换过的先从最早的积分里扣；{following}年起新得的积分不清零。",
        f"{year.label}的积分，清零时还没有入账的（公示没有期满、异议没有答复的），"
        "以后入账照常可用，不随这次清零。",
        "清零以后的更正，照常加减。",
        "已经预约、还没有领取的，预约占用的积分不清零。",
        "已经兑换的物品、开出的服务券照常有效；服务券过期退回的积分照常可用。",
        owing,
        f"清零最迟在{chinese_date(clears_on + OPEN_FOR)}办完，每户记一笔账，可以查；"
        "办错了的，当天整批撤销。",
    ]
