"""The access table of the back office: the rights of the office on each model make its rows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from config.grants import GRANTS
from households.models import Appointment, Household, Place, Relation, User
from households.roles import Role
from points.models import Item, Policy, Standard
from tests.access.table import Kind, Lies, Row
from tests.access.towns import Town

NOBODY: frozenset[Role] = frozenset()
THINGS: dict[type[Model], Callable[[Town], Model]] = {
    Household: lambda town: town.household,
    User: lambda town: town.clerk,
    Appointment: lambda town: Appointment.objects.get(user=town.clerk),
    Relation: lambda town: town.relation,
    Place: lambda town: town.villages[0],
    Policy: lambda town: town.community.policy,
    Standard: lambda town: town.draft,
    Item: lambda town: town.draft.items.first(),
}
"""What of a town stands for each model that the back office shows."""


def holders(right: str) -> frozenset[Role]:
    return frozenset(role for role in Role if right in GRANTS[role])


ENTER = holders("households.enter_back_office")


def may(act: str, model: type[Model]) -> frozenset[Role]:
    meta = model._meta
    return ENTER & holders(f"{meta.app_label}.{act}_{meta.model_name}")


def back_office(seen_by: frozenset[Role] = ENTER, **more: Any) -> Row:
    return Row(Kind.ADMIN, seen_by, **{"blank": 200} | more)


def rows_of(model: type[Model]) -> dict[str, Row]:
    """The addresses the admin makes for every model."""

    def named(town: Town) -> dict[str, Any]:
        return {"object_id": THINGS[model](town).pk}

    name = f"{model._meta.app_label}_{model._meta.model_name}"
    see = may("view", model) | may("change", model)
    # Who may change the settings may add them, once: here they are there already.
    add = NOBODY if model is Policy else may("add", model)
    change = back_office(see, sent_by=may("change", model))
    if model in (Appointment, Relation):
        # All it takes is a last day, which may stay empty, or a tick to end it.
        change = back_office(see, sent_by=may("change", model), blank=302)
    rows = {"changelist": back_office(see), "add": back_office(add)}
    things = {"change": change, "history": back_office(see), "delete": back_office(NOBODY)}
    if model in (Standard, Item):
        # A draft may go, and the button that is asked twice needs no field.
        things["delete"] = back_office(may("delete", model), blank=302)
    for act, row in things.items():
        rows[act] = replace(row, lies=Lies.COMMUNITY, named=named)
    unnamed = f"admin/{name.replace('_', '/')}/<path:object_id>/"
    return {f"admin:{name}_{act}": row for act, row in rows.items()} | {
        unnamed: back_office(shown=302, blank=302, named=named)
    }


def _any_thing(town: Town) -> dict[str, Any]:
    kind = ContentType.objects.get_for_model(Household)
    return {"content_type_id": kind.pk, "object_id": town.household.pk}


IMPORT, EXPORT = holders("households.import_household"), holders("households.export_household")
LOOK_UP = "app_label=households&model_name=user&field_name=household&term="

ADMIN_TABLE: dict[str, Row] = {
    "admin:index": back_office(),
    "admin:login": back_office(open=True, shown=302, blank=302),
    "admin:logout": back_office(shown=405, blank=302),
    "admin:password_change": back_office(),
    "admin:password_change_done": back_office(blank=405),
    "admin:autocomplete": back_office(may("view", Household), query=LOOK_UP, blank=405),
    "admin:jsi18n": back_office(blank=405),
    "admin:view_on_site": back_office(named=_any_thing, shown=404, blank=404),
    "admin:app_list": back_office(named=lambda _: {"app_label": "points"}),
    "admin/(?P<url>.*)$": back_office(named=lambda _: {"url": "no/"}, shown=404, blank=404),
    "admin:households_household_import": back_office(IMPORT),
    "admin:households_household_process_import": back_office(IMPORT, shown=405),
    "admin:households_household_export": back_office(EXPORT),
} | {key: row for model in admin.site._registry for key, row in rows_of(model).items()}
