"""Lines of a service record written by hand; the weighty ones by two people."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import select

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, local_day
from pncrecruit.errors import NotAllowed
from pncrecruit.officers.actions.facts import (
    AlreadyCorrected,
    check_career,
    correct_fact,
    current,
    record_fact,
    withdraw_fact,
)
from pncrecruit.officers.models import Officer
from pncrecruit.officers.queries.facts import FactRow, facts_known
from pncrecruit.officers.queries.officers import unit_names
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.careers import is_principal
from pncrecruit.officers.rules.facts import FactDraft, check_payload
from pncrecruit.officers.rules.records import (
    SECOND_PERSON,
    Deed,
    ReasonMissing,
    check_by_hand,
    of_payload,
    to_payload,
)
from pncrecruit.officers.sentences import code_name, span
from pncrecruit.persons.models import Person
from pncrecruit.words import N_

CHANGE = "service_fact.change"
DECIDES = {
    FactKind.POSTING: Permission.POSTING_APPROVE,
    FactKind.RANK: Permission.OFFICER_UPDATE_RANK,
}


def write_line(
    officer: Officer,
    deed: Deed,
    draft: FactDraft,
    *,
    fact_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Approval | None:
    """Record, correct or take back a line, or ask a second person for it.

    ``fact_id`` names the line that is corrected or taken back. Returns the request, or
    None where the record has changed already. Raises a DomainError, and then nothing
    has changed.
    """
    if deed is Deed.WITHDRAW:
        if not draft.reason.strip():
            raise ReasonMissing
    else:
        check_by_hand(draft, local_day(at))
        check_payload(draft)
    if draft.kind not in SECOND_PERSON:
        _do(officer, deed, draft, fact_id, actor=actor, at=at)
        return None
    _check_possible(officer, deed, draft, fact_id, at)
    payload = {"deed": deed.value, "fact": fact_id, "line": to_payload(draft)}
    return approvals.ask(
        CHANGE,
        ("officer", officer.public_id),
        payload,
        officer.version,
        actor=actor,
        at=at,
        reason=draft.reason,
    )


def _check_possible(
    officer: Officer, deed: Deed, draft: FactDraft, fact_id: int | None, at: datetime
) -> None:
    """Refuse to ask for what could not be done today."""
    if deed is not Deed.RECORD and fact_id is not None:
        without = {current(officer, fact_id, draft.reason).id}
    else:
        without = {fact.id for fact in _ended_by(officer, draft, at)}
    if deed is not Deed.WITHDRAW:
        check_career(officer.id, draft, local_day(at), without=without)


def _do(
    officer: Officer,
    deed: Deed,
    draft: FactDraft,
    fact_id: int | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    if deed is Deed.RECORD:
        for fact in _ended_by(officer, draft, at):
            ended = replace(
                draft_of(fact, reason=draft.reason),
                valid_to=draft.valid_from,
                known_on=draft.known_on,
            )
            correct_fact(officer, fact.id, ended, actor=actor, at=at)
        record_fact(officer, draft, actor=actor, at=at)
    elif fact_id is None:
        raise AlreadyCorrected
    elif deed is Deed.CORRECT:
        correct_fact(officer, fact_id, draft, actor=actor, at=at)
    else:
        withdraw_fact(officer, fact_id, reason=draft.reason, actor=actor, at=at)


def _ended_by(officer: Officer, draft: FactDraft, at: datetime) -> list[FactRow]:
    """Return the principal postings still open that a new principal one ends."""
    if draft.kind is not FactKind.POSTING or not is_principal(draft.details):
        return []
    known = facts_known(local_day(at), kinds=[FactKind.POSTING], officers=[officer.id])
    return [
        fact
        for fact in known
        if fact.valid_to is None
        and fact.valid_from < draft.valid_from
        and is_principal(fact.details)
    ]


def draft_of(fact: FactRow, *, reason: str) -> FactDraft:
    """Return a line as it stands, to change a part of it for a reason."""
    return FactDraft(
        kind=fact.kind,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
        known_on=fact.known_on,
        precision=fact.precision,
        unit_id=fact.unit_id,
        code=fact.code,
        amount=fact.amount,
        details=fact.details,
        reason=reason,
    )


def _officer(public_id: str) -> Officer | None:
    return db.session.scalar(
        select(Officer).where(Officer.public_id == UUID(public_id))
    )


def _version(public_id: str) -> int | None:
    officer = _officer(public_id)
    return officer.version if officer else None


def _needs(payload: Mapping[str, Any]) -> Permission:
    kind = FactKind(payload["line"]["kind"])
    return DECIDES.get(kind, Permission.OFFICER_UPDATE)


def _check(approval: Approval, actor: Actor) -> None:
    """Refuse whoever would decide on the own record."""
    officer = _officer(approval.subject_id)
    if officer is None or officer.person_id == actor.person_id:
        raise NotAllowed


def _describe(approval: Approval) -> list[Line]:
    officer = _officer(approval.subject_id)
    person = db.session.get(Person, officer.person_id) if officer else None
    asked = approval.payload
    draft = of_payload(asked["line"])
    deed = Deed(asked["deed"])
    name = (person.full_name or person.external_id or "") if person else ""
    units = unit_names({draft.unit_id} if draft.unit_id else set())
    lines = [
        Line(N_("Officer"), "", name),
        Line(N_("What is asked"), "", gettext(deed.label)),
        Line(N_("Line"), "", gettext(draft.kind.label)),
        Line(N_("When"), "", span(draft)),
        Line(N_("Unit"), "", " ".join(units[draft.unit_id]) if draft.unit_id else ""),
        Line(
            N_("Says"),
            "",
            code_name(draft.kind, draft.code, person.sex) if person else "",
        ),
        Line(N_("Known since"), "", f"{draft.known_on:%d/%m/%Y}"),
    ]
    return [line for line in lines if line.new]


def _apply(approval: Approval, actor: Actor, at: datetime) -> None:
    officer = _officer(approval.subject_id)
    if officer is None:
        raise LookupError(approval.subject_id)
    asked = approval.payload
    _do(
        officer,
        Deed(asked["deed"]),
        of_payload(asked["line"]),
        asked["fact"],
        actor=actor,
        at=at,
    )


approvals.register(
    Handler(
        kind=CHANGE,
        label=N_("Change a service record"),
        permission=_needs,
        version=_version,
        describe=_describe,
        apply=_apply,
        check=_check,
    )
)
