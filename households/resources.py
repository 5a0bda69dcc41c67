"""Households as django-import-export sees them: the columns of a roster, out and in."""

from datetime import datetime
from typing import Any

from django.db import transaction
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import Result
from import_export.widgets import Widget

from households.formats import RosterDataset
from households.models import Household, Place, User
from households.services import roster
from households.services.appointments import offices_for
from households.services.days import day_of
from households.services.place_finder import PlaceFinder, make_missing
from households.services.roster_cells import CODE, GROUP, READERS, VILLAGE, CodeBook
from households.services.roster_report import RosterReport
from households.tables import RowError, Table, as_text


class AsStored(Widget):
    """Hands out numbers as numbers: the formats of a roster know how each column is written."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class HouseholdResource(ModelResource):
    """A roster going out."""

    code = Field("code", CODE, AsStored())
    village = Field("group__parent__name", VILLAGE, AsStored())
    group = Field("group__name", GROUP, AsStored())
    head = Field("head", roster.HEADING_OF["head"], AsStored())
    people = Field("people", roster.HEADING_OF["people"], AsStored())
    phone = Field("phone", roster.HEADING_OF["phone"], AsStored())
    house_number = Field("house_number", roster.HEADING_OF["house_number"], AsStored())
    note = Field("note", roster.HEADING_OF["note"], AsStored())

    class Meta:
        model = Household
        name = "农户名册"
        fields = ("code", "village", "group", *roster.HEADING_OF)


class RosterWidget(Widget):
    """Reads one cell with what the whole import knows: the places, and the codes of all rows."""

    def __init__(self, importing: "RosterResource", heading: str) -> None:
        super().__init__()
        self.importing = importing
        self.heading = heading

    def clean(self, value: Any, row: Any = None, row_number: int = 0, **kwargs: Any) -> Any:
        return self.importing.read(self.heading, row, row_number)


class CheckedField(Field):
    """A column that is tested and sets nothing: a household has its village by its group."""

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        self.clean(row, **kwargs)


class ByCode(BaseInstanceLoader):
    """Finds the known household of a row among those read at once."""

    def get_instance(self, row: Any) -> Household | None:
        return self.resource.known.get(self.resource.book.code(row[CODE]))


class RosterResult(Result):
    """`problems` are the mistakes in the file; `report` says what was done when there are none."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[RowError] = []
        self.report: RosterReport | None = None


class RosterResource(HouseholdResource):
    """A roster coming in: read row by row by the engine, written at once by the service.

    The engine's own saving asks the database several questions a row and knows nothing of moves;
    so it only reads and compares here, and nothing is written while one row is wrong.
    """

    village = CheckedField("group__parent__name", VILLAGE)
    group = Field("group", GROUP)

    class Meta:
        import_id_fields = ("code",)
        instance_loader_class = ByCode
        skip_unchanged = True
        skip_html_diff = True
        store_instance = True
        # Spares a savepoint for every row; `save_instance` leaves nothing to be saved in bulk.
        use_bulk = True

    def __init__(
        self, community: Place, by: User, at: datetime, make_places: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.community, self.by, self.at, self.make_places = community, by, at, make_places
        for field in self.fields.values():
            field.widget = RosterWidget(self, field.column_name)

    @classmethod
    def get_result_class(cls) -> type[RosterResult]:
        return RosterResult

    def import_data(
        self, dataset: RosterDataset, dry_run: bool = False, **kwargs: Any
    ) -> RosterResult:
        """Imports the whole roster, or nothing when one row is wrong or for a `dry_run`.

        Raises Refused where `by` may not import, or somebody changed the households meanwhile.
        """
        offices_for(self.by, "households.import_household", [self.community], day_of(self.at))
        with transaction.atomic():
            # Of two imports at once the second compares with what the first has written.
            Place.objects.select_for_update(no_key=True).get(pk=self.community.pk)
            self._prepare(dataset.table)
            kwargs |= {"use_transactions": True, "rollback_on_validation_errors": True}
            result: RosterResult = super().import_data(dataset, dry_run, **kwargs)
            # Mistakes in the file are `invalid_rows`; everything else must not end in a list.
            for error in (*result.base_errors, *(e for row in result.rows for e in row.errors)):
                raise error.error
            if dry_run or result.problems:
                transaction.set_rollback(True)
        return result

    def _prepare(self, table: Table) -> None:
        self.table = table
        self.places = PlaceFinder(self.community)
        self.made = self._make_places() if self.make_places else []
        self.known = {}
        for household in Household.objects.filter(community=self.community):
            household.group = self.places.groups[household.group_id]
            self.known[household.code] = household
        self.book = CodeBook(self.known, ((row.number, row.values[CODE]) for row in table.rows))

    def _make_places(self) -> list[Place]:
        named = []
        for row in self.table.rows:
            try:
                named.append((as_text(row.values[VILLAGE]), as_text(row.values[GROUP])))
            except ValueError:
                continue  # told when the row is read
        return make_missing(self.places, named, self.by, self.at)

    def read(self, heading: str, row: dict[str, Any], row_number: int) -> Any:
        """What the cell under `heading` means; raises ValueError with a Chinese sentence."""
        cell = row[heading]
        if heading == CODE:
            return self.book.read(cell, self.table.rows[row_number - 1].number)
        if heading == VILLAGE:
            return self.places.village(as_text(cell))
        if heading == GROUP:
            return self._group(row)
        return READERS[heading](cell)

    def _group(self, row: dict[str, Any]) -> Place | None:
        try:
            village = self.places.village(as_text(row[VILLAGE]))
        except ValueError:
            return None  # told under the village
        return self.places.group(village, as_text(row[GROUP]))

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Leaves the writing to `after_import`."""

    def after_import(self, dataset: Any, result: RosterResult, **kwargs: Any) -> None:
        result.problems = self._problems(result)
        if result.problems or result.has_errors():
            return
        new = [row.instance for row in result.rows if row.is_new()]
        listed = [(row.original, row.instance) for row in result.rows if not row.is_new()]
        others = [
            household for code, household in self.known.items() if code not in self.book.first_row
        ]
        report = roster.carry_out(new, listed, others, self.by, self.at)
        report.made = self.made
        report.notes = self._notes()
        result.report = report

    def _problems(self, result: RosterResult) -> list[RowError]:
        heading_of = {field.attribute: field.column_name for field in self.fields.values()}
        return [
            self.table.error(self.table.rows[invalid.number - 1], heading_of[attribute], message)
            for invalid in result.invalid_rows
            for attribute, messages in invalid.error_dict.items()
            for message in messages
        ]

    def _notes(self) -> list[str]:
        notes = [f"第{row}行“{remark}”不是农户，没有导入。" for row, remark in self.table.left_out]
        notes += [f"“{heading}”这一列没有导入。" for heading in self.table.unknown]
        notes += [
            f"户编号“{written}”按“{code}”办理（Excel 去掉了开头的0）。"
            for written, code in self.book.restored.items()
        ]
        return notes
