"""What a bank offers for honour points, as information alone: steps of points to parts of a per
cent, up to a bound. Whole numbers: hundredths of a percentage point."""

from dataclasses import dataclass

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """Each whole `per_points` honour points take `step` hundredths of a percentage point off the
    rate, all together at most `bound` hundredths."""

    per_points: int
    step: int
    bound: int

    def reduction(self, points: int) -> int:
        """Hundredths of a percentage point that `points` stand for: never below nought."""
        return min(max(points, 0) // self.per_points * self.step, self.bound)


def as_points(hundredths: int) -> str:
    """“0.1” for 10 hundredths of a percentage point, “0.25” for 25, “1” for 100."""
    whole, part = divmod(hundredths, HUNDREDTHS)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".")
