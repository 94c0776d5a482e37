"""Frozen figures: counted once, protected once, the same for everyone who asks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Code, Pk, PublicId, ShortText


class FigureSnapshot(Base):
    """The figures of one day, made by the nightly job and never changed."""

    __tablename__ = "figure_snapshot"

    id: Mapped[Pk]
    as_of: Mapped[date] = mapped_column(index=True)
    edition: Mapped[int]
    minimum_cell: Mapped[int]
    made_at: Mapped[datetime]
    data_hash: Mapped[str] = mapped_column(String(64))
    rule_version: Mapped[Code]


class FigureTable(Base):
    """One protected table of a snapshot, by its question and its parent."""

    __tablename__ = "figure_table"
    __table_args__ = (
        Index("ix_figure_table_question", "snapshot_id", "question", "parent"),
    )

    id: Mapped[Pk]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("figure_snapshot.id"))
    question: Mapped[Code]  # serving_by_people, funnel_by_people, attrition, ...
    parent: Mapped[Code]  # nation, call:CODE, department:16, ...
    # {rows, columns, cells: [[{low, high, ...}]], definition, source, coverage}
    figures: Mapped[dict[str, Any]]


class FigureEdition(Base):
    """What was counted for figures that are protected together, each time they moved.

    It holds small counts as they are. No page reads it: the next edition does, which
    must not give away a cell together with any that came before.
    """

    __tablename__ = "figure_edition"
    __table_args__ = (Index("ix_figure_edition_family", "family", "id"),)

    id: Mapped[Pk]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("figure_snapshot.id"))
    family: Mapped[Code]  # serving, rank, process, movements, call:CODE
    counted_on: Mapped[date]
    cells: Mapped[list[Any]]  # [*key, persons, low, high, protection] of each cell


class ProjectionScenario(Base):
    """Levers that an HR lead keeps, to be compared; never changed, only withdrawn."""

    __tablename__ = "projection_scenario"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    name: Mapped[ShortText]
    levers: Mapped[dict[str, Any]]  # as equity.figures.levers reads them
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None]


class PublicPack(Base):
    """The open data of a year: drawn for a draft, and published by a second person.

    Kept as they were drawn from then on; a draft that is not published is taken away.
    """

    __tablename__ = "public_pack"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    year: Mapped[int]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("figure_snapshot.id"))
    content: Mapped[dict[str, Any]]  # as queries.public makes it
    content_hash: Mapped[str] = mapped_column(String(64))
    archive: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    archive_hash: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime | None]
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"), unique=True)
