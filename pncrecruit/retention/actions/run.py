"""The daily run: which cases are found, wait, are opened, handed over or expire."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db, has_come
from pncrecruit.retention.actions import findings as found_on
from pncrecruit.retention.actions.findings import Findings
from pncrecruit.retention.models import Alert
from pncrecruit.retention.queries import cases as case_queries
from pncrecruit.retention.queries import heads as head_queries
from pncrecruit.retention.queries import models as model_queries
from pncrecruit.retention.queries import rollout
from pncrecruit.retention.queries.careers import force
from pncrecruit.retention.rules import AlertKind, AlertState, Audience
from pncrecruit.retention.rules.alerts import (
    AlertRules,
    Finding,
    ServiceRules,
    Subject,
    audience,
    causes_changed,
    cooled_off,
    due_day,
)
from pncrecruit.retention.rules.catalogue import CauseCode, fitting
from pncrecruit.retention.rules.line import (
    Waiting,
    admitted,
    is_urgent,
    takes_now,
    takes_place,
)
from pncrecruit.retention.rules.notices import duties_alone, left_alone
from pncrecruit.retention.rules.rollout import may_start


@dataclass(slots=True)
class Run:
    """What a run did. ``waiting`` is how many are in line after it.

    ``late`` says that a later day has been run already: then nothing was done.
    """

    day: date
    gate_open: bool = False
    found: int = 0
    raised: int = 0
    updated: int = 0
    handed_over: int = 0
    expired: int = 0
    waiting: int = 0
    late: bool = False


def run_alerts(
    day: date,
    *,
    author: Author,
    at: datetime,
    service: ServiceRules = ServiceRules(),  # noqa: B008 - frozen
    rules: AlertRules = AlertRules(),  # noqa: B008 - frozen
) -> Run:
    """Find, open, hand over and expire cases as of a day.

    Running it again for the day changes nothing; a day before the last one that was
    run is left as it is, for the cases of today may not be judged by what was known
    then. What the record says is always found; whom the model names only while its
    gate is open. A head gets no more cases in a month than the unit's budget; the rest
    waits in line. Duties with a term of their own, and what is for the retention team,
    take no place. Raises NotYetCome.
    """
    has_come(day, at)
    newest = case_queries.newest_day()
    if newest is not None and day < newest:
        return Run(day, late=True)
    record_then = force(day)
    units = found_on.posted(record_then)
    heads = head_queries.heads(day)
    model = model_queries.acting(day)
    findings = found_on.of_officers(record_then, units, service)
    findings |= found_on.of_units(day, units, heads)
    alone = _left_alone(day, rules)
    if model is not None:
        findings |= found_on.of_model(
            [
                one
                for one in model_queries.ranked(model.id, day)
                if ("officer", one.officer_id) not in alone
            ],
            units=units,
            heads=heads,
            known=findings,
            may_start=_start(day),
            rules=rules,
        )
    findings = _as_wished(findings, alone)
    done = Run(day, gate_open=model is not None)
    living = case_queries.living()
    promised = case_queries.promised()
    for key, alert in living.items():
        finding = findings.get(key)
        if finding is None:
            # What was promised to somebody who serves is not forgotten with its cause.
            if alert.id in promised and _is_there(alert, units):
                continue
            alert.state, alert.closed_on = AlertState.EXPIRED, day
            done.expired += 1
        else:
            _keep_up(alert, finding, heads, done, rules)
    _find(
        findings,
        heads,
        done,
        has_case=living.keys(),
        model_id=model.id if model else None,
        rules=rules,
    )
    db.session.flush()
    _open(done, rules)
    _note(done, author=author, at=at)
    return done


def _start(day: date) -> Callable[[int], bool]:
    """Return whether model alerts may start before a head on a day."""
    kept = rollout.plan()
    starts = {one.unit_id: one.day for one in rollout.starts(kept)} if kept else {}
    first = kept.starts_on if kept else None
    return lambda head: may_start(head, starts, first, day)


def _left_alone(day: date, rules: AlertRules) -> frozenset[Subject]:
    """Return who wanted no support so short a time ago that they are left alone."""
    declined = case_queries.last_closed(AlertState.DECLINED)
    return frozenset(
        who
        for who, when in declined.items()
        if left_alone(when, day, days=rules.declined_off)
    )


def _as_wished(findings: Findings, alone: frozenset[Subject]) -> Findings:
    """Leave of those who are left alone what is a duty to them."""
    kept = {
        who: duties_alone(finding) if who in alone else finding
        for who, finding in findings.items()
    }
    return {who: finding for who, finding in kept.items() if finding is not None}


def _is_there(alert: Alert, units: Mapping[int, int]) -> bool:
    return alert.officer_id is None or alert.officer_id in units


def _keep_up(
    alert: Alert,
    finding: Finding,
    heads: Mapping[int, int],
    done: Run,
    rules: AlertRules,
) -> None:
    """Let a case say what is so today: where the officer serves, and why."""
    head = heads[finding.unit_id]
    if alert.unit_id != finding.unit_id:
        alert.unit_id = finding.unit_id
    if alert.head_unit_id != head:
        alert.head_unit_id = head
        alert.passed_to_unit_id = alert.passed_on = None
        if alert.state is not AlertState.WAITING:
            alert.handed_over_on = done.day
        if alert.state is AlertState.OPEN and alert.due_on is not None:
            # Who gets the case today has a whole term to answer it.
            alert.due_on = max(alert.due_on, due_day(done.day, rules))
        done.handed_over += 1
    if causes_changed(alert.causes, finding.causes) or alert.people != finding.people:
        _describe(alert, finding)
        done.updated += 1


def _find(
    findings: Findings,
    heads: Mapping[int, int],
    done: Run,
    *,
    has_case: Collection[Subject],
    model_id: int | None,
    rules: AlertRules,
) -> None:
    """Put whoever was found and has no case in line."""
    closed = case_queries.last_closed()
    for key, finding in sorted(findings.items()):
        if key in has_case or not cooled_off(closed.get(key), done.day, rules):
            continue
        alert = Alert(
            officer_id=finding.officer_id,
            unit_id=finding.unit_id,
            head_unit_id=heads[finding.unit_id],
            kind=finding.kind,
            state=AlertState.WAITING,
            found_on=done.day,
            closing_reason="",
            silences=0,
            told_causes=[],
            contact_chosen=False,
            model_id=model_id if finding.kind is AlertKind.MODEL else None,
        )
        _describe(alert, finding)
        db.session.add(alert)
        done.found += 1


def _open(done: Run, rules: AlertRules) -> None:
    """Open what waits for nobody, then fill each head's places from the line."""
    alerts = list(case_queries.living().values())
    budgets = head_queries.budgets()
    by_number = {alert.id: alert for alert in alerts}
    line: dict[int, list[Waiting]] = {}
    for alert in alerts:
        if alert.state is not AlertState.WAITING:
            continue
        if takes_place(alert.audience, urgent=alert.urgent):
            codes = tuple(CauseCode(one["code"]) for one in alert.causes)
            one = Waiting(
                alert.id, alert.kind, codes, alert.found_on, alert.people or 1
            )
            line.setdefault(alert.head_unit_id, []).append(one)
        else:
            _raise(alert, done, rules)
    taken = _taken(done.day)
    for head, waiting in sorted(line.items()):
        for number in admitted(
            waiting,
            budget=budgets.get(head, 0),
            taken=taken[head],
            day=done.day,
            rules=rules,
        ):
            _raise(by_number[number], done, rules)
    db.session.flush()
    done.waiting = sum(alert.state is AlertState.WAITING for alert in alerts)


