"""The demo country in the tables: whole, marked, once, and beside nothing else."""

from datetime import date
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import Table, delete, func, select, text

from pncrecruit.access.models import Setting, UnitAncestor, User
from pncrecruit.access.queries import actor
from pncrecruit.access.rules import Role
from pncrecruit.app import UnsafeSettings, create_app
from pncrecruit.audit.models import AuditEntry
from pncrecruit.bulk import refresh_statistics
from pncrecruit.db import Base, db
from pncrecruit.demo import actions
from pncrecruit.demo.cli import demo
from pncrecruit.demo.mark import MARK, Wanted, is_there
from pncrecruit.demo.rules import HoldsAnotherCountry, HoldsOtherData
from pncrecruit.demo.staff import PASSWORD, STAFF
from pncrecruit.identity.models import SelfIdentification, SelfIdentifiedPeople
from pncrecruit.identity.rules import AnswerState
from pncrecruit.officers.models import Officer, ServiceFact, Unit
from pncrecruit.officers.rules import FactKind, OfficerStatus
from pncrecruit.persons.kinds import CuiState, Sex
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Application, Phase, RecruitmentCall
from pncrecruit.recruitment.queries.assignments import assignments_of
from pncrecruit.recruitment.queries.rollup import kept, recount
from pncrecruit.recruitment.rules import Standing, WayIn
from tests.conftest import COUNTRY, FILLED_AT, Filling
from tests.databases import Databases

TODAY = date(2026, 11, 24)
WANTED = Wanted(officers=600, applicants=500, seed=5)


def count(model: type[Base], *conditions: object) -> int:
    statement = select(func.count()).select_from(model).where(*conditions)  # type: ignore[arg-type]
    return db.session.scalar(statement) or 0


def test_the_country_is_in_the_tables_and_the_mark_says_which(filled: Filling) -> None:
    assert count(Officer, Officer.status == OfficerStatus.SERVING) == 600
    assert count(Application, Application.way_in == WayIn.SYNTHETIC) == 500
    assert count(Unit) > 400
    value = db.session.scalars(select(Setting.value)).one()
    assert (value["seed"], value["officers"], value["applicants"]) == (5, 600, 500)
    assert {one["key"] for one in value["effects"]} >= {"distance", "harassment"}
    verbs = db.session.scalars(select(AuditEntry.verb)).all()
    assert "demo.fill" in verbs


def test_the_kept_counts_equal_a_recount_from_the_transitions(filled: Filling) -> None:
    calls = db.session.scalars(select(RecruitmentCall.id).order_by("id")).all()
    assert len(calls) == 3
    for call in calls[:2]:
        assert kept(call) == recount(call)
        assert sum(kept(call).stage.values()) > 100


def test_a_second_filling_changes_nothing_and_another_country_is_refused(
    filled: Filling,
) -> None:
    assert is_there(WANTED)
    with pytest.raises(HoldsAnotherCountry) as refusal:
        is_there(Wanted(officers=600, applicants=500, seed=6))
    assert refusal.value.facts["seed"] == 5


def test_a_database_that_holds_anything_else_is_left_as_it_is(app: Flask) -> None:
    db.session.add(
        Person(
            cui_state=CuiState.NONE,
            sex=Sex.FEMALE,
            source="counter",
            recorded_at=FILLED_AT,
        )
    )
    db.session.flush()

    with pytest.raises(HoldsOtherData):
        actions.fill(WANTED, today=TODAY, at=FILLED_AT, tell=lambda _: None)

    assert count(Person) == 1
    assert count(Setting) == 0


def test_what_was_not_answered_is_written_nowhere(filled: Filling) -> None:
    silent = select(SelfIdentification.id).where(
        SelfIdentification.state != AnswerState.ANSWERED
    )
    assert count(SelfIdentification, SelfIdentification.id.in_(silent)) > 50
    assert not count(SelfIdentifiedPeople, SelfIdentifiedPeople.answer_id.in_(silent))
    assert not count(
        SelfIdentification,
        SelfIdentification.id.in_(silent),
        SelfIdentification.main_people.is_not(None)
        | SelfIdentification.linguistic_community.is_not(None),
    )


def test_the_appointed_are_officers_once_and_hold_their_application(
    filled: Filling,
) -> None:
    appointed = count(Application, Application.standing == Standing.APPOINTED)
    linked = db.session.execute(
        select(Officer.person_id, Application.person_id, Application.standing).join(
            Application, Application.id == Officer.application_id
        )
    ).all()

    assert len(linked) == appointed > 0
    assert all(
        one == other and standing is Standing.APPOINTED
        for one, other, standing in linked
    )


def test_the_last_posting_and_rank_are_those_of_the_officer_today(
    filled: Filling,
) -> None:
    posted = (
        select(ServiceFact.officer_id, ServiceFact.unit_id)
        .where(ServiceFact.kind == FactKind.POSTING, ServiceFact.valid_to.is_(None))
        .subquery()
    )
    ranked = (
        select(ServiceFact.officer_id, ServiceFact.code)
        .where(ServiceFact.kind == FactKind.RANK, ServiceFact.valid_to.is_(None))
        .subquery()
    )
    same = db.session.scalar(
        select(func.count())
        .select_from(Officer)
        .join(posted, posted.c.officer_id == Officer.id)
        .join(ranked, ranked.c.officer_id == Officer.id)
        .where(posted.c.unit_id == Officer.unit_id, ranked.c.code == Officer.rank_key)
    )
    assert same == count(Officer)


