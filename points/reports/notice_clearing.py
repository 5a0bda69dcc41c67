"""A notice that announces a clearing: its frozen sentences, the same in each village, and what
became of it since, which is told beside them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from households.services.days import day_of
from points.models import Clearing, ClearingAnnouncement, Notice, Policy
from points.periods import chinese_date
from points.reports.notice_names import by_village
from points.reports.notice_whole import WholeVillage, whole_groups


@dataclass(frozen=True, slots=True)
class ClearingVillage(WholeVillage):
    """What hangs in one village, or in one group of it: all that the notice says after its lead."""

    words: tuple[str, ...]

    def typed(self) -> Iterator[tuple[str, str]]:
        """Nothing of it has been typed."""
        return iter(())


def clearing_villages(notice: Notice) -> list[ClearingVillage]:
    """What hangs of `notice`, in the order its content has. No queries."""
    words = tuple(notice.content["words"][1:])
    return [
        ClearingVillage(code, groups[0]["village"], whole_groups(groups), words)
        for code, groups in by_village(notice.content).items()
    ]


def lead(notice: Notice, _: Policy) -> str:
    first: str = notice.content["words"][0]
    return first


def remark(notice: Notice) -> str:
    return f"清零的是可兑积分；{notice.period.label}的荣誉积分不动。"


def ask_about_it(_: Policy) -> str:
    """Whom to ask; nothing is decided on an objection to it."""
    return "对公告有疑问的，请向村小组、社区积分办或村务监督委员会当面、电话或书面提出。"


def taken_back(notices: Iterable[Notice]) -> set[int]:
    """Those of `notices` (primary keys) whose announcement was taken back. One query, none without
    a notice of this kind."""
    own = [each.pk for each in notices if each.kind == Notice.Kind.CLEARING]
    if not own:
        return set()
    withdrawn = ClearingAnnouncement.objects.filter(notice__in=own, withdrawn_at__isnull=False)
    return set(withdrawn.values_list("notice", flat=True))


def since(notice: Notice) -> str:
    """What became of the announcement since it was published, as everybody may know it; empty for
    another kind and where nothing did. Two queries."""
    if notice.kind != Notice.Kind.CLEARING:
        return ""
    announced = ClearingAnnouncement.objects.filter(notice=notice).first()
    if announced is None:
        return ""
    if announced.withdrawn_at is not None:
        day = chinese_date(day_of(announced.withdrawn_at))
        return f"这份公告已在{day}收回，不再按它清零。另有公告的，以新的公告为准。"
    cleared = Clearing.objects.filter(announcement=announced).first()
    if cleared is None:
        return ""
    day = chinese_date(day_of(cleared.at))
    if cleared.reversed_at is not None:
        return f"{day}按这份公告清零，当天又撤销了，积分已退回各户。"
    return f"已在{day}按这份公告清零。"
