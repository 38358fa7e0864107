"""Statements of the hot path, which Django writes once and the driver then runs as they are.

Composing SQL is most of what a sign-up costs Python (bench/ measures it), so the few queries that
every sign-up makes are compiled on first use. Everything else uses the ORM as it is.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet
from django.db.models.fields import Field

# Stands for a number that is given at each run; no key or count is ever this.
MARK = 1_987_654_321


class Compiled:
    """A queryset whose SQL is kept; `build` gets marks that stand for what is given at each run."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *marks: Any) -> None:
        self._build = build
        self._marks = marks
        self._kept: dict[str, tuple[str, list[int | None], list[Any], Any]] = {}

    def rows(self, *given: Any) -> list[Sequence[Any]]:
        """Return the rows as tuples; `given` are in the order of the marks."""
        kept = self._kept.get(connection.vendor) or self._compile()
        sql, positions, constants, (compiler, converters) = kept
        params = [
            constant if position is None else _prepared(given[position])
            for position, constant in zip(positions, constants, strict=True)
        ]
        rows = run(sql, params)
        return list(compiler.apply_converters(rows, converters)) if converters else rows

    def instances(self, model: type[models.Model], *given: Any) -> list[Any]:
        """Return the rows as instances of `model`, which the queryset selects whole."""
        names = [field.attname for field in model._meta.concrete_fields]
        return [model.from_db(connection.alias, names, row) for row in self.rows(*given)]

    def first_instance(self, model: type[models.Model], *given: Any) -> Any:
        """Return the first row as an instance of `model`, or None."""
        return next(iter(self.instances(model, *given)), None)

    def _compile(self) -> tuple[str, list[int | None], list[Any], Any]:
        compiler = self._build(*self._marks).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        positions = [
            next((i for i, mark in enumerate(self._marks) if _prepared(mark) == param), None)
            for param in params
        ]
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        kept = (sql, positions, list(params), (compiler, _bound(converters)))
        self._kept[connection.vendor] = kept
        return kept


def run(sql: str, params: Sequence[Any]) -> list[Any]:
    """Return the rows of a statement that many visits make; PostgreSQL plans it only once.

    Give it plain integers: Django's own would be cut to their column's size without an error.
    """
    with _repeating_cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _repeating_cursor() -> Any:
    if connection.vendor != "postgresql":
        return connection.cursor()
    # Django offers this cursor only for everything or nothing, by its "server_side_binding".
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # psycopg's
    return connection._prepare_cursor(cursor)  # type: ignore[attr-defined]  # the stubs lack it


def _prepared(value: Any) -> Any:
    """Return the value as this database takes it: SQLite keeps a UUID as text."""
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _bound(converters: dict[int, Any]) -> dict[int, Any]:
    """Return the converters in a form that can be applied any number of times."""
    return {index: (list(found), expression) for index, (found, expression) in converters.items()}


_inserts: dict[tuple[str, type[models.Model], int], str] = {}


def insert(instances: Sequence[models.Model]) -> None:
    """Insert new rows of one model in one statement and give each its key."""
    if not instances:
        return
    model = type(instances[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    params = [_value(field, instance) for instance in instances for field in fields]
    keys = [row[0] for row in run(_insert_sql(model, fields, len(instances)), params)]
    for instance, key in zip(instances, keys, strict=True):
        instance.pk = key
        instance._state.adding = False
        instance._state.db = connection.alias


def _value(field: "Field[Any, Any]", instance: models.Model) -> Any:
    if isinstance(field, models.ForeignKey) and getattr(instance, field.attname) is None:
        # The related row may have got its key after this one was built.
        related = instance._state.fields_cache.get(field.name)
        setattr(instance, field.attname, None if related is None else related.pk)
    value = field.get_db_prep_save(field.pre_save(instance, True), connection)
    # A plain integer, as `run` wants them: the database then refuses one that is too large.
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _insert_sql(model: type[models.Model], fields: "list[Field[Any, Any]]", number: int) -> str:
    kept = _inserts.get((connection.vendor, model, number))
    if kept is None:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in fields)
        row = f"({', '.join(['%s'] * len(fields))})"
        kept = (
            f"INSERT INTO {quote(model._meta.db_table)} ({columns})"  # noqa: S608 (names of our models)
            f" VALUES {', '.join([row] * number)}"
            f" RETURNING {quote(str(model._meta.pk.column))}"
        )
        _inserts[connection.vendor, model, number] = kept
    return kept


_TAKE = (
    "UPDATE registrations_quota SET taken = taken + %s"
    " WHERE id = %s AND (size IS NULL OR size >= taken + %s)"
)
_FREE = "UPDATE registrations_quota SET taken = taken + %s WHERE id = %s AND taken >= %s"


def count_taken(quota_id: int, units: int) -> bool:
    """Add units to a quota, or free them below 0, if that is possible; tell whether it was."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE if units > 0 else _FREE, (units, quota_id, abs(units)))
        return int(cursor.rowcount) == 1
