"""What became of alerts, by unit; and whom they reach, as the night counted it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import case, func, select

from pncrecruit.analysis.disclosure import WITHHELD, Cell, Protection
from pncrecruit.db import LOCAL, db
from pncrecruit.officers.models import Unit
from pncrecruit.retention.models import (
    Alert,
    AlertAnswer,
    AlertFairness,
    AlertOutcome,
)
from pncrecruit.retention.rules import AlertState, AnswerKind, Audience, OutcomeState
from pncrecruit.retention.rules.fairness import COLUMNS, ROWS


class HeadRow(NamedTuple):
    """What became of the cases of one head; each case counts once in a column."""

    code: str
    name: str
    budget: int
    opened: int
    in_time: int
    late: int
    silent: int
    no_action: int
    done: int
    cost: float
    closed: int
    expired: int
    declined: int


class OutcomeRow(NamedTuple):
    """How many cases had an outcome after so many days."""

    days: int
    state: OutcomeState
    cases: int


class Fairness(NamedTuple):
    """The table of a day, protected when it was counted."""

    as_of: date
    cells: dict[tuple[str, str], Cell]


def by_head(since: date) -> list[HeadRow]:
    """Return what became of the cases for managers that were opened since a day."""
    answers = (
        select(
            AlertAnswer.alert_id,
            func.count(AlertAnswer.id).label("given"),
            func.count(AlertAnswer.id)
            .filter(AlertAnswer.kind == AnswerKind.ACTION)
            .label("actions"),
            func.count(AlertAnswer.done_on).label("done"),
            func.coalesce(func.sum(AlertAnswer.cost), 0).label("cost"),
        )
        .group_by(AlertAnswer.alert_id)
        .subquery()
    )
    given = func.coalesce(answers.c.given, 0) > 0
    silences = Alert.silences > 0

    def cases(*conditions: Any) -> Any:
        counted = case((conditions[0], 1), else_=0)
        for condition in conditions[1:]:
            counted = case((condition, counted), else_=0)
        return func.coalesce(func.sum(counted), 0)

    rows = db.session.execute(
        select(
            Unit.code,
            Unit.name,
            Unit.alert_budget,
            func.count(Alert.id),
            cases(given, ~silences),
            cases(given, silences),
            cases(~given, silences),
            cases(given, func.coalesce(answers.c.actions, 0) == 0),
            func.coalesce(func.sum(answers.c.done), 0),
            func.coalesce(func.sum(answers.c.cost), 0),
            cases(Alert.state == AlertState.CLOSED),
            cases(Alert.state == AlertState.EXPIRED),
            cases(Alert.state == AlertState.DECLINED),
        )
        .join(Unit, Unit.id == Alert.head_unit_id)
        .outerjoin(answers, answers.c.alert_id == Alert.id)
        .where(Alert.raised_on >= since, Alert.audience == Audience.MANAGER)
        .group_by(Unit.code, Unit.name, Unit.alert_budget)
        .order_by(Unit.code)
    )
    return [HeadRow(*row)._replace(cost=float(row[9])) for row in rows]


def outcomes() -> list[OutcomeRow]:
    """Return how many cases had which outcome after each term."""
    rows = db.session.execute(
        select(AlertOutcome.days, AlertOutcome.state, func.count(AlertOutcome.id))
        .group_by(AlertOutcome.days, AlertOutcome.state)
        .order_by(AlertOutcome.days, AlertOutcome.state)
    )
    return [OutcomeRow(*row) for row in rows]


def fairness() -> Fairness | None:
    """Return the newest table of whom alerts reach, if one was made."""
    kept = db.session.scalar(
        select(AlertFairness).order_by(AlertFairness.as_of.desc()).limit(1)
    )
    if kept is None:
        return None
    # A table of a release before lacks the columns that came later.
    cells = {(row, column): WITHHELD for row in ROWS for column in COLUMNS}
    cells |= {
        (row, column): Cell(value, low, high, Protection(kind))
        for row, column, value, low, high, kind in kept.figures["cells"]
    }
    return Fairness(kept.as_of, cells)


def opened_since(since: date, until: date) -> Sequence[tuple[int, int, date]]:
    """Return the cases of officers opened in a time: their number, whose, and when."""
    rows = db.session.execute(
        select(Alert.id, Alert.officer_id, Alert.raised_on).where(
            Alert.officer_id.is_not(None),
            Alert.raised_on >= since,
            Alert.raised_on <= until,
        )
    )
    return [
        (row[0], row[1], row[2])
        for row in rows
        if row[1] is not None and row[2] is not None
    ]


def declined_until(until: date) -> frozenset[int]:
    """Return the cases whose person wanted no support, as of the end of a day."""
    return frozenset(
        db.session.scalars(
            select(Alert.id).where(
                Alert.state == AlertState.DECLINED, Alert.closed_on <= until
            )
        )
    )


def answers_until(until: date) -> Sequence[tuple[int, AnswerKind]]:
    """Return the answers that were given until the end of a day, and their kind."""
    end = datetime.combine(until + timedelta(days=1), time(), LOCAL)
    rows = db.session.execute(
        select(AlertAnswer.alert_id, AlertAnswer.kind).where(
            AlertAnswer.answered_at < end
        )
    )
    return [(row[0], row[1]) for row in rows]
