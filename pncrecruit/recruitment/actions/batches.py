"""Show the applications of an applied batch, or take them out of sight again."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, exists, func, literal, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import (
    Application,
    FunnelCount,
    Phase,
    PhaseTransition,
    Reached,
    StageCount,
)
from pncrecruit.recruitment.rules import Result

_FILL = text(
    "INSERT INTO application_search (rowid, name_key)"
    " SELECT id, name_key FROM application WHERE batch_id = :batch AND NOT listed"
    " AND id BETWEEN :first AND :last"
)
CHUNK = 2_000


class Unlisted(NamedTuple):
    """How many applications left the lists, and the numbers of those that stay."""

    gone: int
    kept: list[int]


def list_batch(batch_id: int, *, actor: Actor, at: datetime) -> Iterator[int]:
    """Put the applications of a batch into lists and counts; yield how many are there.

    They come into sight block by block, each in lists, search and counts at once: yield
    is where the caller may commit, so that others need not wait for all of them.
    Running it again adds nothing: only those not yet listed are counted.
    """
    searched = db.session.get_bind().dialect.name == "sqlite"
    listed = 0
    for first, last in _blocks(batch_id):
        if searched:
            span = {"batch": batch_id, "first": first, "last": last}
            db.session.execute(_FILL, span)
        hidden = (
            Application.batch_id == batch_id,
            Application.listed.is_(False),
            Application.id.between(first, last),
        )
        _count(hidden, 1)
        listed += _rows(update(Application).where(*hidden).values(listed=True))
        yield listed
    record(
        "application.batch_listed",
        ("import_batch", batch_id),
        author=actor.author,
        at=at,
        count=listed,
    )
    yield listed


def _blocks(batch_id: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of a chunk of applications that are not listed."""
    last = 0
    while True:
        block = (
            select(Application.id)
            .where(
                Application.batch_id == batch_id,
                Application.listed.is_(False),
                Application.id > last,
            )
            .order_by(Application.id)
            .limit(CHUNK)
            .subquery()
        )
        ends = db.session.execute(
            select(func.min(block.c.id), func.max(block.c.id))
        ).one()
        if ends[0] is None:
            return
        yield ends[0], ends[1]
        last = ends[1]


def unlist_batch(batch_id: int, *, actor: Actor, at: datetime) -> Unlisted:
    """Take a batch back: what somebody has worked on since stays, and is named.

    Records are kept out of sight, for transitions are never deleted; whoever applies
    again has theirs taken up again (actions.taking_up).
    """
    # What came by a batch, this one or one that was undone before, is nobody's work.
    worked_on = (
        select(PhaseTransition.application_id)
        .join(Application, Application.id == PhaseTransition.application_id)
        .where(Application.batch_id == batch_id, PhaseTransition.batch_id.is_(None))
    )
    touched = Application.version > Application.batch_version
    shown = (Application.batch_id == batch_id, Application.listed)
    kept = list(
        db.session.scalars(
            select(Application.number)
            .where(*shown, touched | Application.id.in_(worked_on))
            .order_by(Application.number)
        )
    )
    untouched = (*shown, ~touched, Application.id.not_in(worked_on))
    _count(untouched, -1)
    gone = _rows(
        update(Application).where(*untouched).values(listed=False, undone_at=at)
    )
    record(
        "application.batch_unlisted",
        ("import_batch", batch_id),
        author=actor.author,
        at=at,
        count=gone,
        kept=kept,
    )
    return Unlisted(gone, kept)


def _rows(statement: Any) -> int:
    result: Any = db.session.execute(
        statement.execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    return int(result.rowcount)


def _count(which: tuple[Any, ...], sign: int) -> None:
    """Add what applications without moves of their own stand for to the counts."""
    where = (
        Application.call_id,
        Application.sex,
        Application.office_id,
        Application.department,
    )
    persons = literal(sign) * func.count()
    undoing = aliased(PhaseTransition)
    _upsert(
        StageCount,
        (
            "call_id",
            "sex",
            "office_id",
            "department",
            "position",
            "standing",
            "persons",
        ),
        select(*where, Application.phase_position, Application.standing, persons)
        .where(*which)
        .group_by(*where, Application.phase_position, Application.standing),
    )
    funnel = (
        "call_id",
        "sex",
        "office_id",
        "department",
        "position",
        "result",
        "persons",
    )
    _upsert(
        FunnelCount,
        funnel,
        select(*where, Phase.position, literal(""), persons)
        .join(Reached, Reached.application_id == Application.id)
        .join(Phase, Phase.id == Reached.phase_id)
        .where(*which)
        .group_by(*where, Phase.position),
    )
    _upsert(
        FunnelCount,
        funnel,
        select(*where, Phase.position, PhaseTransition.result, persons)
        .join(PhaseTransition, PhaseTransition.application_id == Application.id)
        .join(Phase, Phase.id == PhaseTransition.phase_id)
        .where(
            *which,
            PhaseTransition.result != Result.UNDONE,
            ~exists().where(undoing.undoes_id == PhaseTransition.id),
        )
        .group_by(*where, Phase.position, PhaseTransition.result),
    )


def _upsert(
    model: type[StageCount | FunnelCount],
    columns: tuple[str, ...],
    rows: Select[*tuple[Any, ...]],
) -> None:
    engine = db.session.get_bind().dialect.name
    table: Table = model.__table__  # type: ignore[assignment]
    statement = (postgresql if engine == "postgresql" else sqlite).insert(model)
    statement = statement.from_select(list(columns), rows, include_defaults=False)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={"persons": table.c.persons + statement.excluded.persons},
        )
    )
