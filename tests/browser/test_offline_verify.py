"""The page that checks an exported chain, opened from a folder as from a USB stick."""

import hashlib
import json
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from points.canonical import canonical_json, normalise_code
from points.models import Notice
from points.reports.notice_chain import exported
from tests.points.chains import Chain, code_of, cut, edit, make_chain, remake, remove, swap

pytestmark = pytest.mark.browser

PAGE = Path(__file__).parents[2] / "points" / "data" / "offline_verify.html"
WITHOUT_CRYPTO = "Object.defineProperty(window, 'crypto', {value: undefined});"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder with the page and nothing else."""
    shutil.copy(PAGE, tmp_path / "核对.html")
    return tmp_path


@pytest.fixture(params=["with Web Crypto", "without it"])
def page(chromium: Browser, stick: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, opened; whatever it complains of or asks the network for fails the test."""
    asked: list[str] = []
    complaints: list[str] = []

    def look(sent: Request) -> None:
        if not sent.url.startswith("file:"):
            asked.append(sent.url)

    context = chromium.new_context(locale="zh-CN", offline=True)
    context.on("request", look)
    if request.param == "without it":
        context.add_init_script(WITHOUT_CRYPTO)
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto((stick / "核对.html").as_uri())
    assert opened.evaluate("!window.crypto") == (request.param == "without it")
    yield opened
    context.close()
    assert (asked, complaints) == ([], [])


def check(page: Page, stick: Path, chain: Chain | str, codes: str = "") -> list[str]:
    """What the page says of a chain, sentence by sentence."""
    text = chain
    if not isinstance(chain, str):
        text = '{"notices":[\n' + ",\n".join(map(exported, chain)) + '\n],"version":1}\n'
    (stick / "chain.json").write_text(text, "utf-8")
    page.get_by_label("第一步").set_input_files(stick / "chain.json")
    page.get_by_label("第二步").fill(codes)
    page.get_by_role("button", name="核对").click()
    page.locator("#result[aria-busy=false]").wait_for()
    return page.locator(".said").all_inner_texts()


def test_a_good_chain_agrees_with_itself_and_with_an_old_paper(page: Page, stick: Path) -> None:
    chain = make_chain()
    (alone,) = check(page, stick, chain)
    assert alone.startswith("✓ 文件里东岭社区第1期到第8期前后一致。但从某一期起全部重算过的文件")
    code = code_of(chain[4])
    for typed in (code, code.lower().replace("-", ""), f"第5期 {code}", f"5：{code}"):
        assert check(page, stick, chain, typed) == [
            "✓ 文件里东岭社区第1期到第8期前后一致。",
            "✓ 第5期和纸上的一致。从第1期到第5期没有改动过。",
        ]
    cells = page.locator("tr").nth(5).locator("td").all_inner_texts()
    assert cells == ["第5期", "2026年5月积分", "2026-05-03", "2026-05-09", code, "对得上"]


@pytest.mark.parametrize("change", [edit, remove, swap])
def test_the_first_notice_that_disagrees_is_named(
    page: Page, stick: Path, change: Callable[[Chain, random.Random], int]
) -> None:
    lots = random.Random(5)
    whole = make_chain()
    for _ in range(6):
        chain = list(whole)
        place = change(chain, lots)
        said = check(page, stick, chain, code_of(whole[7]))
        assert said[0].startswith(f"✗ 东岭社区第{place + 1}期对不上。"), (place, said)
        assert said[1].startswith("✗")
        first = page.locator("tr").nth(place + 1).locator("td").last
        assert first.inner_text() == "对不上"


def test_a_paper_from_before_the_change_still_agrees(page: Page, stick: Path) -> None:
    chain = make_chain()
    del chain[4]
    said = check(page, stick, chain, f"第3期 {code_of(chain[2])}\n第8期 {code_of(chain[6])}")
    assert said[0].startswith("✗ 东岭社区第5期对不上。没有这一期，后面接的是第6期。")
    assert said[1] == "✓ 第3期和纸上的一致。从第1期到第3期没有改动过。"
    assert said[2] == "✗ 纸上有第8期，文件只到第7期。文件里缺了后面的公示。"


