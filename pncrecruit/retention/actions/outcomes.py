"""What became of an alert: read off the service record after 90, 180 and 365 days."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db
from pncrecruit.officers.queries import FactRow, facts_known
from pncrecruit.officers.rules import FactKind, SeparationCause
from pncrecruit.reference import separation_kinds
from pncrecruit.retention.models import Alert, AlertOutcome
from pncrecruit.retention.rules import OutcomeState
from pncrecruit.retention.rules.alerts import OUTCOME_DAYS

_READ = (FactKind.SEPARATION, FactKind.POSTING, FactKind.TRANSFER_REQUEST)


def compute_outcomes(day: date, *, author: Author, at: datetime) -> int:
    """Compute every outcome that is due by a day, once. Returns how many.

    The state is that on the last day of the term, with all that is known today.
    """
    made = 0
    for days in OUTCOME_DAYS:
        due = _due(days, day)
        records: dict[int, list[FactRow]] = defaultdict(list)
        for fact in facts_known(
            day, kinds=_READ, officers=[alert.officer_id for alert in due]
        ):
            records[fact.officer_id].append(fact)
        for alert in due:
            term = alert.raised_on + timedelta(days=days)
            found = records[alert.officer_id]
            db.session.add(
                AlertOutcome(
                    alert_id=alert.id,
                    days=days,
                    state=_state(found, term),
                    computed_on=day,
                    facts=_changes(found, alert.raised_on, term),
                )
            )
        made += len(due)
    if made:
        db.session.flush()
        record("alert.outcomes", ("alert", day), author=author, at=at, computed=made)
    return made


def _due(days: int, day: date) -> Sequence[Alert]:
    known = aliased(AlertOutcome)
    return db.session.scalars(
        select(Alert).where(
            Alert.raised_on <= day - timedelta(days=days),
            ~exists().where(known.alert_id == Alert.id, known.days == days),
        )
    ).all()


def _state(facts: list[FactRow], term: date) -> OutcomeState:
    """Return whether the officer had left by the end of the term, and how."""
    ends = [
        fact
        for fact in facts
        if fact.kind is FactKind.SEPARATION and fact.valid_from <= term
    ]
    if not ends:
        return OutcomeState.SERVING
    cause = SeparationCause(separation_kinds()[ends[-1].code or "unknown"].cause)
    if cause is SeparationCause.VOLUNTARY:
        return OutcomeState.LEFT_VOLUNTARILY
    return OutcomeState.LEFT_OTHERWISE


def _changes(facts: list[FactRow], raised: date, term: date) -> dict[str, int]:
    """Return what changed for the officer within the term, in counts."""
    return {
        "postings": sum(
            fact.kind is FactKind.POSTING and raised < fact.valid_from <= term
            for fact in facts
        ),
        "requests_answered": sum(
            fact.kind is FactKind.TRANSFER_REQUEST
            and fact.valid_to is not None
            and raised < fact.valid_to <= term
            for fact in facts
        ),
    }
