"""A batch of applicants is applied chunk by chunk, or goes on where it stopped."""

from collections.abc import Iterator
from datetime import datetime

from pncrecruit.access.actor import Actor
from pncrecruit.db import db
from pncrecruit.imports.actions.applicants import CHUNK, apply_chunk, show
from pncrecruit.imports.actions.applying import next_lines
from pncrecruit.imports.actions.staging import NotReady
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules import BatchState
from pncrecruit.recruitment.models import RecruitmentCall


def apply_applicants(
    batch: ImportBatch, *, actor: Actor, at: datetime, chunk: int = CHUNK
) -> Iterator[ImportBatch]:
    """Apply the good lines of a batch of applicants; yield after each chunk."""
    if batch.state not in (BatchState.STAGED, BatchState.APPLYING):
        raise NotReady(state=batch.state)
    batch.state = BatchState.APPLYING
    yield batch
    while lines := next_lines(batch, chunk):
        call = db.session.get_one(RecruitmentCall, batch.call_id)
        apply_chunk(batch, lines, call, actor=actor, at=at)
        batch.applied_lines = lines[-1].line
        yield batch
    yield from show(batch, actor=actor, at=at)
