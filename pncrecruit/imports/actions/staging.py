"""A file is read and checked; every line is kept with what is wrong with it.

Each function here yields after a part that may be committed: the caller does so, and
waits a moment, so that others can write. A batch that was cut off is begun anew.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, delete

from pncrecruit.audit.actions import Author, record
from pncrecruit.bulk import insert_columns
from pncrecruit.db import db, local_day
from pncrecruit.errors import Conflict
from pncrecruit.imports.actions.applicants import ApplicantChecker
from pncrecruit.imports.actions.checking import Checker, Line
from pncrecruit.imports.actions.process import told
from pncrecruit.imports.models import ImportBatch, ImportLine
from pncrecruit.imports.queries.batches import same_file
from pncrecruit.imports.rules import BatchState, LineState, RecordKind
from pncrecruit.imports.rules.mapping import FileMapping, Source
from pncrecruit.officers.actions.sources import source
from pncrecruit.officers.models import DataSource
from pncrecruit.officers.queries import sources as source_queries
from pncrecruit.recruitment.actions.matching import compared_now
from pncrecruit.words import N_

PART = 1_000
# Straight into the table: what the mapper adds for a row is not needed here.
LINES = cast(Table, ImportLine.__table__)


class AlreadyApplied(Conflict):
    """``batch`` among the facts is the one that came of it."""

    message = N_("This file was imported already, with the same mapping.")
    field = "file"


class NotReady(Conflict):
    message = N_("This cannot be done with the import now: it is “%(state)s”.")


class Told(NamedTuple):
    """How far the reading of a file has come."""

    header: list[str]
    lines: int
    accepted: int
    warned: int
    returned: int
    problems: dict[str, list[int]]  # code -> [lines, first line]


class Tally:
    """Counts lines and their problems as they come."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.header: list[str] = []
        self.states: dict[LineState, int] = defaultdict(int)
        self.problems: dict[str, list[int]] = {}

    def add(self, lines: Sequence[Line]) -> None:
        """Count the lines of a part."""
        for line in lines:
            self.states[line.state] += 1
            for problem in line.problems:
                counted = self.problems.setdefault(problem.code, [0, line.number])
                counted[0] += 1

    @property
    def told(self) -> Told:
        """What was counted so far."""
        return Told(
            self.header,
            sum(self.states.values()),
            self.states[LineState.ACCEPTED],
            self.states[LineState.WARNED],
            self.states[LineState.RETURNED],
            self.problems,
        )


