"""Graduates become officers: once, by a named act, with a second person."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from pncrecruit.access.actions import approvals
from pncrecruit.access.models import Approval
from pncrecruit.access.rules import EVERYTHING, Role, SecondPersonNeeded
from pncrecruit.db import db
from pncrecruit.officers.models import Officer
from pncrecruit.persons.kinds import CuiState
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.actions.appointments import (
    appoint_graduates,
    ask_to_appoint,
)
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.models import Application, AppointmentAct
from pncrecruit.recruitment.queries.moves import moving
from pncrecruit.recruitment.queries.rollup import kept, recount
from pncrecruit.recruitment.rules import Result, Standing
from pncrecruit.recruitment.rules.appointment import (
    ActDiffers,
    ActDraft,
    BeforeTheCall,
    BeforeTheCourseEnds,
    GraduatesChanged,
    NobodyChosen,
    NotInForceYet,
)
from pncrecruit.recruitment.rules.passing import CuiOpen
from tests.conftest import Client
from tests.factories import (
    NOON,
    PHASES,
    TODAY,
    make_actor,
    make_application,
    make_recruiter,
    make_user,
)
from tests.recruitment.desk import Desk


def graduate(desk: Desk) -> UUID:
    desk.call.opens_on, desk.call.closes_on = date(2026, 1, 1), date(2026, 1, 31)
    desk.call.course_starts_on = date(2026, 2, 1)
    one = make_application(desk.call, desk.office, desk.recruiter)
    colleague = make_recruiter(desk.call, desk.office)
    for position in range(len(PHASES)):
        present = moving(one.public_id, EVERYTHING)
        assert present is not None
        record_result(
            present,
            Result.PASSED,
            client_id=uuid4(),
            version=present.version,
            actor=colleague if position == len(PHASES) - 1 else desk.recruiter,
            at=NOON,
        )
    return one.public_id


def act(desk: Desk, *graduates: UUID, number: str = "AM-1-2026") -> ActDraft:
    return ActDraft(
        number=number,
        signed_on=date(2026, 11, 20),
        effective_on=TODAY,
        signed_by="Ministro de Gobernación",
        legal_basis="",
        unit_id=desk.office.id,
        unit_name=desk.office.name,
        graduates=graduates,
    )


def test_a_second_hr_lead_makes_officers_of_graduates(desk: Desk) -> None:
    ids = [graduate(desk), graduate(desk)]
    first, second = make_actor(Role.HR_LEAD), make_actor(Role.HR_LEAD)

    approval = ask_to_appoint(desk.call, act(desk, *ids), actor=first, at=NOON)
    with pytest.raises(SecondPersonNeeded):
        approvals.decide(approval, approve=True, actor=first, at=NOON)
    approvals.decide(approval, approve=True, actor=second, at=NOON)

    officers = db.session.scalars(select(Officer)).all()
    assert {one.rank_key for one in officers} == {"agente"}
    assert {one.unit_id for one in officers} == {desk.office.id}
    standings = db.session.scalars(select(Application.standing)).all()
    assert set(standings) == {Standing.APPOINTED}
    recorded = db.session.scalars(select(AppointmentAct)).one()
    assert recorded.approval_id == approval.id
    assert kept(desk.call.id) == recount(desk.call.id)


def test_nobody_is_appointed_twice(desk: Desk) -> None:
    lead, ids = make_actor(Role.HR_LEAD), [graduate(desk)]
    appoint_graduates(desk.call, act(desk, *ids), actor=lead, at=NOON, approval_id=None)

    with pytest.raises(GraduatesChanged):
        appoint_graduates(
            desk.call, act(desk, *ids), actor=lead, at=NOON, approval_id=None
        )
    with pytest.raises(GraduatesChanged):
        ask_to_appoint(desk.call, act(desk, *ids), actor=lead, at=NOON)

    assert db.session.scalar(select(func.count()).select_from(Officer)) == 1


def test_one_act_can_appoint_to_several_units_but_is_one(desk: Desk) -> None:
    lead = make_actor(Role.HR_LEAD)
    one, other = graduate(desk), graduate(desk)
    appoint_graduates(desk.call, act(desk, one), actor=lead, at=NOON, approval_id=None)
    appoint_graduates(
        desk.call, act(desk, other), actor=lead, at=NOON, approval_id=None
    )
    third = graduate(desk)
    differing = ActDraft(
        **{
            name: getattr(act(desk, third), name)
            for name in ActDraft.__dataclass_fields__
        }
        | {"signed_by": "Otra persona"}
    )

    with pytest.raises(ActDiffers):
        ask_to_appoint(desk.call, differing, actor=lead, at=NOON)
    assert len(db.session.scalars(select(AppointmentAct)).all()) == 1


def test_nobody_is_appointed_before_the_call_opened(desk: Desk) -> None:
    early = replace(act(desk, graduate(desk)), effective_on=date(1990, 1, 1))

    with pytest.raises(BeforeTheCall):
        ask_to_appoint(desk.call, early, actor=make_actor(Role.HR_LEAD), at=NOON)


def test_nobody_serves_by_an_act_that_is_not_in_force(desk: Desk) -> None:
    ahead = replace(act(desk, graduate(desk)), effective_on=TODAY + timedelta(days=1))

    with pytest.raises(NotInForceYet):
        ask_to_appoint(desk.call, ahead, actor=make_actor(Role.HR_LEAD), at=NOON)


def test_nobody_is_appointed_before_the_course_can_have_ended(desk: Desk) -> None:
    one = graduate(desk)
    desk.call.course_starts_on = date(2026, 12, 15)
    db.session.flush()

    with pytest.raises(BeforeTheCourseEnds):
        ask_to_appoint(
            desk.call, act(desk, one), actor=make_actor(Role.HR_LEAD), at=NOON
        )


def test_nobody_is_appointed_without_a_cui(desk: Desk) -> None:
    one = graduate(desk)
    lead = make_actor(Role.HR_LEAD)
    asked = ask_to_appoint(desk.call, act(desk, one), actor=lead, at=NOON)
    db.session.execute(update(Person).values(cui=None, cui_state=CuiState.NONE))

    with pytest.raises(CuiOpen):
        ask_to_appoint(desk.call, act(desk, one), actor=lead, at=NOON)
    with pytest.raises(CuiOpen):
        approvals.decide(asked, approve=True, actor=make_actor(Role.HR_LEAD), at=NOON)


def test_who_has_not_passed_every_phase_is_not_appointed(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    lead = make_actor(Role.HR_LEAD)

    with pytest.raises(GraduatesChanged):
        ask_to_appoint(desk.call, act(desk, one.public_id), actor=lead, at=NOON)
    with pytest.raises(NobodyChosen):
        ask_to_appoint(desk.call, act(desk), actor=lead, at=NOON)


def test_the_page_asks_and_the_other_approves(
    desk: Desk, client: Client, app: Flask
) -> None:
    one = graduate(desk)
    client.sign_in(make_user(Role.HR_LEAD))
    address = f"/recruitment/calls/{desk.call.code}/appointments"

    shown = client.get(address)
    typed = {
        "number": "AM-7-2026",
        "signed_on": "20/11/2026",
        "effective_on": f"{TODAY:%d/%m/%Y}",
        "signed_by": "Ministro",
        "unit_id": str(desk.office.id),
    }
    nowhere = client.post(address, data=typed | {"unit_id": "", "picked": [str(one)]})
    junk = client.post(address, data=typed | {"picked": ["junk"]})
    asked = client.post(address, data=typed | {"picked": [str(one)]})

    assert (nowhere.status_code, junk.status_code) == (422, 422)
    assert "Choose the graduates again" in junk.text
    assert 'value="AM-7-2026"' in junk.text
    assert "58-2026-000001-" in shown.text
    assert asked.status_code == 303
    approval = db.session.scalars(select(Approval)).one()
    client.sign_in(make_user(Role.HR_LEAD))
    assert f"AM-7-2026 · {desk.call.code}" in client.get("/access/approvals").text
    asked_at = f"/access/approvals/{approval.public_id}"
    assert "AM-7-2026" in client.get(asked_at).text
    client.post(asked_at, data={"decision": "approve"})
    officer = db.session.scalars(select(Officer)).one()
    page = client.get(f"/recruitment/applications/{one}").text
    assert "By the act AM-7-2026" in page
    assert f"/officers/{officer.public_id}" in page
    column = client.get(f"/recruitment/calls/{desk.call.code}/board").text
    assert "1 has passed every phase" in column
    assert "left here" not in column
