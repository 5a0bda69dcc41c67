"""The lot: anybody draws the same with the ten lines of the handbook; another seed draws others."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.lots import draw
from points.lots import script as given_out

ROOT = Path(__file__).resolve().parent.parent.parent
CODES = st.lists(st.from_regex(r"[0-9A-Z]{1,7}", fullmatch=True), min_size=1, unique=True)
SEED = "A1B2-C3D4-E5F6-0718"


def script() -> str:
    """The one block of Python in the handbook."""
    text = (ROOT / "docs" / "redraw.md").read_text()
    _, _, rest = text.partition("```python\n")
    return rest.partition("```")[0]


def redrawn(tmp_path: Path, seed: str, number: int, codes: list[str]) -> list[str]:
    path = tmp_path / "redraw.py"
    path.write_text(script())
    asked = [sys.executable, str(path), seed, str(number)]
    done = subprocess.run(asked, input="\n".join(codes), capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_handbooks_script_has_at_most_ten_lines_and_draws_the_same(tmp_path: Path) -> None:
    assert len(script().strip().splitlines()) <= 10
    codes = [f"{group:02d}{number:03d}" for group in (1, 2, 3) for number in range(1, 46)]
    for seed in (SEED, "0000-0000-0000-0000"):
        assert redrawn(tmp_path, seed, 10, codes[::-1]) == draw(seed, codes, 10)


def test_page_and_paper_give_out_the_handbooks_script() -> None:
    assert given_out() == script()


@given(CODES.flatmap(lambda codes: st.tuples(st.just(codes), st.permutations(codes))))
def test_the_order_of_the_codes_makes_no_difference(both: tuple[list[str], list[str]]) -> None:
    one, other = both
    assert draw(SEED, one, len(one)) == draw(SEED, other, len(one))
    assert sorted(draw(SEED, one, len(one))) == sorted(one)


def test_another_seed_draws_others() -> None:
    codes = [f"{number:03d}" for number in range(1, 101)]
    assert draw(SEED, codes, 10) != draw("A1B2-C3D4-E5F6-0719", codes, 10)
    assert draw(SEED, codes, 5) == draw(SEED, codes, 10)[:5]


@pytest.mark.parametrize("number", [0, -1, 4])
def test_no_more_are_drawn_than_there_are(number: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 3"):
        draw(SEED, ["1", "2", "3", "3"], number)


def test_whoever_lives_there_is_drawn_about_as_often_as_anybody_else() -> None:
    codes = [f"{number:02d}" for number in range(20)]
    drawn = [draw(f"SEED-{each}", codes, 5) for each in range(400)]
    often = [sum(code in each for each in drawn) for code in codes]
    # 100 times each on average; a standard deviation is about 8.7.
    assert min(often) > 60
    assert max(often) < 140
