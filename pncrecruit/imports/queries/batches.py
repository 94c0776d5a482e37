"""Batches and their lines."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from pncrecruit.access.models import User
from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.db import db
from pncrecruit.imports.models import ImportBatch, ImportLine
from pncrecruit.imports.rules import BatchState, LineState, RecordKind
from pncrecruit.officers.models import DataSource, Officer, Unit
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import RecruitmentCall

PAGE = 50


class BatchRow(NamedTuple):
    """A batch in a list."""

    public_id: UUID
    filename: str
    kind: RecordKind
    state: BatchState
    lines: int
    warned: int
    returned: int
    created_at: datetime
    author: str | None
    call_code: str | None


class LineRow(NamedTuple):
    """A line with what is wrong with it."""

    line: int
    state: LineState
    raw: list[Any] | None
    problems: list[Any] | None


class QualityRow(NamedTuple):
    """A line that came in although something is odd about it."""

    id: int
    officer_id: UUID
    given_names: str
    first_surname: str
    external_id: str | None
    unit_name: str | None
    filename: str
    batch_id: UUID
    line: int
    problems: list[Any] | None


def same_file(
    sha256: str, mapping_hash: str, call_id: int | None
) -> ImportBatch | None:
    """Return the batch of the same file by the same mapping, unless it was undone."""
    return db.session.scalar(
        select(ImportBatch)
        .where(
            ImportBatch.sha256 == sha256,
            ImportBatch.mapping_hash == mapping_hash,
            ImportBatch.call_id.is_not_distinct_from(call_id),
            ImportBatch.state.not_in([BatchState.UNDONE, BatchState.UNDOING]),
        )
        .order_by(ImportBatch.id.desc())
        .limit(1)
    )


def account_of(email: str) -> User | None:
    """Return the enabled account of an address: who acts in a command."""
    return db.session.scalar(
        select(User).where(func.lower(User.email) == email.strip().lower(), User.active)
    )


def within(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a batch is in sight: by calls and offices."""
    if scope.kind is ScopeKind.ALL:
        return true()
    if scope.kind is ScopeKind.OWN:
        return ImportBatch.created_by_id == scope.user_id
    if scope.kind is not ScopeKind.CALL:
        return false()
    return or_(
        false(),
        *(
            and_(ImportBatch.call_id == call, ImportBatch.office_id == office)
            for call, office in scope.assignments
        ),
    )


def batches(scope: Scope, *, before: int | None = None) -> list[tuple[int, BatchRow]]:
    """Return a page of batches, the newest first, and one more if there are further."""
    asked = (
        select(
            ImportBatch.id,
            ImportBatch.public_id,
            ImportBatch.filename,
            ImportBatch.kind,
            ImportBatch.state,
            ImportBatch.lines,
            ImportBatch.warned,
            ImportBatch.returned,
            ImportBatch.created_at,
            User.name,
            RecruitmentCall.code,
        )
        .outerjoin(User, User.id == ImportBatch.created_by_id)
        .outerjoin(RecruitmentCall, RecruitmentCall.id == ImportBatch.call_id)
        .where(within(scope))
        .order_by(ImportBatch.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        asked = asked.where(ImportBatch.id < before)
    return [(number, BatchRow._make(row)) for number, *row in db.session.execute(asked)]


def batch(public_id: UUID, scope: Scope) -> ImportBatch | None:
    """Return a batch in scope."""
    return db.session.scalar(
        select(ImportBatch).where(ImportBatch.public_id == public_id, within(scope))
    )


def source_name(batch: ImportBatch) -> str:
    """Return where the lines of a batch come from."""
    origin = db.session.get(DataSource, batch.source_id) if batch.source_id else None
    return origin.name if origin else ""


def lines(
    batch_id: int, state: LineState, *, after: int = 0, limit: int = PAGE + 1
) -> list[LineRow]:
    """Return lines of a batch in a state, with their problems."""
    asked = (
        select(ImportLine.line, ImportLine.state, ImportLine.raw, ImportLine.problems)
        .where(
            ImportLine.batch_id == batch_id,
            ImportLine.state == state,
            ImportLine.line > after,
        )
        .order_by(ImportLine.line)
        .limit(limit)
    )
    return [LineRow._make(row) for row in db.session.execute(asked)]


def problems(batch_id: int) -> Iterator[tuple[int, list[Any]]]:
    """Yield the lines of a batch that something is wrong with, in their order."""
    asked = (
        select(ImportLine.line, ImportLine.problems)
        .where(ImportLine.batch_id == batch_id, ImportLine.problems.is_not(None))
        .order_by(ImportLine.line)
        .execution_options(yield_per=2_000)
    )
    for line, found in db.session.execute(asked):
        yield line, found or []


def warned_lines(
    *, unit_code: str = "", after: int = 0, limit: int = PAGE + 1
) -> list[QualityRow]:
    """Return lines on record that something is odd about, by batch and line."""
    asked = (
        select(
            ImportLine.id,
            Officer.public_id,
            Person.given_names,
            Person.first_surname,
            Person.external_id,
            Unit.name,
            ImportBatch.filename,
            ImportBatch.public_id,
            ImportLine.line,
            ImportLine.problems,
        )
        .join(ImportBatch, ImportBatch.id == ImportLine.batch_id)
        .join(Officer, Officer.id == ImportLine.target_id)
        .join(Person, Person.id == Officer.person_id)
        .outerjoin(Unit, Unit.id == Officer.unit_id)
        .where(
            ImportLine.state == LineState.WARNED,
            ImportBatch.state == BatchState.APPLIED,
            # Complaints are for those who work on discipline, not for this page.
            ImportBatch.kind.not_in([RecordKind.APPLICANT, RecordKind.COMPLAINT]),
            ImportLine.id > after,
        )
        .order_by(ImportLine.id)
        .limit(limit)
    )
    if unit_code:
        asked = asked.where(Unit.code == unit_code)
    return [QualityRow._make(row) for row in db.session.execute(asked)]


def warned_units() -> list[tuple[str | None, str | None, int]]:
    """Return how many odd lines each unit has, the most first."""
    count = func.count().label("lines")
    rows = db.session.execute(
        select(Unit.code, Unit.name, count)
        .select_from(ImportLine)
        .join(ImportBatch, ImportBatch.id == ImportLine.batch_id)
        .join(Officer, Officer.id == ImportLine.target_id)
        .outerjoin(Unit, Unit.id == Officer.unit_id)
        .where(
            ImportLine.state == LineState.WARNED,
            ImportBatch.state == BatchState.APPLIED,
            ImportBatch.kind.not_in([RecordKind.APPLICANT, RecordKind.COMPLAINT]),
        )
        .group_by(Unit.code, Unit.name)
        .order_by(count.desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]
