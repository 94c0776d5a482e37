"""How each engine's database is copied while it is in use, and put back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    MetaData,
    create_engine,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import URL, make_url

SQLITE_PART, POSTGRESQL_PART = "database.sqlite", "database.dump"


class EngineRefused(RuntimeError):
    """The database cannot be copied or put back, for a reason the operator can mend."""


def copy_database(url: str, folder: Path, programs: str) -> tuple[Path, dict[str, int]]:
    """Copy a database into a folder, as of one instant.

    Returns the file and the number of rows of each table at that instant.
    ``programs`` is the folder of pg_dump, "" for the one on the PATH.
    """
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        return _copy_sqlite(Path(target.database or ""), folder / SQLITE_PART)
    return _copy_postgresql(target, folder / POSTGRESQL_PART, programs)


def put_back(url: str, folder: Path, programs: str) -> None:
    """Put a copied database into an empty place; nothing is overwritten.

    Raises EngineRefused if the target holds tables, or the copy is another engine's.
    """
    target = make_url(url)
    sqlite = target.get_backend_name() == "sqlite"
    part = folder / (SQLITE_PART if sqlite else POSTGRESQL_PART)
    if not part.exists():
        raise EngineRefused("The backup is of another kind of database.")
    if sqlite:
        place = Path(target.database or "")
        if place.exists() and place.stat().st_size:
            raise EngineRefused(f"{place.name} exists; restore into a new file.")
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_name(f"{place.name}.part")
        shutil.copyfile(part, unfinished)
        unfinished.replace(place)
        return
    with connected(target) as connection:
        if inspect(connection).get_table_names():
            raise EngineRefused("The database holds tables; restore into an empty one.")
    _run(
        [
            _program("pg_restore", programs),
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-privileges",
            _address(target),
            str(part),
        ],
        target,
    )


@contextmanager
def connected(url: URL, **options: Any) -> Iterator[Connection]:
    """Give a connection that only reads, and close all of it afterwards."""
    engine = create_engine(url, **options)
    try:
        with engine.connect().execution_options(writes=False) as connection:
            yield connection
    finally:
        engine.dispose()


def row_counts(connection: Connection) -> dict[str, int]:
    """Count the rows of every table."""
    tables = MetaData()
    tables.reflect(connection)
    return {
        name: connection.scalar(select(func.count()).select_from(table)) or 0
        for name, table in sorted(tables.tables.items())
    }


def broken_references(connection: Connection) -> int:
    """Count the foreign keys that point to nothing (PostgreSQL holds them itself)."""
    if connection.dialect.name != "sqlite":
        return 0
    return len(connection.execute(text("PRAGMA foreign_key_check")).all())


def _copy_sqlite(source: Path, target: Path) -> tuple[Path, dict[str, int]]:
    if not source.exists():
        raise EngineRefused(f"There is no database {source.name}.")
    with (
        closing(sqlite3.connect(source)) as origin,
        closing(sqlite3.connect(target)) as copy,
    ):
        origin.backup(copy)  # in one step, from one snapshot
    with connected(make_url(f"sqlite:///{target}")) as connection:
        counts = row_counts(connection)
    with closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
    return target, counts


def _copy_postgresql(
    source: URL, target: Path, programs: str
) -> tuple[Path, dict[str, int]]:
    with connected(source, isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        counts = row_counts(connection)
        _run(
            [
                _program("pg_dump", programs),
                "--format=custom",
                f"--snapshot={snapshot}",
                f"--file={target}",
                _address(source),
            ],
            source,
        )
    return target, counts


def _program(name: str, programs: str) -> str:
    found = shutil.which(name, path=programs or None)
    if found is None:
        raise EngineRefused(f"{name} is not installed, or not in PG_BIN.")
    return found


def _address(url: URL) -> str:
    """Return the address as libpq reads it, without the password."""
    bare = url.set(drivername="postgresql", password=None)
    return f"--dbname={bare.render_as_string()}"


def _run(command: list[str], url: URL) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment."""
    secret = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(
        command,
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise EngineRefused(done.stderr.strip().splitlines()[-1][:400])
