"""Path converters: months (2026-11 in an address, Month in the program), codes and references."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from points.periods import Month


class MonthConverter:
    regex = r"20\d\d-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        return str(value)


class CodeConverter(StringConverter):
    """Codes of places and references of records: letters, digits, 汉字, - and _ alone."""

    regex = r"[\w-]+"


register_converter(MonthConverter, "month")
register_converter(CodeConverter, "code")
