"""The pages of blind marking: the examiner's, and the lead's."""

from uuid import uuid4

from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval, User
from pncrecruit.access.rules import EVERYTHING, Role
from pncrecruit.db import db
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.queries import blind, detail, marks
from pncrecruit.recruitment.rules import Result
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.numbers import application_number
from tests.conftest import Client
from tests.factories import NOON, make_actor, make_application, make_user
from tests.recruitment.desk import Desk
from tests.recruitment.hall import Hall


def sign_in(client: Client, actor: Actor) -> None:
    user = db.session.get(User, actor.user_id)
    assert user is not None
    client.sign_in(user)


def test_the_examiners_page_has_codes_and_nothing_of_the_applicants(
    hall: Hall, client: Client
) -> None:
    first, second, third = hall.examiners
    codes = {place: hall.code(one) for place, one in enumerate(hall.some)}
    rows = [detail.application(one.public_id, EVERYTHING) for one in hall.some]
    secrets = [
        text
        for row in rows
        if row is not None
        for text in (
            row.given_names,
            row.first_surname,
            row.second_surname,
            application_number(row.call_code, row.number),
            str(row.public_id),
            row.office,
        )
    ]
    address = f"/recruitment/marking/{hall.panel.public_id}"
    sign_in(client, first)

    page = client.get(address).text
    assert all(code in page for code in codes.values())
    assert [text for text in secrets if text in page] == []
    assert "Woman" not in page
    refused = client.post(f"{address}/marks", data={f"mark-{codes[0]}": "abc"})
    assert refused.status_code == 422
    assert "abc" in refused.text
    sent = client.post(
        f"{address}/marks",
        data={f"mark-{code}": "71,5" for code in codes.values()},
    )
    assert sent.status_code == 303
    assert client.post(f"{address}/lock").status_code == 303
    sign_in(client, second)
    assert "71.5" not in client.get(address).text
    sign_in(client, third)
    assert codes[0] not in client.get(address).text
    assert (
        client.post(f"{address}/marks", data={f"mark-{codes[0]}": "1"}).status_code
        == 403
    )
    sign_in(client, make_actor(Role.RECRUITER))
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/lock").status_code == 404


def test_the_lead_seats_deals_and_asks_for_the_rule_on_pages(
    desk: Desk, client: Client
) -> None:
    lead = make_actor(Role.HR_LEAD)
    examiner = make_actor(Role.RECRUITER, name="Examiner Z")
    one = make_application(desk.call, desk.office, desk.recruiter)
    record_result(
        one,
        Result.PASSED,
        client_id=uuid4(),
        version=one.version,
        actor=desk.recruiter,
        at=NOON,
    )
    base = f"/recruitment/calls/{desk.call.code}"
    sign_in(client, lead)

    asked = client.post(
        f"{base}/selection-rule",
        data={
            "weight_physical": "100",
            "blind_physical": "y",
            "examiners_physical": "2",
            "tolerance_physical": "10",
            "tie_physical": "1",
            "seats_0": "40",
            "sex_0": "F",
            "department_0": "",
            "offer_days": "5",
            "review_days": "5",
            "reason": "As the agreement says",
        },
    )
    assert asked.status_code == 303
    approval = db.session.scalars(select(Approval)).one()
    assert client.get(asked.headers["Location"]).status_code == 200
    second = make_user(Role.HR_LEAD)
    client.sign_in(second)
    decided = client.post(
        f"/access/approvals/{approval.public_id}", data={"decision": "approve"}
    )
    assert decided.status_code == 303
    sign_in(client, lead)
    assert "Blind" in client.get(f"{base}/scoring").text
    panel_page = f"{base}/scoring/physical/panels"
    assert client.post(panel_page, data={"name": "Terna 1"}).status_code == 303
    panel_id = blind.of_phase(marks.by_phase(desk.call.id, tuple(MARKED))[0].id)[
        0
    ].public_id
    seats = f"/recruitment/panels/{panel_id}/seats"
    seated = client.post(seats, data={"examiner": str(examiner.user_id)})
    assert seated.status_code == 303
    again = client.post(seats, data={"examiner": str(examiner.user_id)})
    assert again.status_code == 422
    assert client.post(f"{base}/scoring/physical/deal").status_code == 303
    page = client.get(panel_page).text
    assert "lacks an examiner" in page
    assert client.get(f"/recruitment/panels/{panel_id}/codes").status_code == 200
    ended = client.post(f"{seats}/{examiner.user_id}/end")
    assert ended.status_code == 303
