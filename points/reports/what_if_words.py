"""A replay in plain sentences, as the meeting reads them, and how it was worked out."""

from collections.abc import Sequence
from typing import Final

from points.models import Replay, Standard
from points.reports.what_if_page import EVERYBODY, ItemChange, Outcome
from points.services.amounts import signed
from points.services.standards import content_version

MOST_NAMES: Final = 5
"""Of items in one sentence; the table has them all."""
MOST_RENAMED: Final = 3
"""The same of items with two names each."""

HOW: Final = (
    "已经评完的月份按月份先后重新计分，记录、数量和评议改过的分值都照旧，只把规则换成这份标准。",
    "评分项按编号和名称对应；编号变了的按名称，名称变了的按编号，并列出来供核对。",
    "这份标准没有的评分项、加分扣分颠倒的、别的村自定的，不计分，另外列出。",
    "分值、分档和单位没有变的，仍按评议定下的分；固定分值变了的，按认可的次数乘新的分值。",
    "有范围的，原来的分超出新范围时，取最近的一端；按分档的，按记录的数量或金额；"
    "没有记金额的，取最接近原分的一档。",
    "改成一户一月只记一次的，取当月分最高的一次；改成一事一议的，当作会议照上面的分议定。",
    "封顶、互斥、加倍和有效期都照这份标准重算；第一个月以前的同年各月，按当时的编号和计的分占用上限。",
    "异议更正过的月份，按更正后的记录重算，与更正后的计分相比。",
    "名次按这几个月的荣誉积分排（含这几个月里开始的年度的基础分，不含到期失效的扣分），"
    "同分同名次；迁出的户计入合计，不排名次。",
)
"""In the words of the office; `points.translation` has them as rules."""


def told(found: Outcome) -> list[str]:
    """What the replay comes to; the first sentence stands out."""
    return [_sum(found), *_cost(found), _families(found), *_items(found)]


def _sum(found: Outcome) -> str:
    total = found.total
    what = f"{found.wanted.span}，{found.households}户、{found.records}条记录"
    if not total.more and not found.areas_differ:
        return f"{what}：按这份标准重算，合计和各方面都与原来一样，共{signed(total.before)}分。"
    verb = f"多{total.more}" if total.more > 0 else f"少{-total.more}"
    share = f"（{_percent(total.more, total.before)}）" if total.before > 0 else ""
    changed = f"{verb}分{share}" if total.more else "不多不少，各方面有增有减"
    return f"{what}：合计由{signed(total.before)}分变成{signed(total.after)}分，{changed}。"


def _percent(more: int, of: int) -> str:
    """“+7.7%”, rounded half away from zero."""
    tenths = (abs(more) * 2_000 + of) // (2 * of)
    return f"{'+' if more > 0 else '−'}{tenths // 10}.{tenths % 10}%"


def _cost(found: Outcome) -> list[str]:
    cost = found.cost
    if cost is None:
        return ["爱心超市还没有兑换过，也没有在架的商品，算不出要多花多少钱。"]
    more = cost.more_fen
    verb = "多花" if more > 0 else "少花"
    changed = f"{verb}约{_yuan(abs(more))}元" if more else "花费不变"
    both = f"由约{_yuan(cost.before_fen)}元变成约{_yuan(cost.after_fen)}元"
    return [f"这些积分如果全部到爱心超市兑换，{both}，{changed}。{cost.basis}"]


def _yuan(fen: int) -> str:
    """Whole 元, rounded up, so that nobody reckons with too little."""
    return str(-(-fen // 100))


def _families(found: Outcome) -> str:
    community, village, group = found.places
    if not community and not village and not group:
        moved = f"{found.ranked}户的名次都不变"
    else:
        moved = (
            f"{found.ranked}户中，全社区名次有变的{community}户，"
            f"本村名次有变的{village}户，本组名次有变的{group}户"
        )
    if not found.stars:
        return f"{moved}。没有填星级起点，没有比星级。"
    starred = f"星级有变的{found.starred}户" if found.starred else "星级都不变"
    return f"{moved}；{starred}。"


def _items(found: Outcome) -> list[str]:
    said = []
    if found.lost:
        points = sum(lost.before for lost in found.lost)
        codes = _named([f"{lost.code}{lost.title}" for lost in found.lost])
        records = sum(lost.records for lost in found.lost)
        said.append(f"有{records}条记录在这份标准里不计分，原来共{signed(points)}分：{codes}。")
    cut = sum(item.cut for item in found.items)
    if cut:
        said.append(f"按这份标准，封顶一共少计{cut}分，最多的是{_titles(found.cut)}。")
    never, every = found.never, found.everybody
    if never:
        said.append(f"这几个月没有用到的评分项有{len(never)}项：{_titles(never)}。")
    else:
        said.append("每个评分项这几个月都用到了。")
    if every:
        told = f"{EVERYBODY}%以上的户都得过的有{len(every)}项：{_titles(every)}"
        said.append(f"{told}；人人都有的分，分不出高低。")
    if found.guessed:
        said.append(f"有{found.guessed}条记录没有金额，按最接近原分的一档算，只能参考。")
    return said


def to_check(found: Outcome) -> str:
    """Which items went by their code though their names differ; empty where none did."""
    if not found.renamed:
        return ""
    records = sum(renamed.records for renamed in found.renamed)
    named = _named([str(renamed) for renamed in found.renamed], MOST_RENAMED, "；")
    return f"有{records}条记录的评分项名称不同，按编号推算，请核对是不是同一项：{named}。"


def _titles(items: Sequence[ItemChange]) -> str:
    return _named([f"{item.code}{item.title}" for item in items])


def _named(names: Sequence[str], most: int = MOST_NAMES, between: str = "、") -> str:
    more = f"等{len(names)}项" if len(names) > most else ""
    return between.join(names[:most]) + more


def afterwards(replay: Replay, standard: Standard | None) -> str:
    """What has become of the standard since it was tried; empty while it is the same. Three
    queries."""
    if standard is None:
        return "这份草案后来删除了，结果是删除以前的。"
    if content_version(standard) != replay.version:
        return "推算之后这份草案又改过，结果是改动以前的；要看现在的，请重新推算。"
    return ""


def version_said(replay: Replay) -> str:
    """The content version as it stands on page and paper: enough to tell two drafts apart."""
    return replay.version[:8].upper()
