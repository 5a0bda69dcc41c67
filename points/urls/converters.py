"""Path converter for months: 2026-11 in an address, Month in the program."""

from django.urls import register_converter

from points.periods import Month


class MonthConverter:
    regex = r"20\d\d-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        return str(value)


register_converter(MonthConverter, "month")