def _taken(day: date) -> Counter[int]:
    """Count the places that are taken before each head in the month of a day."""
    return Counter(
        row.head_unit_id
        for row in case_queries.places(day)
        if takes_now(
            raised_on=row.raised_on,
            unanswered=row.state is AlertState.OPEN,
            passed_on=row.passed_on is not None,
            day=day,
        )
    )


def _raise(alert: Alert, done: Run, rules: AlertRules) -> None:
    alert.state = AlertState.OPEN
    alert.raised_on, alert.due_on = done.day, due_day(done.day, rules)
    done.raised += 1


def _describe(alert: Alert, finding: Finding) -> None:
    codes = finding.codes
    alert.causes = [cause.as_json() for cause in finding.causes]
    alert.suggestions = [action.value for action in fitting(codes)]
    alert.audience = (
        Audience.RETENTION_TEAM if alert.contact_chosen else audience(codes)
    )
    alert.urgent = is_urgent(finding.kind, codes)
    alert.people = finding.people


def _note(done: Run, *, author: Author, at: datetime) -> None:
    record(
        "alert.run",
        ("alert", done.day.isoformat()),
        author=author,
        at=at,
        found=done.found,
        raised=done.raised,
        waiting=done.waiting,
        updated=done.updated,
        handed_over=done.handed_over,
        expired=done.expired,
        gate_open=done.gate_open,
    )
