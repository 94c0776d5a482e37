"""A session to whose people messages are sent, and channels that do as told."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from pncrecruit.access.rules import EVERYTHING
from pncrecruit.db import db
from pncrecruit.messages.actions import delivery
from pncrecruit.messages.actions.templates import store
from pncrecruit.messages.models import OutboxLine
from pncrecruit.messages.queries import needed, suggested
from pncrecruit.messages.rules import (
    Channel,
    MessageKind,
    Way,
)
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.actions import messages as actions
from pncrecruit.recruitment.actions import reminders, sessions
from pncrecruit.recruitment.actions.messages import About, Prepared
from pncrecruit.recruitment.models import Application
from pncrecruit.recruitment.queries.messages import why_untrue
from pncrecruit.recruitment.queries.recipients import summoned
from tests.factories import NOON
from tests.recruitment.door import DAY, Door


class Box:
    """A channel that keeps what it takes, and then does as it is told."""

    def __init__(self, then: BaseException | None = None) -> None:
        self.then = then
        self.taken: list[tuple[str, str, str]] = []

    def put(self, recipient: str, subject: str, text: str) -> None:
        self.taken.append((recipient, subject, text))
        if self.then is not None:
            raise self.then


class Room:
    """A session in ten days with two who are summoned: one has an address."""

    def __init__(self, door: Door) -> None:
        self.door = door
        for kind in MessageKind:
            store(kind, suggested(kind), drafted_by_id=None, actor=door.by, at=NOON)
        self.one = door.session(at=NOON + 10 * DAY)
        self.people = [door.applicant(), door.applicant()]
        for person, email in zip(self.people, ("ana@example.org", None), strict=True):
            row = self.person(person.id)
            row.email, row.phone = email, None
        door.bulk()
        self.one = door.seen(self.one.public_id)

    @staticmethod
    def person(application_id: int) -> Person:
        return db.session.scalars(
            select(Person)
            .join(Application, Application.person_id == Person.id)
            .where(Application.id == application_id)
        ).one()

    def about(
        self, kind: MessageKind = MessageKind.SUMMONS, phone: str = "22223333"
    ) -> About:
        one = self.one = self.door.seen(self.one.public_id)
        made = About(
            needed(kind),
            one.call_id,
            one.call_code,
            one.call_name,
            one,
            Way.EMAIL_FIRST,
            phone,
        )
        return actions.check_phone(made)

    def prepared(self, kind: MessageKind = MessageKind.SUMMONS) -> Prepared:
        about = self.about(kind)
        assert about.session is not None
        return Prepared(about, summoned(about.session, kind, EVERYTHING, set()))

    def send(self, kind: MessageKind = MessageKind.SUMMONS, **more: Any) -> int:
        """Confirm what is seen; return how many messages there are of it."""
        values: dict[str, Any] = {
            "seen": self.prepared(kind).seen,
            "client_id": uuid4(),
        } | more
        made = actions.send(
            lambda: self.prepared(kind),
            call_id=self.one.call_id,
            phase_id=self.one.phase_id,
            actor=self.door.by,
            at=NOON,
            **values,
        )
        count = select(func.count()).where(OutboxLine.dispatch_id == made.id)
        return db.session.scalar(count) or 0

    def move(self, at: datetime) -> None:
        one = self.door.seen(self.one.public_id)
        sessions.change_session(
            one,
            self.door.draft(at=at),
            version=one.version,
            reason="La sala no está libre",
            actor=self.door.by,
            at=NOON,
        )

    def remind(self) -> None:
        about = self.about(MessageKind.REMINDER)
        assert about.session is not None
        seen = reminders.seen_of(about.session, about.template)
        reminders.switch_on(about, seen=seen, actor=self.door.by, at=NOON)


def deliver(email: Any, at: datetime = NOON, most: int = 60) -> delivery.Delivered:
    return delivery.deliver(
        {Channel.EMAIL: email, Channel.SMS: email},
        most=most,
        is_true=why_untrue,
        clock=lambda: at,
    )


def mail() -> OutboxLine:
    db.session.expire_all()
    return db.session.scalars(
        select(OutboxLine).where(OutboxLine.channel == Channel.EMAIL)
    ).one()
