"""A slip, and the vouchers made with it, on paper: A6, or a roll of 80 mm."""

from collections.abc import Iterator
from math import ceil
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import reverse

from households.qr import qr_svg
from households.services.days import day_of
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from supermarket.models import Redemption, SlipPrint
from supermarket.reports.slip_page import (
    UNUSED,
    VoucherRow,
    collector_words,
    is_cancelled,
    voucher_rows,
)

Paper: Final = SlipPrint.Paper
ROLL_FRAME_MM: Final = 92
"""What of a roll the slip takes beside its lines."""
ROLL_LINE_MM: Final = 6
ROLL_NAME_CHARACTERS: Final = 10
"""How much of a product's name goes on one line of a roll."""
ROLL_VOUCHER_MM: Final = 150
VOUCHER_CHARACTERS: Final = 36
"""Service, merchant and number of a voucher have room for so many; more are set smaller."""


def require_printable(redemption: Redemption) -> None:
    """Raises MissingGlyph for a character that the fonts don't have, before anything is noted."""
    require_glyphs(_texts(redemption))


def slip_paper(redemption: Redemption, printed: SlipPrint) -> bytes:
    """The slip as a PDF, marked as what it is: a reprint, a slip that was cancelled."""
    context = {
        "redemption": redemption,
        "collector": collector_words(redemption),
        "cancelled": is_cancelled(redemption),
        "height": _roll_height(redemption),
    }
    return _set("slip", printed, context)


def voucher_paper(redemption: Redemption, printed: SlipPrint, site: str) -> bytes:
    """The slip's vouchers that can still be used, a page each, as a PDF; `site` is the address that
    merchants reach the program by. What was used or has expired on the day of printing stays out.
    """
    rows = [row for row in voucher_rows(redemption, day_of(printed.at)) if row.standing == UNUSED]
    context = {
        "redemption": redemption,
        "vouchers": [_voucher(row, site) for row in rows],
        "height": ROLL_VOUCHER_MM,
    }
    return _set("vouchers", printed, context)


def _set(template: str, printed: SlipPrint, context: dict[str, Any]) -> bytes:
    is_roll = printed.paper == Paper.ROLL
    more = {"printed": printed, "is_roll": is_roll}
    return typeset([render_to_string(f"supermarket/print/{template}.html", context | more)])


def _voucher(row: VoucherRow, site: str) -> dict[str, Any]:
    voucher = row.voucher
    address = site + reverse("voucher", args=[voucher.code])
    words = f"{voucher.line.name}{voucher.merchant}{row.number}"
    is_long = len(words) > VOUCHER_CHARACTERS
    return {"row": row, "voucher": voucher, "qr": qr_svg(address), "is_long": is_long}


def _roll_height(redemption: Redemption) -> int:
    """Millimetres: a roll is cut where the slip ends."""
    rows = sum(ceil(len(line.name) / ROLL_NAME_CHARACTERS) for line in redemption.lines.all())
    return ROLL_FRAME_MM + ROLL_LINE_MM * rows


def _texts(redemption: Redemption) -> Iterator[tuple[str, str]]:
    """Everything on the papers that people have typed, with the name of its place."""
    household = redemption.household
    yield "社区名称", redemption.community.name
    yield "网点名称", redemption.outlet.place.name
    yield f"户 {household.code}", household.code + household.head
    yield "领取人", redemption.collector_name + redemption.relation
    yield "经办", redemption.by.name
    for line in redemption.lines.all():
        yield "商品", line.name + line.unit
        for voucher in line.vouchers.all():
            yield "商家名称", voucher.merchant.place.name
