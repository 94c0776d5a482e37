"""The documents that a call asks for, those handed in, and what was found in them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Code, LongText, Pk, PublicId, choice_column
from pncrecruit.recruitment.rules.documents import Verdict


class CallDocument(Base):
    """A document that a call asks for, good for some months from its issue."""

    __tablename__ = "call_document"
    __table_args__ = (Unique("call_id", "kind"), Unique("call_id", "position"))

    id: Mapped[Pk]
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    position: Mapped[int]
    kind: Mapped[Code]  # reference.document_kinds
    required: Mapped[bool]
    months: Mapped[int | None]


class ApplicationDocument(Base):
    """A document that an applicant handed in; without a file it was seen on paper.

    ``verdict`` is the last of its verdicts, kept for lists.
    """

    __tablename__ = "application_document"
    __table_args__ = (
        Index("ix_application_document_application", "application_id", "kind"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    kind: Mapped[Code]
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    received_at: Mapped[datetime]
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    # Made by the sender's page: a second press keeps one document.
    client_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    verdict: Mapped[Verdict | None] = mapped_column(choice_column(Verdict))
    second_look: Mapped[bool] = mapped_column(default=False)  # one is waited for
    removed_at: Mapped[datetime | None]
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))


class DocumentVerdict(Base):
    """What one person found in a document: appended, never changed."""

    __tablename__ = "document_verdict"
    __table_args__ = (Index("ix_document_verdict_document", "document_id"),)

    id: Mapped[Pk]
    document_id: Mapped[int] = mapped_column(ForeignKey("application_document.id"))
    verdict: Mapped[Verdict] = mapped_column(choice_column(Verdict))
    reason: Mapped[LongText] = mapped_column(default="")
    judged_at: Mapped[datetime]
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
