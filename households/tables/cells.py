"""One cell, read as the text, code, number or day it is meant to be.

Each helper takes a raw cell and returns its value; an empty cell is "" as text or code, and None as
number or day. Each raises ValueError with a Chinese sentence: what is wrong and what to do.
"""

import datetime as dt
import re
from dataclasses import dataclass

from households.names.cleaning import fold, is_unseen, narrowed

# Excel keeps 15 digits of a number; those typed after them have become noughts.
EXACT_BELOW = 10**15
LARGEST = 2**31 - 1
YEARS = range(1900, 2100)


@dataclass(frozen=True)
class BrokenCell:
    """A cell whose formula has no usable result; `reason` says so in Chinese."""

    reason: str


Cell = str | int | float | dt.date | dt.time | dt.timedelta | BrokenCell | None

# Other systems write a code as ="0012" or '0012 so that Excel does not take it for a number.
FORCED_TEXT = re.compile(r'="(?P<quoted>.*)"|[\'’](?P<marked>.*)')
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
WHOLE = re.compile(r"(?P<sign>[+-]?)(?P<digits>\d+|\d{1,3}(,\d{3})+)(\.0*)?")
CLOCK = re.compile(r"[\sT]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
DAYS = (
    re.compile(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
    re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"),
)


def is_blank(cell: Cell) -> bool:
    """Whether nothing is written in the cell; blanks of any width are nothing."""
    return cell is None or (isinstance(cell, str) and all(is_unseen(char) for char in cell))


def number_as_written(number: float) -> str:
    """12.0 → 12, 1234567890123.0 → all its digits, 0.1 + 0.2 → 0.3."""
    if float(number).is_integer() and abs(number) < EXACT_BELOW:
        return str(int(number))
    return f"{number:.15g}"


def refuse_broken(cell: Cell) -> None:
    """Raises ValueError for a cell that holds no value anybody typed."""
    if isinstance(cell, BrokenCell):
        raise ValueError(cell.reason)
    if isinstance(cell, bool):
        raise ValueError(f"单元格是逻辑值 {str(cell).upper()}，请改成要填的内容。")
    if isinstance(cell, (dt.time, dt.timedelta)):
        raise ValueError("单元格是时间，请把单元格格式改为“文本”后重新填写。")


def as_text(cell: Cell) -> str:
    """Words, without blanks around them; a number or a day as it would be written."""
    refuse_broken(cell)
    if isinstance(cell, str):
        seen = [index for index, char in enumerate(cell) if not is_unseen(char)]
        return cell[seen[0] : seen[-1] + 1] if seen else ""
    if isinstance(cell, dt.date):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    return number_as_written(cell) if isinstance(cell, (int, float)) else ""


def as_code(cell: Cell) -> str:
    """A code or telephone number: half-width, without blanks, leading noughts kept."""
    refuse_broken(cell)
    if isinstance(cell, dt.date):
        raise ValueError(
            f"编号被 Excel 改成了日期 {as_text(cell)}，请把这一列的格式改为“文本”后重新填写。"
        )
    if isinstance(cell, (int, float)) and not (
        float(cell).is_integer() and 0 <= cell < EXACT_BELOW
    ):
        raise ValueError(
            f"“{number_as_written(cell)}”是数字，超过 15 位或带小数，可能已被 Excel 改动，"
            "请把这一列的格式改为“文本”后重新填写。"
        )
    code = fold(as_text(cell))
    forced = FORCED_TEXT.fullmatch(code)
    if forced:
        code = forced["quoted"] or forced["marked"] or ""
    if SCIENTIFIC.fullmatch(code):
        raise ValueError(
            f"编号被 Excel 写成了科学计数 {code}，请把这一列的格式改为“文本”后重新填写。"
        )
    return code


def as_whole_number(cell: Cell) -> int | None:
    """A whole number: 12, "12", "12.0", "１２", "+5", "−3", "1,200"."""
    refuse_broken(cell)
    text = fold(as_text(cell)).replace("−", "-")
    if not text:
        return None
    whole = WHOLE.fullmatch(text)
    if not whole:
        raise ValueError(f"“{as_text(cell)}”不是整数，请只填整数，不写单位和小数。")
    number = int(whole["digits"].replace(",", "")) if len(text) <= 20 else LARGEST + 1
    if number > LARGEST:
        raise ValueError(f"“{as_text(cell)}”太大，请核对。")
    return -number if whole["sign"] == "-" else number


def as_date(cell: Cell, year: int | None = None) -> dt.date | None:
    """A day: a date cell, or 2026-11-3, 2026/11/3, 2026.11.3, 2026年11月3日, 20261103 as text.

    “11月3日” is a day only where `year` says of which year.
    """
    refuse_broken(cell)
    if isinstance(cell, dt.date):
        parts = cell.year, cell.month, cell.day
    else:
        written = as_text(cell)
        text = fold(CLOCK.sub("", narrowed(written)))
        if not text:
            return None
        match = next((found for pattern in DAYS if (found := pattern.fullmatch(text))), None)
        if match is None:
            raise ValueError(f"“{written}”不是日期，请写成 2026-11-03 或 2026年11月3日。")
        given = match.groupdict().get("year") or year
        if given is None:
            raise ValueError(f"“{written}”没有写年份，请写成 2026年11月3日 的样子。")
        parts = int(given), int(match["month"]), int(match["day"])
    try:
        day = dt.date(*parts)
    except ValueError:
        raise ValueError("日历上没有 {}年{}月{}日，请核对日期。".format(*parts)) from None
    if day.year not in YEARS:
        raise ValueError(f"年份 {day.year} 不在 1900 到 2099 年之间，请核对日期。")
    return day
