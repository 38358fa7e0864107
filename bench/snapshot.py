"""The whole database kept aside and put back, so that a replay meets the same rows and numbers."""

import shutil
from pathlib import Path

import psycopg
from django.db import connection

KEPT = "kretslopp_kept"


def keep() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copy(database_file(), kept_file())
        return
    copy_database(connection.settings_dict["NAME"], KEPT)


def put_back() -> None:
    if connection.vendor == "sqlite":
        connection.close()
        for ending in ("-wal", "-shm"):
            database_file().with_name(database_file().name + ending).unlink(missing_ok=True)
        shutil.copy(kept_file(), database_file())
        return
    copy_database(KEPT, connection.settings_dict["NAME"])


def database_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def kept_file() -> Path:
    return database_file().with_suffix(".kept")


def copy_database(source: str, target: str) -> None:
    settings = connection.get_connection_params()
    connection.close()
    with psycopg.connect(
        dbname="postgres", user=settings["user"], host=settings["host"], autocommit=True
    ) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{target}"')
        server.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
