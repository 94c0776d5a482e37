"""Who came to a session: when it can be noted, and when the session is closed."""

from datetime import date, datetime

from pncrecruit.errors import Conflict
from pncrecruit.recruitment.rules.sessions import SessionState, check_state
from pncrecruit.words import N_


class NotOnRoster(Conflict):
    message = N_("%(number)s is not summoned to this session.")
    field = "number"


class NotTheDay(Conflict):
    message = N_("Who came is noted from the day of the session on.")
    field = "number"


class NotBegun(Conflict):
    message = N_("The session has not begun: nobody is missing yet.")


def check_arrival(state: SessionState, day: date, today: date) -> None:
    """Check that it can be noted that somebody came.

    Raises SessionStands or NotTheDay.
    """
    check_state(state, SessionState.OPEN)
    if today < day:
        raise NotTheDay


def check_closing(state: SessionState, starts_at: datetime, at: datetime) -> None:
    """Check that the attendance of a session can be closed.

    Raises SessionStands or NotBegun.
    """
    check_state(state, SessionState.OPEN)
    if at < starts_at:
        raise NotBegun
