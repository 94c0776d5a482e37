"""A selected applicant becomes an officer: once, by a named act."""

from datetime import date, datetime
from typing import Protocol

from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.officers.actions.sources import own_source_id
from pncrecruit.officers.actions.today import refresh_today
from pncrecruit.officers.models import Officer, ServiceFact, Unit
from pncrecruit.officers.rules import FactKind, OfficerStatus
from pncrecruit.officers.rules.facts import FactDraft, check_payload
from pncrecruit.persons.models import Person
from pncrecruit.words import N_


class AlreadyOfficer(Conflict):
    message = N_("This person is an officer already.")


class NipTaken(Conflict):
    message = N_("Another officer has the NIP %(nip)s.")
    field = "nip"


class UnitNotThere(DomainError):
    message = N_("Choose a unit that is open.")
    field = "unit"


class Applied(Protocol):
    """The application that a career begins with."""

    @property
    def id(self) -> int: ...
    @property
    def person_id(self) -> int: ...
    @property
    def residence_municipality(self) -> str | None: ...


class Act(Protocol):
    """The act by which graduates become officers."""

    @property
    def number(self) -> str: ...
    @property
    def signed_on(self) -> date: ...
    @property
    def effective_on(self) -> date: ...


def appoint(
    application: Applied,
    *,
    act: Act,
    rank_key: str,
    unit_id: int,
    nip: str | None,
    actor: Actor,
    at: datetime,
) -> Officer:
    """Make the officer that an application leads to, with rank and first posting.

    The database holds that a person and an application become an officer once; asking
    again raises AlreadyOfficer and changes nothing.
    """
    _check(application, unit_id, nip)
    source_id = own_source_id(at)
    person = db.session.get_one(Person, application.person_id)
    officer = Officer(
        person_id=application.person_id,
        nip=nip or None,
        application_id=application.id,
        source_id=source_id,
        name_key=person.name_key,
        status=OfficerStatus.SERVING,
        rank_key=rank_key,
        unit_id=unit_id,
        appointed_on=act.effective_on,
    )
    db.session.add(officer)
    db.session.flush()
    home = application.residence_municipality
    drafts = [
        FactDraft(
            FactKind.APPOINTMENT,
            act.effective_on,
            act.signed_on,
            unit_id=unit_id,
            code=act.number,
        ),
        FactDraft(FactKind.RANK, act.effective_on, act.signed_on, code=rank_key),
        FactDraft(FactKind.POSTING, act.effective_on, act.signed_on, unit_id=unit_id),
    ]
    if home:
        drafts.append(
            FactDraft(FactKind.HOME, act.effective_on, act.signed_on, code=home)
        )
    for draft in drafts:
        check_payload(draft)
        db.session.add(
            ServiceFact(
                officer_id=officer.id,
                kind=draft.kind,
                valid_from=draft.valid_from,
                known_on=draft.known_on,
                recorded_at=at,
                unit_id=draft.unit_id,
                code=draft.code,
                source_id=source_id,
                recorded_by_id=actor.user_id,
            )
        )
    db.session.flush()
    refresh_today(local_day(at), officers=[officer.id])
    record(
        "officer.appoint",
        ("officer", officer.public_id),
        author=actor.author,
        at=at,
        act=act.number,
        application=application.id,
        rank=rank_key,
        unit=unit_id,
        effective_on=act.effective_on,
    )
    return officer


def _check(application: Applied, unit_id: int, nip: str | None) -> None:
    known = (Officer.person_id == application.person_id) | (
        Officer.application_id == application.id
    )
    if db.session.scalar(select(Officer.id).where(known)) is not None:
        raise AlreadyOfficer
    if nip and db.session.scalar(select(Officer.id).where(Officer.nip == nip)):
        raise NipTaken(nip=nip)
    unit = db.session.get(Unit, unit_id)
    if unit is None or unit.closed_on is not None:
        raise UnitNotThere
