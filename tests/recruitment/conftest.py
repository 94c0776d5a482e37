"""A call, an office and the recruiter who works there."""

from typing import NamedTuple

import pytest
from flask import Flask

from pncrecruit.access.actor import Actor
from pncrecruit.officers.models import Unit
from pncrecruit.recruitment.models import RecruitmentCall
from tests.factories import make_country, make_recruiter, make_small_call
from tests.recruitment.course import course, ready
from tests.recruitment.door import Door

__all__ = ["Desk", "course", "desk", "ready"]


class Desk(NamedTuple):
    """Where applicants are registered in a test."""

    call: RecruitmentCall
    office: Unit
    other: Unit  # an office of the same call where the recruiter does not work
    recruiter: Actor


@pytest.fixture
def desk(app: Flask) -> Desk:
    """A call with two offices, and the recruiter of the first."""
    units = make_country()
    call = make_small_call()
    make_recruiter(call, units["62"], name="Other recruiter")
    recruiter = make_recruiter(call, units["23"], name="Recruiter")
    return Desk(call, units["23"], units["62"], recruiter)


@pytest.fixture
def door(desk: Desk) -> Door:
    """The sessions of the desk's call, run by the recruiter."""
    return Door(desk.call, desk.office, desk.recruiter)
