"""How money is written on pages and papers."""

from django import template

from supermarket.money import yuan

register = template.Library()
register.filter("yuan", yuan)


@register.filter
def worth(fen: int | None) -> str:
    """“12.50”; “未计价” for what was given without a value."""
    return "未计价" if fen is None else yuan(fen)
