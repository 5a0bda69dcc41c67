"""征求意见, told on the page of a draft: whether people were asked, and what changed since."""

from dataclasses import dataclass

from points.comparison import Compared
from points.models import Notice, StandardComment
from points.periods import chinese_date
from points.reports.standard_compared import compared
from points.reports.standard_frozen import thawed
from points.reports.standard_page import area_parts
from points.reports.standard_versions import State, Version
from points.services.policies import policy_of
from points.services.standard_heard import heard_until


@dataclass(frozen=True, slots=True)
class Hearing:
    """`told`: how it stands, in sentences; `number`: of the notice, None without one. `changed`:
    what the draft says otherwise than the notice; None without a notice. `opinions` came in,
    `unanswered` of them wait."""

    told: str
    number: int | None = None
    changed: Compared | None = None
    opinions: int = 0
    unanswered: int = 0


def hearing(draft: Version) -> Hearing:
    """How it stands with asking people about `draft`. A constant number of queries."""
    standard = draft.standard
    first = policy_of(standard.community).comment_first
    told = "本社区规定通过之前要先征求意见。" if first else "本社区没有规定通过之前要先征求意见。"
    if standard.comment_notice_id is None:
        return Hearing(f"这份草案还没有公示征求意见。{told}")
    notice = Notice.objects.get(pk=standard.comment_notice_id)
    changed = compared(
        thawed(notice.content["standard"]), (standard, area_parts(standard)), named=True
    )
    comments = StandardComment.objects.filter(notice=notice)
    return Hearing(
        _stands(notice, draft) + told,
        notice.number,
        changed,
        comments.count(),
        comments.filter(answer__isnull=True).count(),
    )


def _stands(notice: Notice, draft: Version) -> str:
    number = f"第{notice.number}期公示"
    last = heard_until(notice)
    if last is None:
        return f"{number}有村提前撤下，要重新张贴满期。"
    if draft.state is State.ASKING:
        return f"正在征求意见：{number}，到{chinese_date(last)}为止。"
    return f"已征求意见：{number}，到{chinese_date(last)}为止。"
