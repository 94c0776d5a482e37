"""Texts in their versions, what was sent to many, and each message to one person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, LongText, Pk, PublicId, ShortText, choice_column
from pncrecruit.messages.rules import Channel, Fault, LineState, MessageKind, Way


class MessageTemplate(Base):
    """A version of the words of a kind, as two people agreed on; never changed."""

    __tablename__ = "message_template"
    __table_args__ = (UniqueConstraint("kind", "edition"),)

    id: Mapped[Pk]
    kind: Mapped[MessageKind] = mapped_column(choice_column(MessageKind))
    edition: Mapped[int]
    subject: Mapped[str] = mapped_column(String(120))
    text: Mapped[LongText]
    sms: Mapped[str] = mapped_column(String(300))
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class MessageDispatch(Base):
    """One deed by which many are told the same; pressing twice makes one.

    What it says of a session stands here as it was then: the messages are true while
    the session is the same.
    """

    __tablename__ = "message_dispatch"
    __table_args__ = (
        Index("ix_message_dispatch_session", "session_id", "kind"),
        Index("ix_message_dispatch_call", "call_id", "kind", "made_at"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    client_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    kind: Mapped[MessageKind] = mapped_column(choice_column(MessageKind))
    template_id: Mapped[int] = mapped_column(ForeignKey("message_template.id"))
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("exam_session.id"))
    starts_at: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(String(160))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class OutboxLine(Base):
    """One message to one applicant by one channel, as it is or will be read."""

    __tablename__ = "outbox_line"
    __table_args__ = (
        UniqueConstraint("dispatch_id", "application_id", "channel"),
        Index("ix_outbox_line_due", "state", "channel", "not_before"),
        Index("ix_outbox_line_application", "application_id"),
        Index("ix_outbox_line_claimed", "claimed_at"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    dispatch_id: Mapped[int] = mapped_column(ForeignKey("message_dispatch.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    channel: Mapped[Channel] = mapped_column(choice_column(Channel))
    recipient: Mapped[str] = mapped_column(String(254))  # "" if nothing is known
    subject: Mapped[LongText]
    text: Mapped[LongText]
    state: Mapped[LineState] = mapped_column(choice_column(LineState))
    not_before: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    fault: Mapped[Fault | None] = mapped_column(choice_column(Fault))


class SessionReminder(Base):
    """Somebody wants those summoned to a session to be reminded.

    It holds for the day and hour that the session had then, and for no other.
    """

    __tablename__ = "session_reminder"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("exam_session.id"), primary_key=True
    )
    template_id: Mapped[int] = mapped_column(ForeignKey("message_template.id"))
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(160))
    way: Mapped[Way] = mapped_column(choice_column(Way))
    phone: Mapped[ShortText]
    switched_at: Mapped[datetime]
    switched_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
