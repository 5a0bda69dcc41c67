"""A notice that asks what people say to a draft of the standard: its whole text in each village."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from points.models import Notice, Policy
from points.periods import Month, chinese_date
from points.reports.notice_names import by_village
from points.reports.notice_whole import WholeVillage, whole_groups
from points.reports.standard_frozen import thawed
from points.reports.standard_page import AreaPart, settings_said, size


@dataclass(frozen=True, slots=True)
class CommentVillage(WholeVillage):
    """What hangs in one village, or in one group of it: the whole draft, the same everywhere."""

    title: str
    size: str
    settings: tuple[tuple[str, str], ...]
    parts: tuple[AreaPart, ...]

    def typed(self) -> Iterator[tuple[str, str]]:
        """The texts of the draft that people have typed."""
        yield "标准的名称", self.title
        yield from typed_in(self.parts)


def typed_in(parts: Iterable[AreaPart]) -> Iterator[tuple[str, str]]:
    """The texts of a standard's `parts`, each with the name of its place."""
    for part in parts:
        yield f"方面 {part.area.number}", part.area.name
        for rule in part.rules:
            yield f"第{rule.rule.number}条", rule.rule.title + "".join(rule.exclusive)
            for line in rule.lines:
                item = line.item
                texts = (item.code, item.title, item.unit, item.evidence, item.proposers)
                yield f"评分项 {item.code}", "".join([*texts, item.basis, *line.terms])


def comment_villages(notice: Notice) -> list[CommentVillage]:
    """What hangs of `notice`, in the order its content has. No queries."""
    standard, parts = thawed(notice.content["standard"])
    return [
        CommentVillage(
            code,
            groups[0]["village"],
            whole_groups(groups),
            standard.title,
            size(parts),
            tuple(settings_said(standard)),
            tuple(parts),
        )
        for code, groups in by_village(notice.content).items()
    ]


def lead(notice: Notice, _: Policy) -> str:
    content = notice.content
    starts = Month.parse(content["month"]).label
    ends = chinese_date(date.fromisoformat(content["closes_on"]))
    return (
        f"《{content['standard']['title']}》已经起草，拟从{starts}起执行。"
        f"现将全文公示，征求大家的意见，到{ends}为止。草案通过以前，积分仍按现行标准计。"
    )


def remark(_: Notice) -> str:
    return "以上是草案，通过时以会议决定的内容为准。"


def say_something(_: Policy) -> str:
    """How to say something to a draft; what is said is answered, and never published."""
    return (
        "对草案有意见、建议的，请在公示期内向村小组或社区积分办当面、电话或书面提出，"
        "积分办逐条登记、答复；谁提的意见不公布。"
    )
