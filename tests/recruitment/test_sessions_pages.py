"""The pages of sessions: drafted, filled, changed, moved and cancelled there."""

from collections.abc import Callable

from pncrecruit.access.models import User
from pncrecruit.access.rules import Role
from pncrecruit.db import db, now
from pncrecruit.recruitment.queries import summonses
from pncrecruit.recruitment.rules.sessions import SessionState
from tests.conftest import Client
from tests.factories import (
    make_actor,
)
from tests.recruitment.desk import Desk
from tests.recruitment.door import COBAN, DAY, SALAMA, Door


def test_pages_draft_open_and_fill_a_session(client: Client, door: Door) -> None:
    lead = make_actor(Role.HR_LEAD)
    client.sign_in(db.session.get_one(User, lead.user_id))
    person = door.applicant()
    day = (now() + 3 * DAY).strftime("%d/%m/%Y")
    base = f"/recruitment/calls/{door.call.code}/sessions"

    sent = client.post(
        f"{base}/new",
        data={
            "phase": "0",
            "office": str(door.office.id),
            "municipality": COBAN,
            "place": "Salón municipal",
            "day": day,
            "hour": "07:30",
            "capacity": "40",
        },
    )
    page = client.get(sent.headers["Location"])
    client.post(sent.headers["Location"] + "/open", data={"version": "1"})
    preview = client.get(f"{base}/assign/0")
    client.post(f"{base}/assign/0", data={"within_km": ""})
    roster = client.get(sent.headers["Location"])
    listed = client.get(base)
    by_hand = f"/recruitment/applications/{person.public_id}/session"
    unsaid = client.post(by_hand, data={"session": "", "reason": ""})
    still = summonses.standing(person.id, door.phase.id)
    off = client.post(by_hand, data={"session": "take_off", "reason": "De viaje"})

    assert "07:30" in page.text
    assert "1 person would" in preview.text
    assert f"{person.number:06d}" in roster.text
    assert "Salón municipal" in listed.text
    # What was chosen by nobody takes nobody off.
    assert (unsaid.status_code, still is not None) == (422, True)
    assert off.status_code == 303
    assert summonses.standing(person.id, door.phase.id) is None


def test_a_recruiter_reaches_the_sessions_of_the_own_offices(
    client: Client, desk: Desk
) -> None:
    lead = make_actor(Role.HR_LEAD)
    theirs = Door(desk.call, desk.other, lead).session()
    own = Door(desk.call, desk.office, desk.recruiter).session()
    client.sign_in(db.session.get_one(User, desk.recruiter.user_id))

    listed = client.get(f"/recruitment/calls/{desk.call.code}/sessions").text

    assert str(own.public_id) in listed
    assert str(theirs.public_id) not in listed
    assert client.get(f"/recruitment/sessions/{theirs.public_id}").status_code == 404
    edit = f"/recruitment/sessions/{theirs.public_id}/edit"
    assert client.get(edit).status_code == 404


def test_a_roster_costs_the_same_for_ten_and_for_fifty(
    client: Client,
    door: Door,
    same_statements: Callable[[Callable[[int], object], Callable[[], object]], int],
) -> None:
    one = door.session(capacity=60)
    client.sign_in(db.session.get_one(User, door.by.user_id))

    def grow(count: int) -> None:
        for _ in range(count):
            door.applicant()
        door.bulk()
        db.session.commit()

    same_statements(grow, lambda: client.get(f"/recruitment/sessions/{one.public_id}"))


def test_a_stale_page_shows_what_the_other_saved_and_changes_nothing(
    client: Client, door: Door
) -> None:
    one = door.session(capacity=4)
    client.sign_in(db.session.get_one(User, door.by.user_id))
    page = f"/recruitment/sessions/{one.public_id}"
    typed = {
        "municipality": COBAN,
        "place": "Escuela",
        "day": (now() + 3 * DAY).strftime("%d/%m/%Y"),
        "hour": "08:00",
        "capacity": "3",
        "version": str(one.version),
    }
    saved = client.post(f"{page}/edit", data=typed)
    stale = client.post(f"{page}/edit", data=typed | {"place": "Gimnasio"})

    assert saved.status_code == 303
    assert stale.status_code == 409
    assert "Escuela" in stale.text
    assert "Gimnasio" in stale.text
    assert door.seen(one.public_id).place == "Escuela"


def test_a_move_and_a_cancellation_need_a_reason(client: Client, door: Door) -> None:
    person, first = door.applicant(), door.session(at=now() + DAY)
    door.summon(person, first)
    other = door.session(place=SALAMA, at=now() + 2 * DAY)
    client.sign_in(db.session.get_one(User, door.by.user_id))
    by_hand = f"/recruitment/applications/{person.public_id}/session"
    move = {"session": str(other.public_id), "reason": ""}

    unsaid = client.post(by_hand, data=move)
    moved = client.post(by_hand, data=move | {"reason": "Vive más cerca"})
    standing = summonses.standing(person.id, door.phase.id)
    assert (unsaid.status_code, moved.status_code) == (422, 303)
    assert standing is not None
    assert standing.session_id == other.id

    version = str(door.seen(other.public_id).version)
    cancel = {"version": version, "reason": ""}
    page = f"/recruitment/sessions/{other.public_id}/cancel"
    assert client.post(page, data=cancel).status_code == 422
    assert client.post(page, data=cancel | {"reason": "Lluvia"}).status_code == 303
    assert summonses.standing(person.id, door.phase.id) is None
    assert door.seen(other.public_id).state is SessionState.CANCELLED
