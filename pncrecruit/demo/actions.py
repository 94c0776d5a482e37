"""Fill an empty database with the demo country, and mark it synthetic for good."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Setting, User
from pncrecruit.access.queries import actor
from pncrecruit.audit.actions import SYSTEM, record
from pncrecruit.bulk import refresh_statistics
from pncrecruit.db import Base, db, local_day
from pncrecruit.demo.country import Country, country
from pncrecruit.demo.mark import MARK, Wanted, is_there
from pncrecruit.demo.write import (
    accounts,
    calls,
    documents,
    fair,
    force,
    messages,
    model,
    past,
    people,
    requests,
    results,
    sessions,
    territory,
)
from pncrecruit.demo.write.bulk import release_ids
from pncrecruit.equity.actions import make_snapshot
from pncrecruit.identity.models import SelfIdentification
from pncrecruit.officers.models import DataSource, Officer, ServiceFact, Unit
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Application, RecruitmentCall
from pncrecruit.recruitment.queries.assignments import assignments_of

STAFF_SINCE = timedelta(days=120)
NUMBERED: tuple[type[Base], ...] = (
    Person,
    SelfIdentification,
    Unit,
    DataSource,
    Officer,
    ServiceFact,
    RecruitmentCall,
    Application,
)


def fill(
    wanted: Wanted,
    *,
    today: date,
    at: datetime,
    tell: Callable[[str], None],
    minimum: int = 5,
    workers: int = 1,
) -> Country:
    """Make the country and write all of it; the caller commits once.

    The model is judged by so many processes (-1: one a core).
    Raises HoldsAnotherCountry or HoldsOtherData, and then nothing has changed.
    """
    is_there(wanted)
    land = country(
        wanted.seed,
        today=today,
        officers=wanted.officers,
        applicants=wanted.applicants,
        flat_hazard=wanted.flat_hazard,
    )
    tell("made")
    staff = write(land, wanted, at=at, tell=tell, minimum=minimum)
    version = model.put_to_use(
        force.seen_until(land),
        land.today,
        first=_acting(staff["rrhh1"]),
        second=_acting(staff["rrhh2"]),
        minimum=minimum,
        at=at,
        workers=workers,
    )
    gate = "open" if version.gate_open else "shut"
    tell(f"a model ({version.kind}); its gate is {gate}")
    return land


def write(
    land: Country,
    wanted: Wanted,
    *,
    at: datetime,
    tell: Callable[[str], None],
    minimum: int = 5,
) -> dict[str, User]:
    """Write a country that was made, its accounts, what waits for them, its figures.

    Returns the accounts by the name to sign in with.
    """
    write_records(land, wanted, at=at, tell=tell)
    staff = accounts.write_accounts(at - STAFF_SINCE)
    past.raise_and_answer(
        [_acting(staff[one]) for one in ("jefa1", "jefe2")],
        _acting(staff["rrhh1"]),
        at,
    )
    accounts.assign_recruiters(staff, at)
    tell("accounts")
    _leave_work(land, staff, at)
    tell("what waits for somebody")
    make_snapshot(local_day(at), minimum=minimum, author=SYSTEM, at=at)
    tell("figures")
    record(
        "demo.fill",
        ("database", "demo"),
        author=SYSTEM,
        at=at,
        officers=wanted.officers,
        applicants=wanted.applicants,
        seed=wanted.seed,
    )
    return staff


def write_records(
    land: Country, wanted: Wanted, *, at: datetime, tell: Callable[[str], None]
) -> None:
    """Write the people of a country and their records, with the mark of which it is."""
    db.session.execute(
        insert(Setting).values(
            key=MARK, value=_truth(land, wanted), changed_at=at, version=1
        )
    )
    person, keys = people.write_persons(land, at)
    people.write_skills(land, person, at)
    people.write_answers(land, person)
    tell("persons")
    unit = territory.write_units(land, at)
    territory.write_ranks()
    numbers = calls.write_calls(land, None, at)
    application = calls.write_applications(
        land, person=person, keys=keys, unit=unit, calls=numbers
    )
    results.write_results(land, application, numbers, None)
    calls.write_act(land, numbers[0], None, at)
    documents.write_documents(land, numbers, at)
    tell("applications")
    source = force.write_source(land, at)
    officer = force.write_officers(
        land, person=person, unit=unit, application=application, source=source
    )
    force.write_facts(land, officer=officer, unit=unit, source=source, at=at)
    refresh_statistics(*db.metadata.sorted_tables)
    tell("service records")
    release_ids(*NUMBERED)


def _leave_work(land: Country, staff: dict[str, User], at: datetime) -> None:
    """Leave a sheet whose faulty lines came back, and requests to decide."""
    fair.write_fair(land, _acting(staff["recluta1"]), at)
    sessions.write_sessions(
        _acting(staff["rrhh1"]),
        [_acting(staff[one]).assignments[0][1] for one in ("recluta1", "recluta2")],
        at,
    )
    messages.write_messages(_acting(staff["rrhh1"]), _acting(staff["rrhh2"]), at)
    requests.ask(
        administrator=_acting(staff["admin"]), lead=_acting(staff["rrhh1"]), at=at
    )


def _acting(user: User) -> Actor:
    return actor(user, assignments_of=assignments_of)


def _truth(land: Country, wanted: Wanted) -> dict[str, Any]:
    """Return what is true of the country, for whoever checks a model against it."""
    counts = land.counts
    return {
        "officers": wanted.officers,
        "applicants": wanted.applicants,
        "seed": wanted.seed,
        "flat_hazard": wanted.flat_hazard,
        "today": land.today.isoformat(),
        "level": land.truth.level,
        "effects": [effect._asdict() for effect in land.truth.effects],
        "garifuna_share": "oversampled",
        "counts": [
            [str(key), int(level), int(months), int(ends)]
            for key, level, months, ends in zip(
                counts["key"],
                counts["level"],
                counts["months"],
                counts["ends"],
                strict=True,
            )
        ],
    }
