"""A community's chain of notices as plain data, and where it first disagrees.

The offline page (`points/data/offline_verify.html`) asks the same questions in the same order, and
one more of its own: whether the file is written as it is exported.
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
    content: Any


@dataclass(frozen=True, slots=True)
class Fault:
    """The first notice that disagrees, and in what."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"第{self.number}期：{self.reason}"


def first_fault(links: Iterable[Link]) -> Fault | None:
    """The first of `links` that disagrees; None when each, from the first notice on, follows the
    one before in number and digest, its content gives its digest, number, kind and days, and all
    are of one community.

    A chain that was made anew from some notice on, or that lost its last ones, agrees with itself:
    only a code on paper tells, which is no longer that of its notice.
    """
    before, first = GENESIS, None
    for number, link in enumerate(links, start=1):
        reason = misplaced(link.number, link.previous_digest, number, before) or own_fault(link)
        if not reason and _community(link) != _community(first or link):
            reason = "是别的社区的公示"
        if reason:
            return Fault(number, reason)
        before, first = link.digest, first or link
    return None


def misplaced(own_number: int, previous: str, number: int, before: str) -> str:
    """Why a notice is not no. `number`, built on the digest `before`; empty where it is."""
    if own_number != number:
        return f"没有这一期，后面接的是第{own_number}期"
    if previous != before:
        return "上期校验码和上一期的对不上" if number > 1 else "是首期，却写着上期校验码"
    return ""


def own_fault(link: Link) -> str:
    """Why the content of a notice, on the digest it names as the one before, does not give its
    digest, number, kind and days; empty where it does. Never raises, whatever was put there."""
    content = link.content
    try:
        # A list of pairs would give the digest of the object it can be read as.
        made = digest(link.previous_digest, content) if isinstance(content, Mapping) else ""
    except (TypeError, ValueError, RecursionError):
        return "内容里有公示不会有的数、字符或层次"
    if made != link.digest:
        return "内容和校验码对不上"
    beside = [link.number, link.kind, link.opens_on, link.closes_on]
    named = ("number", "kind", "opens_on", "closes_on")
    if [content.get(name) for name in named] != beside:
        return "期号、种类或日期和内容对不上"
    return ""


def _community(link: Link) -> Any:
    community = link.content.get("community")
    return community.get("code") if isinstance(community, Mapping) else None
