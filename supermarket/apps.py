"""From a point to a bag of rice."""

from django.apps import AppConfig


class SupermarketConfig(AppConfig):
    name = "supermarket"
    verbose_name = "爱心超市"
