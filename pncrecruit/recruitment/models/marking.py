"""Marks that are locked, one by one or with their phase: appended, never changed."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base


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
