"""Tell many the same: shown first, written to the outbox when it is confirmed."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple, cast
from uuid import UUID, uuid4

from babel.dates import format_date
from sqlalchemy import Table

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import Author, record
from pncrecruit.db import LOCAL, db
from pncrecruit.errors import Conflict
from pncrecruit.messages.models import MessageDispatch, MessageTemplate, OutboxLine
from pncrecruit.messages.queries import sent_before, words_of
from pncrecruit.messages.rules import (
    Channel,
    LineState,
    MessageKind,
    NobodyToTell,
    PhoneMissing,
    SeenOtherwise,
    Way,
    channels,
    fields_of,
    filled,
)
from pncrecruit.persons.rules import normalise_phone
from pncrecruit.recruitment.queries import messages as queries
from pncrecruit.recruitment.queries.recipients import Found, Recipient, place_of
from pncrecruit.recruitment.queries.sessions import SessionRow, lock_phase
from pncrecruit.recruitment.rules.numbers import application_number

_LINES = cast(Table, OutboxLine.__table__)
WRITTEN_IN = "es_GT"  # the data holds no other language in which somebody wants mail


class About(NamedTuple):
    """What is told: in which words, of which call and session, and by which way."""

    template: MessageTemplate
    call_id: int
    call_code: str
    call_name: str
    session: SessionRow | None
    way: Way
    phone: str  # of the office, as the text names it

    @property
    def kind(self) -> MessageKind:
        """The kind of the words."""
        return self.template.kind


class Ready(NamedTuple):
    """A message to one person by one channel, as it will be read."""

    channel: Channel
    recipient: str
    subject: str
    text: str


class Prepared(NamedTuple):
    """What would be sent to whom, with a fingerprint of all of it."""

    about: About
    found: Found

    @property
    def counts(self) -> Counter[Channel]:
        """How many messages take each channel."""
        return Counter(
            channel for one in self.found.recipients for channel in _ways(self, one)
        )

    @property
    def seen(self) -> str:
        """The fingerprint of what is sent: it changes if anything of it does."""
        told = _facts(self.about)
        parts = [
            str(self.about.template.id),
            self.about.way,
            repr(sorted(told.items())),
        ]
        parts += (
            f"{one.id} {one.name} {one.email} {one.phone}"
            for one in self.found.recipients
        )
        return sha256("\n".join(parts).encode()).hexdigest()


def check_phone(about: About) -> About:
    """Return what is told with the office's telephone as it is written.

    Raises PhoneMissing if the text names it and there is none, PhoneNotUnderstood.
    """
    if about.phone.strip():
        number = normalise_phone(about.phone)
        local = number.removeprefix("+502")
        return about._replace(
            phone=f"{local[:4]} {local[4:]}" if len(local) == 8 else number
        )
    if "telefono" in fields_of(words_of(about.template)):
        raise PhoneMissing
    return about


def rendered(about: About, one: Recipient) -> list[Ready]:
    """Return the messages to one person, as they will be read."""
    words = words_of(about.template)
    values = _facts(about) | {
        "nombre": one.name,
        "numero": application_number(about.call_code, one.number),
    }
    made = []
    for channel in channels(about.way, email=one.email, phone=one.phone):
        if channel is Channel.EMAIL:
            subject = " ".join(filled(words.subject, values).split())
            address, text = one.email or "", filled(words.text, values)
        else:
            subject, address, text = "", one.phone or "", filled(words.sms, values)
        made.append(Ready(channel, address, subject, text))
    return made


def _ways(prepared: Prepared, one: Recipient) -> list[Channel]:
    return channels(prepared.about.way, email=one.email, phone=one.phone)


def _facts(about: About) -> dict[str, str]:
    told = {"convocatoria": about.call_name, "telefono": about.phone}
    if about.session is not None:
        local = about.session.starts_at.astimezone(LOCAL)
        told |= {
            "lugar": place_of(about.session),
            "dia": format_date(local, "EEEE d 'de' MMMM 'de' y", locale=WRITTEN_IN),
            "hora": f"{local:%H:%M}",
        }
    return told


def send(
    prepare: Callable[[], Prepared],
    *,
    call_id: int,
    phase_id: int | None,
    seen: str,
    client_id: UUID,
    actor: Actor,
    at: datetime,
) -> MessageDispatch:
    """Write to the outbox what somebody saw and confirmed; pressing twice sends once.

    Raises SeenOtherwise if anything of it has changed since, and NobodyToTell,
    and Conflict if the identifier is that of somebody else's messages.
    """
    # The order in which sessions are changed and people summoned.
    if phase_id is not None:
        lock_phase(phase_id)
    queries.lock_call(call_id)
    before = sent_before(client_id)
    if before is not None:
        if (before.call_id, before.made_by_id) != (call_id, actor.user_id):
            raise Conflict
        return before
    prepared = prepare()
    if not prepared.found.recipients:
        raise NobodyToTell
    if prepared.seen != seen:
        raise SeenOtherwise
    return write(
        prepared, client_id=client_id, author=actor.author, by=actor.user_id, at=at
    )


def write(
    prepared: Prepared,
    *,
    client_id: UUID,
    author: Author,
    by: int | None,
    at: datetime,
    not_before: datetime | None = None,
) -> MessageDispatch:
    """Write messages to the outbox with their entry of the trail.

    As many statements for 28,000 people as for ten.
    """
    about = prepared.about
    one = MessageDispatch(
        client_id=client_id,
        kind=about.kind,
        template_id=about.template.id,
        call_id=about.call_id,
        session_id=about.session.id if about.session else None,
        starts_at=about.session.starts_at if about.session else None,
        place=place_of(about.session) if about.session else None,
        made_at=at,
        made_by_id=by,
    )
    db.session.add(one)
    db.session.flush()
    db.session.connection().execute(
        _LINES.insert(),
        [
            {
                "public_id": uuid4(),
                "dispatch_id": one.id,
                "application_id": person.id,
                **ready._asdict(),
                "state": LineState.WAITING,
                "not_before": not_before or at,
                "tries": 0,
            }
            for person in prepared.found.recipients
            for ready in rendered(about, person)
        ],
    )
    counts = prepared.counts
    subject: tuple[str, object] = (
        ("exam_session", about.session.public_id)
        if about.session
        else ("recruitment_call", about.call_code)
    )
    record(
        "message.send",
        subject,
        author=author,
        at=at,
        kind=about.kind,
        edition=about.template.edition,
        persons=len(prepared.found.recipients),
        by_email=counts[Channel.EMAIL],
        by_sms=counts[Channel.SMS],
        by_phone=counts[Channel.PHONE],
    )
    return one
