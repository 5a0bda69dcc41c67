"""Addresses of the shelf, below market/: catalogue, stock, windows, outlets."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from supermarket.views import (
    exchange_notice,
    market,
    outlet,
    outlook,
    product,
    product_acts,
    product_import,
    stock,
    stock_acts,
    window,
)

urlpatterns = [
    path("", market.market_home, name="market_home"),
    path("products/", product.product_list, name="product_list"),
    path("products/search/", product.product_search, name="product_search"),
    path("products/export/", product.product_export, name="product_export"),
    path("products/new/", product_acts.product_new, name="product_new"),
    path("products/import/", product_import.product_import, name="product_import"),
    path("products/<int:number>/", product.product_page, name="product"),
    path("products/<int:number>/change/", product_acts.product_change, name="product_change"),
    path("products/<int:number>/price/", product_acts.product_price, name="product_price"),
    path(
        "products/<int:number>/picture/",
        product_acts.product_picture_new,
        name="product_picture_new",
    ),
    path("products/<int:number>/picture.jpg", product.product_picture, name="product_picture"),
    path("products/<int:number>/retire/", product_acts.product_retire, name="product_retire"),
    path("products/<int:number>/offer/", product_acts.product_offer, name="product_offer"),
    path("stock/<code:outlet>/", stock.stock_page, name="stock"),
    path("stock/<code:outlet>/movements/", stock.stock_movements, name="stock_movements"),
    path("stock/<code:outlet>/receive/", stock_acts.stock_receive, name="stock_receive"),
    path("stock/<code:outlet>/count/", stock_acts.stock_count, name="stock_count"),
    path("stock/<code:outlet>/write-off/", stock_acts.stock_write_off, name="stock_write_off"),
    path("windows/", window.window_list, name="window_list"),
    path("windows/new/", window.window_open, name="window_open"),
    path("windows/<int:year>-<int:quarter>/days/", window.window_days, name="window_days"),
    path("windows/<int:year>-<int:quarter>/close/", window.window_close, name="window_close"),
    path(
        "windows/<int:year>-<int:quarter>/notice/",
        exchange_notice.window_notice,
        name="window_notice",
    ),
    path(
        "windows/<int:year>-<int:quarter>/notice.xlsx",
        exchange_notice.window_notice_table,
        name="window_notice_table",
    ),
    path("outlets/", outlet.outlet_list, name="outlet_list"),
    path("outlets/new/", outlet.outlet_new, name="outlet_new"),
    path("outlets/<code:code>/change/", outlet.outlet_change, name="outlet_change"),
    path("settings/", outlet.market_settings, name="market_settings"),
    path("outlook/", outlook.market_outlook, name="market_outlook"),
    path("outlook/print/", outlook.market_outlook_print, name="market_outlook_print"),
]
