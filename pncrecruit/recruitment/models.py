"""Calls with their phases and requirements, applications and what befell them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Uuid, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Code, LongText, Pk, PublicId, ShortText, choice_column
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules import (
    CallState,
    PhaseKind,
    RequirementKind,
    Result,
    Standing,
    WayIn,
)


class RecruitmentCall(Base):
    """A call (convocatoria): seats, dates, and the rules that hold for it alone."""

    __tablename__ = "recruitment_call"
    __table_args__ = (CheckConstraint("seats > 0", name="seats_positive"),)

    id: Mapped[Pk]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[ShortText]
    state: Mapped[CallState] = mapped_column(choice_column(CallState), index=True)
    seats: Mapped[int]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    age_on: Mapped[date]  # the day on which age is judged
    course_starts_on: Mapped[date | None]
    legal_basis: Mapped[LongText] = mapped_column(default="")
    source: Mapped[Code]
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    changed_at: Mapped[datetime]  # phases and requirements count as changes too
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class CallRequirement(Base):
    """A requirement of a call; ``sex`` narrows it, limits are inclusive.

    Age is in years, height in centimetres, ``value`` the key of a level of schooling
    or of a declaration; the names say what a nationality or a declaration is about.
    """

    __tablename__ = "call_requirement"
    __table_args__ = (Unique("call_id", "position"),)

    id: Mapped[Pk]
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    position: Mapped[int]
    kind: Mapped[RequirementKind] = mapped_column(choice_column(RequirementKind))
    sex: Mapped[Sex | None] = mapped_column(choice_column(Sex))
    minimum: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    maximum: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    value: Mapped[str | None] = mapped_column(String(40))
    loss_reason: Mapped[Code]
    name_es: Mapped[str] = mapped_column(String(200), default="")
    name_en: Mapped[str] = mapped_column(String(200), default="")


class Phase(Base):
    """A phase of a call, in the call's own order."""

    __tablename__ = "phase"
    __table_args__ = (Unique("call_id", "position"), Unique("call_id", "key"))

    id: Mapped[Pk]
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    position: Mapped[int]
    key: Mapped[Code]
    kind: Mapped[PhaseKind] = mapped_column(choice_column(PhaseKind))
    name_es: Mapped[ShortText]
    name_en: Mapped[ShortText]
    pass_mark: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    mark_unit: Mapped[str | None] = mapped_column(String(20))
    days: Mapped[int | None]  # foreseen, to say what is overdue


class CallAssignment(Base):
    """A recruiter works on a call, for one handling office, until it is ended."""

    __tablename__ = "call_assignment"
    __table_args__ = (
        Index(
            "uq_call_assignment_open",
            "user_id",
            "call_id",
            "office_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_call_assignment_call", "call_id"),
    )

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


_LISTED = ("call_id", "listed")  # what every list of a call begins with


class Application(Base):
    """One person's application to one call.

    ``phase_position`` is the phase waited for, ``furthest`` the furthest one entered;
    both follow from the transitions and are kept for lists and figures.
    """

    __tablename__ = "application"
    __table_args__ = (
        Unique("call_id", "person_id"),
        Unique("call_id", "number"),
        Index("ix_application_list", *_LISTED, "applied_at", "id"),
        Index(
            "ix_application_phase",
            *_LISTED,
            "standing",
            "phase_position",
            "applied_at",
            "id",
        ),
        Index("ix_application_office", *_LISTED, "office_id", "applied_at", "id"),
        Index("ix_application_person", "person_id"),
        Index("ix_application_name", *_LISTED, "name_key", "id"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]  # counted within the call; shown with the call's code
    office_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    # Copied from the person when applying: what lists sort and figures count.
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
    # False while the batch that brings it is not yet applied.
    listed: Mapped[bool] = mapped_column(default=True)
    batch_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_batch.id"), index=True
    )
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    source: Mapped[Code]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


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
