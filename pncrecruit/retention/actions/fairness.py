"""Count at night whom alerts reach and what follows, and protect it once."""

from collections.abc import Hashable
from datetime import date, datetime, timedelta
from typing import cast

import numpy as np

from pncrecruit.analysis.disclosure import Sum, protect
from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db
from pncrecruit.retention.models import AlertFairness
from pncrecruit.retention.queries import followup
from pncrecruit.retention.queries.careers import force
from pncrecruit.retention.queries.cohorts import cohorts
from pncrecruit.retention.queries.ends import SERVING, VOLUNTARY
from pncrecruit.retention.rules import AnswerKind
from pncrecruit.retention.rules.fairness import (
    COLUMN_SUMS,
    NOT_STATED,
    PEOPLES,
    ROW_SUMS,
    ROWS,
    Course,
    counts,
)

YEAR = timedelta(days=365)


def count_fairness(
    day: date, *, minimum: int, author: Author, at: datetime
) -> AlertFairness:
    """Keep the table of a day; one that is there already is left as it is.

    Counted are those who served within the year before the day. A leaver counts as
    caught if a case was opened in the year before they left, in line is not enough.
    """
    kept = db.session.query(AlertFairness).filter_by(as_of=day).one_or_none()
    if kept is not None:
        return kept
    courses, groups = _courses(day)
    cells = counts(courses, groups)
    columns = sorted({column for _, column in cells})
    sums = [
        Sum((row, total), tuple((row, part) for part in parts))
        for row in ROWS
        for total, parts in COLUMN_SUMS
    ]
    sums += [
        Sum((total, column), tuple((part, column) for part in parts))
        for total, parts in ROW_SUMS
        for column in columns
    ]
    shown = protect(cast("dict[Hashable, int]", cells), sums, minimum=minimum)
    kept = AlertFairness(
        as_of=day,
        made_at=at,
        figures={
            "minimum": minimum,
            "cells": [
                [row, column, *shown[row, column][:3], shown[row, column][3].value]
                for row, column in cells
            ],
        },
    )
    db.session.add(kept)
    db.session.flush()
    record("alert.fairness", ("alert", day), author=author, at=at, rows=len(ROWS))
    return kept


def _courses(day: date) -> tuple[dict[int, Course], dict[str, frozenset[int]]]:
    """Return what happened to each who served, and the cohorts by the same keys."""
    found = force(day)
    first = (day - YEAR - date(1970, 1, 1)).days
    served = np.flatnonzero((found.cause == SERVING) | (found.left > first)).tolist()
    opened: dict[int, list[tuple[int, date]]] = {}
    for alert_id, officer_id, raised in followup.opened_since(day - 2 * YEAR, day):
        opened.setdefault(officer_id, []).append((alert_id, raised))
    answers: dict[int, set[AnswerKind]] = {}
    for alert_id, kind in followup.answers_until(day):
        answers.setdefault(alert_id, set()).add(kind)
    declined = followup.declined_until(day)
    courses: dict[int, Course] = {}
    for at in served:
        cases = opened.get(int(found.officer_id[at]), [])
        recent = [one for one, raised in cases if raised > day - YEAR]
        kinds = set().union(*(answers.get(one, set()) for one in recent))
        left = bool(found.cause[at] == VOLUNTARY)
        end = date(1970, 1, 1) + timedelta(days=int(found.left[at])) if left else day
        courses[at] = Course(
            alerted=bool(recent),
            helped=AnswerKind.ACTION in kinds,
            refused=AnswerKind.NO_ACTION in kinds,
            declined=not declined.isdisjoint(recent),
            left=left,
            caught=left and any(end - YEAR <= raised < end for _, raised in cases),
        )
    groups = {one.key: one.members for one in cohorts(found.officer_id)}
    stated = frozenset().union(*(groups.get(one, frozenset()) for one in PEOPLES))
    groups[NOT_STATED] = frozenset(courses) - stated
    return courses, groups
