"""Counts that are kept in the transaction of the move: without peoples."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, choice_column
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules import Standing


class Reached(Base):
    """An application entered a phase: the first time only, so counts are of people."""

    __tablename__ = "reached"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id"), primary_key=True
    )
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"), primary_key=True)


class StageCount(Base):
    """How many wait in a phase with a standing: kept in the transaction of the move."""

    __tablename__ = "stage_count"

    call_id: Mapped[int] = mapped_column(
        ForeignKey("recruitment_call.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    standing: Mapped[Standing] = mapped_column(
        choice_column(Standing), primary_key=True
    )
    sex: Mapped[Sex] = mapped_column(choice_column(Sex), primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    department: Mapped[str] = mapped_column(String(2), primary_key=True)
    persons: Mapped[int]


class FunnelCount(Base):
    """How many ever reached a phase (no result), and how each left it."""

    __tablename__ = "funnel_count"

    call_id: Mapped[int] = mapped_column(
        ForeignKey("recruitment_call.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    result: Mapped[str] = mapped_column(String(40), primary_key=True, default="")
    sex: Mapped[Sex] = mapped_column(choice_column(Sex), primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    department: Mapped[str] = mapped_column(String(2), primary_key=True)
    persons: Mapped[int]
