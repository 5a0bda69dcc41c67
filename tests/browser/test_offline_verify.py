"""The page that checks an exported chain, opened from a folder as from a USB stick."""

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from points.canonical import normalise_code
from points.models import Notice
from tests.browser.offline import check, offline_page, said
from tests.points.chains import (
    Chain,
    code_of,
    content_of,
    cut,
    edit,
    linked,
    make_chain,
    remake,
    remove,
    swap,
)

pytestmark = pytest.mark.browser


@pytest.fixture(params=["with Web Crypto", "without it"])
def page(chromium: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    with offline_page(chromium, tmp_path, crypto=request.param == "with Web Crypto") as opened:
        yield opened


def test_a_good_chain_agrees_with_itself_and_with_an_old_paper(page: Page, tmp_path: Path) -> None:
    chain = make_chain()
    (alone,) = check(page, tmp_path, chain)
    assert alone.startswith("✓ 文件里东岭社区第1期到第8期前后一致。但从某一期起全部重算过的文件")
    code = code_of(chain[4])
    for typed in (code, code.lower().replace("-", ""), f"第5期 {code}", f"5：{code}"):
        assert check(page, tmp_path, chain, typed) == [
            "✓ 文件里东岭社区第1期到第8期前后一致。",
            "✓ 第5期和纸上的一致。从第1期到第5期没有改动过。",
        ]
    cells = page.locator("tr").nth(5).locator("td").all_inner_texts()
    assert cells == ["第5期", "2026年5月积分", "2026-05-03", "2026-05-09", code, "对得上"]


@pytest.mark.parametrize("change", [edit, remove, swap])
def test_the_first_notice_that_disagrees_is_named(
    page: Page, tmp_path: Path, change: Callable[[Chain, random.Random], int]
) -> None:
    lots = random.Random(5)
    whole = make_chain()
    for _ in range(6):
        chain = list(whole)
        place = change(chain, lots)
        told = check(page, tmp_path, chain, code_of(whole[7]))
        assert told[0].startswith(f"✗ 东岭社区第{place + 1}期对不上。"), (place, told)
        assert told[1].startswith("✗")
        first = page.locator("tr").nth(place + 1).locator("td").last
        assert first.inner_text() == "对不上"


def test_a_paper_from_before_the_change_still_agrees(page: Page, tmp_path: Path) -> None:
    chain = make_chain()
    del chain[4]
    told = check(page, tmp_path, chain, f"第3期 {code_of(chain[2])}\n第8期 {code_of(chain[6])}")
    assert told[0].startswith("✗ 东岭社区第5期对不上。没有这一期，后面接的是第6期。")
    assert told[1] == "✓ 第3期和纸上的一致。从第1期到第3期没有改动过。"
    assert told[2] == "✗ 纸上有第8期，文件只到第7期。文件里缺了后面的公示。"


def test_a_tail_that_was_cut_off_is_found_by_the_paper(page: Page, tmp_path: Path) -> None:
    whole, chain = make_chain(), make_chain()
    cut(chain, random.Random(3))
    last = code_of(whole[7])
    own, paper = check(page, tmp_path, chain, f"第8期 {last}")
    assert own.startswith("✓")
    assert paper.startswith(f"✗ 纸上有第8期，文件只到第{len(chain)}期。")
    assert check(page, tmp_path, chain, last)[1].startswith(f"✗ 文件里没有 {last}。")


def test_a_chain_made_anew_is_found_and_the_change_is_placed_between_two_papers(
    page: Page, tmp_path: Path
) -> None:
    whole, lots = make_chain(), random.Random(11)
    for _ in range(4):
        chain = list(whole)
        place = remake(chain, lots)
        while chain == whole or not 2 <= place <= 5:
            chain = list(whole)
            place = remake(chain, lots)
        codes = f"2 {code_of(whole[1])}\n第6期 {code_of(whole[5])}"
        told = check(page, tmp_path, chain, codes)
        assert told[0].startswith("✓ 文件里东岭社区第1期")
        assert told[1].startswith("✓ 第2期和纸上的一致")
        assert told[2].startswith(f"✗ 第6期和纸上的不一致。纸上是 {code_of(whole[5])}")
        assert told[3] == "✗ 改动在第3期到第6期。"
        codes = f"5 {code_of(chain[4])}\n第6期 {code_of(whole[5])}"
        assert check(page, tmp_path, chain, codes)[3] == "✗ 改动在第6期。"


def test_a_code_that_stands_in_the_file_after_a_fault_proves_nothing(
    page: Page, tmp_path: Path
) -> None:
    chain = make_chain()
    content = {**chain[2].content, "month": "2026-12"}
    chain[2] = replace(chain[2], content=content)
    told = check(page, tmp_path, chain, code_of(chain[6]))
    assert told[1] == "✗ 第7期的校验码在文件里，但作不了数。文件从第3期起就对不上。"


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"notices":[]}', "公示", '{"notices":{"a":1}}'])
def test_what_is_no_chain_is_refused(page: Page, tmp_path: Path, text: str) -> None:
    (told,) = check(page, tmp_path, text)
    assert told.startswith("✗ 这不是公示链文件，或者文件坏了。")


def test_a_notice_of_another_community_is_named(page: Page, tmp_path: Path) -> None:
    other = {**content_of(2), "community": {"code": "C02", "name": "西岭社区"}}
    (told,) = check(page, tmp_path, linked([content_of(1), other, content_of(3)]))
    assert told.startswith("✗ 东岭社区第2期对不上。是别的社区的公示。")


def test_a_file_that_was_changed_or_taken_away_after_it_was_chosen_is_asked_for_again(
    page: Page, tmp_path: Path
) -> None:
    chain = make_chain(2)
    assert check(page, tmp_path, chain)[0].startswith("✓")
    (tmp_path / "chain.json").unlink()
    unreadable = (
        "✗ 读不出这个文件。选好以后，文件可能改动过，或者U盘拔掉了。请重新选一次文件再核对。"
    )
    assert said(page) == [unreadable]
    assert page.locator("tr").count() == 0
    assert check(page, tmp_path, chain)[0].startswith("✓")


def test_it_makes_the_same_digests_as_the_program(page: Page) -> None:
    texts = ["月" * length for length in (*range(70), 1_000, 100_000)]
    due = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    for digests in ("sha256(text)", "sha256InScript(new TextEncoder().encode(text))"):
        made = page.evaluate(f"texts => Promise.all(texts.map((text) => {digests}))", texts)
        assert made == due


@pytest.mark.parametrize(
    "typed",
    [
        "A1B2-C3D4-E5F6-0718",
        " a1b2 c3d4 e5f6 o7l8 ",
        "Ａ１Ｂ２－ｃ３ｄ４－Ｅ５Ｆ６－０７１８",
        "AIB2—C3D4–E5F6−O718",
        "A1B2",
        "G1B2-C3D4-E5F6-0718",
        "",
    ],
)
def test_it_reads_codes_as_the_program_does(page: Page, typed: str) -> None:
    try:
        due = normalise_code(typed)
    except ValueError:
        due = ""
    assert page.evaluate("typed => codeOf(typed)", typed) == due


def test_it_knows_every_kind_of_notice(page: Page) -> None:
    assert set(page.evaluate("Object.keys(KINDS)")) == set(Notice.Kind.values)
