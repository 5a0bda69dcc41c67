"""How whole points are written on pages and papers."""

from django import template

from points.explain import written
from points.services.amounts import signed
from points.stars import star_name

register = template.Library()
register.filter("figure", written)
register.filter("signed", signed)
register.filter("star_name", star_name)
