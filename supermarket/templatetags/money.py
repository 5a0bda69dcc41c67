"""How money is written on pages and papers."""

from django import template

from supermarket.money import yuan

register = template.Library()
register.filter("yuan", yuan)
