"""What befell the applications: results, measures, marks, and the roll-ups of these."""

from decimal import Decimal

import numpy as np
from sqlalchemy import func, insert, literal, select

from pncrecruit.bulk import public_ids
from pncrecruit.db import db
from pncrecruit.demo.country import Country
from pncrecruit.demo.write.bulk import insert_rows, instants
from pncrecruit.recruitment.models import (
    Application,
    FunnelCount,
    Mark,
    Measure,
    Phase,
    PhaseTransition,
    Reached,
    StageCount,
)
from pncrecruit.recruitment.rules import Result, Standing


def _phase_ids(calls: list[int]) -> list[list[int]]:
    rows = db.session.execute(
        select(Phase.call_id, Phase.id).order_by(Phase.call_id, Phase.position)
    )
    found: dict[int, list[int]] = {}
    for call, phase in rows:
        found.setdefault(call, []).append(phase)
    return [found[call] for call in calls]


def write_results(
    land: Country, application: list[int], calls: list[int], recorder: int | None
) -> None:
    """Write transitions, measures and marks, and the roll-ups that follow."""
    rng = np.random.default_rng([land.seed, 3])
    phases = _phase_ids(calls)
    call_of = land.applications.call
    moves = land.transitions
    order = np.lexsort((moves.phase, moves.application))
    rows = moves.application[order]
    effective = instants(moves.day[order], rng)
    insert_rows(
        PhaseTransition,
        {
            "application_id": [application[row] for row in rows.tolist()],
            "phase_id": [
                phases[call][phase]
                for call, phase in zip(
                    call_of[rows].tolist(), moves.phase[order].tolist(), strict=True
                )
            ],
            "result": [Result(one) for one in moves.result[order].tolist()],
            "to_position": [
                one if one >= 0 else None for one in moves.to_phase[order].tolist()
            ],
            "standing": [Standing(one) for one in moves.standing[order].tolist()],
            "reason_code": [one or None for one in moves.reason[order].tolist()],
            "raw_value": [one or None for one in moves.raw_value[order].tolist()],
            "effective_at": effective,
            "recorded_at": effective,
            "client_id": public_ids(len(effective)),
        },
        note="",
        recorded_by_id=recorder,
    )
    _write_measures(land, application, phases, rng)
    write_roll_ups()


def _write_measures(
    land: Country,
    application: list[int],
    phases: list[list[int]],
    rng: np.random.Generator,
) -> None:
    taken = land.measures
    call_of = land.applications.call
    marked = taken.kind == "mark"
    for model, which in ((Measure, ~marked), (Mark, marked)):
        rows = taken.application[which]
        at = instants(taken.day[which], rng)
        columns: dict[str, list[object]] = {
            "application_id": [application[row] for row in rows.tolist()],
            "phase_id": [
                phases[call][phase]
                for call, phase in zip(
                    call_of[rows].tolist(), taken.phase[which].tolist(), strict=True
                )
            ],
            "value": [Decimal(str(one)) for one in taken.value[which].tolist()],
            "recorded_at": list(at),
        }
        if model is Measure:
            columns["kind"] = taken.kind[which].tolist()
            columns["measured_at"] = list(at)
        insert_rows(model, columns)


def write_roll_ups() -> None:
    """Count from applications and transitions who reached what and waits where."""
    first = (
        select(Application.id, Phase.id)
        .join(Phase, Phase.call_id == Application.call_id)
        .where(Phase.position <= Application.furthest)
    )
    db.session.execute(
        insert(Reached).from_select(["application_id", "phase_id"], first)
    )
    cell = (Application.sex, Application.office_id, Application.department)
    waiting = select(
        Application.call_id,
        Application.phase_position,
        Application.standing,
        *cell,
        func.count(),
    ).group_by(
        Application.call_id, Application.phase_position, Application.standing, *cell
    )
    names = [
        "call_id",
        "position",
        "standing",
        "sex",
        "office_id",
        "department",
        "persons",
    ]
    db.session.execute(insert(StageCount).from_select(names, waiting))
    names[2] = "result"
    reached = (
        select(Phase.call_id, Phase.position, literal(""), *cell, func.count())
        .select_from(Reached)
        .join(Phase, Phase.id == Reached.phase_id)
        .join(Application, Application.id == Reached.application_id)
        .group_by(Phase.call_id, Phase.position, *cell)
    )
    ended = (Phase.call_id, Phase.position, PhaseTransition.result)
    left = (
        select(
            Phase.call_id, Phase.position, PhaseTransition.result, *cell, func.count()
        )
        .select_from(PhaseTransition)
        .join(Phase, Phase.id == PhaseTransition.phase_id)
        .join(Application, Application.id == PhaseTransition.application_id)
        .where(PhaseTransition.result != Result.APPOINTED)
        .group_by(*ended, *cell)
    )
    for counted in (reached, left):
        db.session.execute(insert(FunnelCount).from_select(names, counted))
