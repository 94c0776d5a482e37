"""The lines of a fair's spreadsheet are checked, and become applications."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.errors import DomainError
from pncrecruit.imports.actions.checking import Line
from pncrecruit.imports.actions.people import StagedLine
from pncrecruit.imports.models import ImportBatch, ImportLine
from pncrecruit.imports.rules import BatchState, LineState
from pncrecruit.imports.rules.applicants import SAME_AS, applicant, cells, keep, kept
from pncrecruit.imports.rules.mapping import from_plain
from pncrecruit.imports.rules.problems import Problem, of
from pncrecruit.recruitment.actions import batches
from pncrecruit.recruitment.actions.applications import register_many
from pncrecruit.recruitment.actions.matching import prepare
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.rules.draft import ApplicantDraft, Checked, checked

CHUNK = 1_000


def identifier(digest: str, line: int) -> UUID:
    """Return the sender's identifier of a line that came without one."""
    return uuid5(NAMESPACE_URL, f"pncrecruit:import:{digest}:{line}")


class ApplicantChecker:
    """Checks lines as the form does, duplicates included."""

    def __init__(self, digest: str, *, on: date) -> None:
        """Prepare for a file; birth dates are judged on a day."""
        self.digest = digest
        self.on = on

    def check(self, lines: Sequence[Sequence[Any]]) -> list[Line]:
        """Return lines with what is wrong with each."""
        found: dict[int, list[Problem]] = {}
        drafts: dict[int, Checked] = {}
        told: dict[int, dict[str, Any]] = {}
        for number, plain, problems, _ in lines:
            found[number] = [Problem(*one) for one in problems]
            if plain is None:
                continue
            made = applicant(plain["person"], partial(identifier, self.digest, number))
            if isinstance(made, ApplicantDraft):
                drafts[number] = checked(made, on=self.on)
                keep(plain, drafts[number])
                told[number] = plain
            else:
                found[number] += made
        prepared = prepare(list(drafts.values()))
        for number, one in zip(drafts, prepared, strict=True):
            if one.error is not None:
                found[number].append(of(one.error, returned=True))
            elif one.repeats is not None:
                found[number].append(Problem("", "sent_before", {}, returned=False))
            elif one.person is not None and one.person.cui is None:
                # Found by name, of an undone import: not compared by name again.
                same = {SAME_AS: str(one.person.public_id)}
                told[number]["person"] |= same
        return [
            _line(number, plain, raw, found[number]) for number, plain, _, raw in lines
        ]


def _line(
    number: int, plain: dict[str, Any] | None, raw: list[Any], problems: list[Problem]
) -> Line:
    if any(one.returned for one in problems):
        return Line(number, LineState.RETURNED, raw, None, problems, None)
    state = LineState.WARNED if problems else LineState.ACCEPTED
    return Line(number, state, raw, plain, problems, None)


def apply_chunk(
    batch: ImportBatch,
    lines: Sequence[StagedLine],
    call: RecruitmentCall,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Register the applicants of a chunk, out of sight; a fault sends its line back."""
    on, read_on = local_day(at), local_day(batch.created_at)
    drafts: dict[int, Checked] = {}
    for line in lines:
        fallback = partial(identifier, batch.sha256, line.line)
        one = kept(line.draft, fallback) if on == read_on else None
        if one is None:  # a day is over, and people are older
            made = applicant(line.draft["person"], fallback)
            if not isinstance(made, ApplicantDraft):
                continue
            one = checked(made, on=on)
        drafts[line.line] = one
    if batch.office_id is None:
        raise ValueError("a batch of applicants has an office")
    outcomes = register_many(
        list(drafts.values()),
        call=call,
        office_id=batch.office_id,
        actor=actor,
        at=at,
        batch_id=batch.id,
        source="import",
        compared_to=batch.compared_to,
    )
    for number, outcome in zip(drafts, outcomes, strict=True):
        if outcome.error is not None:
            _send_back(batch, number, outcome.error)


def _send_back(batch: ImportBatch, number: int, error: DomainError) -> None:
    """Return a line that was good when it was read, and is not any more."""
    row = db.session.scalars(
        select(ImportLine).where(
            ImportLine.batch_id == batch.id, ImportLine.line == number
        )
    ).one()
    problem = of(error, returned=True)
    if row.state is LineState.WARNED:
        batch.warned -= 1
    else:
        batch.accepted -= 1
    batch.returned += 1
    counted = dict(batch.problems)
    lines, first = counted.get(problem.code, [0, number])
    counted[problem.code] = [lines + 1, first]
    batch.problems = counted
    if row.raw is None:
        mapping = from_plain(batch.mapping)
        row.raw = cells((row.draft or {})["person"], batch.header, mapping)
    row.state, row.problems = LineState.RETURNED, [list(problem)]


def show(batch: ImportBatch, *, actor: Actor, at: datetime) -> Iterator[ImportBatch]:
    """Put the applications into lists and counts, and say that the batch is applied."""
    for _ in batches.list_batch(batch.id, actor=actor, at=at):
        yield batch
    batch.state, batch.applied_at = BatchState.APPLIED, at
    record(
        "import.apply",
        ("import_batch", batch.public_id),
        author=actor.author,
        at=at,
        kind=batch.kind,
        accepted=batch.accepted,
        warned=batch.warned,
        returned=batch.returned,
    )
    yield batch
