"""Addresses of the quarter's books: below market/ for the office, statements for the merchants.

To be included before those of the counter, where voucher/<code>/ is any code.
"""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from supermarket.views import books, count_books, settlement, statement

PERIOD = "<int:year>-<int:quarter>"
QUARTER = f"market/quarters/{PERIOD}/"
MERCHANT = f"{QUARTER}merchants/<code:merchant>"
STOCK = "market/stock/<code:outlet>/"
OWN = "voucher/statements/"

urlpatterns = [
    path(QUARTER, books.quarter_books, name="quarter_books"),
    path(f"{QUARTER}register/<code:outlet>.pdf", books.register_paper, name="register_paper"),
    path(f"{QUARTER}register/<code:outlet>.xlsx", books.register_table, name="register_table"),
    path(f"{QUARTER}stock/<code:outlet>/", books.stock_sheet, name="stock_sheet"),
    path(f"{QUARTER}stock/<code:outlet>.pdf", books.stock_sheet_paper, name="stock_sheet_paper"),
    path(f"{QUARTER}stock/<code:outlet>.xlsx", books.stock_sheet_table, name="stock_sheet_table"),
    path(f"{QUARTER}goods-in/<code:outlet>.xlsx", books.goods_in_table, name="goods_in_table"),
    path(f"{QUARTER}donors.pdf", books.donors_paper, name="donors_paper"),
    path(f"{QUARTER}donors.xlsx", books.donors_table, name="donors_table"),
    path(f"{STOCK}receipts/<code:ref>.pdf", count_books.receipt_paper, name="receipt_paper"),
    path(f"{STOCK}receipts/<code:ref>/thanks.pdf", count_books.receipt_thanks, name="thanks_paper"),
    path(f"{STOCK}counts/blank.pdf", count_books.count_blank, name="count_blank"),
    path(f"{STOCK}counts/<code:ref>.pdf", count_books.count_paper, name="count_paper"),
    path(f"{STOCK}counts/<code:ref>.xlsx", count_books.count_table, name="count_table"),
    path(f"{MERCHANT}/", settlement.settlement, name="settlement"),
    path(f"{MERCHANT}/settle/", settlement.settlement_make, name="settlement_make"),
    path(f"{MERCHANT}/pay/", settlement.settlement_pay, name="settlement_pay"),
    path(f"{MERCHANT}.pdf", settlement.settlement_paper, name="settlement_paper"),
    path(f"{MERCHANT}.xlsx", settlement.settlement_table, name="settlement_table"),
    path(OWN, statement.statement_list, name="statement_list"),
    path(f"{OWN}{PERIOD}/<code:merchant>/", statement.statement, name="statement"),
    path(f"{OWN}{PERIOD}/<code:merchant>.pdf", statement.statement_print, name="statement_paper"),
]
