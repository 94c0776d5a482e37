"""Applications and what befell them: measures, marks, transitions, sheets, acts."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, String, Uuid, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Code, LongText, Pk, PublicId, ShortText, choice_column
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules import Result, Standing, WayIn


def _of_lists(name: str, *columns: str) -> Index:
    """Return an index by which the listed applications of a call are found.

    What is in no list yet is in no such index: an import writes each of them once. The
    conditions are spelt as the engines' statements have them.
    """
    return Index(
        f"ix_application_{name}",
        "call_id",
        *columns,
        sqlite_where=text("listed = 1"),
        postgresql_where=text("listed"),
    )


class Application(Base):
    """One person's application to one call.

    ``phase_position`` is the phase waited for, ``furthest`` the furthest one entered;
    both follow from the transitions and are kept for lists and figures.
    """

    __tablename__ = "application"
    __table_args__ = (
        Unique("call_id", "person_id"),
        Unique("call_id", "number"),
        _of_lists("list", "applied_at", "id"),
        _of_lists("phase", "standing", "phase_position", "applied_at", "id"),
        _of_lists("office", "office_id", "applied_at", "id"),
        _of_lists("name", "name_key", "id"),
        Index("ix_application_person", "person_id"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]  # counted within the call; shown with the call's code
    office_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    # Copied from the person when applying: what lists sort and figures count. The key
    # is persons.rules.list_key, surnames first.
    name_key: Mapped[str] = mapped_column(String(320), default="")
    sex: Mapped[Sex] = mapped_column(choice_column(Sex))
    department: Mapped[str] = mapped_column(String(2))
    residence_municipality: Mapped[str | None] = mapped_column(String(4))
    schooling: Mapped[str | None] = mapped_column(String(40))
    standing: Mapped[Standing] = mapped_column(choice_column(Standing))
    phase_position: Mapped[int] = mapped_column(default=0)
    furthest: Mapped[int] = mapped_column(default=0)
    phase_since: Mapped[datetime]
    applied_at: Mapped[datetime]
    way_in: Mapped[WayIn] = mapped_column(choice_column(WayIn))
    # Made by the sender, unique for ever: sending twice makes one application.
    client_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    receipt_hash: Mapped[str | None] = mapped_column(String(128))
    # False while the batch that brings it is not yet applied, and once it is undone.
    listed: Mapped[bool] = mapped_column(default=True)
    # When its batch was undone: whoever applies again has it taken up again.
    undone_at: Mapped[datetime | None]
    batch_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_batch.id"), index=True
    )
    # The version its batch left it in: with a later one somebody has worked on it.
    batch_version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    source: Mapped[Code]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ClosedApplication(Base):
    """An application that repeats another of one person: its number leads there.

    The row stays, out of lists and counts, until the merge that closed it is undone.
    """

    __tablename__ = "closed_application"
    __table_args__ = (
        Index(
            "uq_closed_application_holds",
            "application_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_closed_application_into", "into_id"),
    )

    id: Mapped[Pk]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    merge_id: Mapped[int] = mapped_column(ForeignKey("person_merge.id"))
    undone_at: Mapped[datetime | None]


class Measure(Base):
    """A raw measure of an applicant (height, time, repetitions), never changed."""

    __tablename__ = "measure"
    __table_args__ = (Index("ix_measure_application", "application_id", "kind"),)

    id: Mapped[Pk]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    phase_id: Mapped[int | None] = mapped_column(ForeignKey("phase.id"))
    kind: Mapped[Code]  # height_cm, weight_kg, run_seconds, repetitions, ...
    value: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    measured_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))


class Declaration(Base):
    """What an applicant declared on a requirement that is a question."""

    __tablename__ = "declaration"
    __table_args__ = (Unique("application_id", "requirement_id"),)

    id: Mapped[Pk]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("call_requirement.id"))
    answer: Mapped[bool]
    recorded_at: Mapped[datetime]


class PhaseTransition(Base):
    """A result and the move that followed: appended, never changed."""

    __tablename__ = "phase_transition"
    __table_args__ = (
        Index("ix_phase_transition_application", "application_id", "id"),
        Index("ix_phase_transition_phase", "phase_id", "result"),
    )

    id: Mapped[Pk]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"))
    result: Mapped[Result] = mapped_column(choice_column(Result))
    to_position: Mapped[int | None]  # the phase entered, if any
    standing: Mapped[Standing] = mapped_column(choice_column(Standing))
    reason_code: Mapped[str | None] = mapped_column(String(40))
    raw_value: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[LongText] = mapped_column(default="")
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    client_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    undoes_id: Mapped[int | None] = mapped_column(
        ForeignKey("phase_transition.id"), unique=True
    )
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Mark(Base):
    """A mark of one evaluator: a later value is a new row, the old one stays."""

    __tablename__ = "mark"
    __table_args__ = (Index("ix_mark_application", "application_id", "phase_id"),)

    id: Mapped[Pk]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"))
    evaluator_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    value: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    recorded_at: Mapped[datetime]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("mark.id"))
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))


class FormSheet(Base):
    """A numbered paper form for fairs without signal; its number comes back once."""

    __tablename__ = "form_sheet"
    __table_args__ = (Unique("call_id", "number"),)

    id: Mapped[Pk]
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int]
    client_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("application.id"), unique=True
    )


class AppointmentAct(Base):
    """The named act by which graduates become officers."""

    __tablename__ = "appointment_act"

    id: Mapped[Pk]
    number: Mapped[Code] = mapped_column(unique=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    signed_on: Mapped[date]
    effective_on: Mapped[date]
    signed_by: Mapped[ShortText]
    legal_basis: Mapped[LongText] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))
