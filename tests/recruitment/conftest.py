"""What the tests of recruitment start from."""

import pytest

from tests.recruitment.counter import counter
from tests.recruitment.course import course, ready
from tests.recruitment.desk import Desk, desk
from tests.recruitment.door import Door
from tests.recruitment.hall import hall
from tests.recruitment.room import Room

__all__ = ["counter", "course", "desk", "hall", "ready"]


@pytest.fixture
def door(desk: Desk) -> Door:
    """The sessions of the desk's call, run by the recruiter."""
    return Door(desk.call, desk.office, desk.recruiter)


@pytest.fixture
def room(door: Door) -> Room:
    """A session to whose two people messages can be sent."""
    return Room(door)