def file_hash(path: Path) -> str:
    """Return the hash by which a file is known again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def examine(
    path: Path,
    name: str,
    mapping: FileMapping,
    origin: DataSource | None,
    *,
    at: datetime,
) -> Iterator[tuple[Tally, list[Line]]]:
    """Yield the checked lines of a file, part by part, and write nothing.

    Raises a FileRefused with words for who sent the file.
    """
    checker = _checker(file_hash(path), mapping, origin, at)
    yield from _checked(told(path, name, mapping), checker)


def _checker(
    digest: str, mapping: FileMapping, origin: DataSource | None, at: datetime
) -> Checker | ApplicantChecker:
    if mapping.record is RecordKind.APPLICANT:
        return ApplicantChecker(digest, on=local_day(at))
    return Checker(mapping, origin)


def _checked(
    answers: Iterator[dict[str, Any]], checker: Checker | ApplicantChecker
) -> Iterator[tuple[Tally, list[Line]]]:
    tally = Tally()
    waiting: list[Any] = []
    for answer in answers:
        tally.header = answer.get("header", tally.header)
        waiting += answer.get("lines", [])
        if len(waiting) >= PART or "end" in answer:
            lines = checker.check(waiting)
            tally.add(lines)
            waiting = []
            yield tally, lines


def stage(
    path: Path,
    name: str,
    mapping: FileMapping,
    *,
    author: Author,
    at: datetime,
    call_id: int | None = None,
    office_id: int | None = None,
) -> Iterator[ImportBatch]:
    """Read a file into a batch; yield the batch whenever a part is ready to commit.

    The same file by the same mapping is the same batch: applied, it is refused with
    AlreadyApplied; read but not applied, it is given back as it is.
    """
    digest = file_hash(path)
    answers = told(path, name, mapping)
    # A file that is refused is refused here, before the database is asked anything.
    header = next(answers)
    batch = same_file(digest, mapping.digest, call_id)
    if batch is not None and batch.state is BatchState.APPLIED:
        raise AlreadyApplied(batch=batch.public_id)
    if batch is not None and batch.state is not BatchState.READING:
        yield batch
        return
    origin = None
    if mapping.record is not RecordKind.APPLICANT:
        origin = source_of(mapping.source, at)
    if batch is None:
        batch = ImportBatch(
            kind=mapping.record,
            state=BatchState.READING,
            filename=name[-80:],
            sha256=digest,
            mapping_hash=mapping.digest,
            mapping=dict(mapping.plain),
            header=header["header"],
            call_id=call_id,
            office_id=office_id,
            source_id=origin.id if origin else None,
            created_by_id=author.user_id,
            created_at=at,
            compared_to=compared_now(),
        )
        db.session.add(batch)
        db.session.flush()
    else:
        batch.compared_to = compared_now()
        db.session.execute(delete(ImportLine).where(ImportLine.batch_id == batch.id))
    yield batch
    checker = _checker(digest, mapping, origin, at)
    parts = _checked(chain([header], answers), checker)
    yield from _fill(batch, parts, author=author, at=at)


def _fill(
    batch: ImportBatch,
    parts: Iterator[tuple[Tally, list[Line]]],
    *,
    author: Author,
    at: datetime,
) -> Iterator[ImportBatch]:
    told = Tally().told
    batch_id = batch.id
    for tally, lines in parts:
        _keep(batch_id, lines)
        told = tally.told
        batch.header, batch.problems = told.header, dict(told.problems)
        batch.lines, batch.accepted = told.lines, told.accepted
        batch.warned, batch.returned = told.warned, told.returned
        yield batch
    batch.state = BatchState.STAGED
    record(
        "import.read",
        ("import_batch", batch.public_id),
        author=author,
        at=at,
        kind=batch.kind,
        sha256=batch.sha256,
        lines=told.lines,
        warned=told.warned,
        returned=told.returned,
    )
    yield batch


def _keep(batch_id: int, lines: Sequence[Line]) -> None:
    """Keep the lines; only those that something is wrong with keep their cells."""
    groups: dict[LineState, list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.state].append(line)
    for state, same in groups.items():
        columns: dict[str, list[Any]] = {
            "line": [one.number for one in same],
            "target_id": [one.target_id for one in same],
        }
        # What a group leaves out is NULL, where a given None would be "null".
        if state is not LineState.RETURNED:
            columns["draft"] = [one.draft for one in same]
        if state is not LineState.ACCEPTED:
            columns["raw"] = [one.raw for one in same]
            columns["problems"] = [[list(it) for it in one.problems] for one in same]
        insert_columns(LINES, columns, batch_id=batch_id, state=state)


def discard(batch: ImportBatch, *, author: Author, at: datetime) -> None:
    """Drop a batch of which nothing was applied; raise NotReady for any other."""
    if batch.state not in (BatchState.READING, BatchState.STAGED):
        raise NotReady(state=batch.state)
    record(
        "import.discard",
        ("import_batch", batch.public_id),
        author=author,
        at=at,
        sha256=batch.sha256,
    )
    drop(batch)


def drop(batch: ImportBatch) -> None:
    """Remove a batch and its lines: nothing of them is on record."""
    db.session.execute(delete(ImportLine).where(ImportLine.batch_id == batch.id))
    db.session.delete(batch)


def source_of(told_source: Source, at: datetime) -> DataSource:
    """Return the source that a mapping names, made at its first use."""
    return source(
        told_source.key,
        told_source.name,
        at=at,
        observed_from=told_source.observed_from,
        extracted_on=told_source.extracted_on,
        currency=told_source.currency,
        cohort_scheme=told_source.cohort_scheme,
        confirmed_labels=told_source.confirmed_labels,
    )


def known_source(told_source: Source) -> DataSource | None:
    """Return the source that a mapping names if it is on record."""
    return source_queries.by_key(told_source.key)
