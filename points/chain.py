"""A community's chain of notices as plain data, and where it first disagrees.

The offline page (`points/data/offline_verify.html`) asks the same questions in the same order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from points.canonical import GENESIS, digest


@dataclass(frozen=True, slots=True)
class Link:
    """One notice: what stands beside its frozen content, and the content; days as 2026-11-23."""

    number: int
    kind: str
    opens_on: str
    closes_on: str
    previous_digest: str
    digest: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """The first notice that disagrees, and in what."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"第{self.number}期：{self.reason}"


def first_fault(links: Iterable[Link]) -> Fault | None:
    """The first of `links` that disagrees; None when each, from the first notice on, follows the
    one before in number and digest, and its content gives its digest, number, kind and days.

    A chain that was made anew from some notice on, or that lost its last ones, agrees with itself:
    only a code on paper tells, which is no longer that of its notice.
    """
    before = GENESIS
    for number, link in enumerate(links, start=1):
        reason = _disagreement(link, number, before)
        if reason:
            return Fault(number, reason)
        before = link.digest
    return None


def _disagreement(link: Link, number: int, before: str) -> str:
    if link.number != number:
        return f"没有这一期，后面接的是第{link.number}期"
    if link.previous_digest != before:
        return "上期校验码和上一期的对不上" if number > 1 else "是首期，却写着上期校验码"
    try:
        made = digest(before, link.content)
    except (TypeError, ValueError):
        return "内容里有公示不会有的数或字符"
    if made != link.digest:
        return "内容和校验码对不上"
    beside = [link.number, link.kind, link.opens_on, link.closes_on]
    named = ("number", "kind", "opens_on", "closes_on")
    if [link.content.get(name) for name in named] != beside:
        return "期号、种类或日期和内容对不上"
    return ""
