"""Test sessions, and who is summoned to them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, LongText, Pk, PublicId, ShortText, choice_column
from pncrecruit.recruitment.rules.sessions import SessionState


class ExamSession(Base):
    """A day, hour and place to which applicants of a phase are summoned.

    ``taken`` counts the summonses that stand; the database itself refuses more of them
    than there is room for.
    """

    __tablename__ = "exam_session"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken_within"),
        Index("ix_exam_session_call", "call_id", "starts_at"),
        Index("ix_exam_session_phase", "phase_id", "starts_at"),
        Index("ix_exam_session_start", "starts_at"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    municipality: Mapped[str] = mapped_column(String(4))
    place: Mapped[ShortText]
    starts_at: Mapped[datetime]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    state: Mapped[SessionState] = mapped_column(choice_column(SessionState))
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    cancelled_at: Mapped[datetime | None]
    client_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Summons(Base):
    """Somebody is to come to a session; ended when they are moved or taken off.

    One stands for each application and phase at most.
    """

    __tablename__ = "summons"
    __table_args__ = (
        Index(
            "uq_summons_standing",
            "application_id",
            "phase_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_summons_session", "session_id", "ended_at"),
        Index("ix_summons_application", "application_id"),
        Index("ix_summons_phase", "phase_id", "ended_at"),
    )

    id: Mapped[Pk]
    session_id: Mapped[int] = mapped_column(ForeignKey("exam_session.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    arrived_at: Mapped[datetime | None]
    arrived_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    end_reason: Mapped[LongText] = mapped_column(default="")


class CalendarFeed(Base):
    """The secret address at which an account's calendar is read; only a hash is kept.

    A new address takes the place of the old one.
    """

    __tablename__ = "calendar_feed"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id"), primary_key=True
    )
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
