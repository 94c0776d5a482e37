"""Answers on who a person is. Only identity.queries.labels reads these tables."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Code, Pk, ShortText, choice_column
from pncrecruit.identity.rules import AnswerSource, AnswerState


class SelfIdentification(Base):
    """One answer of one person; a newer answer replaces it unseen."""

    __tablename__ = "self_identification"
    __table_args__ = (
        Index("ix_self_identification_person", "person_id", "recorded_at"),
    )

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[AnswerState] = mapped_column(choice_column(AnswerState))
    # The people to count: the only one given, or the main one of several.
    main_people: Mapped[str | None] = mapped_column(String(40))
    linguistic_community: Mapped[str | None] = mapped_column(String(40))
    own_words: Mapped[ShortText] = mapped_column(default="")
    source: Mapped[AnswerSource] = mapped_column(choice_column(AnswerSource))
    wording_version: Mapped[Code]
    answered_on: Mapped[date]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class SelfIdentifiedPeople(Base):
    """A people named in an answer, in the order given."""

    __tablename__ = "self_identified_people"
    __table_args__ = (UniqueConstraint("answer_id", "people_key"),)

    id: Mapped[Pk]
    answer_id: Mapped[int] = mapped_column(ForeignKey("self_identification.id"))
    position: Mapped[int]
    people_key: Mapped[Code]


class CohortLabel(Base):
    """A group of a foreign roster's own scheme, audited as a scheme of its own."""

    __tablename__ = "cohort_label"
    __table_args__ = (UniqueConstraint("person_id", "scheme"),)

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    scheme: Mapped[Code] = mapped_column(index=True)
    value: Mapped[Code]
    source: Mapped[AnswerSource] = mapped_column(choice_column(AnswerSource))
    recorded_at: Mapped[datetime]
