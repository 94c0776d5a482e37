"""Sessions are drafted, filled, moved and cancelled; no more come than they hold."""

from collections.abc import Callable
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from pncrecruit.access.models import User
from pncrecruit.access.rules import EVERYTHING, ReasonRequired
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db, now, writing
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.recruitment.actions import sessions as actions
from pncrecruit.recruitment.actions import summoning
from pncrecruit.recruitment.models import (
    Application,
    ExamSession,
    Summons,
)
from pncrecruit.recruitment.queries import moves, summonses
from pncrecruit.recruitment.queries import sessions as queries
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.rules import CallState
from pncrecruit.recruitment.rules import sessions as rules
from pncrecruit.recruitment.rules.sessions import SessionState
from tests.conftest import Client
from tests.factories import (
    NOON,
    make_country,
    make_recruiter,
    make_small_call,
)
from tests.recruitment.door import DAY, Door


def names(one: SessionRow) -> list[int]:
    return [row.number for row in queries.roster(one, EVERYTHING)]


def test_a_session_is_filled_moved_and_cancelled(door: Door) -> None:
    first, second = (
        door.session(capacity=2),
        door.session(capacity=1, at=NOON + 2 * DAY),
    )
    people = [door.applicant() for _ in range(4)]

    assert door.bulk() == (3, 1, 0)
    assert door.bulk() == (0, 1, 0)

    first, second = door.seen(first.public_id), door.seen(second.public_id)
    assert (first.taken, second.taken) == (2, 1)
    assert sorted(names(first) + names(second)) == [one.number for one in people[:3]]
    with pytest.raises(rules.SessionFull):
        door.summon(people[3], first)
    with pytest.raises(rules.CapacityTaken):
        actions.change_session(
            first,
            door.draft(capacity=1),
            version=first.version,
            reason="x",
            actor=door.by,
            at=NOON,
        )
    with pytest.raises(ReasonRequired):
        actions.change_session(
            first,
            door.draft(capacity=3),
            version=first.version,
            reason=" ",
            actor=door.by,
            at=NOON,
        )
    actions.change_session(
        first,
        door.draft(capacity=3),
        version=first.version,
        reason="A larger hall",
        actor=door.by,
        at=NOON,
    )
    with pytest.raises(ReasonRequired):
        door.summon(people[2], first)
    door.summon(people[2], first, "Lives beside it")
    with pytest.raises(rules.SummonedThere):
        door.summon(people[2], door.seen(first.public_id), "Again")
    assert door.seen(second.public_id).taken == 0
    assert len(names(door.seen(first.public_id))) == 3

    ended = actions.cancel_session(
        first,
        version=door.seen(first.public_id).version,
        reason="No light in the hall",
        actor=door.by,
        at=NOON,
    )

    assert ended == 3
    gone = door.seen(first.public_id)
    assert (gone.state, gone.taken, names(gone)) == (SessionState.CANCELLED, 0, [])
    assert summonses.unsummoned(door.call.id, EVERYTHING, NOON) == {0: 4}
    with pytest.raises(rules.SessionStands):
        door.summon(people[0], gone)
    door.call.state = CallState.FINISHED
    second = door.seen(second.public_id)
    with pytest.raises(rules.CallNotRunning):
        door.summon(people[0], second)
    with pytest.raises(rules.CallNotRunning):
        actions.change_session(
            second,
            door.draft(capacity=9),
            version=second.version,
            reason="",
            actor=door.by,
            at=NOON,
        )
    verbs = set(db.session.scalars(select(AuditEntry.verb)))
    assert verbs >= {
        "exam_session.draft",
        "exam_session.open",
        "exam_session.change",
        "exam_session.cancel",
        "summons.assigned",
        "summons.made",
    }


def test_who_left_the_phase_leaves_the_place_to_another(door: Door) -> None:
    one = door.session(capacity=1)
    first, second = door.applicant(), door.applicant()
    door.bulk()
    db.session.execute(
        update(Application).where(Application.id == first.id).values(phase_position=1)
    )

    assert door.bulk() == (1, 0, 1)

    assert names(one) == [second.number]
    moved = moves.moving(first.public_id, EVERYTHING)
    assert moved is not None
    other = door.session()
    with pytest.raises(rules.NotWaiting):
        door.summon(moved, other)


