"""A town in which whatever people typed can be told apart, wherever it may turn up.

Every text field of every model is filled with a string of its own, a new field on its own. What the
board, the check and the wall are there to tell is named once, in `TOLD`, and left as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, FileField, Model, TextField

from households import guards

APPS: Final = ("households", "points", "supermarket")

PLACES: Final = {"Place.code", "Place.name", "Household.code", "NoticeHousehold.code"}
NAMES: Final = {"NoticeHousehold.shown_as"}
NOTICES: Final = {"Notice.title", "Notice.digest", "Notice.previous_digest", "NoticeHousehold.ref"}
STANDARDS: Final = {
    "Standard.title",
    "Area.name",
    "Rule.title",
    "Item.code",
    "Item.title",
    "Item.unit",
    "Item.exclusive_group",
    "Item.tiers",
    "Item.evidence",
    # The whole draft is told when people are asked about it.
    "Item.proposers",
    "Item.basis",
    "Item.patrol_indicators",
}
OFFICES: Final = {
    f"Policy.{name}"
    for name in (
        "office",
        "office_phone",
        "supervision_phone",
        "township_phone",
        "lead",
        "unmasking_basis",
        "exchange_examples",
    )
}
SHELVES: Final = {
    "Outlet.hours",
    "Product.name",
    "Product.unit",
    "Product.category",
    "RedemptionLine.name",
    "RedemptionLine.unit",
    "Receipt.source",
}
TOLD: Final = PLACES | NAMES | NOTICES | STANDARDS | OFFICES | SHELVES
"""The text fields that anybody may read; names of households only as `masked` leaves them."""

SPOKEN: Final = {
    "Household.phone": "13900001234",
    "Household.house_number": "北巷88号",
    "Household.note": "幼子满仓33010219900307123X",
    "Redemption.collector_name": "秋实",
}
"""What is written where one would look for it first."""
PARTS: Final = {"Household.note": ("满仓", "33010219900307123X")}
"""Of what is written, what must not be seen alone either."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A text field, what is written into it, and what is looked for."""

    key: str
    model: type[Model]
    field: str
    written: str
    looked_for: tuple[str, ...]
    length: int

    def of_row(self, pk: int) -> str:
        """What is written into one row; each has its own, as references must."""
        return self.written if self.key in SPOKEN else f"{self.written}{pk}"[: self.length]


def text_fields() -> Iterator[tuple[type[Model], str, int]]:
    """Those that take free text: model, name, characters at most."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.local_concrete_fields:
                if isinstance(field, CharField | TextField | FileField) and not field.choices:
                    yield model, field.name, field.max_length or 400


def secrets() -> list[Secret]:
    """Everything that nobody may read without a sign-in."""
    found = []
    for number, (model, field, length) in enumerate(text_fields()):
        key = f"{model.__name__}.{field}"
        if key not in TOLD:
            written = SPOKEN.get(key, f"密{number:03d}号")
            found.append(Secret(key, model, field, written, PARTS.get(key, (written,)), length))
    return found


def fill() -> set[str]:
    """Writes every secret into every row that may hold it; returns the keys that no row holds.

    Facts cannot be changed, so their guards step aside, until the transaction is undone.
    """
    # PostgreSQL drops no trigger while a foreign key waits to be checked.
    connection.check_constraints()
    guards.remove(connection)
    return {secret.key for secret in secrets() if not _fill(secret)}


def _fill(secret: Secret) -> int:
    rows = secret.model._base_manager.all()
    return sum(
        _wrote(rows.filter(pk=pk), secret.field, secret.of_row(pk))
        for pk in rows.values_list("pk", flat=True)
    )


def _wrote(row: object, field: str, text: str) -> int:
    """1 unless the database's law keeps that field empty in this row."""
    try:
        with transaction.atomic():
            return row.update(**{field: text})  # type: ignore[attr-defined]
    except IntegrityError:
        return 0
