"""Commands of the night: fit, score, raise alerts, compute outcomes."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale

from pncrecruit.access import queries as access_queries
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.commands import day_that_came
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import DomainError
from pncrecruit.jobs import running
from pncrecruit.jobs.actions import record_run
from pncrecruit.retention.actions.evaluation import evaluate
from pncrecruit.retention.actions.outcomes import compute_outcomes
from pncrecruit.retention.actions.run import run_alerts
from pncrecruit.retention.actions.scoring import score_force
from pncrecruit.retention.actions.tested import found, in_words
from pncrecruit.retention.actions.training import summary, train
from pncrecruit.retention.card.card import as_text, facts_of
from pncrecruit.retention.queries import models as queries
from pncrecruit.retention.queries.careers import last_extraction

model = AppGroup("model", help="The attrition model: train, score, judge, describe.")
alerts = AppGroup("alerts", help="Alerts to those who can help an officer to stay.")

_DAY = click.DateTime(["%Y-%m-%d"])
_as_of = click.option(
    "--as-of",
    type=_DAY,
    help="The day looked at, today at the latest."
    " Default: the last day that an imported source saw, or today.",
)
_night_of = click.option(
    "--as-of",
    type=_DAY,
    help="The day that is run, today at the latest. Default: today.",
)
_json = click.option(
    "--json", "as_json", is_flag=True, help="Print the result as JSON."
)


def _day(as_of: datetime | None) -> date:
    if as_of is not None:
        return day_that_came(as_of)
    today = local_day(now())
    seen = last_extraction()
    return min(seen, today) if seen else today


def _run(name: str, day: date, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do a job, commit once, and keep how it went, also when it failed."""
    started = now()
    try:
        result = work()
    except DomainError as error:
        db.session.rollback()
        record_run(
            name,
            day=day,
            started_at=started,
            ended_at=now(),
            error=running.in_words(error),
        )
        db.session.commit()
        raise click.ClickException(str(error)) from error
    numbers: dict[str, object] = {
        key: value for key, value in result.items() if isinstance(value, int)
    }
    record_run(name, day=day, started_at=started, ended_at=now(), summary=numbers)
    db.session.commit()
    return result


def _say(result: dict[str, Any], as_json: bool, sentence: str) -> None:
    click.echo(json.dumps(result, default=str) if as_json else sentence)


@model.command("train")
@_as_of
@_json
@with_appcontext
def train_command(as_of: datetime | None, as_json: bool) -> None:
    """Fit the model on the service records in the database and judge it over folds.

    The version is kept with its card as a candidate; it is used once a second person
    has approved it. Exit status 0 only if a version was kept.
    """
    day = _day(as_of)
    minimum = current_app.config["MINIMUM_CELL"]

    def work() -> dict[str, Any]:
        return summary(train(day, minimum=minimum, author=SYSTEM, at=now()))

    result = _run("model_train", day, work)
    gate = "open" if result["gate_open"] else "shut"
    reason = f" ({result['why_not']})" if result["why_not"] else ""
    _say(
        result,
        as_json,
        f"Kept: version {result['version']}, {result['kind']}, as of {day};"
        f" the gate is {gate}{reason}.",
    )


@model.command("score")
@_as_of
@_json
@with_appcontext
def score_command(as_of: datetime | None, as_json: bool) -> None:
    """Score every serving officer with the version in use.

    Running it twice for a day changes nothing: it says that the day has its scores.
    Exit status 0 only if the day has its scores at the end.
    """
    day = _day(as_of)

    def work() -> dict[str, Any]:
        before = queries.is_scored(day)
        scored = score_force(day, author=SYSTEM, at=now())
        used = queries.active()
        seen = queries.last_watch(used.id) if used else None
        return {
            "as_of": day.isoformat(),
            "scored": scored,
            "already_scored": before,
            "alarms": seen.alarms if seen else 0,
        }

    result = _run("model_score", day, work)
    alarms = (
        f" {result['alarms']} alarms of drift: see the model's page."
        if result["alarms"]
        else ""
    )
    if result["already_scored"]:
        done = "the force is scored for that day already; nothing was changed."
    else:
        done = f"{result['scored']} officers scored."
    _say(result, as_json, f"{day}: {done}{alarms}")


@model.command("backtest")
@click.option("--folds", default=5, show_default=True, help="Dates to judge at.")
@click.option("--horizon", default=12, show_default=True, help="Months of the label.")
@click.option(
    "--cohort",
    "wanted",
    multiple=True,
    help="Show what can be said of a cohort or of a scheme of cohorts; may be repeated,"
    " 'all' for every one.",
)
@click.option("--workers", default=1, show_default=True, help="Processes; -1: all.")
@click.option("--cluster", default="", help="Address of a Dask scheduler.")
@_as_of
@_json
@with_appcontext
def backtest_command(
    *,
    folds: int,
    horizon: int,
    wanted: tuple[str, ...],
    workers: int,
    cluster: str,
    as_of: datetime | None,
    as_json: bool,
) -> None:
    """Judge the model on whatever service records are in the database; keep nothing.

    At each date the model, the tenure band and the challengers are fitted on what was
    known then, and held against what followed. A record too short to be judged is a
    cold start: it is said, and the rates by years of service are given instead.
    """
    day = _day(as_of)
    try:
        done = evaluate(
            day, count=folds, horizon=horizon, workers=workers, cluster=cluster
        )
        result = found(done, wanted=wanted, minimum=current_app.config["MINIMUM_CELL"])
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    _say(result, as_json, in_words(result))


@model.command("card")
@click.option("--version", "number", type=int, help="Default: the one in use.")
@click.option(
    "--language",
    type=click.Choice(["es", "en"]),
    default="es",
    show_default=True,
    help="Of the card; --json gives the fields as they are kept.",
)
@_json
@with_appcontext
def card_command(number: int | None, language: str, as_json: bool) -> None:
    """Print the card of a version: what it is for, how good, for whom not, whose."""
    found = queries.version(number) if number else queries.active()
    if found is None:
        raise click.ClickException("There is no such version.")
    if as_json:
        click.echo(json.dumps(found.card))
        return
    made_up = access_queries.setting("synthetic") is not None
    with force_locale("es_GT" if language == "es" else "en"):
        facts = facts_of(found, made_up=made_up, today=local_day(now()))
        click.echo(as_text(facts))


@alerts.command("run")
@_night_of
@_json
@with_appcontext
def run_command(as_of: datetime | None, as_json: bool) -> None:
    """Raise, keep, hand over and expire alerts as of a day; compute due outcomes.

    Running it twice for a day changes nothing. Exit status 0 only if the day was run.
    """
    day = day_that_came(as_of) if as_of else local_day(now())

    def work() -> dict[str, Any]:
        done = run_alerts(day, author=SYSTEM, at=now())
        outcomes = compute_outcomes(day, author=SYSTEM, at=now())
        return {
            "day": day.isoformat(),
            "gate_open": done.gate_open,
            "late": done.late,
            "found": done.found,
            "raised": done.raised,
            "waiting": done.waiting,
            "updated": done.updated,
            "handed_over": done.handed_over,
            "expired": done.expired,
            "outcomes": outcomes,
        }

    result = _run("alerts_run", day, work)
    _say(
        result,
        as_json,
        f"{day}: {result['raised']} opened, {result['waiting']} in line,"
        f" {result['updated']} updated, {result['expired']} expired,"
        f" {result['outcomes']} outcomes.",
    )
