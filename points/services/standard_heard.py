"""Whether people were asked about a draft of the standard before it is adopted."""

from datetime import date

from households.refusals import Refused
from points.models import Notice, Standard
from points.periods import chinese_date
from points.services.hangings import last_days
from points.services.policies import policy_of
from points.services.standard_content import content_version, version_of


def heard_until(notice: Notice) -> date | None:
    """The last day on which `notice` hangs in any village; None while one of them has to hang it
    again. One query."""
    days = [notice.closes_on, *last_days([notice]).values()]
    return None if None in days else max(day for day in days if day is not None)


def told_as_it_is(draft: Standard) -> bool:
    """Whether `draft` still says what its notice told, word for word. Three queries."""
    told = draft.comment_notice
    return told is not None and version_of(told.content["standard"]) == content_version(draft)


def refuse_unheard(draft: Standard, day: date) -> None:
    """Raises Refused where the community's settings want people to be asked first, and by `day`
    they had not been, or had been told something else."""
    if not policy_of(draft.community).comment_first:
        return
    notice = draft.comment_notice
    if notice is None:
        raise Refused(
            "本社区规定，标准通过前须先公示征求意见。这份草案还没有征求过，请先发布征求意见公示。"
        )
    if not told_as_it_is(draft):
        raise Refused(
            f"第{notice.number}期征求意见之后，草案又有改动，不能通过。"
            "请对照改动，重新征求意见，或改回公示的内容。"
        )
    last = heard_until(notice)
    if last is None:
        raise Refused(f"第{notice.number}期征求意见公示有村提前撤下，要重新张贴满期才能通过。")
    if day <= last:
        told = f"第{notice.number}期征求意见公示到{chinese_date(last)}为止，期满之后才能通过。"
        raise Refused({"held_on": told})
