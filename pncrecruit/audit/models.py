"""The audit trail: one table of chained entries, one of the values they commit to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.audit.rules import Outcome
from pncrecruit.db import Base, Code, LongText, Pk, ShortText, choice_column


class AuditEntry(Base):
    """Who did what to which record, when: never changed, never removed.

    The hash covers salted commitments to the values, so that a value can be erased
    by law and the chain still holds.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id", "id"),
        Index("ix_audit_entry_actor", "actor_id", "id"),
        Index("ix_audit_entry_verb", "verb", "id"),
    )

    id: Mapped[Pk]  # the sequence: order is by this, never by the clock
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]  # no foreign key: the trail outlives the account
    actor_name: Mapped[ShortText]
    actor_roles: Mapped[ShortText]
    verb: Mapped[ShortText]
    subject_kind: Mapped[Code]
    subject_id: Mapped[Code]
    outcome: Mapped[Outcome] = mapped_column(choice_column(Outcome))
    request_id: Mapped[Code]
    commitments: Mapped[LongText]  # canonical JSON: field -> hash of salt and value
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditValue(Base):
    """A value that an entry commits to; only an erasure may remove it."""

    __tablename__ = "audit_value"
    __table_args__ = (UniqueConstraint("entry_id", "field"),)

    id: Mapped[Pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"))
    field: Mapped[ShortText]
    salt: Mapped[str] = mapped_column(String(32))
    value: Mapped[LongText]  # canonical JSON
