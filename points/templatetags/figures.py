"""How whole points are written on pages and papers."""

from django import template

from points.explain import written
from points.services.amounts import signed

register = template.Library()
register.filter("figure", written)
register.filter("signed", signed)
