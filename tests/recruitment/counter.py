"""A recruiter at work in a browser, for the tests of pages."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from pncrecruit.access.models import User
from pncrecruit.db import db, now
from pncrecruit.recruitment.actions.applications import register
from pncrecruit.recruitment.models import (
    Application,
    RecruitmentCall,
)
from tests.conftest import Client
from tests.factories import make_draft
from tests.recruitment.desk import VALID_CUI, Desk


class Counter:
    """A recruiter at work in a browser."""

    def __init__(self, client: Client, desk: Desk) -> None:
        self.client = client
        self.code = desk.call.code
        self.call_id = desk.call.id
        self.office_id = desk.office.id
        self.actor = desk.recruiter
        user = db.session.get(User, desk.recruiter.user_id)
        assert user is not None
        client.sign_in(user)

    @property
    def base(self) -> str:
        return f"/recruitment/calls/{self.code}"

    def typed(self, **known: str) -> dict[str, str]:
        return {
            "client_id": str(uuid4()),
            "office_id": str(self.office_id),
            "given_names": "Rigoberta",
            "first_surname": "Ixcoy",
            "second_surname": "Tzul",
            "cui": VALID_CUI,
            "birth_date": "17/05/2003",
            "sex": "F",
            "residence_municipality": "1601",
            "phone": "5123 4567",
            "schooling": "diversificado",
            "height_cm": "158",
            "language_0": "qeqchi",
            "level_0": "mother_tongue",
        } | known

    def send(self, step: str, **known: str) -> TestResponse:
        return self.client.post(
            f"{self.base}/applicants/new", data=self.typed(**known) | {"step": step}
        )

    def add(self, **known: Any) -> UUID:
        call = db.session.get(RecruitmentCall, self.call_id)
        assert call is not None
        made = register(
            make_draft(**known),
            call=call,
            office_id=self.office_id,
            actor=self.actor,
            at=now() - timedelta(minutes=1),
        )
        db.session.commit()
        assert made.public_id is not None
        return made.public_id


@pytest.fixture
def counter(client: Client, desk: Desk) -> Counter:
    """A recruiter, signed in."""
    return Counter(client, desk)


def the_one() -> Application:
    return db.session.scalars(select(Application)).one()


def page_of(public_id: UUID) -> str:
    return f"/recruitment/applications/{public_id}"
