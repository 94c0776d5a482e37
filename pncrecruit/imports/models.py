"""Batches and their lines: staged first, applied in chunks, undone as a whole."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Pk, PublicId, ShortText, choice_column
from pncrecruit.imports.rules import BatchState, LineState, RecordKind


class ImportBatch(Base):
    """A file that was read: its mapping, its state, and how its lines fared."""

    __tablename__ = "import_batch"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    kind: Mapped[RecordKind] = mapped_column(choice_column(RecordKind))
    state: Mapped[BatchState] = mapped_column(choice_column(BatchState), index=True)
    filename: Mapped[ShortText]
    # The same file by the same mapping is the same batch.
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    mapping_hash: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, Any]]
    header: Mapped[list[Any]] = mapped_column(
        default=list
    )  # the names of the columns, as read
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("recruitment_call.id"), index=True
    )
    office_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("data_source.id"))
    lines: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    warned: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    # How many lines had which problem: code -> [lines, first line].
    problems: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Whoever is recorded up to this person was compared when the file was read.
    compared_to: Mapped[int] = mapped_column(BigInteger, default=0)
    # The number of the last line applied: a restart resumes after it.
    applied_lines: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ImportLine(Base):
    """A line as it was read, what it became, and what is wrong with it."""

    __tablename__ = "import_line"
    __table_args__ = (
        Index("ix_import_line_batch", "batch_id", "line", unique=True),
        Index("ix_import_line_state", "batch_id", "state", "line"),
    )

    id: Mapped[Pk]
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    line: Mapped[int]
    state: Mapped[LineState] = mapped_column(choice_column(LineState))
    raw: Mapped[list[Any] | None]  # cells as read; kept for lines that come back
    draft: Mapped[dict[str, Any] | None]
    problems: Mapped[list[Any] | None]  # [{field, code, facts}]
    target_id: Mapped[int | None] = mapped_column(BigInteger)  # the officer
