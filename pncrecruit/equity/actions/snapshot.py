"""Make the figures of a day: counted once, protected once, kept as they are."""

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from pncrecruit.audit.actions import Author, record
from pncrecruit.audit.rules import canonical
from pncrecruit.db import db
from pncrecruit.equity.figures import Shown, call_tables, rank_table, serving_tables
from pncrecruit.equity.figures.groups import movement_table, process_table
from pncrecruit.equity.models import FigureSnapshot, FigureTable
from pncrecruit.equity.queries import counts
from pncrecruit.equity.queries.flows import projection_start
from pncrecruit.equity.queries.lives import lives
from pncrecruit.equity.rules import (
    NATION,
    RANK_GROUPS,
    RULE_VERSION,
    Question,
    window,
)
from pncrecruit.reference import departments
from pncrecruit.retention.queries.careers import force

# A question with its parent, and what is kept for it.
Kept = tuple[tuple[Question, str], Shown | dict[str, Any]]


def make_snapshot(
    day: date, *, minimum: int, author: Author, at: datetime
) -> FigureSnapshot:
    """Count and protect everything that concerns peoples, as of now.

    A second run for a day makes a second edition; none is ever changed.
    """
    tables = {
        key: shown.as_json() if isinstance(shown, Shown) else shown
        for key, shown in _tables(day, minimum)
    }
    content = canonical(
        {f"{question}:{parent}": kept for (question, parent), kept in tables.items()}
    )
    edition = db.session.scalar(
        select(func.count())
        .select_from(FigureSnapshot)
        .where(FigureSnapshot.as_of == day)
    )
    snapshot = FigureSnapshot(
        as_of=day,
        edition=(edition or 0) + 1,
        minimum_cell=minimum,
        made_at=at,
        data_hash=hashlib.sha256(content.encode()).hexdigest(),
        rule_version=RULE_VERSION,
    )
    db.session.add(snapshot)
    db.session.flush()
    db.session.add_all(
        FigureTable(
            snapshot_id=snapshot.id,
            question=question.value,
            parent=parent,
            figures=kept,
        )
        for (question, parent), kept in tables.items()
    )
    db.session.flush()
    record(
        "figures.snapshot",
        ("figure_snapshot", snapshot.id),
        author=author,
        at=at,
        as_of=day,
        edition=snapshot.edition,
        hash=snapshot.data_hash,
        tables=len(tables),
    )
    return snapshot


def _tables(day: date, minimum: int) -> list[Kept]:
    answers = counts.serving_answers()
    serving = serving_tables(answers, departments=tuple(departments()), minimum=minimum)
    by_rank = rank_table(answers, serving["sex"], groups=RANK_GROUPS, minimum=minimum)
    made: list[Kept] = [
        ((Question.SERVING, NATION), serving["sex"]),
        ((Question.SERVING_BY_DEPARTMENT, NATION), serving["department"]),
        ((Question.SERVING_BY_RANK, NATION), by_rank),
    ]
    span = window(day)
    record = force(day)
    found = lives(record, day, span)
    told = {
        "window": [one.isoformat() for one in span],
        "person_years": round(found.person_years),
        "left_own": found.left_own,
    }
    moved = movement_table(found.lives, minimum=minimum)
    made += [
        ((Question.MOVEMENTS, NATION), replace(moved, notes=told)),
        (
            (Question.PROCESS, NATION),
            process_table(found.lives, serving["sex"], minimum=minimum),
        ),
        ((Question.PROJECTION, NATION), projection_start(record, day, span)),
    ]
    for call in counts.calls():
        parent = f"call:{call.code}"
        tables = call_tables(
            counts.courses(call.id),
            phases=len(counts.phases(call.id)),
            minimum=minimum,
        )
        made += [
            ((Question.APPLICANTS, parent), tables["applied"]),
            ((Question.FUNNEL, parent), tables["funnel"]),
        ]
    return made
