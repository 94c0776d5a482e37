"""Who came is noted by number; who did not is refused only by a press."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from pncrecruit.access.models import User
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.db import db, now
from pncrecruit.recruitment.actions import attendance as actions
from pncrecruit.recruitment.models import Application, ExamSession, PhaseTransition
from pncrecruit.recruitment.queries import moves, summonses
from pncrecruit.recruitment.queries import sessions as queries
from pncrecruit.recruitment.rules import Result, Standing
from pncrecruit.recruitment.rules import attendance as rules
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.sessions import SessionStands
from tests.conftest import Client
from tests.factories import NOON
from tests.recruitment.door import DAY, Door

FEED = re.compile(r"/recruitment/calendar/[\w-]{43}\.ics")
LATER = NOON + DAY + timedelta(hours=1)


def standing(application_id: int) -> Standing:
    db.session.expire_all()
    return db.session.get_one(Application, application_id).standing


def test_who_comes_is_noted_once_and_only_who_is_marked_is_a_no_show(
    door: Door,
) -> None:
    one = door.session(capacity=3)
    came, missing, spared, other = (door.applicant() for _ in range(4))
    door.bulk()
    with pytest.raises(rules.NotTheDay):
        actions.arrive(one, came.id, "1", door.by, NOON)
    with pytest.raises(rules.NotOnRoster):
        actions.arrive(one, other.id, "4", door.by, LATER)
    assert actions.arrive(one, came.id, "1", door.by, LATER)
    assert not actions.arrive(one, came.id, "1", door.by, LATER)
    assert actions.arrive(one, missing.id, "2", door.by, LATER)
    slip = summonses.standing(missing.id, one.phase_id)
    assert slip is not None
    actions.take_arrival_back(one, slip.id, actor=door.by, at=LATER)

    one = door.seen(one.public_id)
    rows = queries.roster(one, EVERYTHING)
    absent = actions.absent(rows)
    chosen = moves.moving_many(door.call.id, [missing.public_id], EVERYTHING)
    with pytest.raises(rules.NotBegun):
        actions.close_session(
            one, rows, chosen, version=one.version, actor=door.by, at=NOON
        )
    moved = actions.close_session(
        one, rows, chosen, version=one.version, actor=door.by, at=LATER
    )

    assert {row.application_id for row in absent} == {missing.id, spared.id}
    assert moved.done == [missing.number]
    assert standing(missing.id) is Standing.NO_SHOW
    assert standing(spared.id) is standing(came.id) is Standing.ACTIVE
    last = select(PhaseTransition).where(PhaseTransition.result == Result.NO_SHOW)
    assert db.session.scalars(last).one().reason_code
    assert summonses.standing(spared.id, one.phase_id) is None
    assert door.seen(one.public_id).taken == 2
    with pytest.raises(SessionStands):
        actions.arrive(one, spared.id, "3", door.by, LATER)


def test_the_door_is_worked_by_numbers_and_prints_them(
    client: Client, door: Door
) -> None:
    one = door.session(at=now() + 2 * DAY)
    people = [door.applicant() for _ in range(2)]
    door.bulk()
    db.session.get_one(ExamSession, one.id).starts_at = now() - timedelta(minutes=5)
    numbers = [application_number(door.call.code, p.number) for p in people]
    db.session.commit()
    client.sign_in(db.session.get_one(User, door.by.user_id))
    base = f"/recruitment/sessions/{one.public_id}"

    noted = client.post(f"{base}/arrivals", data={"number": numbers[0].lower()})
    page = client.get(f"{base}/arrivals").text
    wrong = client.post(f"{base}/arrivals", data={"number": numbers[0][:-1] + "?"})
    roster = client.get(f"{base}/roster.pdf")
    slips = client.get(f"{base}/sheets.pdf")
    version = db.session.get_one(ExamSession, one.id).version
    closed = client.post(
        f"{base}/close", data={"version": str(version), "no_show": "y"}
    )

    assert noted.status_code == closed.status_code == 303
    assert numbers[0] in page
    assert wrong.status_code == 422
    assert roster.data[:5] == slips.data[:5] == b"%PDF-"
    assert standing(people[0].id) is Standing.ACTIVE
    assert standing(people[1].id) is Standing.NO_SHOW


def test_a_calendar_is_read_at_a_secret_address_until_it_is_taken_back(
    client: Client, door: Door
) -> None:
    one = door.session(at=now() + 2 * DAY)
    other = Door(door.call, door.office, door.by).session(opened=False)
    user = db.session.get_one(User, door.by.user_id)
    db.session.commit()
    client.sign_in(user)

    first = FEED.search(client.post("/recruitment/calendar").text)
    assert first is not None
    second = FEED.search(client.post("/recruitment/calendar").text)
    assert second is not None
    anybody = client.application.test_client()
    fed = anybody.get(second[0])

    assert anybody.get(first[0]).status_code == 404
    assert fed.mimetype == "text/calendar"
    told = Calendar.from_ical(fed.data).walk("VEVENT")
    assert [str(event["uid"]) for event in told] == [str(one.public_id)]
    assert str(other.public_id) not in fed.text
    for word in (one.name_es, one.name_en, "polic", "PNC"):
        assert word.lower() not in fed.text.lower()
    user.active = False
    db.session.commit()
    assert anybody.get(second[0]).status_code == 404
