"""Nothing found for a day changes when more is learnt later: inputs, causes, heads."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pncrecruit.access.rules import Role
from pncrecruit.db import db
from pncrecruit.errors import DomainError
from pncrecruit.officers.actions import units as unit_actions
from pncrecruit.officers.actions.facts import correct_fact, record_fact
from pncrecruit.officers.models import Facility, Officer, Unit
from pncrecruit.officers.queries import facts_known
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.persons.kinds import Sex
from pncrecruit.retention.actions import findings
from pncrecruit.retention.features.inputs import inputs
from pncrecruit.retention.queries.careers import force
from pncrecruit.retention.queries.heads import heads
from pncrecruit.retention.rules.alerts import ServiceRules
from tests.factories import make_actor, make_country, make_officer

DAY = date(2026, 9, 1)
SINCE = date(2024, 1, 1)
NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
BEFORE = datetime(2026, 8, 1, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Later:
    """A fact that becomes known only after the day, wherever it lies in time."""

    kind: FactKind
    about: int  # days from the day to what it speaks of, often long before
    known: int  # days after the day on which it is learnt
    who: int


LEARNT = st.builds(
    Later,
    kind=st.sampled_from(
        [
            FactKind.REST_CANCELLED,
            FactKind.LEAVE_REFUSED,
            FactKind.TRANSFER_REQUEST,
            FactKind.TRAINING,
            FactKind.HOME,
            FactKind.SEPARATION,
        ]
    ),
    about=st.integers(-500, 60),
    known=st.integers(1, 80),
    who=st.integers(0, 3),
)
_SAYS: dict[FactKind, dict[str, object]] = {
    FactKind.REST_CANCELLED: {"amount": 1},
    FactKind.LEAVE_REFUSED: {"code": "annual_leave"},
    FactKind.TRANSFER_REQUEST: {"code": "open"},
    FactKind.TRAINING: {"code": "curso", "amount": 40},
    FactKind.HOME: {"code": "1601"},
    FactKind.SEPARATION: {"code": "resignation"},
}


def write(officer: Officer, kind: FactKind, start: date, known: date) -> None:
    draft = FactDraft(kind, start, known, **_SAYS[kind])  # type: ignore[arg-type]
    record_fact(officer, draft, actor=make_actor(Role.HR_LEAD), at=NOW)


@dataclass
class Land:
    """Four officers at two sites, of whom the day already knows something."""

    units: dict[str, Unit]
    officers: list[Officer]


def land() -> Land:
    units = make_country()
    officers = []
    for number in range(4):
        unit = units["23-11"] if number % 2 else units["62"]
        officer = make_officer(unit, sex=Sex.FEMALE)
        for kind, code in (
            (FactKind.APPOINTMENT, "acta"),
            (FactKind.POSTING, "ordered"),
        ):
            draft = FactDraft(kind, SINCE, SINCE, unit_id=unit.id, code=code)
            record_fact(officer, draft, actor=make_actor(Role.HR_LEAD), at=BEFORE)
        officers.append(officer)
    write(
        officers[0],
        FactKind.TRANSFER_REQUEST,
        DAY - timedelta(100),
        DAY - timedelta(99),
    )
    for days in (10, 20, 30):
        when = DAY - timedelta(days)
        write(officers[1], FactKind.REST_CANCELLED, when, when)
    site(units["23-11"], quarters=False, since=SINCE, known=SINCE)
    return Land(units, officers)


def site(unit: Unit, *, quarters: bool, since: date, known: date) -> None:
    row = Facility(
        unit_id=unit.id,
        womens_quarters=quarters,
        water=quarters,
        valid_from=since,
        known_on=known,
        recorded_at=NOW,
    )
    db.session.add(row)
    db.session.flush()


def found(day: date) -> tuple[bytes, object, object]:
    """Return everything that alerts of a day are made of."""
    then = force(day)
    everybody = np.arange(then.officer_id.size)
    after = (day - date(1970, 1, 1)).days + 1
    matrix = inputs(then.history, everybody, np.full(everybody.size, after))
    units, under = findings.posted(then), heads(day)
    causes = findings.of_officers(then, units, ServiceRules())
    causes |= findings.of_units(day, units, under)
    return matrix.tobytes(), sorted(units.items()), sorted(causes.items())


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(LEARNT, min_size=1, max_size=6))
def test_what_is_learnt_later_changes_nothing_of_the_day(
    app: Flask, learnt: list[Later]
) -> None:
    with db.session.begin_nested() as undone:
        known = land()
        before = found(DAY)

        written = 0
        for one in learnt:
            officer = known.officers[one.who]
            about = DAY + timedelta(one.about)
            learnt_on = max(about, DAY + timedelta(one.known))
            try:
                write(officer, one.kind, about, learnt_on)
            except DomainError:
                continue  # the record's own rules refuse it
            written += 1

        after = found(DAY)
        undone.rollback()
        db.session.expire_all()
    assume(written)
    assert after == before


def test_a_correction_a_mended_site_and_a_moved_unit_of_later_change_nothing(
    app: Flask,
) -> None:
    known = land()
    before = found(DAY)
    under = heads(DAY)
    actor = make_actor(Role.HR_LEAD)

    (request,) = facts_known(
        NOW.date(), kinds=(FactKind.TRANSFER_REQUEST,), officers=[known.officers[0].id]
    )
    answered = FactDraft(
        FactKind.TRANSFER_REQUEST,
        request.valid_from,
        DAY + timedelta(30),
        valid_to=DAY - timedelta(20),  # said to have been answered before the day
        code="answered",
        reason="respuesta hallada",
    )
    correct_fact(known.officers[0], request.id, answered, actor=actor, at=NOW)
    site(known.units["23-11"], quarters=True, since=SINCE, known=DAY + timedelta(40))
    unit_actions.move(
        known.units["23"],
        known.units["DIST-NORTE"],
        since=DAY + timedelta(50),
        author=actor.author,
        at=NOW,
    )

    assert found(DAY) == before
    assert heads(DAY) == under
    assert found(NOW.date()) != before
