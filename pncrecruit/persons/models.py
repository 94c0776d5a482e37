"""A person: one row, however often they apply, serve or sign in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import (
    Base,
    Code,
    LongText,
    Pk,
    PublicId,
    ShortText,
    choice_column,
)
from pncrecruit.persons.kinds import CuiState, Level, Precision, Sex


class Person(Base):
    """One person, once. Names and CUI are empty for records that came without."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        CheckConstraint("cui IS NULL OR length(cui) = 13", name="cui_length"),
        Index("ix_person_birth", "birth_date"),
        # Whoever was compared is compared again if the record changed.
        Index(
            "ix_person_birth_changed",
            "birth_date",
            sqlite_where=text("version > 1"),
            postgresql_where=text("version > 1"),
        ),
        # Who has a CUI is compared by name only with those who have none.
        Index(
            "ix_person_birth_without_cui",
            "birth_date",
            sqlite_where=text("cui IS NULL"),
            postgresql_where=text("cui IS NULL"),
        ),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    given_names: Mapped[ShortText] = mapped_column(default="")
    first_surname: Mapped[ShortText] = mapped_column(default="")
    second_surname: Mapped[ShortText] = mapped_column(default="")
    married_surname: Mapped[ShortText] = mapped_column(default="")
    # Folded by persons.rules.name_key: what search and matching read.
    name_key: Mapped[str] = mapped_column(String(320), default="", index=True)
    cui: Mapped[str | None] = mapped_column(String(13), unique=True)
    cui_state: Mapped[CuiState] = mapped_column(choice_column(CuiState))
    cui_reason: Mapped[ShortText] = mapped_column(default="")
    birth_date: Mapped[date | None]
    birth_precision: Mapped[Precision] = mapped_column(
        choice_column(Precision), default=Precision.DAY
    )
    sex: Mapped[Sex] = mapped_column(choice_column(Sex))
    residence_municipality: Mapped[str | None] = mapped_column(String(4))
    origin_municipality: Mapped[str | None] = mapped_column(String(4))
    phone: Mapped[str | None] = mapped_column(String(20), index=True)  # E.164
    email: Mapped[str | None] = mapped_column(String(254))
    source: Mapped[Code]
    external_id: Mapped[str | None] = mapped_column(String(80))
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def full_name(self) -> str:
        """Given names and surnames in the order of the DPI."""
        married = f"de {self.married_surname}" if self.married_surname else ""
        parts = (self.given_names, self.first_surname, self.second_surname, married)
        return " ".join(part for part in parts if part)


class LanguageSkill(Base):
    """A language that a person speaks: a skill, never a sign of who they are."""

    __tablename__ = "language_skill"
    __table_args__ = (UniqueConstraint("person_id", "language_key"),)

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    language_key: Mapped[Code]
    level: Mapped[Level] = mapped_column(choice_column(Level))
    reads_and_writes: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Code]
    recorded_at: Mapped[datetime]


_HOLDS = text("undone_at IS NULL")


class PersonMerge(Base):
    """Two records were found to be one person: one stays, the other leads to it.

    Both rows are kept. ``leads_to`` is the record that stands for the absorbed one now:
    that which stayed, or the one into which that went later. ``moved`` names every row
    that changed hands, so that it can be handed back.
    """

    __tablename__ = "person_merge"
    __table_args__ = (
        Index(
            "uq_person_merge_holds",
            "absorbed_id",
            unique=True,
            sqlite_where=_HOLDS,
            postgresql_where=_HOLDS,
        ),
        Index("ix_person_merge_leads_to", "leads_to_id"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    absorbed_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    leads_to_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[LongText]
    moved: Mapped[dict[str, Any]]
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
