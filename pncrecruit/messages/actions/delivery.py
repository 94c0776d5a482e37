"""Send what waits: claimed first, then handed over, then marked, each committed.

Whoever dies between handing over and marking leaves a message that is "being sent". No
run sends it again: after a while it is "perhaps sent", and a person decides.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import update

from pncrecruit.db import LOCAL, db
from pncrecruit.errors import NotTaken
from pncrecruit.messages import queries
from pncrecruit.messages.models import OutboxLine
from pncrecruit.messages.rules import (
    STALE,
    Channel,
    Fault,
    LineState,
    next_hour,
    next_try,
)


class Carrier(Protocol):
    """Takes one message; raises NotTaken, or another OSError if nobody knows."""

    def put(self, recipient: str, subject: str, text: str) -> None:
        """Take one message."""


class Delivered(NamedTuple):
    """What became of the messages of one run."""

    sent: int = 0
    failed: int = 0
    unsure: int = 0
    void: int = 0


def deliver(
    carriers: Mapping[Channel, Carrier],
    *,
    most: int,
    is_true: Callable[[OutboxLine, datetime], Fault | None],
    clock: Callable[[], datetime],
) -> Delivered:
    """Send what is due, at most ``most`` in a minute, in the hours of the day.

    ``is_true`` says why a message is no longer to be sent. Commits after every step;
    a channel that does not answer is left alone until the next run.
    """
    at = clock()
    stale = _give_up_stale(at)
    local = at.astimezone(LOCAL)
    ended = dict.fromkeys(LineState, 0)
    if next_hour(local) == local:
        silent: set[Channel] = set()
        for line_id in queries.due(at, max(0, most - queries.tried_lately(at))):
            state = _one(line_id, carriers, silent, is_true=is_true, at=clock())
            if state is not None:
                ended[state] += 1
    return Delivered(
        ended[LineState.SENT],
        ended[LineState.FAILED],
        ended[LineState.UNSURE] + stale,
        ended[LineState.VOID],
    )


def _one(
    line_id: int,
    carriers: Mapping[Channel, Carrier],
    silent: set[Channel],
    *,
    is_true: Callable[[OutboxLine, datetime], Fault | None],
    at: datetime,
) -> LineState | None:
    """Send one message; return where it stands, None if another run has it."""
    one = db.session.get_one(OutboxLine, line_id, populate_existing=True)
    if one.channel in silent:
        return None
    fault = is_true(one, at)
    if fault is not None:
        return _mark(line_id, LineState.VOID, at, fault, was=LineState.WAITING)
    if not _claim(line_id, at):
        return None
    channel, tries = one.channel, one.tries + 1
    message = (one.recipient, one.subject, one.text)
    db.session.commit()  # from here on a crash leaves it "being sent"
    try:
        carriers[channel].put(*message)
    except NotTaken as error:
        if error.final:
            return _mark(line_id, LineState.FAILED, at, Fault.REFUSED)
        if error.silent:
            silent.add(channel)
        again = next_try(tries, at)
        if again is None:
            return _mark(line_id, LineState.FAILED, at, Fault.UNREACHABLE)
        return _wait(line_id, again)
    except OSError:
        silent.add(channel)
        return _mark(line_id, LineState.UNSURE, at, Fault.BROKEN_OFF)
    return _mark(line_id, LineState.SENT, at)


def _claim(line_id: int, at: datetime) -> bool:
    """Take a message for this run, unless another took it first."""
    taken = db.session.execute(
        update(OutboxLine)
        .where(OutboxLine.id == line_id, OutboxLine.state == LineState.WAITING)
        .values(
            state=LineState.SENDING,
            claimed_at=at,
            tries=OutboxLine.tries + 1,
            fault=None,
        )
        .returning(OutboxLine.id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(taken)


def _mark(
    line_id: int,
    state: LineState,
    at: datetime,
    fault: Fault | None = None,
    *,
    was: LineState = LineState.SENDING,
) -> LineState:
    db.session.execute(
        update(OutboxLine)
        .where(OutboxLine.id == line_id, OutboxLine.state == was)
        .values(state=state, fault=fault, ended_at=at)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return state


def _wait(line_id: int, until: datetime) -> LineState:
    db.session.execute(
        update(OutboxLine)
        .where(OutboxLine.id == line_id, OutboxLine.state == LineState.SENDING)
        .values(state=LineState.WAITING, fault=Fault.UNREACHABLE, not_before=until)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return LineState.WAITING


def _give_up_stale(at: datetime) -> int:
    """Leave to a person what was begun by a run that is no more."""
    found = db.session.execute(
        update(OutboxLine)
        .where(
            OutboxLine.state == LineState.SENDING, OutboxLine.claimed_at < at - STALE
        )
        .values(state=LineState.UNSURE, fault=Fault.BROKEN_OFF, ended_at=at)
        .returning(OutboxLine.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.commit()
    return len(found)
