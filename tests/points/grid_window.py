"""The grid in one person's browser, and what it leaves in the books."""

import re
from typing import Any

from django.test import Client

from households.models import Household
from points.models import Record, Sheet


class Page:
    """The grid in one person's browser: what it shows, what he types into it, what comes back."""

    def __init__(self, client: Client, sheet: Sheet, *items: str, grid: str = "grid") -> None:
        self.client = client
        query = "&".join(f"items={code}" for code in items)
        self.address = f"/sheets/2026-11/{sheet.group.code}/{grid}/?{query}"
        self.typed: dict[str, str] = {}
        self.load()

    def load(self, answer: Any = None) -> None:
        self.answer = answer or self.client.get(self.address)
        html = self.answer.content.decode()
        inputs = re.findall(r"<input id=\"cell-[^>]*>", html)
        self.inputs = {
            name[1]: re.search(r'value="([^"]*)"', field)[1]  # type: ignore[index]
            for field in inputs
            if (name := re.search(r'name="cell:([^"]*)"', field))
        }
        self.version = re.search(r'name="version" value="(\d+)"', html)[1]  # type: ignore[index]
        self.html = html

    def shows(self, household: Household, item: str) -> str:
        return self.inputs[f"{household.code}:{item}"]

    def type(self, household: Household, item: str, text: str) -> "Page":
        self.typed[f"{household.code}:{item}"] = text
        return self

    def save(self, day: str = "2026-11-20") -> Any:
        cells = {f"cell:{name}": text for name, text in {**self.inputs, **self.typed}.items()}
        data = {**cells, "version": self.version, "occurred_on": day}
        return self.client.post(self.address, data)

    def errors(self, answer: Any) -> list[str]:
        assert answer.status_code == 422
        summary = answer.content.decode().partition("error-list")[2].partition("</ul>")[0]
        return [re.sub(r"<[^>]*>", "", each) for each in re.findall(r"<li>(.*?)</li>", summary)]


def standing() -> list[tuple[str, str, int]]:
    """What stands: household's head, item, points."""
    found = Record.objects.standing().order_by("line__household__code", "item__position", "pk")
    return list(found.values_list("line__household__head", "item__code", "points"))
