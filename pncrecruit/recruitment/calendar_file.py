"""The calendar of sessions (iCalendar, RFC 5545): when and where, and nothing more.

A calendar is read on telephones and by strangers' servers: it names no phase, no
applicant and no police.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from icalendar import Calendar, Event


class Entry(NamedTuple):
    """A session as a calendar tells it."""

    uid: UUID
    summary: str
    place: str
    starts_at: datetime
    cancelled: bool
    version: int


def calendar_file(name: str, entries: Iterable[Entry], at: datetime) -> bytes:
    """Return a calendar of sessions, made at an instant."""
    made = Calendar()
    made.add("prodid", "-//calendar//ES")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for one in entries:
        event = Event()
        event.add("uid", str(one.uid))
        event.add("dtstamp", at)
        event.add("dtstart", one.starts_at)
        event.add("summary", one.summary)
        event.add("location", one.place)
        event.add("sequence", one.version)
        event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
        made.add_component(event)
    return bytes(made.to_ical())
