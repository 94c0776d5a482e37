"""Calls with their phases and requirements, and who works on them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Code, LongText, Pk, ShortText, choice_column
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules import CallState, PhaseKind, RequirementKind


class CallTemplate(Base):
    """An edition of the rules that a new call may start from; never changed.

    ``key`` tells templates apart, ``rules`` is `rules.starting.of_start`.
    """

    __tablename__ = "call_template"
    __table_args__ = (Unique("key", "edition"),)

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(240))
    edition: Mapped[int]
    name: Mapped[ShortText]
    rules: Mapped[dict[str, Any]]
    call_code: Mapped[Code]  # whose rules they were
    kept_at: Mapped[datetime]
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class CallStart(Base):
    """The template that a draft started from; the call has a copy of its rules."""

    __tablename__ = "call_start"
    __table_args__ = (Index("ix_call_start_template", "template_id"),)

    call_id: Mapped[int] = mapped_column(
        ForeignKey("recruitment_call.id"), primary_key=True
    )
    template_id: Mapped[int] = mapped_column(ForeignKey("call_template.id"))


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
