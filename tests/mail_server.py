"""A mail server on this machine, for the tests of what leaves by SMTP."""

import socketserver
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest


class Mail(socketserver.StreamRequestHandler):
    """As much of a mail server as a client needs; it refuses who is not known."""

    letters: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.letters.append(b"".join(lines))
                self._say("250 taken")
            elif verb == b"RCPT" and b"nobody@" in line:
                self._say("550 not here")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 well")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def mail_server() -> Iterator[int]:
    """The port of a mail server on this machine."""
    Mail.letters.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail) as server:
        worker = threading.Thread(target=server.serve_forever, daemon=True)
        worker.start()
        yield server.server_address[1]
        server.shutdown()
        worker.join(5)
