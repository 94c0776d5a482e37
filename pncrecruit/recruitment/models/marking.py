"""How marks are given and kept: locks, panels, sheets, conflicts, the call's rule."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, String
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Code, LongText, Pk, PublicId, ShortText, choice_column
from pncrecruit.recruitment.rules.conflicts import Tie


class MarkLock(Base):
    """Its author locked a mark: from now on it changes only by two persons."""

    __tablename__ = "mark_lock"

    mark_id: Mapped[int] = mapped_column(ForeignKey("mark.id"), primary_key=True)
    locked_at: Mapped[datetime]
    locked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class PhaseLock(Base):
    """The marking of a phase was closed: every mark in it is locked."""

    __tablename__ = "phase_lock"

    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"), primary_key=True)
    locked_at: Mapped[datetime]
    locked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Panel(Base):
    """Examiners who mark the same sheets of a phase, each without the others."""

    __tablename__ = "panel"
    __table_args__ = (Unique("phase_id", "name"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"))
    name: Mapped[ShortText]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class PanelSeat(Base):
    """An examiner's place on a panel until it is ended; the order says who is third."""

    __tablename__ = "panel_seat"
    __table_args__ = (
        Unique("panel_id", "place"),
        Unique("panel_id", "user_id"),
        Index("ix_panel_seat_user", "user_id"),
    )

    id: Mapped[Pk]
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    place: Mapped[int]
    assigned_at: Mapped[datetime]
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class BlindSheet(Base):
    """What an examiner marks: a code, behind which is one application, for ever."""

    __tablename__ = "blind_sheet"
    __table_args__ = (
        Unique("phase_id", "application_id"),
        Unique("phase_id", "code"),
        Index("ix_blind_sheet_panel", "panel_id", "code"),
    )

    id: Mapped[Pk]
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"))
    code: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]


class MeasureReading(Base):
    """What one timer read in one attempt of a physical test, never changed."""

    __tablename__ = "measure_reading"
    __table_args__ = (
        Unique("application_id", "phase_id", "kind", "attempt", "timer_id"),
        Index("ix_measure_reading_timer", "timer_id", "id"),
    )

    id: Mapped[Pk]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"))
    kind: Mapped[Code]
    attempt: Mapped[int]
    timer_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    value: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    recorded_at: Mapped[datetime]


class ConflictDeclaration(Base):
    """What somebody declared of their tie to an applicant; the latest holds."""

    __tablename__ = "conflict_declaration"
    __table_args__ = (
        Index("ix_conflict_declaration_user", "user_id", "application_id"),
        Index("ix_conflict_declaration_application", "application_id"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    tie: Mapped[Tie] = mapped_column(choice_column(Tie))
    note: Mapped[LongText] = mapped_column(default="")
    declared_at: Mapped[datetime]


class ConflictDecision(Base):
    """Whether a declared conflict bars: until then it does."""

    __tablename__ = "conflict_decision"

    declaration_id: Mapped[int] = mapped_column(
        ForeignKey("conflict_declaration.id"), primary_key=True
    )
    barred: Mapped[bool]
    reason: Mapped[LongText]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class SelectionRule(Base):
    """An edition of how a call marks and selects, as two persons set it."""

    __tablename__ = "selection_rule"
    __table_args__ = (Unique("call_id", "edition"),)

    id: Mapped[Pk]
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    edition: Mapped[int]
    rule: Mapped[dict[str, Any]]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))
