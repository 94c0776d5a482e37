"""Files by key: what they are and who handed them in. Their bytes are in the folder."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Pk, ShortText


class StoredFile(Base):
    """A file that was handed in; ``removed_at`` says that its bytes are destroyed."""

    __tablename__ = "stored_file"

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(32), unique=True)  # its name in the folder
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]  # bytes
    media_type: Mapped[str] = mapped_column(String(40))
    name: Mapped[ShortText]  # as it was sent, cleaned
    stored_at: Mapped[datetime]
    stored_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    removed_at: Mapped[datetime | None]
