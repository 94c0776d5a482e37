"""Messages that leave the house: the application hands them to an outbox.

Without further settings each message becomes a file, for whoever carries the mail of
the installation; with SMTP_HOST it goes to a mail server. Another way is a class with
the same method.
"""

import smtplib
import ssl
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any, Final, Protocol
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
        message = _message(recipient, subject, text, at)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{at:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}.eml"
        path.touch(mode=0o600)
        path.write_bytes(message.as_bytes())


TRANSPORTS: Final = ("starttls", "tls", "none")
_PATIENCE: Final = 20  # seconds for a mail server that does not answer


class SmtpOutbox:
    """Hands each message to a mail server, over TLS unless it is on this machine.

    The server's certificate is checked. Whatever it refuses is an OSError.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """Take the settings SMTP_* and MAIL_FROM."""
        self._host, self._port = str(settings["SMTP_HOST"]), int(settings["SMTP_PORT"])
        self._user = str(settings["SMTP_USER"])
        self._password = str(settings["SMTP_PASSWORD"])
        self._tls, self._sender = str(settings["SMTP_TLS"]), str(settings["MAIL_FROM"])

    def put(self, recipient: str, subject: str, text: str) -> None:
        """Deliver one message to the server."""
        message = _message(recipient, subject, text, now())
        message["From"] = self._sender
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2])
        with self._server() as server:
            if self._tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self._user:
                server.login(self._user, self._password)
            server.send_message(message)

    def _server(self) -> smtplib.SMTP:
        if self._tls == "tls":
            return smtplib.SMTP_SSL(
                self._host,
                self._port,
                timeout=_PATIENCE,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(self._host, self._port, timeout=_PATIENCE)


def outbox(settings: Mapping[str, Any]) -> Outbox:
    """Return the outbox that the settings ask for."""
    if settings["SMTP_HOST"]:
        return SmtpOutbox(settings)
    return FileOutbox(Path(settings["DATA_DIR"]) / "outbox")


def _message(recipient: str, subject: str, text: str, at: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["To"] = recipient
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message.set_content(text)
    return message
