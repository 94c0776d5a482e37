"""The demo leaves each role something to do, made by the product's own deeds."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from pncrecruit.access.actions import approvals
from pncrecruit.access.models import Approval, UnitAncestor, User
from pncrecruit.access.queries import actor
from pncrecruit.access.rules import ApprovalState
from pncrecruit.audit.queries import verify
from pncrecruit.db import db, writing
from pncrecruit.demo import actions
from pncrecruit.demo.country import OFFICERS, SEED
from pncrecruit.demo.mark import Wanted
from pncrecruit.demo.staff import STAFF
from pncrecruit.demo.write.fair import FAULTS, LINES
from pncrecruit.imports.models import ImportBatch, ImportLine
from pncrecruit.imports.rules import BatchState, LineState
from pncrecruit.jobs.models import JobRun
from pncrecruit.persons.kinds import CuiState
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Application
from pncrecruit.recruitment.queries.assignments import assignments_of
from pncrecruit.retention.models import Alert, AlertOutcome, ModelVersion, Score
from pncrecruit.retention.rules import AlertState, ModelState
from tests.conftest import FILLED_AT, Filling


def test_a_fair_sheet_was_imported_and_its_faulty_lines_came_back(
    filled: Filling,
) -> None:
    batch = db.session.scalars(select(ImportBatch)).one()
    assert batch.state is BatchState.APPLIED
    assert (batch.lines, batch.returned) == (LINES, len(FAULTS))
    assert batch.accepted + batch.warned == LINES - len(FAULTS)
    returned = db.session.scalars(
        select(ImportLine).where(ImportLine.state == LineState.RETURNED)
    ).all()
    assert len(returned) == len(FAULTS)
    assert all(line.problems and line.raw for line in returned)
    numberless = db.session.scalar(
        select(func.count())
        .select_from(Person)
        .where(
            Person.cui_state == CuiState.NONE,
            Person.id.in_(select(Application.person_id)),
        )
    )
    assert 2 <= (numberless or 0) <= 6
    listed = db.session.scalar(
        select(func.count())
        .select_from(Application)
        .where(Application.batch_id == batch.id, Application.listed)
    )
    assert listed == batch.accepted + batch.warned


def test_somebody_can_decide_on_each_request_that_waits(filled: Filling) -> None:
    waiting = db.session.scalars(
        select(Approval).where(Approval.state == ApprovalState.PENDING)
    ).all()
    people = [
        actor(user, assignments_of=assignments_of)
        for user in db.session.scalars(
            select(User).where(User.email.in_([one.email for one in STAFF]))
        )
    ]
    assert {one.kind for one in waiting} == {"role_grant", "unit.open", "call.publish"}
    for one in waiting:
        needed = approvals.handler_of(one.kind).needs(one.payload)
        deciders = [who for who in people if who.may(needed)]
        assert any(who.user_id != one.asked_by_id for who in deciders)


def test_the_model_is_in_use_by_two_persons_and_managers_find_alerts(
    filled: Filling,
) -> None:
    version = db.session.scalars(select(ModelVersion)).one()
    approval = db.session.get_one(Approval, version.approval_id)
    assert version.state is ModelState.ACTIVE
    assert approval.state is ApprovalState.APPROVED
    assert approval.decided_by_id != approval.asked_by_id
    scored = db.session.scalar(select(func.count()).select_from(Score))
    assert scored == 600
    assert set(db.session.scalars(select(JobRun.name))) == {
        "model_train",
        "model_score",
        "alerts_run",
    }
    for login in ("jefa1", "jefe2"):
        user = db.session.scalars(
            select(User).where(User.email == f"{login}@pnc.example")
        ).one()
        (unit,) = actor(user, assignments_of=assignments_of).units
        seen = db.session.scalar(
            select(func.count())
            .select_from(Alert)
            .join(UnitAncestor, UnitAncestor.unit_id == Alert.unit_id)
            .where(UnitAncestor.ancestor_id == unit)
        )
        assert seen
    states = set(db.session.scalars(select(Alert.state)))
    assert {AlertState.OPEN, AlertState.ANSWERED, AlertState.CLOSED} <= states
    assert db.session.scalar(select(func.count()).select_from(AlertOutcome))
    assert verify().fault is None


# The figures are the same on both engines: one is enough for so much work.
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("flat", "opens"),
    [(False, True), pytest.param(True, False, marks=pytest.mark.proof)],
)
def test_the_gate_opens_where_the_truth_lets_a_model_see_and_stays_shut_where_not(
    own_app: Flask, flat: bool, opens: bool
) -> None:
    wanted = Wanted(OFFICERS, 400, SEED, flat)

    with writing():
        actions.fill(wanted, today=FILLED_AT.date(), at=FILLED_AT, tell=lambda _: None)
        db.session.commit()

    version = db.session.scalars(select(ModelVersion)).one()
    assert version.gate_open is opens
