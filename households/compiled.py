"""Queries of a busy counter, compiled once: the ORM writes the SQL, later calls only fill it in.

For one query Django takes several times as long to write the SQL as PostgreSQL takes to answer, and
PostgreSQL as long to plan it. Only for what was measured to need it: everything else asks as usual.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, Expression, Field, Model, QuerySet
from django.db.transaction import TransactionManagementError

from households.preparing import carry_out

M = TypeVar("M", bound=Model)

_NUMBER: "Field[Any, Any]" = BigIntegerField()
_MOST_KEPT = 20
"""Of numbers in one call: a longer list is rare, and its SQL is not worth keeping."""


class _Param(Expression):
    def __init__(self, name: str, kind: "Field[Any, Any]") -> None:
        super().__init__()
        self.name, self.kind = name, kind

    def resolve_expression(self, *args: Any, **kwargs: Any) -> "_Param":
        return self

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def value(self, given: dict[str, Any], connection: Any) -> Any:
        """What the database is handed for it."""
        return self.kind.get_db_prep_value(given[self.name], connection)


def param(name: str, kind: "Field[Any, Any]" = _NUMBER) -> Any:
    """Stands in a compiled query for the value, a number unless `kind` says what field it is like,
    that a call gives by this name."""
    return _Param(name, kind)


class Compiled(Generic[M]):
    """The query that `build` makes; it gets as many params as a call gives numbers in `among`.

    `share` makes of select_for_update a lock that many may hold at once and nobody may change rows
    under, for which Django has no word.
    """

    def __init__(self, build: Callable[[list[Any]], QuerySet[M, Any]], share: bool = False) -> None:
        self._build, self._share = build, share

    def rows(self, among: Sequence[int] | None = None, /, **given: Any) -> list[Any]:
        """The rows of a query by `values_list`, as sequences. No query for an empty `among`."""
        return [] if _none(among) else self._made(among).rows(among, given)

    def objects(self, among: Sequence[int] | None = None, /, **given: Any) -> list[M]:
        """The rows of a query of whole model objects with what is annotated, without relations."""
        if _none(among):
            return []
        made = self._made(among)
        return [made.as_object(row) for row in made.rows(among, given)]

    def _made(self, among: Sequence[int] | None) -> "_Made":
        connection: Any = connections[DEFAULT_DB_ALIAS]
        known: dict[Any, _Made] = connection.__dict__.setdefault("compiled", {})
        numbers = len(among or ())
        made = known.get((self, numbers))
        if made is None:
            query = self._build([param(f"among{place}") for place in range(numbers)]).query
            made = _Made(query.get_compiler(connection=connection), self._share)
            if numbers <= _MOST_KEPT:
                known[self, numbers] = made
        return made


def _none(among: Sequence[int] | None) -> bool:
    return among is not None and not among


class _Made:
    """A query as the SQL of one connection."""

    def __init__(self, compiler: Any, share: bool) -> None:
        self.compiler = compiler
        sql, self.params = compiler.as_sql()
        self.sql: str = sql.replace(" FOR UPDATE", " FOR SHARE") if share else sql
        self.converters = compiler.get_converters([column for column, *_ in compiler.select])

    def rows(self, among: Sequence[int] | None, given: dict[str, Any]) -> list[Any]:
        connection = self.compiler.connection
        if self.compiler.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError(
                "A lock lasts as long as its transaction: there is none."
            )
        given |= {f"among{place}": number for place, number in enumerate(among or ())}
        bound = [
            each.value(given, connection) if isinstance(each, _Param) else each
            for each in self.params
        ]
        found: list[Any] = carry_out(self.sql, bound).fetchall()
        if not self.converters:
            return found
        return list(self.compiler.apply_converters(found, self.converters))

    def as_object(self, row: Sequence[Any]) -> Any:
        names = self._names
        found = self.compiler.query.model.from_db(DEFAULT_DB_ALIAS, names, row[: len(names)])
        for name, place in self.compiler.annotation_col_map.items():
            setattr(found, name, row[place])
        return found

    @cached_property
    def _names(self) -> list[str]:
        columns = self.compiler.select
        own = columns[: len(columns) - len(self.compiler.annotation_col_map)]
        return [column.target.attname for column, *_ in own]
