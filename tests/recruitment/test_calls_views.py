"""The pages of calls: drafted by one HR lead, published by a second, then worked on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from pncrecruit.access.actions import approvals
from pncrecruit.access.models import Approval, User
from pncrecruit.access.queries import actor
from pncrecruit.access.rules import EVERYTHING, ApprovalClosed, Role, SecondPersonNeeded
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db, local_day, now
from pncrecruit.recruitment.actions import assignments
from pncrecruit.recruitment.actions import calls as actions
from pncrecruit.recruitment.models import CallAssignment, RecruitmentCall
from pncrecruit.recruitment.queries import calls as queries
from pncrecruit.recruitment.rules import CallState
from tests.conftest import Client
from tests.factories import (
    NOON,
    make_application,
    make_call,
    make_country,
    make_user,
)
from tests.recruitment.desk import Desk

TODAY = local_day(now())


def typed(days: int) -> str:
    """Return a day from today on, as a person types it."""
    return f"{TODAY + timedelta(days=days):%d/%m/%Y}"


NEW = {
    "code": "LIX-2027",
    "name": "Convocatoria LIX promoción",
    "seats": "3500",
    "opens_on": typed(0),
    "closes_on": typed(30),
    "age_on": typed(90),
    "course_starts_on": typed(90),
    "legal_basis": "Acuerdo ministerial 1-2027",
    "start": "usual",
}


def call_of(code: str = "LIX-2027") -> RecruitmentCall:
    call = queries.call(code, EVERYTHING)
    assert call is not None
    return call


def drafted(client: Client) -> RecruitmentCall:
    client.sign_in(make_user(Role.HR_LEAD))
    assert client.post("/recruitment/calls/new", data=NEW).status_code == 303
    return call_of()


def test_a_call_is_drafted_by_one_and_published_by_another(client: Client) -> None:
    lead, second = make_user(Role.HR_LEAD), make_user(Role.HR_LEAD)
    client.sign_in(lead)

    assert client.post("/recruitment/calls/new", data=NEW).status_code == 303
    page = client.get("/recruitment/calls/LIX-2027").text
    assert "Height of 1.55 m or more (women)" in page
    assert "10. Graduation" in page
    shown = client.get("/recruitment/calls/LIX-2027/publish").text
    assert "Schooling: Upper secondary completed, or more<" in shown
    assert (
        client.post("/recruitment/calls/LIX-2027/publish", data={}).status_code == 303
    )

    request = db.session.scalars(select(Approval)).one()
    asked = f"/access/approvals/{request.public_id}"
    assert asked in client.get("/recruitment/calls/LIX-2027").text
    assert "Height of 1.55 m or more (women)" in client.get(asked).text
    with pytest.raises(SecondPersonNeeded):
        approvals.decide(request, approve=True, actor=actor(lead), at=request.asked_at)
    assert call_of().state is CallState.DRAFT

    client.sign_in(second)
    assert client.post(asked, data={"decision": "approve"}).status_code == 303

    assert call_of().state is CallState.OPEN
    assert "Edit the phases" not in client.get("/recruitment/calls/LIX-2027").text
    for page_of_draft in ("edit", "phases", "requirements"):
        address = f"/recruitment/calls/LIX-2027/{page_of_draft}"
        changed = {
            **NEW,
            "version": str(call_of().version),
            "kind": "age",
            "minimum": "20",
            "loss_reason": "age_not_met",
            "name_es": "Otra",
            "name_en": "Another",
        }
        if page_of_draft == "phases":
            changed["kind"] = "papers"
        assert client.post(address, data=changed).status_code == 409


def test_what_changed_since_it_was_asked_is_not_published(client: Client) -> None:
    call, address = drafted(client), "/recruitment/calls/LIX-2027"
    second = make_user(Role.HR_LEAD)
    client.post(f"{address}/publish", data={})
    request = db.session.scalars(select(Approval)).one()
    assert "A second person has to decide" in client.get(address).text
    requirements = queries.rules_of(call_of()).requirements[1:]
    actions.set_requirements(
        call_of(), requirements, version=call_of().version, author=SYSTEM, at=now()
    )

    with pytest.raises(ApprovalClosed):
        approvals.decide(
            request, approve=True, actor=actor(second), at=request.asked_at
        )

    assert call.state is CallState.DRAFT
    shown = client.get(address).text  # before anybody tried to decide, too
    assert "A second person has to decide" not in shown
    assert "The record changed meanwhile" in shown


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"code": "á"}, "3 to 20 capital letters"),
        ({"seats": "0"}, "between 1 and 100,000"),
        ({"seats": "muchos"}, "Not a valid integer"),
        ({"closes_on": typed(-1)}, "cannot close before it opens"),
        ({"age_on": "30/02/2027"}, "Not a valid date"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_a_wrong_call_is_told_at_its_field_and_keeps_what_was_typed(
    client: Client, changes: dict[str, str], message: str
) -> None:
    client.sign_in(make_user(Role.HR_LEAD))

    answer = client.post("/recruitment/calls/new", data=NEW | changes)

    assert answer.status_code == 422
    assert message in answer.text
    assert "Acuerdo ministerial 1-2027" in answer.text
    assert queries.calls(EVERYTHING) == []


def test_of_two_editors_the_second_sees_both_versions(client: Client) -> None:
    call = drafted(client)
    form = NEW | {"version": str(call.version)}
    address = "/recruitment/calls/LIX-2027/edit"
    assert client.post(address, data=form | {"seats": "3600"}).status_code == 303

    second = client.post(address, data=form | {"seats": "3700"})

    assert second.status_code == 409
    assert "3600" in second.text
    assert "3700" in second.text
    assert call_of().seats == 3600
    present = str(call_of().version)
    again = client.post(address, data=form | {"seats": "3700", "version": present})
    assert again.status_code == 303
    assert call_of().seats == 3700


def test_requirements_are_added_and_taken_out(client: Client) -> None:
    drafted(client)
    address = "/recruitment/calls/LIX-2027/requirements"
    form = {
        "kind": "declaration",
        "name_es": "Conoce el reglamento",
        "name_en": "Knows the rules",
        "loss_reason": "requirement_not_met",
    }

    def version() -> dict[str, str]:
        return {"version": str(call_of().version)}

    assert client.post(address, data=form | version()).status_code == 303
    added = queries.rules_of(call_of()).requirements[-1]
    assert (added.value, added.name_es) == (
        "conoce_el_reglamento",
        "Conoce el reglamento",
    )
    twice = client.post(address, data=form | version())
    assert twice.status_code == 422
    assert "there already for the same people" in twice.text
    stale = client.post(address, data=form | {"version": "1", "name_es": "Otra cosa"})
    assert stale.status_code == 409
    assert "Otra cosa" in stale.text

    taken = client.post(f"{address}/9/remove", data=version())
    assert taken.status_code == 303
    assert len(queries.requirements(call_of().id)) == 9
    assert client.post(f"{address}/99/remove", data=version()).status_code == 404


def test_phases_are_added_ordered_changed_and_taken_out(client: Client) -> None:
    drafted(client)
    address = "/recruitment/calls/LIX-2027/phases"

    def version() -> dict[str, str]:
        return {"version": str(call_of().version)}

    def keys() -> list[str]:
        return [phase.key for phase in queries.phases(call_of().id)]

    form = {"name_es": "Prueba de idioma", "name_en": "Language test"}
    added = form | {"kind": "language_test", "place": "2", "pass_mark": "60"}
    assert client.post(address, data=added | version()).status_code == 303
    assert keys()[2] == "prueba_de_idioma"
    assert client.post(f"{address}/2/down", data=version()).status_code == 303
    assert keys()[3] == "prueba_de_idioma"
    assert client.post(f"{address}/3", data=added | version()).status_code == 303
    assert client.post(f"{address}/3/remove", data=version()).status_code == 303
    assert "prueba_de_idioma" not in keys()
    before = keys()
    refused = client.post(f"{address}/0/remove", data=version())
    assert refused.status_code == 303
    assert "The first phase is at the counter" in client.get(address).text
    client.post(f"{address}/1/up", data={"version": "1"})
    assert keys() == before
    wrong = client.post(address, data=form | {"kind": "board", "place": "0"})
    assert wrong.status_code == 409  # no version was sent
    wrong = client.post(
        address, data=form | {"kind": "board", "place": "0"} | version()
    )
    assert wrong.status_code == 422


def test_a_call_is_extended_by_approval_then_closed(client: Client) -> None:
    make_call(
        "LIX-2027",
        opens_on=TODAY,
        closes_on=TODAY + timedelta(days=9),
        age_on=TODAY,
        course_starts_on=None,
    )
    lead, second = make_user(Role.HR_LEAD), make_user(Role.HR_LEAD)
    client.sign_in(lead)
    form = {"seats": "3600", "closes_on": typed(20), "reason": "Prórroga"}

    assert (
        client.post("/recruitment/calls/LIX-2027/change", data=form).status_code == 303
    )
    request = db.session.scalars(select(Approval)).one()
    assert call_of().seats == 3500
    approvals.decide(request, approve=True, actor=actor(second), at=request.asked_at)

    assert call_of().seats == 3600
    assert call_of().closes_on == TODAY + timedelta(days=20)
    shorter = client.post(
        "/recruitment/calls/LIX-2027/change", data=form | {"closes_on": typed(2)}
    )
    assert shorter.status_code == 422
    stale = client.post("/recruitment/calls/LIX-2027/close", data={"version": "1"})
    assert stale.status_code == 409
    for state in (CallState.CLOSED, CallState.FINISHED):
        version = {"version": str(call_of().version)}
        done = client.post("/recruitment/calls/LIX-2027/close", data=version)
        assert done.status_code == 303
        assert call_of().state is state


def test_a_recruiter_sees_a_call_from_the_assignment_to_its_end(client: Client) -> None:
    make_country()
    make_call("LIX-2027")
    lead, recruiter = make_user(Role.HR_LEAD), make_user(Role.RECRUITER)
    client.sign_in(recruiter)
    assert client.get("/recruitment/calls/LIX-2027").status_code == 404

    client.sign_in(lead)
    form = {"recruiter": str(recruiter.id), "office": "SGED"}
    address = "/recruitment/calls/LIX-2027/assignments"
    assert client.post(address, data=form).status_code == 303
    assert client.post(address, data=form).status_code == 409
    assert client.post(address, data=form | {"recruiter": ""}).status_code == 422
    given = db.session.scalars(select(CallAssignment)).one()
    client.sign_in(recruiter)
    page = client.get("/recruitment/calls/LIX-2027")
    assert page.status_code == 200
    assert recruiter.name in page.text
    assert "LIX-2027" in client.get("/recruitment/calls").text
    assert client.post(f"{address}/{given.id}/end").status_code == 403

    client.sign_in(lead)
    assert client.post(f"{address}/{given.id}/end").status_code == 303
    client.sign_in(recruiter)
    assert client.get("/recruitment/calls/LIX-2027").status_code == 404
    assert "LIX-2027" not in client.get("/recruitment/calls").text


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MANAGER, Role.ADMIN])
@pytest.mark.parametrize(
    "path",
    [
        "new",
        "LIX-2027/edit",
        "LIX-2027/publish",
        "LIX-2027/change",
        "LIX-2027/close",
        "LIX-2027/phases",
        "LIX-2027/requirements",
        "NO-SUCH/edit",
    ],
)
def test_only_hr_leads_write_calls(client: Client, role: Role, path: str) -> None:
    make_call("LIX-2027", published=False)
    client.sign_in(make_user(role))
    address = f"/recruitment/calls/{path}"

    for answer in (client.get(address), client.post(address, data=NEW)):
        assert answer.status_code == 403


def test_nobody_reads_a_call_by_another_name(client: Client) -> None:
    client.sign_in(make_user(Role.ADMIN))
    assert client.get("/recruitment/calls").status_code == 403
    client.sign_in(make_user(Role.AUDITOR))
    assert client.get("/recruitment/calls").status_code == 200
    assert client.get("/recruitment/calls/NO-SUCH").status_code == 404


def test_pages_ask_as_often_for_many_rows_as_for_few(
    client: Client,
    same_statements: Callable[[Callable[[int], object], Callable[[], object]], int],
) -> None:
    office = make_country()["SGED"]
    client.sign_in(make_user(Role.HR_LEAD))
    made: list[RecruitmentCall] = []

    def more_calls(rows: int) -> None:
        while len(made) < rows:
            made.append(make_call(f"CALL-{len(made) + 1}"))

    assert same_statements(more_calls, lambda: client.get("/recruitment/calls")) < 10
    people: list[CallAssignment] = []

    def more_people(rows: int) -> None:
        call = call_of("CALL-1")
        while len(people) < rows:
            recruiter = make_user(Role.RECRUITER)
            people.append(
                assignments.assign(call, recruiter, office, author=SYSTEM, at=NOON)
            )

    page = "/recruitment/calls/CALL-1"
    assert same_statements(more_people, lambda: client.get(page)) < 20


def test_a_recruiter_sees_whose_applicants_are_counted(
    client: Client, desk: Desk
) -> None:
    make_application(desk.call, desk.office, desk.recruiter)
    address = f"/recruitment/calls/{desk.call.code}"

    client.sign_in(db.session.get_one(User, desk.recruiter.user_id))
    own = client.get(address).text
    client.sign_in(make_user(Role.HR_LEAD))
    whole = client.get(address).text

    assert "Applicants of your offices so far" in own
    assert "applicants for each seat" not in own
    assert "Applicants so far" in whole
    assert "applicants for each seat" in whole
