"""The stretches of time a standard counts in, and how much one of them may give or take."""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from points.periods import Month


class Span(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def unit(self) -> str:
        """As a standard writes it behind “每”."""
        return {"day": "天", "week": "周", "month": "月", "quarter": "季", "year": "年"}[self]

    def of(self, day: date) -> tuple[int, ...]:
        """The span of this kind that `day` lies in; equal for two days of the same one.

        A week runs from Monday to Sunday and belongs to no month.
        """
        month = Month.of(day)
        return {
            Span.DAY: (day.year, day.month, day.day),
            Span.WEEK: tuple(day.isocalendar()[:2]),
            Span.MONTH: (day.year, day.month),
            Span.QUARTER: (day.year, month.quarter.quarter),
            Span.YEAR: (day.year,),
        }[self]


SPAN_OF_UNIT: Final = {span.unit: span for span in Span}
"""计分单位 → the span of which it may say that something counts once in it."""


class Caps(NamedTuple):
    """The most points, without sign, of one month, quarter and year; None: no cap."""

    month: int | None = None
    quarter: int | None = None
    year: int | None = None

    def of(self, span: Span) -> int | None:
        return {Span.MONTH: self.month, Span.QUARTER: self.quarter, Span.YEAR: self.year}[span]


class CapsBySign(NamedTuple):
    """Awards and deductions have their own caps: neither uses or makes room for the other."""

    awards: Caps = Caps()
    deductions: Caps = Caps()

    def of(self, sign: int) -> Caps:
        """Of awards for 1, of deductions for −1."""
        return self.awards if sign > 0 else self.deductions


CAPPED: Final = (Span.YEAR, Span.QUARTER, Span.MONTH)
"""Spans that have caps, the longest first."""
