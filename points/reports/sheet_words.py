"""Where a sheet stands and where it goes next, in the words of the office."""

from datetime import date

from points.models import Sheet
from points.periods import chinese_date
from points.services.sheet_checks import Ends, hangs, how_long
from points.steps import Step


def where(sheet: Sheet) -> str:
    """组评, 待公示 …: the step a sheet waits at, or what has become of it."""
    if sheet.awaits_ratification:
        return "公示后待审定"
    return Step(sheet.step).column if sheet.in_review else sheet.get_state_display()


def course(sheet: Sheet, ends: Ends, day: date) -> str:
    """The way of a sheet that hangs before it is ratified, until the last day of `ends`; empty for
    any other, and once it is posted."""
    if not sheet.notice_first or sheet.state == Sheet.State.POSTED:
        return ""
    if sheet.in_review:
        return "这张表先公示、后审定：两委审核后即公示，公示期满再提交代表大会。"
    if sheet.notice is None:
        return "两委审核已经通过，先公示，公示期满再提交代表大会审定。"
    fixed = "已经公示的不再改分，也不退回；有出入的按异议或更正办理。"
    last = ends[sheet.pk]
    if last is None or last >= day:
        told = how_long(sheet, ends)
        if sheet.ratified_at:
            return f"审定已经办完，{told}，期满后入账。"
        return f"{told}，期满再提交代表大会审定。{fixed}"
    if sheet.ratified_at:
        return "公示和审定都已办完，等积分办入账。"
    return f"公示已于{chinese_date(last)}期满，等代表大会审定，审定后入账。{fixed}"


def until(sheet: Sheet, ends: Ends, day: date) -> str:
    """For lists: how long a sheet hangs yet that is ratified afterwards; empty for any other."""
    if not (sheet.awaits_ratification and hangs(sheet, ends, day)):
        return ""
    last = ends[sheet.pk]
    return f"公示到{chinese_date(last)}为止" if last else "公示单提前撤下，要重新张贴"
