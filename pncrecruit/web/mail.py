"""Messages that leave the house: the application hands them to an outbox.

Without further settings each message becomes a file, for whoever carries the mail of
the installation; with SMTP_HOST an e-mail goes to a mail server, and SMS_CHANNEL names
what takes an SMS. Another way is a class with the same method.
"""

import os
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Final, Protocol
from uuid import uuid4

from pncrecruit.db import now
from pncrecruit.errors import NotTaken


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
        _keep(self._folder, at, ".eml", message.as_bytes())


class FileTexts:
    """Writes each SMS as a file that only its owner may read: telephone, then text."""

    def __init__(self, folder: Path) -> None:
        """Write into a folder, which is made when the first message comes."""
        self._folder = folder

    def put(self, recipient: str, subject: str, text: str) -> None:  # noqa: ARG002
        """Write one SMS; it has no subject."""
        _keep(self._folder, now(), ".sms", f"{recipient}\n{text}\n".encode())


def _keep(folder: Path, at: datetime, suffix: str, content: bytes) -> None:
    """Write a message as a file, whole or not at all. Raises NotTaken."""
    path = folder / f"{at:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}{suffix}"
    part = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.touch(mode=0o600)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise NotTaken(error, silent=True) from error


TRANSPORTS: Final = ("starttls", "tls", "none")
_PATIENCE: Final = 20  # seconds for a mail server that does not answer
_FINAL: Final = 500  # a server's answers from here on stay the same


class SmtpOutbox:
    """Hands each message to a mail server, over TLS unless it is on this machine.

    The server's certificate is checked. Whatever it refuses is an OSError: NotTaken
    if the message certainly stayed here, another if the line broke while it went over.
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
        with ExitStack() as stack:
            try:
                server = stack.enter_context(self._server())
                if self._tls == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self._user:
                    server.login(self._user, self._password)
            except OSError as error:
                raise NotTaken(error, silent=True) from error
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                (code, _reason), *_others = error.recipients.values()
                raise NotTaken(error, final=code >= _FINAL) from error
            except smtplib.SMTPSenderRefused as error:  # our own address: a setting
                raise NotTaken(error, silent=True) from error
            except smtplib.SMTPNotSupportedError as error:
                raise NotTaken(error, final=True) from error
            except smtplib.SMTPResponseException as error:
                raise NotTaken(error, final=error.smtp_code >= _FINAL) from error

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


def texts(settings: Mapping[str, Any]) -> Outbox:
    """Return what takes each SMS: a class that SMS_CHANNEL names, or files.

    ``package.module:Name`` is called with the settings.
    """
    named = settings["SMS_CHANNEL"]
    if named:
        made: Outbox = resolve_name(named)(settings)
        return made
    return FileTexts(Path(settings["DATA_DIR"]) / "outbox")


def _message(recipient: str, subject: str, text: str, at: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["To"] = recipient
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message.set_content(text)
    return message
