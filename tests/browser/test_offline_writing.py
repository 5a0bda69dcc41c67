"""The offline page reads a file letter by letter: it takes nothing for what was exported that is
written otherwise."""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from points.canonical import GENESIS, canonical_json
from points.reports.notice_chain import exported
from tests.browser.offline import check, offline_page, written
from tests.points.chains import content_of, linked, make_chain

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    with offline_page(chromium, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("number", ["1.0", "1e0", "-0", "01"])
def test_a_number_spelled_otherwise_is_a_change(page: Page, tmp_path: Path, number: str) -> None:
    text = written(make_chain(1))
    spelled = text.replace('"areas":{"1":-5,"2":1}', f'"areas":{{"1":-5,"2":{number}}}', 1)
    assert spelled != text
    (told,) = check(page, tmp_path, spelled)
    assert told == (
        "✗ 东岭社区第1期对不上。内容里有公示不会有的数、字符或层次。"
        "从这一期起，文件里的都不能作数。请保留文件和公示单，向街道反映。"
    )


RESAVED = "文件在导出以后改存过，请选积分办导出的原文件。"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"content":{"areas"', '"content":{"x":1},"content":{"areas"'),
        ('"digest":"', f'"digest":"{"f" * 64}","digest":"'),
        ('"areas":{"1":-5', '"areas":{1:-5'),
        ('"kind":"monthly","number":2', '"number":2,"kind":"monthly"'),
        ('"number":2,"opens_on"', '"number":2 ,"opens_on"'),
        ('"赵庄"', '"\\u8d75庄"'),
        ('"opens_on":"2026-02-03","previous', '"more":1,"opens_on":"2026-02-03","previous'),
    ],
)
def test_a_notice_that_is_not_written_as_it_is_exported_is_a_change(
    page: Page, tmp_path: Path, old: str, new: str
) -> None:
    first, second, rest = written(make_chain(3)).split(",\n", 2)
    changed = second.replace(old, new, 1)
    assert changed != second
    (told,) = check(page, tmp_path, ",\n".join([first, changed, rest]))
    assert told == (
        f"✗ 东岭社区第2期对不上。写法和导出的不一样，{RESAVED}"
        "从这一期起，文件里的都不能作数。请保留文件和公示单，向街道反映。"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{"notices":[\n', '{"notices":[],"notices":[\n'),
        ('"version":1', '"version":2'),
        ("}\n", ',"version":1}'),
    ],
)
def test_what_stands_around_the_notices_is_as_it_is_exported(
    page: Page, tmp_path: Path, old: str, new: str
) -> None:
    before, _, after = written(make_chain(3)).rpartition(old)
    (told,) = check(page, tmp_path, before + new + after)
    assert told == f"✗ 文件的开头或结尾和导出的不一样。{RESAVED}"


def test_line_ends_of_another_system_are_no_change(page: Page, tmp_path: Path) -> None:
    text = "\ufeff" + written(make_chain(3)).replace("\n", "\r\n")
    assert check(page, tmp_path, text)[0].startswith("✓ 文件里东岭社区第1期到第3期前后一致")


def test_half_a_pair_of_surrogates_is_no_character_of_a_notice(page: Page, tmp_path: Path) -> None:
    content = {**content_of(1), "standard": "\ud800"}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    canonical = canonical.replace("\ud800", "\\ud800")
    digest = hashlib.sha256((GENESIS + canonical).encode()).hexdigest()
    link = exported(replace(make_chain(1)[0], content=0, digest=digest))
    text = link.replace('"content":0', f'"content":{canonical}')
    (told,) = check(page, tmp_path, f'{{"notices":[\n{text}\n],"version":1}}\n')
    assert told.startswith("✗ 东岭社区第1期对不上。内容里有公示不会有的数、字符或层次。")
    literal = linked([{**content_of(1), "standard": "\\ud800"}])
    assert check(page, tmp_path, literal)[0].startswith("✓")


def test_nesting_too_deep_to_follow_is_told(page: Page, tmp_path: Path) -> None:
    deep = '"areas":{"x":' + "[" * 50_000 + "]" * 50_000 + ',"1":-5'
    (told,) = check(page, tmp_path, written(make_chain(1)).replace('"areas":{"1":-5', deep, 1))
    assert "内容里有公示不会有的数、字符或层次" in told


def test_a_long_text_with_many_signs_is_read_to_its_end(page: Page, tmp_path: Path) -> None:
    chain = linked([{**content_of(1), "standard": "长" * 4_000_000 + '"\n' * 500_000}])
    assert check(page, tmp_path, chain)[0].startswith("✓")


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
        made = page.evaluate("files => files.map((file) => canonical(parsed(file)))", files)
        assert [text.encode() for text in made] == [canonical_json(each) for each in things]
