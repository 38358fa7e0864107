"""The statements of a stretch of code, recorded and replayed by the raw driver."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.sqlite3._functions import register as register_functions
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

Statement = tuple[str, Any, bool]
BEGIN, COMMIT = ("BEGIN", None, False), ("COMMIT", None, False)


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """Collect the statements, with the beginnings and ends of transactions."""
    statements: list[Statement] = []

    def record(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        # SQLite's own BEGIN passes here too.
        if sql.startswith("BEGIN"):
            return execute(sql, params, many, context)
        if connection.in_atomic_block and not is_inside(statements):
            statements.append(BEGIN)
        statements.append((sql, params, many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield statements
    if is_inside(statements):
        statements.append(COMMIT)


def is_inside(statements: list[Statement]) -> bool:
    for statement in reversed(statements):
        if statement in (BEGIN, COMMIT):
            return statement == BEGIN
    return False


def replayer(statements: list[Statement]) -> Callable[[], None]:
    """Return a function that does the same by the driver alone; all else is prepared here."""
    if connection.vendor == "sqlite":
        return sqlite_replayer(statements)
    return postgres_replayer(statements)


def sqlite_replayer(statements: list[Statement]) -> Callable[[], None]:
    raw = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    raw.executescript(connection.settings_dict["OPTIONS"]["init_command"])
    register_functions(raw)
    ready = [(in_qmarks(sql, params), params or (), many) for sql, params, many in statements]

    def replay() -> None:
        cursor = raw.cursor()
        for sql, params, many in ready:
            (cursor.executemany if many else cursor.execute)(sql, params)
            if cursor.description:
                cursor.fetchall()
        raw.close()

    return replay


def in_qmarks(sql: str, params: Any) -> str:
    if sql == "BEGIN":
        return "BEGIN IMMEDIATE"
    return sql if params is None else FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")


def postgres_replayer(statements: list[Statement]) -> Callable[[], None]:
    settings = connection.get_connection_params()
    names = ("dbname", "user", "host", "prepare_threshold")
    settings = {name: settings[name] for name in names if name in settings}
    raw = psycopg.connect(**settings, autocommit=True)

    def replay() -> None:
        cursor = raw.cursor()
        for sql, params, many in statements:
            (cursor.executemany if many else cursor.execute)(sql, params)
            if cursor.description:
                cursor.fetchall()
        raw.close()

    return replay
