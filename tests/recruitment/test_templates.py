"""Templates of calls: kept in editions, copied by new calls, never changed."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from pncrecruit.access.rules import EVERYTHING, Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db, is_doubled
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.recruitment.actions import calls
from pncrecruit.recruitment.actions import templates as actions
from pncrecruit.recruitment.models import CallTemplate, RecruitmentCall
from pncrecruit.recruitment.queries import calls as call_queries
from pncrecruit.recruitment.queries import templates
from pncrecruit.recruitment.rules.starting import (
    StartingSet,
    TemplateEmpty,
    TemplateNameNeeded,
    check_template,
    of_start,
    to_start,
)
from tests.conftest import Client
from tests.factories import NOON, make_call, make_call_draft, make_user
from tests.recruitment.course import SCHEME, Course
from tests.recruitment.test_calls_views import NEW


def drafted(start: StartingSet, template_id: int, code: str) -> RecruitmentCall:
    return calls.draft_call(
        make_call_draft(code),
        start=start,
        template_id=template_id,
        author=SYSTEM,
        at=NOON,
    )


def test_a_call_copies_an_edition_and_a_later_one_changes_no_call(
    course: Course,
) -> None:
    lead = course.lead
    first = actions.keep(course.call, " Agentes  2027 ", author=lead.author, at=NOON)
    start, template_id = actions.chosen(str(first.id))
    call = drafted(start, first.id, "LX-2027")

    assert template_id == first.id
    assert (first.name, first.edition) == ("Agentes 2027", 1)
    assert start.scheme is not None
    assert (start.scheme.phases, start.scheme.seed) == (SCHEME.phases, "")
    assert of_start(actions.start_of(call)) == of_start(start) | {"scheme": None}

    with pytest.raises(Conflict):
        actions.keep(course.call, "AGENTES 2027", author=lead.author, at=NOON)
    calls.set_documents(call, (), version=call.version, author=lead.author, at=NOON)
    second = actions.keep(call, "agentes 2027", author=lead.author, at=NOON)
    assert second.edition == 2
    assert [one.id for one in templates.latest()] == [second.id]
    assert [(one.edition, one.calls) for one in templates.editions(second.key)] == [
        (2, 0),
        (1, 1),
    ]
    found = templates.started_from(call.id)
    assert found is not None
    assert found.id == first.id
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(update(CallTemplate).values(name="Otra"))


def test_two_who_keep_one_name_at_once_are_told_that_it_is_there(
    course: Course,
) -> None:
    kept = actions.keep(course.call, "Agentes", author=course.lead.author, at=NOON)
    again = CallTemplate(
        key=kept.key,
        edition=kept.edition,
        name=kept.name,
        rules=kept.rules,
        call_code=kept.call_code,
        kept_at=NOON,
    )
    db.session.add(again)
    with pytest.raises(IntegrityError) as refused:
        db.session.flush()
    assert is_doubled(refused.value)


@pytest.mark.parametrize(
    ("name", "start", "error"),
    [
        ("", to_start(of_start(StartingSet())), TemplateNameNeeded),
        ("x" * 81, StartingSet(), TemplateNameNeeded),
        ("Agentes", StartingSet(), TemplateEmpty),
    ],
)
def test_what_is_no_template_is_refused(
    name: str, start: StartingSet, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        check_template(name, start)


def test_a_lead_keeps_a_template_and_starts_a_call_from_it(client: Client) -> None:
    call = make_call("LIX-2026")
    client.sign_in(make_user(Role.HR_LEAD))

    kept = client.post(
        "/recruitment/calls/LIX-2026/template",
        data={"name": "Agentes"},
        follow_redirects=True,
    )
    assert "Height of 1.55 m or more (women)" in kept.text
    again = client.post(
        "/recruitment/calls/LIX-2026/template", data={"name": "Agentes"}
    )
    assert again.status_code == 409
    assert "says the same already" in again.text
    (one,) = templates.latest()
    assert "Agentes" in client.get("/recruitment/call-templates").text

    new = NEW | {"start": str(one.id)}
    assert client.post("/recruitment/calls/new", data=new).status_code == 303
    made = call_queries.call("LIX-2027", EVERYTHING)
    assert made is not None
    before, after = (call_queries.rules_of(which) for which in (call, made))
    assert before.requirements == after.requirements
    assert before.phases == after.phases
    assert "Agentes, edition 1" in client.get("/recruitment/calls/LIX-2027").text
    lost = client.post(
        "/recruitment/calls/new", data=new | {"code": "LXI-2027", "start": "999"}
    )
    assert lost.status_code == 422
    assert NEW["name"] in lost.text
    assert set(db.session.scalars(select(RecruitmentCall.code))) == {
        "LIX-2026",
        "LIX-2027",
    }
