"""Finding a household by what a clerk types: characters, pinyin, or the initials of the pinyin."""

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pypinyin import Style, pinyin

from households.names.cleaning import (
    IDEOGRAPH,
    MIDDLE_DOT,
    POINT_INSIDE_A_NAME,
    clean_name,
    fold,
)
from households.names.surnames import COMPOUND, PLAIN, SINGLE

COMBINATIONS = 8
READINGS_OF_A_CHARACTER = 3
FULL_LENGTH = 400
INITIALS_LENGTH = 120

# A run of characters, or a run of other letters and digits.
PIECES = re.compile(rf"{IDEOGRAPH}+|(?:(?!{IDEOGRAPH})[^\W_])+")
OTHERS = re.compile(rf"(?:(?!{IDEOGRAPH}).)+")

Syllables = tuple[str, ...]


class SearchKeys(NamedTuple):
    """Readings of one name, separated by blanks, likeliest first.

    `full` holds at most 400 characters and `initials` at most 120.
    """

    full: str
    initials: str


def plain_letters(text: str) -> str:
    """Lower case without tones; ü is v, as it is typed (passports write yu: lyu is lv)."""
    lower = re.sub("[üǖǘǚǜ]", "v", unicodedata.normalize("NFC", text.lower()))
    decomposed = unicodedata.normalize("NFD", lower.replace("lyu", "lv"))
    return unicodedata.normalize(
        "NFC", "".join(char for char in decomposed if not unicodedata.combining(char))
    )


@functools.cache
def readings_alone(char: str) -> tuple[str, ...]:
    """All readings of one ideograph by the dictionary; none for a character it does not hold."""
    found = pinyin([char], style=Style.NORMAL, heteronym=True, errors="ignore")
    # 欸 is ê in the dictionary, and typed e.
    return tuple(dict.fromkeys(map(plain_letters, found[0]))) if found else ()


def readings(word: str) -> list[list[Syllables]]:
    """For each ideograph of the word its few likeliest readings, the one in this word first."""
    in_word = [
        plain_letters(found[0]) for found in pinyin(word, style=Style.NORMAL, errors="ignore")
    ]
    alone = [readings_alone(char) for char in word]
    if len(in_word) == len(word):
        alone = [(first, *others) for first, others in zip(in_word, alone, strict=True)]
    few = [list(dict.fromkeys(found))[:READINGS_OF_A_CHARACTER] for found in alone]
    return [[(reading,) for reading in found] for found in few if found]


def with_surname(word: str) -> list[list[Syllables]]:
    """A Chinese name as units, surname first; each unit with its alternative readings."""
    compound = COMPOUND.get(word[:2])
    if compound:
        # 单于 may be the compound surname or Mr 单, and who knows neither types what he sees.
        first = SINGLE.get(word[0]) or readings_alone(word[0])
        apart = itertools.product(first, readings_alone(word[1]))
        return [list(dict.fromkeys([compound, *apart])), *readings(word[2:])]
    if word[0] in SINGLE:
        return [[(reading,) for reading in SINGLE[word[0]]], *readings(word[1:])]
    if word[0] in PLAIN:
        return [[readings_alone(word[0])[:1]], *readings(word[1:])]
    return readings(word)


def units(part: str) -> list[list[Syllables]]:
    """One part of a name (between dots or blanks) as units with alternative readings."""
    # Compatibility ideographs are stored as written; the dictionary knows their plain forms.
    text = unicodedata.normalize("NFKC", part)
    found: list[list[Syllables]] = []
    for piece in PIECES.findall(text):
        if re.match(IDEOGRAPH, piece):
            found += with_surname(piece)
        else:
            found.append([(plain_letters(piece),)])
    return found


def combined(alternatives: list[list[Syllables]]) -> Iterator[Syllables]:
    """Whole readings: the likeliest of every unit first, then with one unit changed, then two…"""
    doubtful = [place for place, unit in enumerate(alternatives) if len(unit) > 1]
    for changes in range(len(doubtful) + 1):
        for changed in itertools.combinations(doubtful, changes):
            choices = [
                unit[1:] if place in changed else unit[:1]
                for place, unit in enumerate(alternatives)
            ]
            for choice in itertools.product(*choices):
                yield tuple(itertools.chain.from_iterable(choice))


def words(found: Iterable[str], length: int) -> str:
    """Different words separated by blanks, as many from the front as the length allows."""
    joined = ""
    for word in dict.fromkeys(found):
        longer = f"{joined} {word}".strip()
        if len(longer) > length:
            break
        joined = longer
    return joined


def search_keys(name: str) -> SearchKeys:
    """All that a clerk may type to find this name by sound.

    Every reading of a surname and of the characters after it, up to eight combinations; of a name
    in parts (古丽·买买提) also the later parts alone, because many go by them. A character without
    a known reading is left out.
    """
    parts = [units(part) for part in re.split(f"[{MIDDLE_DOT} ]", clean_name(name))]
    whole = list(itertools.chain.from_iterable(parts))
    found = list(itertools.islice(combined(whole), COMBINATIONS))
    for first in range(1, len(parts)):
        later = itertools.chain.from_iterable(parts[first:])
        found.append(tuple(itertools.chain.from_iterable(unit[0] for unit in later)))
    return SearchKeys(
        full=words(("".join(reading) for reading in found), FULL_LENGTH),
        initials=words(
            ("".join(syllable[0] for syllable in reading) for reading in found), INITIALS_LENGTH
        ),
    )


def search_terms(query: str) -> str:
    """What was typed into the search box, ready to be compared; empty when nothing is left.

    Half-width, lower case, without blanks, tones and signs: “Zhāng Sān” and “zhang'san” become
    “zhangsan”. A query with characters keeps its “·”, a query with digits its “-”, as codes do.
    """
    text = POINT_INSIDE_A_NAME.sub(MIDDLE_DOT, fold(query))
    text = OTHERS.sub(lambda others: plain_letters(others[0]), text)
    in_codes = "-" if re.search(r"\d", text) else ""
    kept = MIDDLE_DOT if re.search(IDEOGRAPH, text) else in_codes
    return "".join(char for char in text if char in kept or re.match(rf"{IDEOGRAPH}|[^\W_]", char))
