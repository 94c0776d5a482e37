"""What is measured, and the limit of each: its own SQL by the driver, a bare page.

The limit of a page is what its statements cost on a raw connection, plus a template of
the same rows without anything around it. A page deep in a list has the first page as
its limit, and the answer that nothing has changed has an empty page.
"""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment
from sqlalchemy import func, select

from benchmarks.measure import Asked, Line, by_turns, line, listening
from pncrecruit.db import db
from pncrecruit.officers.models import Officer, ServiceFact
from pncrecruit.recruitment.models import Application, RecruitmentCall
from pncrecruit.recruitment.rules import CallState, Standing

# What every request asks, whatever its page: the frame, not the job.
FRAME = ("server_session", "user_account", "role_grant", "setting", "call_assignment")
EVENTS = 50  # of the service record that is measured
BARE = Environment(autoescape=True).from_string(
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>"
    "{% endfor %}</tr>{% endfor %}</table>"
)


class Bench:
    """The product, somebody signed in, and the runs of one size."""

    def __init__(self, app: Flask, key: str, size: int, runs: int) -> None:
        self.app, self.key, self.size, self.runs = app, key, size, runs
        with app.app_context():
            self.engine = db.engine.dialect.name
            call = db.session.scalars(
                select(RecruitmentCall)
                .where(RecruitmentCall.state == CallState.OPEN)
                .order_by(RecruitmentCall.id.desc())
            ).first()
            if call is None:
                raise LookupError("the demo country has no open call")
            self.code, self.call_id = call.code, call.id
            self.waiting = db.session.execute(
                select(Application.public_id, Application.id, Application.version)
                .where(
                    Application.call_id == call.id,
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
        self.get(address)
        with listening() as seen:
            self.get(address)
        own = [
            one
            for one in seen
            if one.text.lstrip().upper().startswith(("SELECT", "WITH", "(SELECT"))
            and not any(f" {name}" in one.text for name in FRAME)
        ]
        with self.app.app_context():
            raw = db.engine.raw_connection()
            times = by_turns(
                lambda: self.get(address), lambda: _bare(raw, own), runs or self.runs
            )
            raw.close()
        return self.line(job, times, target, len(seen))

    def beside(self, job: str, address: str, other: str, target: str) -> Line:
        """Measure a page beside another page."""
        self.get(address)
        self.get(other)
        with listening() as seen:
            self.get(address)
        times = by_turns(lambda: self.get(address), lambda: self.get(other), self.runs)
        return self.line(job, times, target, len(seen))

    def unchanged(self, job: str, address: str, target: str) -> Line:
        """Measure the answer that a page has not changed, beside an empty page."""
        tag = self.client.get(address).headers["ETag"]

        def ask() -> None:
            answer = self.client.get(address, headers={"If-None-Match": tag})
            if answer.status_code != 304:
                raise RuntimeError(f"{address} answered {answer.status_code}")

        with listening() as seen:
            ask()
        times = by_turns(ask, lambda: self.get("/healthz"), self.runs)
        return self.line(job, times, target, len(seen))

    def line(
        self, job: str, times: tuple[float, float], target: str, statements: int
    ) -> Line:
        """Return the line of a job."""
        return line(job, self.size, self.engine, times, target, statements)

    def get(self, address: str) -> None:
        """Get a page, which must be there."""
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")


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
    """Measure every page once."""
    listed = f"/recruitment/calls/{bench.code}/applicants"
    with bench.app.app_context():
        first = bench.waiting[-1].public_id
        deep = db.session.execute(
            select(Application.public_id)
            .where(Application.call_id == bench.call_id, Application.listed)
            .order_by(Application.applied_at.desc(), Application.id.desc())
            .offset(9 * _listed(bench.call_id) // 10)
            .limit(1)
        ).scalar_one()
        officer = db.session.execute(
            select(Officer.public_id)
            .join(ServiceFact, ServiceFact.officer_id == Officer.id)
            .where(Officer.listed)
            .group_by(Officer.id)
            .having(func.count() <= EVENTS)
            .order_by(func.count().desc(), Officer.id)
            .limit(1)
        ).scalar_one()
    funnel = f"/equity/funnel?call={bench.code}"
    return [
        bench.page("application list", listed, "ratio<=3.0"),
        bench.beside("page at 90 %", f"{listed}?after={deep}", listed, "ratio<=1.3"),
        bench.page("search by name", "/recruitment/search?q=lopez+maria", "ratio<=2.5"),
        bench.page("board", f"/recruitment/calls/{bench.code}/board", "ms<=5"),
        bench.page("detail", f"/recruitment/applications/{first}", "ms<=3"),
        bench.page("officer record", f"/officers/{officer}", "ms<=3"),
        bench.page("dashboard", funnel, "ms<=8"),
        bench.unchanged("dashboard, 304", funnel, "ratio<=2.5"),
    ]


def _listed(call_id: int) -> int:
    return (
        db.session.scalar(
            select(func.count(Application.id)).where(
                Application.call_id == call_id, Application.listed
            )
        )
        or 0
    )