def test_a_full_session_is_freed_and_filled_from_the_page(
    client: Client, door: Door
) -> None:
    one = door.session(capacity=1, at=now() + 2 * DAY)
    first, second = door.applicant(), door.applicant()
    door.bulk()
    db.session.execute(
        update(Application).where(Application.id == first.id).values(phase_position=1)
    )
    client.sign_in(db.session.get_one(User, door.by.user_id))
    address = f"/recruitment/calls/{door.call.code}/sessions/assign/0"

    preview = client.get(address).text
    pressed = client.post(address, data={"within_km": ""})

    assert "1 person would" in preview
    assert "1 place becomes free" in preview
    assert 'type="submit"' in preview
    assert pressed.status_code == 303
    assert names(one) == [second.number]


def test_who_missed_a_session_is_summoned_anew_and_who_came_is_not(
    door: Door,
) -> None:
    one = door.session(capacity=3)
    came, missing, by_hand = (door.applicant() for _ in range(3))
    door.bulk()
    for_her = summonses.standing(came.id, one.phase_id)
    assert for_her is not None
    for_her.arrived_at = NOON + DAY
    assert summonses.unsummoned(door.call.id, EVERYTHING, NOON + DAY) == {}
    later = NOON + 3 * DAY
    other = door.session(capacity=9, at=NOON + 9 * DAY)

    summoning.summon(by_hand, other, reason="", actor=door.by, at=later)
    assert summonses.unsummoned(door.call.id, EVERYTHING, later) == {0: 1}
    assert door.bulk(later) == (1, 0, 0)

    assert door.bulk(later) == (0, 0, 0)
    assert set(names(door.seen(other.public_id))) == {missing.number, by_hand.number}
    assert door.seen(one.public_id).taken == 1
    assert door.seen(other.public_id).taken == 2


def test_sending_twice_drafts_one_and_a_stale_page_changes_nothing(door: Door) -> None:
    key = uuid4()
    made = [
        actions.draft_session(
            door.frame,
            door.phase,
            door.draft(),
            client_id=key,
            actor=door.by,
            at=NOON,
        )
        for _ in range(2)
    ]
    one = door.seen(made[0])
    actions.open_session(one, version=1, actor=door.by, at=NOON)

    assert made[0] == made[1]
    with pytest.raises(Conflict):
        actions.open_session(one, version=1, actor=door.by, at=NOON)
    with pytest.raises(Conflict):
        actions.cancel_session(one, version=1, reason="Rain", actor=door.by, at=NOON)


def test_the_database_itself_keeps_the_capacity(door: Door) -> None:
    one = door.session(capacity=2)

    with pytest.raises(IntegrityError):
        db.session.execute(
            update(ExamSession).where(ExamSession.id == one.id).values(taken=3)
        )


def test_two_who_press_at_once_fill_a_session_and_no_more(own_app: Flask) -> None:
    units = make_country()
    call = make_small_call()
    by = make_recruiter(call, units["23"])
    door = Door(call, units["23"], by)
    one = door.session(capacity=5)
    people = [door.applicant() for _ in range(8)]
    ids = [person.public_id for person in people]
    key, new, smaller = uuid4(), door.draft(), door.draft(capacity=3)
    db.session.commit()
    refused: list[DomainError] = []
    failed: list[Exception] = []

    def press(deed: Callable[[], object]) -> None:
        with own_app.app_context(), writing():
            begin.wait()
            try:
                deed()
                db.session.commit()
            except DomainError as error:
                refused.append(error)
            except Exception as error:  # noqa: BLE001 - a thread tells nobody else
                failed.append(error)
            finally:
                db.session.remove()

    def by_hand(number: int) -> None:
        moving = moves.moving(ids[number], EVERYTHING)
        assert moving is not None
        door.summon(moving, one)

    def narrow() -> None:
        actions.change_session(
            one,
            smaller,
            version=one.version,
            reason="A smaller hall",
            actor=by,
            at=NOON,
        )

    def draft() -> None:
        actions.draft_session(
            door.frame, door.phase, new, client_id=key, actor=by, at=NOON
        )

    deeds: list[Callable[[], object]] = [
        door.bulk,
        lambda: by_hand(7),
        lambda: by_hand(6),
        narrow,
        draft,
        draft,
    ]
    begin = Barrier(len(deeds))
    threads = [Thread(target=press, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.expire_all()
    standing = select(Summons.application_id).where(Summons.ended_at.is_(None))
    taken = list(db.session.scalars(standing))
    held = db.session.get_one(ExamSession, one.id)
    assert len(taken) == len(set(taken)) == held.taken == held.capacity
    made = select(ExamSession).where(ExamSession.client_id == key)
    assert db.session.scalars(made).one().state is SessionState.DRAFT
    expected = (rules.SessionFull, rules.CapacityTaken)
    assert all(isinstance(error, expected) for error in refused)
    assert failed == []
