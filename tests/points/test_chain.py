"""The chain as plain data: the first notice that disagrees, and the code on a paper."""

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from points.canonical import GENESIS
from points.chain import first_fault, own_fault
from tests.points.chains import (
    CHANGES,
    Chain,
    agrees_with_paper,
    code_of,
    content_of,
    linked,
    make_chain,
    remake,
)

UNKNOWN = "内容里有公示不会有的数、字符或层次"


def nested(depth: int) -> list[Any]:
    thing: list[Any] = []
    for _ in range(depth):
        thing = [thing]
    return thing


@pytest.fixture
def chain() -> Chain:
    return make_chain()


def test_a_chain_as_it_was_made_has_no_fault_and_agrees_with_every_paper(chain: Chain) -> None:
    assert first_fault(chain) is None
    for link in chain:
        assert agrees_with_paper(chain, link.number, code_of(link))
    assert first_fault([]) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"number": 5}, "没有这一期，后面接的是第5期"),
        ({"previous_digest": "a" * 64}, "上期校验码和上一期的对不上"),
        ({"digest": "a" * 64}, "内容和校验码对不上"),
        ({"content": {}}, "内容和校验码对不上"),
        ({"content": content_of(4) | {"month": 1.5}}, UNKNOWN),
        ({"content": content_of(4) | {"month": "\ud800"}}, UNKNOWN),
        ({"content": content_of(4) | {"month": nested(5_000)}}, UNKNOWN),
        ({"content": "x"}, "内容和校验码对不上"),
        ({"content": 5}, "内容和校验码对不上"),
        ({"content": None}, "内容和校验码对不上"),
        ({"content": list(content_of(4).items())}, "内容和校验码对不上"),
        ({"kind": "exchange"}, "期号、种类或日期和内容对不上"),
        ({"opens_on": "2026-04-01"}, "期号、种类或日期和内容对不上"),
        ({"closes_on": "2026-04-30"}, "期号、种类或日期和内容对不上"),
    ],
)
def test_the_first_notice_that_disagrees_is_named_with_the_reason(
    chain: Chain, change: dict[str, Any], reason: str
) -> None:
    chain[3] = replace(chain[3], **change)
    assert str(first_fault(chain)) == f"第4期：{reason}"
    assert not agrees_with_paper(chain, 8, code_of(make_chain()[7]))
    assert agrees_with_paper(chain, 3, code_of(chain[2]))


def test_a_number_that_the_content_does_not_have_is_a_fault() -> None:
    contents = [content_of(number) for number in (1, 2)]
    chain = linked(contents)
    other = linked([contents[0], contents[1] | {"number": 3}])
    assert first_fault([chain[0], replace(other[1], number=2)]).number == 2


@pytest.mark.parametrize("community", [{"code": "C02", "name": "东岭社区"}, {}, "C01", None])
def test_a_notice_of_another_community_is_a_fault(community: object) -> None:
    contents = [content_of(1), content_of(2), content_of(3) | {"community": community}]
    assert str(first_fault(linked(contents))) == "第3期：是别的社区的公示"


def test_a_community_may_be_renamed() -> None:
    renamed = content_of(2) | {"community": {"code": "C01", "name": "东岭新村社区"}}
    assert first_fault(linked([content_of(1), renamed])) is None


@pytest.mark.parametrize("digest", ["x" * 64, "", "a" * 63, "A" * 64])
def test_a_notice_on_what_is_no_digest_has_a_fault_of_its_own(chain: Chain, digest: str) -> None:
    assert own_fault(replace(chain[3], previous_digest=digest)) == UNKNOWN
    assert own_fault(chain[3]) == ""


def test_a_first_notice_that_is_built_on_another_one_is_a_fault(chain: Chain) -> None:
    assert str(first_fault(chain[1:])) == "第1期：没有这一期，后面接的是第2期"
    first = replace(chain[0], previous_digest="f" * 64)
    assert str(first_fault([first])) == "第1期：是首期，却写着上期校验码"
    assert chain[0].previous_digest == GENESIS


def test_a_tail_that_was_cut_off_agrees_with_itself_but_not_with_the_paper(chain: Chain) -> None:
    assert first_fault(chain[:5]) is None
    assert not agrees_with_paper(chain[:5], 8, code_of(chain[7]))


def test_a_chain_made_anew_agrees_with_itself_but_not_with_the_paper(chain: Chain) -> None:
    lots = random.Random(7)
    for _ in range(50):
        made = list(chain)
        remake(made, lots)
        assert first_fault(made) is None
        assert made == chain or not agrees_with_paper(made, 8, code_of(chain[7]))


def test_a_code_belongs_to_its_own_number(chain: Chain) -> None:
    assert not agrees_with_paper(chain, 3, code_of(chain[3]))


def test_ten_thousand_random_changes_are_all_found_against_the_printed_code() -> None:
    """The photo is of the last notice; another, older one still agrees as long as only what came
    after it was changed, so that nothing is found where nothing is wrong."""
    lots = random.Random(20261125)
    whole = make_chain(6)
    last = code_of(whole[-1])
    missed, tried = [], Counter()
    while tried.total() < 10_000:
        name = lots.choice(list(CHANGES))
        chain = list(whole)
        place = CHANGES[name](chain, lots)
        if chain == whole:
            # Made anew as it was.
            continue
        tried[name] += 1
        if agrees_with_paper(chain, 6, last):
            missed.append((tried.total(), name, place))
        older = lots.randrange(6)
        agrees = agrees_with_paper(chain, older + 1, code_of(whole[older]))
        if agrees != (older < place):
            missed.append((tried.total(), name, place))
    assert missed == []
    assert min(tried.values()) > 1_500
