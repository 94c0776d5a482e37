"""What nobody answered goes one level up; what somebody left finds a new owner."""

from datetime import date, datetime
from typing import NamedTuple

from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db
from pncrecruit.retention.queries import cases as queries
from pncrecruit.retention.queries import heads as head_queries
from pncrecruit.retention.rules.alerts import AlertRules, due_day


class Passed(NamedTuple):
    """How many cases went up, and to whom they could not go for nobody is there."""

    passed_on: int
    to_the_team: int


def pass_on(
    day: date,
    *,
    author: Author,
    at: datetime,
    rules: AlertRules = AlertRules(),  # noqa: B008 - frozen
) -> Passed:
    """Pass each open case that is past its date to the next level that somebody heads.

    The silence is counted with the case. The next level has a term of its own; above
    the last one stands the retention team, and a case does not go further than there.
    Running it again for the day changes nothing.
    """
    above, keepers = head_queries.above(), head_queries.keepers()
    up = team = 0
    for alert in queries.unanswered(day):
        if alert.passed_on is not None and alert.passed_to_unit_id is None:
            continue  # it lies with the retention team
        asked = alert.passed_to_unit_id or alert.head_unit_id
        following = next((one for one in above[asked] if one in keepers), None)
        before = alert.passed_to_unit_id
        alert.passed_to_unit_id, alert.passed_on = following, day
        alert.silences += 1
        alert.due_on = due_day(day, rules)
        up += following is not None
        team += following is None
        db.session.flush()
        record(
            "alert.pass_on",
            ("alert", alert.public_id),
            author=author,
            at=at,
            unit=(before, following),
            silences=alert.silences,
            due_on=alert.due_on,
        )
    return Passed(up, team)


def hand_over(*, author: Author, at: datetime) -> int:
    """Give actions of those who head the unit no more to who does. Returns how many.

    An action whose unit nobody heads stays with its owner until somebody does.
    """
    above, keepers = head_queries.above(), head_queries.keepers()
    moved = 0
    for alert, given in queries.actions_undone():
        line = [alert.unit_id, *above.get(alert.unit_id, [])]
        heads = [user for unit in line for user in keepers.get(unit, [])]
        staff = queries.retention_team()
        if given.owner_id in heads or given.owner_id in staff or not heads:
            continue
        before, given.owner_id = given.owner_id, heads[0]
        moved += 1
        db.session.flush()
        record(
            "alert.hand_over",
            ("alert", alert.public_id),
            author=author,
            at=at,
            owner=(before, given.owner_id),
        )
    return moved