def test_an_answered_request_was_open_until_its_answer_was_known(
    filled: Filling,
) -> None:
    requests = db.session.scalars(
        select(ServiceFact).where(ServiceFact.kind == FactKind.TRANSFER_REQUEST)
    ).all()
    by_id = {fact.id: fact for fact in requests}
    answered = [fact for fact in requests if fact.supersedes_id]

    assert answered
    for fact in answered:
        before = by_id[fact.supersedes_id or 0]
        assert before.code == "open"
        assert before.valid_to is None
        assert before.known_on == before.valid_from == fact.valid_from
        assert fact.known_on == fact.valid_to
        assert fact.known_on >= before.known_on


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_plans_are_made_for_tables_as_large_as_they_are(filled: Filling) -> None:
    db.session.execute(delete(SelfIdentifiedPeople))
    refresh_statistics(cast(Table, SelfIdentifiedPeople.__table__))

    rows: dict[str, float] = dict(
        db.session.execute(
            text("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
        ).all()
    )
    assert rows["service_fact"] > 10_000
    assert rows["self_identified_people"] == 0


def test_every_unit_is_below_itself_and_the_nation(filled: Filling) -> None:
    units = count(Unit)
    nation = select(Unit.id).where(Unit.code == "PNC").scalar_subquery()
    assert (
        count(UnitAncestor, UnitAncestor.unit_id == UnitAncestor.ancestor_id) == units
    )
    assert count(UnitAncestor, UnitAncestor.ancestor_id == nation) == units


def test_what_is_added_later_gets_a_number_of_its_own(filled: Filling) -> None:
    before = db.session.scalar(select(func.max(Person.id))) or 0

    person = Person(
        cui_state=CuiState.NONE, sex=Sex.MALE, source="counter", recorded_at=FILLED_AT
    )
    phase = Phase(
        call_id=db.session.scalars(select(RecruitmentCall.id)).first() or 0,
        position=50,
        key="further",
        kind="test",
        name_es="Otra",
        name_en="Other",
    )
    db.session.add_all([person, phase])
    db.session.flush()

    assert person.id == before + 1


def test_the_command_fills_once_and_says_so(filled: Filling) -> None:
    runner = filled.application.test_cli_runner()

    again = runner.invoke(demo, COUNTRY)
    other = runner.invoke(demo, [*COUNTRY, "--seed", "9"])
    once = runner.invoke(demo, [*COUNTRY, "--seed", "9", "--once"])

    assert filled.told.exit_code == 0, filled.told.output
    assert "real person" in filled.told.output
    assert again.exit_code == 0
    assert again.output.startswith("The demo country is there already.\n")
    for output in (filled.told.output, again.output):
        assert all(member.email in output for member in STAFF)
    assert other.exit_code == 1
    assert once.exit_code == 0
    assert "another in an empty database" in other.output


def test_production_never_gets_the_demo(own_app: Flask) -> None:
    own_app.config["MODE"] = "production"

    refused = own_app.test_cli_runner().invoke(demo, [])

    assert refused.exit_code == 1
    assert "never" in refused.output
    assert count(Person) == 0


def test_every_role_has_accounts_that_sign_in_by_password(filled: Filling) -> None:
    filled.application.config["SECOND_FACTOR"] = False
    db.session.commit()

    people = db.session.scalars(
        select(User.person_id).where(User.email.in_([one.email for one in STAFF]))
    ).all()
    assert len(set(people)) == len(STAFF) == len(people)
    for role, least in (("recruiter", 2), ("hr_lead", 2), ("manager", 2)):
        assert sum(one.role.value == role for one in STAFF) >= least
    for member in STAFF:
        answer = filled.application.test_client().post(
            "/account/sign-in", data={"email": member.email, "password": PASSWORD}
        )
        assert answer.status_code == 302, member.email
        user = db.session.scalars(select(User).where(User.email == member.email)).one()
        found = actor(user, assignments_of=assignments_of)
        assert found.roles == {member.role}
        assert found.retention_team is member.retention_team
        assert bool(found.units) is (member.role is Role.MANAGER)
        assert bool(found.assignments) is (member.role is Role.RECRUITER)
    filled.application.config["SECOND_FACTOR"] = True


def test_production_refuses_to_start_on_a_database_that_is_marked(
    databases: Databases,
) -> None:
    settings = databases.settings(databases.copy())
    production = settings | {"MODE": "production"}
    create_app(production)  # a database of its own is welcome
    marked = create_app(settings)
    with marked.app_context():
        db.session.add(
            Setting(key=MARK, value={"seed": 1}, changed_at=FILLED_AT, version=1)
        )
        db.session.commit()
        db.engine.dispose()

    with pytest.raises(UnsafeSettings, match="synthetic database"):
        create_app(production)


def test_production_starts_before_the_first_migration(databases: Databases) -> None:
    create_app(databases.settings(databases.empty()) | {"MODE": "production"})
