"""What a browser sends from the back office's pages of the standard."""

from django.test import Client

from points.models import Item, Standard
from points.periods import Month

NEXT_YEAR = Month(2027, 1)
STANDARDS = "/admin/points/standard/"
ITEMS = "/admin/points/item/"
ADD_ITEM = f"{ITEMS}add/"


def page_of(row: Standard | Item, page: str = "change") -> str:
    return f"/admin/points/{row._meta.model_name}/{row.pk}/{page}/"


def item_form(item: Item | None = None, **typed: object) -> dict[str, object]:
    """What the browser sends for an item, with the fields given changed."""
    form: dict[str, object] = {
        "code": "4.9", "title": "新的一项", "points_min": "2", "points_max": "2", "unit": "次",
    }  # fmt: skip
    if item is not None:
        shown = ("code", "title", "points_min", "points_max", "unit", "exclusive_group")
        form = {name: getattr(item, name) for name in shown} | {"rule": item.rule_id}
    return form | typed


def standard_form(standard: Standard, **typed: object) -> dict[str, object]:
    """What the browser sends for a standard with its areas and rules."""
    form: dict[str, object] = {"title": standard.title, "starts": str(standard.starts)}
    for prefix, rows, names in (
        ("areas", standard.areas.order_by("number"), ("number", "name")),
        ("rules", standard.rules.order_by("number"), ("number", "area_id", "title", "yearly_cap")),
    ):
        for place, row in enumerate(rows):
            form[f"{prefix}-{place}-id"] = row.pk
            for name in names:
                value = getattr(row, name)
                form[f"{prefix}-{place}-{name.removesuffix('_id')}"] = (
                    "" if value is None else value
                )
        form[f"{prefix}-INITIAL_FORMS"] = form[f"{prefix}-TOTAL_FORMS"] = len(rows)
    return form | typed


def told(client: Client, address: str, form: dict[str, object]) -> str:
    """The page that refuses a form."""
    response = client.post(address, form)
    assert response.status_code == 200
    return response.content.decode()
