"""Calls: drafted, published, extended, closed, and counted for those in sight."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from pncrecruit.access.rules import EVERYTHING, NOTHING, Role, Scope, ScopeKind
from pncrecruit.audit.actions import SYSTEM, Author
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.errors import Conflict
from pncrecruit.officers.models import Unit
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.actions import assignments
from pncrecruit.recruitment.actions import calls as actions
from pncrecruit.recruitment.models import FunnelCount, RecruitmentCall, StageCount
from pncrecruit.recruitment.queries import assignments as people
from pncrecruit.recruitment.queries import calls as queries
from pncrecruit.recruitment.rules import CallState, Standing
from pncrecruit.recruitment.rules import calls as rules
from tests.factories import (
    NOON,
    TODAY,
    make_call,
    make_call_draft,
    make_country,
    make_user,
)


def test_a_call_starts_from_the_usual_rules_and_keeps_its_own_copy(app: Flask) -> None:
    call = make_call(published=False)

    assert call.state is CallState.DRAFT
    assert [one.key for one in queries.phases(call.id)][:2] == [
        "registration",
        "medical",
    ]
    heights = {
        one.sex: one.minimum
        for one in queries.requirements(call.id)
        if one.loss_reason == "height_not_met"
    }
    assert heights == {Sex.FEMALE: Decimal(155), Sex.MALE: Decimal(160)}
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject_id) == ("call.draft", "LIX-2026")


def test_a_code_is_of_one_call(app: Flask) -> None:
    make_call(published=False)

    with pytest.raises(rules.CodeTaken, match="Call LIX-2026"):
        make_call(published=False)


def test_a_change_of_a_draft_is_kept_and_told(app: Flask) -> None:
    call = make_call(published=False)
    draft = replace(queries.draft_of(call), seats=4000)

    actions.update_draft(call, draft, version=call.version, author=SYSTEM, at=NOON)

    assert call.seats == 4000
    assert (
        db.session.scalars(
            select(AuditEntry.verb).order_by(AuditEntry.id.desc())
        ).first()
        == "call.update"
    )


def test_phases_and_requirements_count_in_the_version(app: Flask) -> None:
    call = make_call(published=False)
    read = call.version
    phases = [queries.phase_draft(one) for one in queries.phases(call.id)]
    reordered = [phases[0], phases[2], phases[1], *phases[3:]]
    later = NOON.replace(hour=19)

    actions.set_phases(call, reordered, version=read, author=SYSTEM, at=later)

    assert [one.key for one in queries.phases(call.id)][:3] == [
        "registration",
        "academic",
        "medical",
    ]
    assert call.version > read
    with pytest.raises(Conflict):
        actions.set_requirements(call, [], version=read, author=SYSTEM, at=later)
    with pytest.raises(Conflict):
        actions.update_draft(
            call, queries.draft_of(call), version=read, author=SYSTEM, at=later
        )


def test_a_published_call_keeps_its_rules(app: Flask) -> None:
    call = make_call()

    with pytest.raises(rules.AlreadyPublished):
        actions.set_requirements(call, [], version=call.version, author=SYSTEM, at=NOON)
    with pytest.raises(rules.AlreadyPublished):
        actions.publish(call, author=SYSTEM, at=NOON)

    assert call.published_at == NOON
    assert len(queries.requirements(call.id)) == 9


def test_a_call_without_phases_is_not_published(app: Flask) -> None:
    call = actions.draft_call(make_call_draft(), author=SYSTEM, at=NOON)

    with pytest.raises(Exception, match="two phases"):
        actions.publish(call, author=SYSTEM, at=NOON)

    assert call.state is CallState.DRAFT


def test_a_call_is_extended_closed_and_finished(app: Flask) -> None:
    call = make_call()
    longer = replace(actions.change_of(call), closes_on=date(2027, 1, 10), seats=3600)

    actions.change_published(call, longer, author=SYSTEM, at=NOON)
    assert (call.closes_on, call.seats) == (date(2027, 1, 10), 3600)

    with pytest.raises(rules.NotClosedYet):
        actions.finish(call, version=call.version, author=SYSTEM, at=NOON)
    actions.close(call, version=call.version, author=SYSTEM, at=NOON)
    count_of(call, make_country()["SGED"])
    with pytest.raises(rules.StillInProcess, match="5 applicants"):
        actions.finish(call, version=call.version, author=SYSTEM, at=NOON)

    for row in db.session.scalars(select(StageCount)):
        row.persons = 0
    db.session.flush()
    actions.finish(call, version=call.version, author=SYSTEM, at=NOON)
    assert queries.call(call.code, EVERYTHING) is call
    assert call.state is CallState.FINISHED


def count_of(call: RecruitmentCall, office: Unit) -> None:
    """Write the roll-ups of seven who applied through an office: two are out."""
    common = {"call_id": call.id, "office_id": office.id, "department": "16"}
    for position, sex, reached, waiting in (
        (0, Sex.FEMALE, 3, 0),
        (0, Sex.MALE, 4, 1),
        (1, Sex.FEMALE, 3, 3),
        (1, Sex.MALE, 2, 1),
    ):
        db.session.add(
            FunnelCount(
                position=position, result="", sex=sex, persons=reached, **common
            )
        )
        db.session.add(
            StageCount(
                position=position,
                standing=Standing.ACTIVE,
                sex=sex,
                persons=waiting,
                **common,
            )
        )
    db.session.add(
        StageCount(
            position=1,
            standing=Standing.REJECTED,
            sex=Sex.MALE,
            persons=2,
            **common,
        )
    )
    db.session.flush()


@pytest.fixture
def two_offices(app: Flask) -> tuple[RecruitmentCall, Unit, Unit]:
    """A call with seven applicants at each of two offices, and a draft beside it."""
    units = make_country()
    call = make_call()
    make_call("LX-2027", published=False)
    for office in (units["SGED"], units["23"]):
        count_of(call, office)
    return call, units["SGED"], units["23"]


def test_counts_are_exact_and_of_those_in_sight(
    two_offices: tuple[RecruitmentCall, Unit, Unit],
) -> None:
    call, office, _ = two_offices
    recruiter = Scope(ScopeKind.CALL, assignments=((call.id, office.id),))

    (row,) = [row for row in queries.calls(EVERYTHING) if row.code == call.code]
    (mine,) = queries.calls(recruiter)

    assert (row.applicants, row.women, row.in_process) == (14, 6, 10)
    assert (mine.applicants, mine.women, mine.in_process) == (7, 3, 5)
    second = queries.phase_counts(call.id, recruiter)[1]
    assert (second.waiting, second.waiting_women) == (4, 3)
    assert (second.reached, second.reached_women) == (5, 3)
    assert queries.standing_counts(call.id, EVERYTHING) == {
        Standing.ACTIVE: 10,
        Standing.REJECTED: 4,
    }


def test_who_is_out_of_scope_sees_no_call(
    two_offices: tuple[RecruitmentCall, Unit, Unit],
) -> None:
    call, office, _ = two_offices
    other = Scope(ScopeKind.CALL, assignments=((call.id + 100, office.id),))

    for scope in (NOTHING, other):
        assert queries.calls(scope) == []
        assert queries.call(call.code, scope) is None
        assert queries.open_calls(scope, TODAY) == []
    draft = queries.call("LX-2027", EVERYTHING)
    assert draft is not None
    assigned = Scope(ScopeKind.CALL, assignments=((draft.id, office.id),))
    assert queries.call("LX-2027", assigned) is None  # drafts are for HR leads


def test_a_recruiter_works_on_a_call_until_it_is_ended(
    two_offices: tuple[RecruitmentCall, Unit, Unit],
) -> None:
    call, office, _ = two_offices
    recruiter, lead = make_user(Role.RECRUITER), make_user(Role.HR_LEAD)
    author = Author(lead.id, lead.name)

    given = assignments.assign(call, recruiter, office, author=author, at=NOON)
    assert people.assignments_of(recruiter.id) == [(call.id, office.id)]
    with pytest.raises(rules.AssignedAlready):
        assignments.assign(call, recruiter, office, author=author, at=NOON)

    assignments.end(given, author=author, at=NOON)
    db.session.flush()
    assert people.assignments_of(recruiter.id) == []
    with pytest.raises(rules.EndedAlready):
        assignments.end(given, author=author, at=NOON)

    again = assignments.assign(call, recruiter, office, author=author, at=NOON)
    rows = people.assignments(call.id, EVERYTHING)
    assert [row.id for row in rows] == [again.id, given.id]
    assert rows[0].assigned_by == lead.name


def test_only_recruiters_are_assigned_and_nobody_by_themselves(
    two_offices: tuple[RecruitmentCall, Unit, Unit],
) -> None:
    call, office, _ = two_offices
    lead = make_user(Role.HR_LEAD)
    both = make_user(Role.HR_LEAD, Role.RECRUITER)

    with pytest.raises(rules.NotARecruiter):
        assignments.assign(call, lead, office, author=SYSTEM, at=NOON)
    with pytest.raises(rules.NotOneself):
        assignments.assign(
            call, both, office, author=Author(both.id, both.name), at=NOON
        )

    given = assignments.assign(call, both, office, author=SYSTEM, at=NOON)
    with pytest.raises(rules.NotOneself):
        assignments.end(given, author=Author(both.id, both.name), at=NOON)
