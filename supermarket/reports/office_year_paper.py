"""年度工作情况 on paper: what the page has, a few pages of A4 for the meeting."""

from typing import Any

from points.models import PrintJob
from supermarket.reports.book_paper import Making, book_paper
from supermarket.reports.office_year import OfficeYear, office_year
from supermarket.reports.office_year_words import figures, pictures, told


def office_year_paper(found: OfficeYear, making: Making) -> bytes:
    """The year as PDF. Raises MissingGlyph."""
    points = found.points
    texts = [
        ("村名", "".join(row.name for row in points.villages)),
        ("方面名称", "".join(row.name for row in points.areas)),
        ("条", "".join(rule.name for rule in points.rules)),
        ("评分项", "".join(row.title for row in (*points.items, *points.asleep))),
        ("商品类别", "".join(row.category for row in found.kinds)),
    ]
    return book_paper("office_year", points.community, making, texts, context_of(found))


def enclosed_year(job: PrintJob, year: int) -> bytes:
    """The same for the bundle of a community's year, which `job` makes. Raises MissingGlyph."""
    found = office_year(job.place, year, job.day)
    return office_year_paper(found, Making(job.asked_by, job.asked_at))


def context_of(found: OfficeYear) -> dict[str, Any]:
    """What the page and the paper are made of."""
    shown = {"figures": figures(found), "told": told(found), "pictures": pictures(found)}
    return {"found": found, **shown}
