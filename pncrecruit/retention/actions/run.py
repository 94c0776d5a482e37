"""The daily run: which alerts are raised, kept, handed over or expire."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db
from pncrecruit.retention.features.inputs import inputs
from pncrecruit.retention.features.service import model_causes, service_causes
from pncrecruit.retention.models import Alert
from pncrecruit.retention.queries import alerts as alert_queries
from pncrecruit.retention.queries import models as model_queries
from pncrecruit.retention.queries.careers import SERVING, Force, force
from pncrecruit.retention.rules import AlertKind, AlertState
from pncrecruit.retention.rules.alerts import (
    AlertRules,
    Cause,
    Finding,
    ServiceRules,
    audience,
    causes_changed,
    choose,
    cooled_off,
    due_day,
)
from pncrecruit.retention.rules.catalogue import fitting


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did."""

    day: date
    gate_open: bool
    raised: int = 0
    updated: int = 0
    handed_over: int = 0
    expired: int = 0


def run_alerts(
    day: date,
    *,
    author: Author,
    at: datetime,
    service: ServiceRules = ServiceRules(),  # noqa: B008 - frozen
    rules: AlertRules = AlertRules(),  # noqa: B008 - frozen
) -> Run:
    """Raise, keep, hand over and expire alerts as of a day.

    Running it again for the day changes nothing. Service alerts are always raised; the
    model's only while its gate is open, at most as many as each head can work on.
    """
    found = force(day)
    units = alert_queries.serving()
    model = model_queries.acting(day)
    findings = _service(found, units, service)
    if model is not None:
        _add_model(findings, units, model_queries.ranked(model.id, day), rules)
    return _apply(findings, units, day, model, author=author, at=at, rules=rules)


def _service(
    found: Force, units: dict[int, int], rules: ServiceRules
) -> dict[int, Finding]:
    """Return what the published rules find of those who serve."""
    officer = np.flatnonzero(found.cause == SERVING)
    ids = found.officer_id
    officer = officer[np.isin(ids[officer], np.array(sorted(units), dtype=np.int64))]
    if not officer.size:
        return {}
    after = (found.day - date(1970, 1, 1)).days + 1
    days = np.full(officer.size, after)
    women = alert_queries.women_without_quarters(found.day)
    places = frozenset(
        np.flatnonzero(np.isin(ids, np.array(sorted(women), dtype=np.int64))).tolist()
    )
    causes = service_causes(
        found.history,
        officer,
        days,
        inputs(found.history, officer, days),
        without_quarters=places,
        rules=rules,
    )
    return {
        int(ids[who]): Finding(
            int(ids[who]), units[int(ids[who])], tuple(what), AlertKind.SERVICE
        )
        for who, what in causes.items()
    }


def _add_model(
    findings: dict[int, Finding],
    units: dict[int, int],
    ranked: list[model_queries.Ranked],
    rules: AlertRules,
) -> None:
    """Add those whom the model names, within what each head can work on."""
    budgets = alert_queries.budgets()
    alive = alert_queries.alive()
    listed = frozenset(
        who for who, alert in alive.items() if alert.kind is AlertKind.MODEL
    )
    by_head: dict[int, list[model_queries.Ranked]] = {}
    for one in ranked:
        unit = units.get(one.officer_id)
        if unit is not None and one.officer_id not in findings:
            by_head.setdefault(budgets[unit][0], []).append(one)
    for members in by_head.values():
        budget = budgets[units[members[0].officer_id]][1]
        chosen = choose(
            [(one.officer_id, one.within_12) for one in members],
            budget=budget,
            open_now=listed,
            rules=rules,
        )
        for one in members:
            if one.officer_id in chosen:
                causes = model_causes(one.contributions, one.values)
                findings[one.officer_id] = Finding(
                    one.officer_id,
                    units[one.officer_id],
                    tuple(causes),
                    AlertKind.MODEL,
                )


def _apply(
    findings: dict[int, Finding],
    units: dict[int, int],
    day: date,
    model: model_queries.Acting | None,
    *,
    author: Author,
    at: datetime,
    rules: AlertRules,
) -> Run:
    alive, closed = alert_queries.alive(), alert_queries.last_closed()
    raised = updated = handed = expired = 0
    for officer_id, alert in alive.items():
        finding = findings.get(officer_id)
        if finding is None:
            alert.state, alert.closed_on = AlertState.EXPIRED, day
            expired += 1
            continue
        if officer_id in units and alert.unit_id != units[officer_id]:
            alert.unit_id = units[officer_id]
            handed += 1
        if causes_changed(alert.causes, finding.causes):
            _describe(alert, finding.causes)
            updated += 1
    for officer_id, finding in sorted(findings.items()):
        if officer_id in alive or not cooled_off(closed.get(officer_id), day, rules):
            continue
        alert = Alert(
            officer_id=officer_id,
            unit_id=finding.unit_id,
            kind=finding.kind,
            state=AlertState.OPEN,
            raised_on=day,
            due_on=due_day(day, rules),
            closing_reason="",
            model_id=model.id if model and finding.kind is AlertKind.MODEL else None,
        )
        _describe(alert, finding.causes)
        db.session.add(alert)
        raised += 1
    db.session.flush()
    run = Run(day, model is not None, raised, updated, handed, expired)
    record(
        "alert.run",
        ("alert", day.isoformat()),
        author=author,
        at=at,
        raised=raised,
        updated=updated,
        handed_over=handed,
        expired=expired,
        gate_open=run.gate_open,
    )
    return run


def _describe(alert: Alert, causes: tuple[Cause, ...]) -> None:
    codes = [cause.code for cause in causes]
    alert.causes = [cause.as_json() for cause in causes]
    alert.suggestions = [action.value for action in fitting(codes)]
    alert.audience = audience(codes)
