"""The rows that migrations make (root page, locales, groups), put back after a test commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management.color import no_style
from django.db import connection, transaction


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def take_baseline() -> dict[str, Table]:
    """Return every row of every table that is not empty."""
    tables = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            rows = tuple(tuple(row) for row in cursor.fetchall())
            if rows and cursor.description:
                tables[name] = Table(tuple(column[0] for column in cursor.description), rows)
    return tables


def restore_baseline(tables: dict[str, Table]) -> None:
    """Empty every table and put the rows of the baseline back."""
    quote = connection.ops.quote_name
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.constraint_checks_disabled(), transaction.atomic(), _lifted_guards():
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), names))
        with connection.cursor() as cursor:
            for name, table in tables.items():
                columns = ", ".join(quote(column) for column in table.columns)
                marks = ", ".join(["%s"] * len(table.columns))
                statement = f"INSERT INTO {quote(name)} ({columns}) VALUES ({marks})"
                cursor.executemany(statement, table.rows)


@contextmanager
def _lifted_guards() -> Iterator[None]:
    """Let SQLite, which has no TRUNCATE, empty the tables whose rows are never deleted."""
    guards: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master"
                " WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'"
            )
            guards = cursor.fetchall()
        for name, _statement in guards:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, statement in guards:
            cursor.execute(statement)
