"""Filters of the applicant list that somebody keeps."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Pk, PublicId, ShortText, choice_column
from pncrecruit.recruitment.rules.saved import Shared


class SavedFilter(Base):
    """A named filter of a call's list: what its address says, and who sees it.

    It holds no applicant: whoever opens it sees what their own scope lets them.
    """

    __tablename__ = "saved_filter"
    __table_args__ = (Unique("call_id", "owner_id", "name"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    call_id: Mapped[int] = mapped_column(ForeignKey("recruitment_call.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[ShortText]
    filters: Mapped[dict[str, Any]]
    shared: Mapped[Shared] = mapped_column(choice_column(Shared))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    made_at: Mapped[datetime]
