"""The kinds of long print, those of the office and of the supermarket together."""

from points.prints import archive, forms, households, wall
from points.prints.cards import cards_kind
from supermarket.prints import REGISTER
from supermarket.reports.shelf_words import shelf_words

KINDS = {
    "wall": wall.KIND,
    "reports": households.REPORTS,
    "letters": households.letters_kind(shelf_words),
    "cards": cards_kind(shelf_words),
    "forms": forms.KIND,
    "archive": archive.KIND,
    "register": REGISTER,
}
