"""A stage change, of one and of many, beside a raw transaction of the same rows.

The limit is a durable transaction by the driver alone that writes as many rows of the
same kinds (a new one, a changed one, the counts), plus an empty page.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from benchmarks.country import copied
from benchmarks.jobs import Bench
from benchmarks.measure import Line, by_turns, listening
from pncrecruit.db import db
from pncrecruit.recruitment.models import Application
from pncrecruit.recruitment.rules import Standing

# Rows of the kinds that a stage change writes: one new, one changed, two counts.
NEW = (
    "INSERT INTO job_run (name, day, started_at, succeeded)"
    " VALUES ('raw', '2026-11-24', '2026-11-24 00:00:00', TRUE)"
)
CHANGED = "UPDATE application SET furthest = furthest WHERE id = {}"
COUNTS = (
    "UPDATE stage_count SET persons = persons WHERE call_id = 1 AND position = 0",
    "UPDATE funnel_count SET persons = persons WHERE call_id = 1 AND position = 0",
)


def moves(bench: Bench, many: int) -> list[Line]:
    """Measure the move of one and of many, on a copy: the database stays as it was."""
    with copied(bench.app) as app:
        copy = Bench(app, bench.key, bench.size, bench.runs)
        return [_stage_change(copy), _bulk_move(copy, many)]


def _stage_change(bench: Bench) -> Line:
    """Measure a durable stage change with its audit and its exact counts."""
    queue = iter(bench.waiting)

    def move() -> None:
        row = next(queue)
        answer = bench.client.post(
            f"/recruitment/applications/{row.public_id}/result",
            data={
                "version": str(row.version),
                "client_id": str(uuid4()),
                "result": "passed",
            },
        )
        if answer.status_code != 303:
            raise RuntimeError(f"a stage change answered {answer.status_code}")

    return _measured(bench, "stage change", move, [1], bench.runs)


def _bulk_move(bench: Bench, many: int) -> Line:
    """Measure the move of so many from the phase where most wait."""
    with bench.app.app_context():
        standing = (
            Application.call_id == bench.call_id,
            Application.standing == Standing.ACTIVE,
            Application.listed,
            Application.id > bench.waiting[-1].id,
        )
        position, there = db.session.execute(
            select(Application.phase_position, func.count())
            .where(*standing)
            .group_by(Application.phase_position)
            .order_by(func.count().desc())
            .limit(1)
        ).one()
        runs = min(5, there // many - 1)
        waiting = db.session.execute(
            select(Application.public_id, Application.id)
            .where(*standing, Application.phase_position == position)
            .order_by(Application.id)
            .limit(many * (runs + 1))
        ).all()
    parts: Iterator[list[Any]] = (
        list(waiting[place : place + many]) for place in range(0, len(waiting), many)
    )

    def move() -> None:
        answer = bench.client.post(
            f"/recruitment/calls/{bench.code}/applicants/move",
            data={
                "picked": [str(row.public_id) for row in next(parts)],
                "result": "passed",
                "client_id": str(uuid4()),
                "confirmed": "1",
            },
        )
        if answer.status_code != 200:
            raise RuntimeError(f"a bulk move answered {answer.status_code}")

    numbers = [row.id for row in waiting[:many]]
    measured = _measured(bench, f"bulk move of {many}", move, numbers, runs)
    with bench.app.app_context():
        left = db.session.scalar(
            select(func.count(Application.id)).where(
                Application.id.in_(numbers), Application.phase_position == position
            )
        )
    if left:
        raise RuntimeError(f"{left} of {many} did not move")
    return measured


def _measured(
    bench: Bench, job: str, move: Callable[[], None], numbers: list[int], runs: int
) -> Line:
    with listening() as seen:
        move()
    with bench.app.app_context():
        raw = db.engine.raw_connection()
        times = by_turns(move, lambda: _raw(bench, raw, numbers), runs)
        raw.close()
    return bench.line(job, times, "ratio<=3.5", len(seen))


def _raw(bench: Bench, raw: Any, numbers: list[int]) -> None:
    """Write what a move writes, by the driver alone, and commit it."""
    cursor = raw.cursor()
    if bench.engine == "sqlite":
        cursor.execute("BEGIN IMMEDIATE")
    cursor.executemany(NEW, [() for _ in numbers])
    changed = CHANGED.format("?" if bench.engine == "sqlite" else "%s")
    cursor.executemany(changed, [(number,) for number in numbers])
    for statement in COUNTS:
        cursor.execute(statement)
    raw.commit()
    bench.get("/healthz")
