"""The kinds of long print, those of the office and of the supermarket together, and what else
their worker does."""

from points.prints import archive, forms, honours, households, wall
from points.prints.bundle import bundle_kind
from points.prints.cards import cards_kind
from points.prints.what_if import what_if_work
from points.services import replays
from supermarket.prints import REGISTER
from supermarket.reports.office_year_paper import enclosed_year
from supermarket.reports.point_cost import point_cost
from supermarket.reports.shelf_words import shelf_words

KINDS = {
    "wall": wall.KIND,
    "reports": households.REPORTS,
    "letters": households.letters_kind(shelf_words),
    "cards": cards_kind(shelf_words),
    "forms": forms.KIND,
    "archive": archive.KIND,
    "bundle": bundle_kind(enclosed_year),
    "certificates": honours.CERTIFICATES,
    "plates": honours.PLATES,
    "register": REGISTER,
}

OTHERS = {replays.KIND: what_if_work(point_cost)}
