"""A batch is taken back: its facts by rows that withdraw them, never by deleting."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import exists, insert, literal, select, update
from sqlalchemy.orm import aliased

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.imports.actions.applying import CHUNK, touched
from pncrecruit.imports.actions.staging import NotReady
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules import BatchState, RecordKind
from pncrecruit.officers.actions.today import refresh_today
from pncrecruit.officers.models import Officer, ServiceFact
from pncrecruit.officers.queries.facts import known
from pncrecruit.officers.rules import FactKind
from pncrecruit.recruitment.actions import batches

_KEPT = (
    "officer_id",
    "kind",
    "valid_from",
    "valid_to",
    "precision",
    "known_on",
    "unit_id",
    "code",
    "amount",
    "details",
    "source_id",
)


def undo(
    batch: ImportBatch, *, actor: Actor, at: datetime, chunk: int = CHUNK
) -> Iterator[ImportBatch]:
    """Take an applied batch back; what was corrected since stays.

    The withdrawal is known since the fact was: the import was a mistake of ours, the
    force never knew what it said. Going on after a kill withdraws nothing twice.
    """
    if batch.state not in (BatchState.APPLIED, BatchState.UNDOING):
        raise NotReady(state=batch.state)
    batch.state = BatchState.UNDOING
    yield batch
    if batch.kind is RecordKind.APPLICANT:
        batches.unlist_batch(batch.id, actor=actor, at=at)
    else:
        while _withdraw(batch.id, actor, at, chunk):
            yield batch
        for officers in touched(batch.id, chunk):
            _unlist(officers)
            refresh_today(local_day(at), officers=officers)
            yield batch
    batch.state, batch.undone_at = BatchState.UNDONE, at
    record("import.undo", ("import_batch", batch.public_id), author=actor.author, at=at)
    yield batch


def _withdraw(batch_id: int, actor: Actor, at: datetime, chunk: int) -> bool:
    """Withdraw the next facts of a batch; say whether there were any."""
    later = aliased(ServiceFact)
    left = (
        select(ServiceFact.id)
        .where(
            ServiceFact.batch_id == batch_id,
            ServiceFact.withdrawn.is_(False),
            ~exists().where(later.supersedes_id == ServiceFact.id),
        )
        .order_by(ServiceFact.id)
        .limit(chunk)
    )
    ids = list(db.session.scalars(left))
    if not ids:
        return False
    columns = [getattr(ServiceFact, name) for name in _KEPT]
    rows = select(
        *columns,
        literal(at, ServiceFact.recorded_at.type),
        ServiceFact.id,
        literal(value=True),
        literal("import undone"),
        literal(actor.user_id, ServiceFact.recorded_by_id.type),
    ).where(ServiceFact.id.in_(ids))
    names = [
        *_KEPT,
        "recorded_at",
        "supersedes_id",
        "withdrawn",
        "reason",
        "recorded_by_id",
    ]
    db.session.execute(
        insert(ServiceFact).from_select(names, rows, include_defaults=False)
    )
    return True


def _unlist(officers: list[int]) -> None:
    """Take officers out of the lists whose appointment is withdrawn."""
    appointed = select(ServiceFact.officer_id).where(
        ServiceFact.kind == FactKind.APPOINTMENT,
        ServiceFact.officer_id.in_(officers),
        known(date.max),
    )
    db.session.execute(
        update(Officer)
        .where(Officer.id.in_(officers), Officer.id.not_in(appointed))
        .values(listed=False)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
