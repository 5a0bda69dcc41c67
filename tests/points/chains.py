"""Chains of notices as plain data, and what somebody may do to one."""

import random
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from points.canonical import GENESIS, check_code, digest
from points.chain import Link, first_fault

Chain = list[Link]
BESIDE = ("number", "kind", "opens_on", "closes_on")


def content_of(number: int, households: int = 4) -> dict[str, Any]:
    """What a small month's notice freezes; the figures differ from number to number."""
    day = f"2026-{number:02d}-03"
    return {
        "version": 2,
        "kind": "monthly",
        "number": number,
        "community": {"code": "C01", "name": "东岭社区"},
        "month": f"2026-{number:02d}",
        "opens_on": day,
        "closes_on": f"2026-{number:02d}-09",
        "areas": [["1", "家园建设"], ["2", "环境建设"]],
        "groups": [
            {
                "village": "赵庄",
                "group": "第1组",
                "lines": [
                    {"ref": f"{each:032x}", "areas": {"1": -5, "2": number}, "total": each + number}
                    for each in range(households)
                ],
            }
        ],
    }


def linked(contents: Sequence[dict[str, Any]]) -> Chain:
    """Notices of `contents` in their order, each built on the one before."""
    chain: Chain = []
    before = GENESIS
    for content in contents:
        number, kind, opens_on, closes_on = (content[name] for name in BESIDE)
        own = digest(before, content)
        link = Link(number, kind, opens_on, closes_on, before, own, content)
        chain.append(link)
        before = link.digest
    return chain


def make_chain(notices: int = 8) -> Chain:
    return linked([content_of(number) for number in range(1, notices + 1)])


def code_of(link: Link) -> str:
    return check_code(link.digest)


def agrees_with_paper(chain: Sequence[Link], number: int, code: str) -> bool:
    """Whether the chain is, up to notice `number`, the one whose check code a paper shows."""
    upto = chain[:number]
    if len(upto) < number or first_fault(upto) is not None:
        return False
    return code_of(upto[-1]) == code


def _leaves(thing: Any) -> list[tuple[Any, Any]]:
    """Every place in `thing` that holds a text or a number: its container and its key."""
    inside = thing.items() if isinstance(thing, dict) else enumerate(thing)
    found = []
    for key, value in list(inside):
        found += _leaves(value) if isinstance(value, (dict, list)) else [(thing, key)]
    return found


def _edited(content: Any, lots: random.Random) -> dict[str, Any]:
    """A copy in which one figure or text is another, is gone, or has one beside it."""
    changed = deepcopy(content)
    where, key = lots.choice(_leaves(changed))
    how = lots.choice(["other", "gone", "more"])
    if how == "gone":
        del where[key]
    elif how == "more":
        more = lots.randrange(100)
        where.insert(key, more) if isinstance(where, list) else where.update({f"{key}+": more})
    elif isinstance(where[key], int):
        where[key] += lots.choice([-1, 1, 10, 20])
    else:
        where[key] = where[key][:-1] + lots.choice("甲乙丙丁")
    return changed


def edit(chain: Chain, lots: random.Random) -> int:
    """A figure of a frozen content, or what stands beside it."""
    place = lots.randrange(len(chain))
    link = chain[place]
    beside = {
        "number": link.number + lots.choice([-1, 1]),
        "kind": "exchange",
        "opens_on": "2026-01-01",
        "closes_on": "2026-12-31",
        "previous_digest": digest(link.digest, {}),
        "digest": digest(link.digest, {}),
        "content": _edited(link.content, lots),
    }
    name = lots.choice([*beside, *["content"] * 8])
    chain[place] = replace(link, **{name: beside[name]})
    return place


def remove(chain: Chain, lots: random.Random) -> int:
    place = lots.randrange(len(chain) - 1)
    del chain[place]
    return place


def swap(chain: Chain, lots: random.Random) -> int:
    one, other = sorted(lots.sample(range(len(chain)), 2))
    chain[one], chain[other] = chain[other], chain[one]
    return one


def cut(chain: Chain, lots: random.Random) -> int:
    place = lots.randrange(1, len(chain))
    del chain[place:]
    return place


def remake(chain: Chain, lots: random.Random) -> int:
    """The same, and then every digest made anew from there on, so that all agrees with itself."""
    place = lots.choice([edit, remove, swap])(chain, lots)
    before = chain[place - 1].digest if place else GENESIS
    made = []
    for number, link in enumerate(chain[place:], start=place + 1):
        content = {**link.content, "number": number, "kind": "monthly"}
        content |= {"opens_on": link.opens_on, "closes_on": link.closes_on}
        own = digest(before, content)
        made.append(Link(number, "monthly", link.opens_on, link.closes_on, before, own, content))
        before = own
    chain[place:] = made
    return place


CHANGES: dict[str, Callable[[Chain, random.Random], int]] = {
    each.__name__: each for each in (edit, remove, swap, cut, remake)
}
"""What somebody with the database's own password may do; each says from which place on."""
