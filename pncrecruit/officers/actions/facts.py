"""Facts are recorded, corrected and withdrawn: always by a row more."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.officers.actions.sources import own_source_id
from pncrecruit.officers.actions.today import refresh_today
from pncrecruit.officers.models import Officer, ServiceFact
from pncrecruit.officers.queries.facts import FactRow, facts_known
from pncrecruit.officers.rules.careers import career, objections
from pncrecruit.officers.rules.facts import FactDraft, check_payload
from pncrecruit.words import N_


class ReasonForCorrection(DomainError):
    message = N_("Say why the record is corrected.")
    field = "reason"


class AlreadyCorrected(Conflict):
    message = N_("This line was corrected or withdrawn meanwhile.")


# Classes 3: the trail keeps that it was said, never the words.
_PLAIN = ("kind", "valid_from", "valid_to", "known_on", "unit_id")


def record_fact(
    officer: Officer, draft: FactDraft, *, actor: Actor, at: datetime
) -> ServiceFact:
    """Add a fact to a service record.

    Raises a DomainError of `officers.rules`, and then nothing has changed.
    """
    check_payload(draft)
    check_career(officer.id, draft, local_day(at))
    fact = _add(officer.id, draft, actor=actor, at=at)
    refresh_today(local_day(at), officers=[officer.id])
    _tell("service_fact.record", officer, draft, actor=actor, at=at, fact=fact.id)
    return fact


def correct_fact(
    officer: Officer,
    fact_id: int,
    draft: FactDraft,
    *,
    actor: Actor,
    at: datetime,
) -> ServiceFact:
    """Replace a fact by what is right; the wrong one stays, superseded.

    What was known on a day before the correction became known stays as it was.
    """
    old = current(officer, fact_id, draft.reason)
    check_payload(draft)
    check_career(officer.id, draft, local_day(at), without={old.id})
    fact = _add(officer.id, draft, actor=actor, at=at, supersedes=old.id)
    refresh_today(local_day(at), officers=[officer.id])
    _tell(
        "service_fact.correct",
        officer,
        draft,
        actor=actor,
        at=at,
        fact=fact.id,
        supersedes=old.id,
    )
    return fact


def withdraw_fact(
    officer: Officer, fact_id: int, *, reason: str, actor: Actor, at: datetime
) -> ServiceFact:
    """Take a fact back: it never was so."""
    old = current(officer, fact_id, reason)
    draft = FactDraft(
        kind=old.kind,
        valid_from=old.valid_from,
        valid_to=old.valid_to,
        known_on=local_day(at),
        precision=old.precision,
        unit_id=old.unit_id,
        code=old.code,
        amount=old.amount,
        details=old.details,
        reason=reason,
    )
    fact = _add(
        officer.id, draft, actor=actor, at=at, supersedes=old.id, withdrawn=True
    )
    refresh_today(local_day(at), officers=[officer.id])
    _tell(
        "service_fact.withdraw",
        officer,
        draft,
        actor=actor,
        at=at,
        fact=fact.id,
        supersedes=old.id,
    )
    return fact


def current(officer: Officer, fact_id: int, reason: str) -> FactRow:
    """Return the fact as it counts, known by whatever day.

    Raises ReasonForCorrection without a reason, AlreadyCorrected if it is superseded.
    """
    if not reason.strip():
        raise ReasonForCorrection
    for fact in facts_known(date.max, officers=[officer.id]):
        if fact.id == fact_id:
            return fact
    raise AlreadyCorrected


def check_career(
    officer_id: int,
    draft: FactDraft,
    today: date,
    *,
    without: Collection[int] = frozenset(),
) -> None:
    """Refuse what may not follow what is on record, some facts of it left aside.

    Raises the first DomainError of `officers.rules.careers`.
    """
    known = max(today, draft.known_on)
    rest = [
        fact
        for fact in facts_known(known, officers=[officer_id])
        if fact.id not in without
    ]
    for objection in objections(draft, career(rest)):
        raise objection


def _add(
    officer_id: int,
    draft: FactDraft,
    *,
    actor: Actor,
    at: datetime,
    supersedes: int | None = None,
    withdrawn: bool = False,
) -> ServiceFact:
    fact = ServiceFact(
        officer_id=officer_id,
        kind=draft.kind,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        precision=draft.precision,
        known_on=draft.known_on,
        recorded_at=at,
        supersedes_id=supersedes,
        withdrawn=withdrawn,
        unit_id=draft.unit_id,
        code=draft.code,
        amount=draft.amount,
        details=dict(draft.details) if draft.details else None,
        reason=draft.reason.strip(),
        source_id=own_source_id(at),
        recorded_by_id=actor.user_id,
    )
    db.session.add(fact)
    db.session.flush()
    return fact


def _tell(
    verb: str,
    officer: Officer,
    draft: FactDraft,
    *,
    actor: Actor,
    at: datetime,
    **values: Any,
) -> None:
    kept = {name: getattr(draft, name) for name in _PLAIN}
    record(
        verb,
        ("officer", officer.public_id),
        author=actor.author,
        at=at,
        **kept,
        **values,
    )
