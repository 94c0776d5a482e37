"""The import of a fair's spreadsheet, beside reading, checking and inserting alone.

Both work on copies of the measured database, so that this stays as it is. The limit
reads the file, checks each line in plain Python, and writes the very rows that the
import left, by the driver, in one transaction, the search of names filled at its end.
"""

import csv
import resource
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from benchmarks import sheet
from benchmarks.country import TODAY, copied
from benchmarks.jobs import Bench
from benchmarks.measure import Line, line, listening
from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import Role
from pncrecruit.db import db, now, writing
from pncrecruit.imports.actions import staging
from pncrecruit.imports.actions.applying_applicants import apply_applicants
from pncrecruit.imports.committing import run
from pncrecruit.imports.templates_of import fair_mapping
from pncrecruit.officers.queries import units
from pncrecruit.persons.rules import CUI_LENGTH, cui_remainder
from pncrecruit.recruitment.queries import calls

SEED = 7
# What an applicant consists of, in an order that the foreign keys allow, and by which
# number the new rows are known.
TABLES = {
    "person": "id",
    "application": "id",
    "reached": "application_id",
    "phase_transition": "id",
    "measure": "id",
    "language_skill": "id",
}
SEARCH = (
    "INSERT INTO application_search (rowid, name_key)"
    " SELECT id, name_key FROM application WHERE id > ? AND listed"
)
Rows = dict[str, list[tuple[Any, ...]]]


def imports(bench: Bench, count: int) -> list[Line]:
    """Measure the import of so many lines, as CSV and as XLSX."""
    lines = sheet.rows(count, TODAY, SEED)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for ending, target in (("csv", "ratio<=4.0"), ("xlsx", "ratio<=3.0")):
            path = Path(folder) / f"fair.{ending}"
            sheet.write(path, lines)
            figure, statements, left = _ours(bench, path, count)
            limit = _limit(bench, path, left)
            job = f"import of {count} {ending}"
            found.append(
                line(job, bench.size, bench.engine, (figure, limit), target, statements)
            )
    return found


def _ours(bench: Bench, path: Path, count: int) -> tuple[float, int, Rows]:
    """Import a file; return CPU milliseconds, statements, and the rows it left."""
    with copied(bench.app) as app, app.app_context(), writing():
        last = _last()
        call = calls.by_code(bench.code)
        if call is None:
            raise LookupError("the copy has no such call")
        actor = Actor(None, None, "measurement", frozenset({Role.HR_LEAD}))  # type: ignore[arg-type]

        def work() -> None:
            staged = run(
                staging.stage(
                    path,
                    path.name,
                    fair_mapping(),
                    author=actor.author,
                    at=now(),
                    call_id=call.id,
                    office_id=units.tree()[0].id,
                )
            )
            done = run(apply_applicants(staged, actor=actor, at=now()))
            if done.accepted + done.warned < count * 0.99:
                raise RuntimeError(f"only {done.accepted} of {count} lines came in")

        with listening() as seen:
            spent = _cpu(work)
        return spent, len(seen), _left(last)


def _limit(bench: Bench, path: Path, left: Rows) -> float:
    """Return the CPU milliseconds of reading, checking and inserting alone."""
    with copied(bench.app) as app, app.app_context():
        last = _last()
        mark = "?" if bench.engine == "sqlite" else "%s"
        if bench.engine == "sqlite":  # row by row it takes three times as long
            with closing(db.engine.raw_connection()) as raw:
                raw.cursor().execute("DROP TRIGGER application_search_added")
                raw.commit()

        def work() -> None:
            for cells in _read(path):
                _check(cells)
            with closing(db.engine.raw_connection()) as raw:
                cursor = raw.cursor()
                if bench.engine == "sqlite":
                    cursor.execute("BEGIN IMMEDIATE")
                for table, rows in left.items():
                    if rows:
                        places = ", ".join([mark] * len(rows[0]))
                        cursor.executemany(
                            f"INSERT INTO {table} VALUES ({places})",  # noqa: S608
                            rows,
                        )
                if bench.engine == "sqlite":
                    cursor.execute(SEARCH, (last["application"],))
                raw.commit()

        return _cpu(work)


def _last() -> dict[str, int]:
    """Return the last number in each table."""
    with closing(db.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        found = {}
        for table, key in TABLES.items():
            cursor.execute(f"SELECT coalesce(max({key}), 0) FROM {table}")  # noqa: S608
            (found[table],) = cursor.fetchone() or (0,)
        raw.rollback()
        return found


def _left(last: dict[str, int]) -> Rows:
    """Return the rows that came after the last numbers, as the driver has them."""
    with closing(db.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        found: Rows = {}
        for table, key in TABLES.items():
            cursor.execute(
                f"SELECT * FROM {table} WHERE {key} > {last[table]}"  # noqa: S608
                f" ORDER BY {key}"
            )
            # Of no batch: the import's own book-keeping is not part of the limit.
            names = [one[0] for one in cursor.description or ()]
            batch = names.index("batch_id") if "batch_id" in names else len(names)
            found[table] = [
                (*row[:batch], None, *row[batch + 1 :]) if batch < len(names) else row
                for row in cursor.fetchall()
            ]
        raw.rollback()
        return found


def _read(path: Path) -> Iterator[list[Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            yield from reader
        return
    with CalamineWorkbook.from_path(path) as book:
        rows = book.get_sheet_by_index(0).iter_rows()
        next(rows)
        yield from rows


def _check(cells: list[Any]) -> date:
    """Check a line as plainly as can be: raise if it is not what it should be."""
    given, surname, cui, born, sex = (cells[place] for place in (1, 2, 5, 7, 8))
    if not (given and surname and len(given) <= 80 and len(surname) <= 80):
        raise ValueError("a name is missing")
    if cui and (
        len(cui) != CUI_LENGTH or cui_remainder(cui[:8]) not in (int(cui[8]), 10)
    ):
        raise ValueError("the CUI is wrong")
    if sex not in {"F", "M"} or not 100 <= float(cells[12]) <= 230:
        raise ValueError("sex or height is wrong")
    return datetime.strptime(born, "%d/%m/%Y").date()  # noqa: DTZ007


def _cpu(work: Callable[[], None]) -> float:
    """Return the CPU milliseconds of some work, its processes included."""

    def spent() -> float:
        both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return sum(
            usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, both)
        )

    started = spent()
    work()
    return 1000 * (spent() - started)
