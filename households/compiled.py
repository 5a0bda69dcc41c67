"""Queries of a busy counter, compiled once: the ORM writes the SQL, later calls only fill it in.

For one query Django takes several times as long to write the SQL as PostgreSQL takes to answer, and
PostgreSQL as long to plan it. Only for what was measured to need it: everything else asks as usual.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, Expression, Field, Model, QuerySet
from django.db.transaction import TransactionManagementError

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
        return self._ask(among, given)[1]

    def objects(self, among: Sequence[int] | None = None, /, **given: Any) -> list[M]:
        """The rows of a query of whole model objects with what is annotated, without relations."""
        compiler, rows = self._ask(among, given)
        return [_object(compiler, row) for row in rows]

    def _ask(self, among: Sequence[int] | None, given: dict[str, Any]) -> tuple[Any, list[Any]]:
        if among is not None and not among:
            return None, []
        connection = connections[DEFAULT_DB_ALIAS]
        compiler, sql, params = self._compiled(connection, len(among or ()))
        if compiler.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError(
                "A lock lasts as long as its transaction: there is none."
            )
        given |= {f"among{place}": number for place, number in enumerate(among or ())}
        bound = [
            each.value(given, connection) if isinstance(each, _Param) else each for each in params
        ]
        with preparing_cursor(connection) as cursor:
            cursor.execute(sql, bound)
            found = cursor.fetchall()
        return compiler, list(compiler.results_iter(results=[found]))

    def _compiled(self, connection: Any, numbers: int) -> tuple[Any, str, Sequence[Any]]:
        known: dict[Any, Any] = connection.__dict__.setdefault("compiled", {})
        made = known.get((self, numbers))
        if made is None:
            query = self._build([param(f"among{place}") for place in range(numbers)]).query
            compiler = query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            made = (
                compiler,
                sql.replace(" FOR UPDATE", " FOR SHARE") if self._share else sql,
                params,
            )
            if numbers <= _MOST_KEPT:
                known[self, numbers] = made
        return made


def _object(compiler: Any, row: Sequence[Any]) -> Any:
    annotated: dict[str, int] = compiler.annotation_col_map
    names = [column.target.attname for column, *_ in compiler.select[: len(row) - len(annotated)]]
    found = compiler.query.model.from_db(DEFAULT_DB_ALIAS, names, row[: len(names)])
    for name, place in annotated.items():
        setattr(found, name, row[place])
    return found


def preparing_cursor(connection: Any) -> Any:
    """A cursor, on PostgreSQL one whose statements are planned once: see `prepare_threshold`."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    # Django makes these where it is told to bind everything on the server.
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415

    connection.ensure_connection()
    cursor: Any = ServerBindingCursor
    return connection._prepare_cursor(cursor(connection.connection))
