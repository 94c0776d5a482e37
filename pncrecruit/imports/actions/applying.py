"""The good lines of a batch become officers and facts, in chunks, unseen until the end.

Like staging it yields whenever a chunk may be committed. What a chunk wrote and how far
it came are one transaction, so that a kill loses or doubles nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select, update

from pncrecruit.audit.actions import Author, record
from pncrecruit.bulk import refresh_statistics
from pncrecruit.db import db, local_day
from pncrecruit.imports.actions.people import StagedLine, officers_of
from pncrecruit.imports.actions.staging import NotReady
from pncrecruit.imports.models import ImportBatch, ImportLine
from pncrecruit.imports.rules import BatchState, LineState, RecordKind
from pncrecruit.imports.rules.lines import FactLine
from pncrecruit.imports.rules.mapping import from_plain
from pncrecruit.officers.actions.sources import foreign_units
from pncrecruit.officers.actions.today import refresh_today
from pncrecruit.officers.models import DataSource, Officer, ServiceFact, UnappliedBatch
from pncrecruit.officers.queries import units as unit_queries
from pncrecruit.officers.rules import FactKind
from pncrecruit.persons.kinds import Precision

CHUNK = 2_000
FACTS = cast(Table, ServiceFact.__table__)
OFFICERS = cast(Table, Officer.__table__)
# Facts of these kinds say where an officer stands today.
_OF_TODAY = (RecordKind.OFFICER, RecordKind.POSTING)


def apply(
    batch: ImportBatch, *, author: Author, at: datetime, chunk: int = CHUNK
) -> Iterator[ImportBatch]:
    """Apply the good lines of a batch of service records, or go on where it stopped."""
    if batch.state not in (BatchState.STAGED, BatchState.APPLYING):
        raise NotReady(state=batch.state)
    if batch.state is BatchState.STAGED:
        batch.state = BatchState.APPLYING
        db.session.execute(insert(UnappliedBatch), [{"batch_id": batch.id}])
        yield batch
    mapping = from_plain(batch.mapping)
    while lines := next_lines(batch, chunk):
        _write(batch, lines, foreign=mapping.source.foreign, author=author, at=at)
        batch.applied_lines = lines[-1].line
        yield batch
    refresh_statistics(FACTS, OFFICERS)
    if batch.kind in _OF_TODAY:
        for officers in touched(batch.id, chunk):
            refresh_today(local_day(at), officers=officers, batch=batch.id)
            yield batch
    _show(batch, author=author, at=at)
    yield batch


def next_lines(batch: ImportBatch, chunk: int) -> list[StagedLine]:
    """Return the good lines that come after the last one applied."""
    rows = db.session.execute(
        select(ImportLine.line, ImportLine.draft, ImportLine.target_id)
        .where(
            ImportLine.batch_id == batch.id,
            ImportLine.line > batch.applied_lines,
            ImportLine.state != LineState.RETURNED,
        )
        .order_by(ImportLine.line)
        .limit(chunk)
    )
    return [StagedLine(line, draft or {}, target) for line, draft, target in rows]


def _write(
    batch: ImportBatch,
    lines: Sequence[StagedLine],
    *,
    foreign: bool,
    author: Author,
    at: datetime,
) -> None:
    origin = db.session.get_one(DataSource, batch.source_id)
    if batch.kind is RecordKind.OFFICER:
        lines = officers_of(origin, lines, at=at)
    codes = {
        fact[_UNIT] for line in lines for fact in line.draft["facts"] if fact[_UNIT]
    }
    units = (
        foreign_units(origin, codes, author=author, at=at)
        if foreign
        else unit_queries.ids_by_code()
    )
    plain, detailed = [], []
    for line in lines:
        for told in line.draft["facts"]:
            fact = FactLine(*told)
            row = _row(batch.id, origin.id, line, fact, units, author, at)
            if fact.details:
                detailed.append(row | {"details": fact.details})
            else:  # left out it is NULL, where None would be the JSON "null"
                plain.append(row)
    for rows in (plain, detailed):
        if rows:
            db.session.execute(FACTS.insert(), rows)


_UNIT = FactLine._fields.index("unit")


def _row(  # noqa: PLR0917 - one call a line, by place for speed
    batch_id: int,
    source_id: int,
    line: StagedLine,
    fact: FactLine,
    units: dict[str, int],
    author: Author,
    at: datetime,
) -> dict[str, Any]:
    return {
        "officer_id": line.target_id,
        "kind": FactKind(fact.kind),
        "valid_from": date.fromisoformat(fact.valid_from),
        "valid_to": date.fromisoformat(fact.valid_to) if fact.valid_to else None,
        "precision": Precision(fact.precision),
        "known_on": date.fromisoformat(fact.known_on),
        "recorded_at": at,
        "supersedes_id": line.draft.get("supersedes"),
        "unit_id": units[fact.unit] if fact.unit else None,
        "code": fact.code,
        "amount": Decimal(fact.amount) if fact.amount else None,
        "source_id": source_id,
        "batch_id": batch_id,
        "line": line.line,
        "recorded_by_id": author.user_id,
    }


def touched(batch_id: int, chunk: int) -> Iterator[list[int]]:
    """Yield the officers whose facts a batch holds, in parts."""
    last = 0
    while True:
        part = list(
            db.session.scalars(
                select(ServiceFact.officer_id)
                .where(ServiceFact.batch_id == batch_id, ServiceFact.officer_id > last)
                .distinct()
                .order_by(ServiceFact.officer_id)
                .limit(chunk)
            )
        )
        if not part:
            return
        yield part
        last = part[-1]


def _show(batch: ImportBatch, *, author: Author, at: datetime) -> None:
    """Let everyone see what the batch brought, all at once."""
    brought = select(ServiceFact.officer_id).where(
        ServiceFact.batch_id == batch.id, ServiceFact.kind == FactKind.APPOINTMENT
    )
    db.session.execute(
        update(Officer)
        .where(Officer.id.in_(brought), Officer.listed.is_(False))
        .values(listed=True)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        delete(UnappliedBatch).where(UnappliedBatch.batch_id == batch.id)
    )
    batch.state, batch.applied_at = BatchState.APPLIED, at
    record(
        "import.apply",
        ("import_batch", batch.public_id),
        author=author,
        at=at,
        kind=batch.kind,
        accepted=batch.accepted,
        warned=batch.warned,
        returned=batch.returned,
    )
