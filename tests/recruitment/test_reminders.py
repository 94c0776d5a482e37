"""Reminders go on the days that were shown, once, and of nothing that moved."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db, local_day
from pncrecruit.messages.rules import (
    RemindersOff,
)
from pncrecruit.recruitment.actions import reminders, sessions
from tests.factories import NOON
from tests.recruitment.door import DAY
from tests.recruitment.room import Box, Room, deliver


def deeds(verb: str) -> int:
    count = select(func.count()).where(AuditEntry.verb == verb)
    return db.session.scalar(count) or 0


def test_reminders_go_on_the_days_that_were_shown_and_once(room: Room) -> None:
    went: list[tuple[int, int]] = []

    def nights(*days: int) -> None:
        for day in days:
            at = NOON + day * DAY
            count = reminders.write_reminders(local_day(at), at)
            assert reminders.write_reminders(local_day(at), at) == 0
            went.extend([(day, deliver(Box(), at).sent)] * count)

    nights(1)  # nobody switched them on
    room.remind()
    # The session is in ten days; the nights of 3 to 6 and of 8 are missed.
    nights(2, 7, 9, 10, 11)

    assert went == [(7, 1), (9, 1)]
    assert deeds("message.remind") == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_session_that_moved_or_was_cancelled_is_not_reminded_of(
    room: Room,
) -> None:
    room.remind()
    room.move(NOON + 9 * DAY)
    at = NOON + 2 * DAY
    assert reminders.write_reminders(local_day(at), at) == 0

    room.remind()
    assert reminders.write_reminders(local_day(at), at) == 1
    one = room.door.seen(room.one.public_id)
    sessions.cancel_session(
        one, version=one.version, reason="x", actor=room.door.by, at=at
    )
    box = Box()
    deliver(box, at)
    later = NOON + 7 * DAY
    assert reminders.write_reminders(local_day(later), later) == 0
    assert box.taken == []


def test_reminders_for_which_no_day_is_left_are_refused(room: Room) -> None:
    room.move(NOON + DAY)
    with pytest.raises(RemindersOff):
        room.remind()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("is_off", [True, False])
def test_what_was_switched_off_or_comes_on_the_day_itself_goes_to_nobody(
    room: Room, is_off: bool
) -> None:
    room.remind()
    at = NOON + 9 * DAY
    assert reminders.write_reminders(local_day(at), at) == 1
    if is_off:
        one = room.door.seen(room.one.public_id)
        reminders.switch_off(one, actor=room.door.by, at=at)
    else:
        at = room.one.starts_at - timedelta(hours=1)

    box = Box()
    deliver(box, at)

    assert box.taken == []
