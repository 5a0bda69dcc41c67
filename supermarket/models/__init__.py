from supermarket.models.market_policy import MarketPolicy
from supermarket.models.outlet import Outlet
from supermarket.models.product import Price, Product
from supermarket.models.redemption import Cancellation, Redemption, RedemptionLine, Reservation
from supermarket.models.slip_print import SlipPrint
from supermarket.models.stock import (
    Lot,
    Receipt,
    Stock,
    StockCount,
    StockCountLine,
    StockMovement,
)
from supermarket.models.voucher import Settlement, SettlementLine, Voucher
from supermarket.models.window import Window

__all__ = [
    "Cancellation",
    "Lot",
    "MarketPolicy",
    "Outlet",
    "Price",
    "Product",
    "Receipt",
    "Redemption",
    "RedemptionLine",
    "Reservation",
    "Settlement",
    "SettlementLine",
    "SlipPrint",
    "Stock",
    "StockCount",
    "StockCountLine",
    "StockMovement",
    "Voucher",
    "Window",
]
