"""What ran, when, for which day, and how it ended."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Code, Pk


class JobRun(Base):
    """One run of a job for a day; no personal data in its summary or its error."""

    __tablename__ = "job_run"

    id: Mapped[Pk]
    name: Mapped[Code] = mapped_column(index=True)
    day: Mapped[date]
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    succeeded: Mapped[bool | None]
    summary: Mapped[dict[str, Any] | None]
    error: Mapped[str | None] = mapped_column(String(400))
