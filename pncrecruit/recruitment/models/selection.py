"""Selection lists in editions, offers of seats, requests for review: only added to."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, String, Uuid
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Code, LongText, Pk, PublicId, choice_column
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules.offers import Answer
from pncrecruit.recruitment.rules.ranking import Outcome


class SelectionList(Base):
    """An edition of a call's selection list, with the checksums of what made it."""

    __tablename__ = "selection_list"
    __table_args__ = (Unique("call_id", "edition"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    edition: Mapped[int]
    rule_id: Mapped[int] = mapped_column(ForeignKey("selection_rule.id"))
    program: Mapped[Code]  # the version of the rule in code
    seats: Mapped[int]
    candidates: Mapped[int]
    inputs_hash: Mapped[str] = mapped_column(String(64))
    result_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class SelectionEntry(Base):
    """A candidate on an edition: what went in, and what came out."""

    __tablename__ = "selection_entry"
    __table_args__ = (
        Index("ix_selection_entry_rank", "list_id", "outcome", "rank"),
        Index("ix_selection_entry_application", "application_id"),
    )

    list_id: Mapped[int] = mapped_column(
        ForeignKey("selection_list.id"), primary_key=True
    )
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id"), primary_key=True
    )
    number: Mapped[int]
    sex: Mapped[Sex] = mapped_column(choice_column(Sex))
    department: Mapped[str] = mapped_column(String(2))
    marks: Mapped[list[Any]]  # as text, in the order of the phases with a weight
    held: Mapped[bool]
    rank: Mapped[int | None]
    total: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    outcome: Mapped[Outcome] = mapped_column(choice_column(Outcome))
    reserved: Mapped[int | None]


class SelectionPublication(Base):
    """An edition was published, by two persons; reviews are asked for until a day."""

    __tablename__ = "selection_publication"

    list_id: Mapped[int] = mapped_column(
        ForeignKey("selection_list.id"), primary_key=True
    )
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))
    review_until: Mapped[date]


class SelectionOffer(Base):
    """A seat was offered to somebody of a published list, once."""

    __tablename__ = "selection_offer"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    list_id: Mapped[int] = mapped_column(ForeignKey("selection_list.id"), index=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id"), unique=True
    )
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    answer_by: Mapped[date]


class OfferAnswer(Base):
    """What became of an offer."""

    __tablename__ = "offer_answer"

    offer_id: Mapped[int] = mapped_column(
        ForeignKey("selection_offer.id"), primary_key=True
    )
    answer: Mapped[Answer] = mapped_column(choice_column(Answer))
    answered_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reason_code: Mapped[str | None] = mapped_column(String(40))


class ReviewRequest(Base):
    """An applicant asks that a mark be looked at again (recurso de revisión)."""

    __tablename__ = "review_request"
    __table_args__ = (Unique("application_id", "phase_id"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"), index=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("selection_list.id"))
    grounds: Mapped[LongText]
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    client_id: Mapped[UUID] = mapped_column(Uuid, unique=True)


class ReviewAnswer(Base):
    """The answer to a request for review, by who did not mark it first."""

    __tablename__ = "review_answer"

    review_id: Mapped[int] = mapped_column(
        ForeignKey("review_request.id"), primary_key=True
    )
    upheld: Mapped[bool]
    text: Mapped[LongText]
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    # The change of the mark that was asked for with it: a second person decides.
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))
