"""What is measured, and the limit of each: its own SQL by the driver, a bare page.

The limit of a page is what its statements cost on a raw connection, plus a template of
the same rows without anything around it. The limit of a stage change is a raw durable
transaction that writes the same kinds of rows, plus an empty page.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment
from sqlalchemy import Engine, event, select

from pncrecruit.db import db, writing
from pncrecruit.recruitment.models import Application, RecruitmentCall
from pncrecruit.recruitment.rules import CallState, Standing

# What every request asks, whatever its page: the frame, not the job.
FRAME = ("server_session", "user_account", "role_grant", "setting", "call_assignment")
BARE = Environment(autoescape=True).from_string(
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>"
    "{% endfor %}</tr>{% endfor %}</table>"
)


# Rows of the kinds that a stage change writes: one new, one changed, two counts.
RAW_MOVE = (
    (
        "INSERT INTO job_run (name, day, started_at, succeeded)"
        " VALUES ('raw', '2026-11-24', '2026-11-24 00:00:00', TRUE)"
    ),
    "UPDATE application SET furthest = furthest WHERE id = 1",
    "UPDATE stage_count SET persons = persons WHERE call_id = 1 AND position = 0",
    "UPDATE funnel_count SET persons = persons WHERE call_id = 1 AND position = 0",
)


class Line(NamedTuple):
    """One line of the table; times are CPU milliseconds, medians of the runs."""

    job: str
    size: int
    engine: str
    figure_ms: float
    limit_ms: float
    ratio: float
    target: str
    statements: int


class Asked(NamedTuple):
    """A statement as the driver got it."""

    text: str
    parameters: Any


@contextmanager
def listening() -> Iterator[list[Asked]]:
    """Collect the statements that are sent meanwhile."""
    seen: list[Asked] = []

    def note(
        _c: object, _cursor: object, text: str, parameters: Any, *_: object
    ) -> None:
        seen.append(Asked(text, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


class Bench:
    """The product, somebody signed in, and the runs of one size."""

    def __init__(self, app: Flask, key: str, size: int, runs: int) -> None:
        self.app, self.key, self.size, self.runs = app, key, size, runs
        with app.app_context():
            self.engine = db.engine.dialect.name
            self.call = db.session.scalars(
                select(RecruitmentCall)
                .where(RecruitmentCall.state == CallState.OPEN)
                .order_by(RecruitmentCall.id.desc())
            ).first()
            if self.call is None:
                raise LookupError("the demo country has no open call")
            self.code = self.call.code
            self.waiting = db.session.execute(
                select(Application.public_id, Application.id, Application.version)
                .where(
                    Application.call_id == self.call.id,
                    Application.standing == Standing.ACTIVE,
                    Application.listed,
                )
                .order_by(Application.id)
                .limit(runs + 20)
            ).all()
        self.client = self._signed_in()

    def _signed_in(self) -> FlaskClient:
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = self.key, True
        return client

    def page(self, job: str, address: str, target: str, runs: int = 0) -> Line:
        """Measure a page beside its own statements and a bare template."""
        self._get(address)
        with listening() as seen:
            self._get(address)
        own = [
            one
            for one in seen
            if one.text.lstrip().upper().startswith(("SELECT", "WITH", "(SELECT"))
            and not any(f" {name}" in one.text for name in FRAME)
        ]
        with self.app.app_context():
            raw = db.engine.raw_connection()
            figure, limit = self._alternate(
                lambda: self._get(address), lambda: _bare(raw, own), runs or self.runs
            )
            raw.close()
        return self._line(job, figure, limit, target, len(seen))

    def stage_change(self, target: str) -> Line:
        """Measure a durable stage change with its audit and its exact counts."""
        queue = iter(self.waiting)

        def move() -> None:
            row = next(queue)
            answer = self.client.post(
                f"/recruitment/applications/{row.public_id}/result",
                data={
                    "version": str(row.version),
                    "client_id": str(uuid4()),
                    "result": "passed",
                },
            )
            if answer.status_code != 303:
                raise RuntimeError(f"a stage change answered {answer.status_code}")

        with listening() as seen:
            move()
        with self.app.app_context():
            raw = db.engine.raw_connection()
            figure, limit = self._alternate(
                move, lambda: self._raw_move(raw), self.runs
            )
            raw.close()
        return self._line("stage change", figure, limit, target, len(seen))

    def _raw_move(self, raw: Any) -> None:
        """Write what a stage change writes, by the driver alone, and commit it."""
        cursor = raw.cursor()
        if self.engine == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
        for statement in RAW_MOVE:
            cursor.execute(statement)
        raw.commit()
        self._get("/healthz")

    def _get(self, address: str) -> None:
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    def _alternate(
        self, page: Callable[[], object], limit: Callable[[], object], runs: int
    ) -> tuple[float, float]:
        """Return the median CPU milliseconds of both, run by turns."""
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(runs):
            for work, kept in zip((page, limit), times, strict=True):
                started = time.process_time()
                work()
                kept.append(1000 * (time.process_time() - started))
        return statistics.median(times[0]), statistics.median(times[1])

    def _line(
        self, job: str, figure: float, limit: float, target: str, statements: int
    ) -> Line:
        ratio = round(figure / limit, 2) if limit else float("nan")
        return Line(
            job,
            self.size,
            self.engine,
            round(figure, 3),
            round(limit, 3),
            ratio,
            target,
            statements,
        )


def _bare(raw: Any, own: list[Asked]) -> None:
    """Ask the statements by the driver alone, and draw the longest answer."""
    longest: list[Any] = []
    cursor = raw.cursor()
    for one in own:
        cursor.execute(one.text, one.parameters)
        rows = cursor.fetchall()
        if len(rows) > len(longest):
            longest = rows
    raw.rollback()
    BARE.render(rows=longest)


def measure(bench: Bench) -> list[Line]:
    """Measure every job once."""
    code = bench.code
    with bench.app.app_context(), writing():
        first = bench.waiting[-1].public_id
    return [
        bench.page(
            "application list", f"/recruitment/calls/{code}/applicants", "ratio<=3.0"
        ),
        bench.page("search by name", "/recruitment/search?q=lopez+maria", "ratio<=2.5"),
        bench.page("board", f"/recruitment/calls/{code}/board", "ms<=5"),
        bench.page("detail", f"/recruitment/applications/{first}", "ms<=3"),
        bench.page("dashboard", f"/equity/funnel?call={code}", "ms<=8"),
        bench.stage_change("ratio<=3.5"),
    ]
