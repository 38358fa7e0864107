"""Copies a PostgreSQL database table by table, so no client tools are needed."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

COLUMNS = "columns.json"


class Engine:
    def dump(self, folder: Path) -> None:
        """Write each table as PostgreSQL's own text, all as of one moment."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            columns = columns_of_tables()
            (folder / COLUMNS).write_text(json.dumps(columns, indent=1))
            for table, names in columns.items():
                with (
                    (folder / f"{table}.copy").open("wb") as file,
                    cursor.copy(f"COPY {listed(table, names)} TO STDOUT") as copy,
                ):
                    for block in copy:
                        file.write(block)

    def load(self, folder: Path, migrations: list[tuple[str, str]]) -> None:
        """Make the schema anew as it was when the backup was made, and fill it."""
        columns = json.loads((folder / COLUMNS).read_text())
        remake_schema(migrations)
        # One transaction: the foreign keys are checked at its end.
        with transaction.atomic(), connection.cursor() as cursor:
            quoted = ", ".join(map(connection.ops.quote_name, columns_of_tables()))
            cursor.execute(f"TRUNCATE {quoted}")
            for table, names in columns.items():
                with cursor.copy(f"COPY {listed(table, names)} FROM STDIN") as copy:
                    for block in blocks_of(folder / f"{table}.copy"):
                        copy.write(block)
            for statement in reset_sequences():
                cursor.execute(statement)


def columns_of_tables() -> dict[str, list[str]]:
    """Return the stored columns of every table, in their order."""
    columns: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
            " AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position"
        )
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(column)
    return columns


def listed(table: str, names: list[str]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(map(quote, names))})"


def blocks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            yield block


def remake_schema(migrations: list[tuple[str, str]]) -> None:
    """Drop all tables and migrate to exactly the given migrations."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    executor = MigrationExecutor(connection)
    wanted = {pair for pair in migrations if pair in executor.loader.graph.nodes}
    executor.migrate([pair for pair in wanted if not has_child(executor, pair, wanted)])
    connection.close()


def has_child(
    executor: MigrationExecutor, pair: tuple[str, str], wanted: set[tuple[str, str]]
) -> bool:
    """Tell whether a later migration of the same app is wanted too."""
    children = executor.loader.graph.node_map[pair].children
    return any(child.key in wanted and child.key[0] == pair[0] for child in children)


def reset_sequences() -> list[str]:
    from django.apps import apps  # noqa: PLC0415 (all models, once the apps are ready)

    models = apps.get_models(include_auto_created=True)
    return connection.ops.sequence_reset_sql(no_style(), models)
