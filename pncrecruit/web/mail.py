"""Messages that leave the house: the application hands them to an outbox.

The outbox that comes with it writes each message as a file, for whoever carries the
mail of the installation. Another one is a class with the same method.
"""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from pncrecruit.db import now


class Outbox(Protocol):
    """Takes messages that are to be delivered."""

    def put(self, recipient: str, subject: str, text: str) -> None:
        """Take one message."""


class FileOutbox:
    """Writes each message as a file (.eml) that only its owner may read."""

    def __init__(self, folder: Path) -> None:
        """Write into a folder, which is made when the first message comes."""
        self._folder = folder

    def put(self, recipient: str, subject: str, text: str) -> None:
        """Write one message. A line break in a header is refused by the library."""
        at = now()
        message = EmailMessage(policy=SMTP)
        message["To"] = recipient
        message["Subject"] = subject
        message["Date"] = format_datetime(at)
        message.set_content(text)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{at:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}.eml"
        path.touch(mode=0o600)
        path.write_bytes(message.as_bytes())