def test_a_tail_that_was_cut_off_is_found_by_the_paper(page: Page, stick: Path) -> None:
    whole, chain = make_chain(), make_chain()
    cut(chain, random.Random(3))
    last = code_of(whole[7])
    own, paper = check(page, stick, chain, f"第8期 {last}")
    assert own.startswith("✓")
    assert paper.startswith(f"✗ 纸上有第8期，文件只到第{len(chain)}期。")
    assert check(page, stick, chain, last)[1].startswith(f"✗ 文件里没有 {last}。")


def test_a_chain_made_anew_is_found_and_the_change_is_placed_between_two_papers(
    page: Page, stick: Path
) -> None:
    whole, lots = make_chain(), random.Random(11)
    for _ in range(4):
        chain = list(whole)
        place = remake(chain, lots)
        while chain == whole or not 2 <= place <= 5:
            chain = list(whole)
            place = remake(chain, lots)
        codes = f"2 {code_of(whole[1])}\n第6期 {code_of(whole[5])}"
        said = check(page, stick, chain, codes)
        assert said[0].startswith("✓ 文件里东岭社区第1期")
        assert said[1].startswith("✓ 第2期和纸上的一致")
        assert said[2].startswith(f"✗ 第6期和纸上的不一致。纸上是 {code_of(whole[5])}")
        assert said[3] == "✗ 改动在第3期到第6期。"
        codes = f"5 {code_of(chain[4])}\n第6期 {code_of(whole[5])}"
        assert check(page, stick, chain, codes)[3] == "✗ 改动在第6期。"


def test_a_code_that_stands_in_the_file_after_a_fault_proves_nothing(
    page: Page, stick: Path
) -> None:
    chain = make_chain()
    content = {**chain[2].content, "month": "2026-12"}
    chain[2] = replace(chain[2], content=content)
    said = check(page, stick, chain, code_of(chain[6]))
    assert said[1] == "✗ 第7期的校验码在文件里，但作不了数。文件从第3期起就对不上。"


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"notices":[]}', "公示", '{"notices":{"a":1}}'])
def test_what_is_no_chain_is_refused(page: Page, stick: Path, text: str) -> None:
    (said,) = check(page, stick, text)
    assert said.startswith("✗ 这不是公示链文件，或者文件坏了。")


@pytest.mark.parametrize("number", ["1.0", "1e0", "-0", "01"])
def test_a_number_spelled_otherwise_is_a_change(page: Page, stick: Path, number: str) -> None:
    text = "{" + f'"notices":[{exported(make_chain(1)[0])}]' + "}"
    spelled = text.replace('"areas":{"1":-5,"2":1}', f'"areas":{{"1":-5,"2":{number}}}', 1)
    assert spelled != text
    (said,) = check(page, stick, spelled)
    assert said == (
        "✗ 东岭社区第1期对不上。内容里有公示不会有的数。"
        "从这一期起，文件里的都不能作数。请保留文件和公示单，向街道反映。"
    )


LETTERS = ["a", "Z", "0", "月", "é", '"', "\\", "/", "\n", "\t", "\b", "\f", "\r", "\x00", "\x1f"]
LETTERS += [
    "\x7f",
    "\u2028",
    "\ue000",
    "\uffee",
    "😀",
    "𠮷",
    "\u200b",
    "﷽",
    "<",
    "&",
    " ",
    "＂",
    "n",
]


def _thing(lots: random.Random, depth: int = 0) -> Any:
    kind = lots.randrange(4 if depth > 3 else 6)
    if kind == 0:
        return lots.choice([None, True, False, 0, -1])
    if kind == 1:
        return lots.randrange(-(10**20), 10**20)
    if kind < 4:
        return _text(lots)
    if kind == 4:
        return [_thing(lots, depth + 1) for _ in range(lots.randrange(4))]
    names = [_text(lots) for _ in range(lots.randrange(6))] + ["__proto__", "10", "9"]
    return {name: _thing(lots, depth + 1) for name in names}


def _text(lots: random.Random) -> str:
    return "".join(lots.choices(LETTERS, k=lots.randrange(6)))


def test_it_writes_canonical_json_byte_for_byte_as_the_program_does(page: Page) -> None:
    lots = random.Random(2026)
    things = [{"inside": _thing(lots)} for _ in range(400)]
    for plainly in (True, False):
        files = [json.dumps(thing, ensure_ascii=plainly, indent=lots.choice([None, 1]))
                 for thing in things]  # fmt: skip
        written = page.evaluate("files => files.map((file) => canonical(parsed(file)))", files)
        assert [text.encode() for text in written] == [canonical_json(each) for each in things]


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
