"""What became of an alert: read off the service record after 90, 180 and 365 days."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db, has_come
from pncrecruit.officers.queries import FactRow, facts_known
from pncrecruit.officers.queries.unit_records import facilities_on
from pncrecruit.officers.rules import FactKind, SeparationCause
from pncrecruit.reference import separation_kinds
from pncrecruit.retention.models import Alert, AlertOutcome
from pncrecruit.retention.queries.heads import heads as heads_on
from pncrecruit.retention.rules import OutcomeState
from pncrecruit.retention.rules.alerts import OUTCOME_DAYS

_READ = (FactKind.SEPARATION, FactKind.POSTING, FactKind.TRANSFER_REQUEST)


def compute_outcomes(day: date, *, author: Author, at: datetime) -> int:
    """Compute every outcome that is due by a day, once. Returns how many.

    The state is that on the last day of the term, with all that is known today.
    Raises NotYetCome: an outcome is read off the record, and never foretold.
    """
    has_come(day, at)
    made = 0
    sites = _Sites(day)
    for days in OUTCOME_DAYS:
        due = _due(days, day)
        records: dict[int, list[FactRow]] = defaultdict(list)
        for fact in facts_known(
            day,
            kinds=_READ,
            officers=[one.officer_id for one in due if one.officer_id is not None],
        ):
            records[fact.officer_id].append(fact)
        for alert in due:
            if alert.raised_on is None:
                continue
            term = alert.raised_on + timedelta(days=days)
            if alert.officer_id is None:
                state, facts = _of_unit(alert.unit_id, sites.bare(term))
            else:
                found = records[alert.officer_id]
                state = _state(found, term)
                facts = _changes(found, alert.raised_on, term)
            db.session.add(
                AlertOutcome(
                    alert_id=alert.id,
                    days=days,
                    state=state,
                    computed_on=day,
                    facts=facts,
                )
            )
        made += len(due)
    if made:
        db.session.flush()
        record("alert.outcomes", ("alert", day), author=author, at=at, computed=made)
    return made


class _Sites:
    """Which sites had no separate quarters on a day: many cases end on the same."""

    def __init__(self, known_by: date) -> None:
        self._known_by = known_by
        self._bare: dict[date, Counter[int]] = {}

    def bare(self, term: date) -> Counter[int]:
        """Return how many such sites each head had at the end of a day."""
        if term not in self._bare:
            heads = heads_on(term)
            self._bare[term] = Counter(
                heads[unit_id]
                for unit_id, site in facilities_on(
                    term, known_by=self._known_by
                ).items()
                if unit_id in heads and site.womens_quarters is False
            )
        return self._bare[term]


def _of_unit(head: int, bare: Counter[int]) -> tuple[OutcomeState, dict[str, int]]:
    """Say whether a unit's sites were mended, from what each head had left."""
    state = OutcomeState.NOT_MENDED if bare[head] else OutcomeState.MENDED
    return state, {"sites": bare[head]}


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
