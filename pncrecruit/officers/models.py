"""Units with their history, ranks, officers, and the service record."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Code, Pk, PublicId, ShortText, choice_column
from pncrecruit.officers.rules import FactKind, OfficerStatus, UnitKind
from pncrecruit.persons.kinds import Precision


class Unit(Base):
    """A unit (dependencia) as it is today; its past is in UnitPeriod."""

    __tablename__ = "unit"

    id: Mapped[Pk]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[ShortText]
    kind: Mapped[UnitKind] = mapped_column(choice_column(UnitKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    municipality: Mapped[str | None] = mapped_column(String(4))
    establishment: Mapped[int | None]  # posts foreseen
    alert_budget: Mapped[int] = mapped_column(default=5)  # cases a month
    source: Mapped[Code]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class UnitPeriod(Base):
    """Name, kind, place, posts and parent of a unit over a time: only ever added.

    A change adds two rows: the last one again, with its end and superseding it, and
    the next one. So the tree can be told as of any day, and as known on any day.
    """

    __tablename__ = "unit_period"
    __table_args__ = (Index("ix_unit_period_unit", "unit_id", "valid_from"),)

    id: Mapped[Pk]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[ShortText]
    kind: Mapped[UnitKind] = mapped_column(choice_column(UnitKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    municipality: Mapped[str | None] = mapped_column(String(4))
    establishment: Mapped[int | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    known_on: Mapped[date]
    recorded_at: Mapped[datetime]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("unit_period.id"))


class Facility(Base):
    """What a site offers those who serve and sleep there, over a time: only added."""

    __tablename__ = "facility"
    __table_args__ = (Index("ix_facility_unit", "unit_id", "valid_from"),)

    id: Mapped[Pk]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    womens_quarters: Mapped[bool | None]
    womens_baths: Mapped[bool | None]
    water: Mapped[bool | None]
    beds: Mapped[int | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    known_on: Mapped[date]
    recorded_at: Mapped[datetime]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))


class Rank(Base):
    """A rank of the ladder: data, for minimum times change by regulation."""

    __tablename__ = "rank"

    id: Mapped[Pk]
    key: Mapped[Code] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(unique=True)
    name_es: Mapped[ShortText]
    name_es_feminine: Mapped[ShortText]
    name_en: Mapped[ShortText]
    minimum_months: Mapped[int | None]


class DataSource(Base):
    """Where service facts came from, and the window in which it saw them."""

    __tablename__ = "data_source"

    id: Mapped[Pk]
    key: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[ShortText]
    # Nobody who left before this day is in it: earlier person-time is immortal.
    observed_from: Mapped[date | None]
    extracted_on: Mapped[date | None]
    currency: Mapped[str] = mapped_column(String(3), default="GTQ")
    cohort_scheme: Mapped[str | None] = mapped_column(String(40))
    confirmed_labels: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]


class Officer(Base):
    """A sworn officer. The columns of today are derived from the service record."""

    __tablename__ = "officer"
    __table_args__ = (
        Index("ix_officer_unit", "unit_id", "status", "name_key", "id"),
        Index("ix_officer_status", "status", "name_key", "id"),
        Index("ix_officer_name", "name_key", "id"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    nip: Mapped[str | None] = mapped_column(String(20), unique=True)
    # Made once: the application that this career began with.
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("application.id"), unique=True
    )
    source_id: Mapped[int] = mapped_column(ForeignKey("data_source.id"), index=True)
    # Copied from the person: what lists sort by and search.
    name_key: Mapped[str] = mapped_column(String(320), default="")
    # False while the batch that brings the officer is not yet applied, or was undone.
    listed: Mapped[bool] = mapped_column(default=True)
    status: Mapped[OfficerStatus] = mapped_column(choice_column(OfficerStatus))
    rank_key: Mapped[str | None] = mapped_column(String(40))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    appointed_on: Mapped[date]
    separated_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ServiceFact(Base):
    """A line of a service record: true over a time, known since a day, never changed.

    A correction is a new row that names the one it replaces; a withdrawn fact is a
    correction marked so. ``unit_id``, ``code``, ``amount`` and ``details`` mean what
    ``officers.rules.facts`` says for each kind.
    """

    __tablename__ = "service_fact"
    __table_args__ = (
        Index("ix_service_fact_officer", "officer_id", "kind", "valid_from"),
        Index("ix_service_fact_kind", "kind", "officer_id", "valid_from"),
        # A fact is corrected once; the next correction names the corrected row.
        Index("ix_service_fact_supersedes", "supersedes_id", unique=True),
        UniqueConstraint("batch_id", "line", "kind"),
    )

    id: Mapped[Pk]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    kind: Mapped[FactKind] = mapped_column(choice_column(FactKind))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    precision: Mapped[Precision] = mapped_column(
        choice_column(Precision), default=Precision.DAY
    )
    known_on: Mapped[date]
    recorded_at: Mapped[datetime]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("service_fact.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    code: Mapped[str | None] = mapped_column(String(40))
    amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    details: Mapped[dict[str, Any] | None]
    reason: Mapped[ShortText] = mapped_column(default="")
    source_id: Mapped[int] = mapped_column(ForeignKey("data_source.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    line: Mapped[int | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class UnappliedBatch(Base):
    """A batch whose facts nobody sees yet: its rows are being written or taken back.

    Facts are never updated, so that what hides them stands beside them.
    """

    __tablename__ = "unapplied_batch"

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("import_batch.id"), primary_key=True
    )
