"""A call, an office and the recruiter who works there."""

from typing import NamedTuple

import pytest
from flask import Flask

from pncrecruit.access.actor import Actor
from pncrecruit.officers.models import Unit
from pncrecruit.recruitment.actions.applications import (
    Registered,
    register,
    register_many,
)
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.rules.draft import ApplicantDraft, checked
from tests.factories import NOON, make_country, make_recruiter, make_small_call

VALID_CUI = "9999000130101"


class Desk(NamedTuple):
    """Where applicants are registered in a test."""

    call: RecruitmentCall
    office: Unit
    other: Unit  # an office of the same call where the recruiter does not work
    recruiter: Actor

    def add(self, draft: ApplicantDraft) -> Registered:
        """Register an applicant at the office."""
        return register(
            draft,
            call=self.call,
            office_id=self.office.id,
            actor=self.recruiter,
            at=NOON,
        )

    def add_many(
        self, drafts: list[ApplicantDraft], batch_id: int | None = None
    ) -> list[Registered]:
        """Register a chunk of applicants, seen at once where they are of no batch."""
        return register_many(
            [checked(draft, on=NOON.date()) for draft in drafts],
            call=self.call,
            office_id=self.office.id,
            actor=self.recruiter,
            at=NOON,
            batch_id=batch_id,
            listed=batch_id is None,
        )


@pytest.fixture
def desk(app: Flask) -> Desk:
    """A call with two offices, and the recruiter of the first."""
    units = make_country()
    call = make_small_call()
    make_recruiter(call, units["62"], name="Other recruiter")
    recruiter = make_recruiter(call, units["23"], name="Recruiter")
    return Desk(call, units["23"], units["62"], recruiter)
