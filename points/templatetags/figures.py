"""How whole points are written on pages and papers."""

from django import template

from points.explain import written

register = template.Library()
register.filter("figure", written)
