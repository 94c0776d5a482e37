"""Make the figures of a day: counted once, protected once, kept as they are."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache, partial

from sqlalchemy import func, select

from pncrecruit.audit.actions import Author, record
from pncrecruit.audit.rules import canonical
from pncrecruit.db import db
from pncrecruit.equity.actions.editions import Editions
from pncrecruit.equity.figures import Shown, call_tables, rank_table, serving_tables
from pncrecruit.equity.figures.funnel import phases_over
from pncrecruit.equity.figures.groups import movement_table, process_table
from pncrecruit.equity.figures.limits import STEPS, phase_tables
from pncrecruit.equity.figures.public import (
    public_call,
    public_minimum,
    public_serving,
)
from pncrecruit.equity.figures.series import Series
from pncrecruit.equity.figures.stays import Stay, stay_table
from pncrecruit.equity.figures.tables import phases_told
from pncrecruit.equity.models import FigureSnapshot, FigureTable
from pncrecruit.equity.queries import counts
from pncrecruit.equity.queries.counts import CallRow
from pncrecruit.equity.queries.flows import projection_start
from pncrecruit.equity.queries.limits import CallLimits, call_limits
from pncrecruit.equity.queries.lives import lives
from pncrecruit.equity.queries.public import public_facts
from pncrecruit.equity.queries.stays import stays
from pncrecruit.equity.rules import (
    NATION,
    RANK_GROUPS,
    RULE_VERSION,
    Question,
    least_for_a_reason,
    phase_of,
    window,
)
from pncrecruit.recruitment.rules import CallState
from pncrecruit.reference import departments
from pncrecruit.retention.queries.careers import force

_QUARTER = 3  # months: what is public moves no faster (SECURITY.md, AG-4)
Read = Callable[[], Mapping[int, Sequence[Stay]]]


def make_snapshot(
    day: date, *, minimum: int, author: Author, at: datetime
) -> FigureSnapshot:
    """Count and protect everything that concerns peoples, as of now.

    What was counted this month stands, and so does what cannot be let out beside the
    editions before it. A second run for a day makes a second edition; none is ever
    changed.
    """
    made = _figures(day, minimum, at)
    tables = made.tables
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
    made.save(snapshot)
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


def _figures(day: date, minimum: int, at: datetime) -> Editions:
    made = Editions(day, minimum=minimum)
    answers = counts.serving_answers()
    serving, *_ = made.family(
        "serving",
        ((Question.SERVING, NATION), (Question.SERVING_BY_DEPARTMENT, NATION)),
        lambda series: _in_order(
            serving_tables(answers, departments=tuple(departments()), series=series),
            ("sex", "department"),
        ),
    )
    made.family(
        "rank",
        ((Question.SERVING_BY_RANK, NATION),),
        lambda series: [
            rank_table(answers, serving, groups=RANK_GROUPS, series=series)
        ],
    )
    made.family(
        "public:serving",
        ((Question.PUBLIC_SERVING, NATION),),
        lambda series: public_serving(serving, series=series),
        minimum=public_minimum(minimum),
        months=_QUARTER,
    )
    made.alone((Question.PUBLIC, NATION), public_facts())
    span = window(day)
    record = force(day)
    found = lives(record, day, span)
    told = {
        "window": [one.isoformat() for one in span],
        "person_years": round(found.person_years),
        "left_own": found.left_own,
    }
    made.family(
        "movements",
        ((Question.MOVEMENTS, NATION),),
        lambda series: [
            replace(movement_table(found.lives, series=series), notes=told)
        ],
    )
    made.family(
        "process",
        ((Question.PROCESS, NATION),),
        lambda series: [process_table(found.lives, serving, series=series)],
    )
    made.alone((Question.PROJECTION, NATION), projection_start(record, day, span))
    for call in counts.calls():
        if call.closed(day):
            _call(made, call, minimum, at)
    return made


def _call(made: Editions, call: CallRow, minimum: int, at: datetime) -> None:
    """Add the tables of a call that nobody can apply to any more."""
    phases = len(counts.phases(call.id))
    courses = list(counts.courses(call.id))
    over = phases
    if call.state is not CallState.FINISHED:
        over = phases_over(courses, phases=phases, minimum=minimum)
    parent = f"call:{call.code}"
    applied, funnel = made.family(
        parent,
        ((Question.APPLICANTS, parent), (Question.FUNNEL, parent)),
        lambda series: _in_order(
            call_tables(courses, phases=phases, series=series, over=over),
            ("applied", "funnel"),
        ),
        over=over,
    )
    if call.state is CallState.FINISHED:
        made.family(
            f"public:{call.code}",
            ((Question.PUBLIC_CALL, parent),),
            lambda series: public_call(applied, funnel, series=series),
            minimum=public_minimum(minimum),
            months=_QUARTER,
        )
    _phases(made, call, funnel, minimum, at)


def _phases(
    made: Editions, call: CallRow, funnel: Shown, minimum: int, at: datetime
) -> None:
    """Add why people were lost in each phase that is told, and how long they stayed.

    Told once: they divide figures that the funnel showed on that day.
    """
    asked = cache(lambda: call_limits(call.id, least=least_for_a_reason(minimum)))
    read = cache(lambda: stays(call.id, at, asked().slack))
    for i in range(phases_told(funnel)):
        parent = phase_of(f"call:{call.code}", i)
        name = phase_of(call.code, i)
        made.family(
            f"losses:{name}",
            (
                (Question.LOSSES, parent),
                *((Question.LIMITS, phase_of(parent, j)) for j in range(len(STEPS))),
            ),
            partial(_losses, read, asked, funnel, i),
            once=True,
        )
        made.family(
            f"stays:{name}",
            ((Question.STAYS, parent),),
            partial(_stays, read, funnel, i),
            once=True,
        )


def _losses(
    read: Read, asked: Callable[[], CallLimits], funnel: Shown, i: int, series: Series
) -> list[Shown]:
    limits = asked().limits.get(i, [])
    return phase_tables(read()[i], funnel, i, limits, series=series)


def _stays(read: Read, funnel: Shown, i: int, series: Series) -> list[Shown]:
    return stay_table(read()[i], funnel, i, series=series)


def _in_order(tables: Mapping[str, Shown], names: Sequence[str]) -> list[Shown]:
    return [tables[name] for name in names]
