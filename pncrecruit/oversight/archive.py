"""One encrypted file that holds a backup: its parts, and a manifest of their hashes.

The file is a sequence of AES-256-GCM chunks. Each chunk's number and whether it is
the last are authenticated with it (the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizar, CRYPTO 2015), so that a changed, swapped or missing chunk is found.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"PNCRBK01"
CHUNK = 1024 * 1024
_SALT, _NONCE, _TAG = 16, 7, 16
_LAST = 1 << 31


class ArchiveRefused(RuntimeError):
    """The file is not a backup of ours, was changed, or the key is another."""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(folder: Path, target: Path, secret: str) -> None:
    """Write every file of a folder into one encrypted archive.

    The archive appears under its name only when it is whole.
    """
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    cipher = _cipher(secret, salt)
    unfinished = target.with_name(f"{target.name}.part")
    with unfinished.open("wb") as out:
        out.write(MAGIC + salt + nonce)
        sink = _Sealing(out, cipher, nonce)
        with tarfile.open(fileobj=sink, mode="w|", bufsize=CHUNK) as tar:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    tar.add(path, arcname=str(path.relative_to(folder)))
        sink.finish()
        out.flush()
        os.fsync(out.fileno())
    unfinished.chmod(0o600)
    unfinished.replace(target)


def unpack(source: Path, folder: Path, secret: str) -> None:
    """Open an archive into a folder.

    Raises ArchiveRefused if a byte differs from what was written.
    """
    with source.open("rb") as file:
        head = file.read(len(MAGIC) + _SALT + _NONCE)
        if len(head) != len(MAGIC) + _SALT + _NONCE or not head.startswith(MAGIC):
            raise ArchiveRefused("The file is not a backup of this product.")
        salt, nonce = head[len(MAGIC) : -_NONCE], head[-_NONCE:]
        opened = _Opening(_chunks(file, _cipher(secret, salt), nonce))
        with tarfile.open(fileobj=opened, mode="r|", bufsize=CHUNK) as tar:
            tar.extractall(folder, filter="data")
        opened.drain()


def _cipher(secret: str, salt: bytes) -> AESGCM:
    # Scrypt's cost as its author gives it for files: about 0.1 s, 32 MiB.
    key = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(secret.encode())
    return AESGCM(key)


def _nonce(base: bytes, number: int, last: bool) -> bytes:
    return base + b"\0" + (number | (_LAST if last else 0)).to_bytes(4, "big")


def _chunks(file: BinaryIO, cipher: AESGCM, base: bytes) -> Iterator[bytes]:
    number, held = 0, file.read(CHUNK + _TAG)
    while held:
        following = file.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(base, number, not following), held, None)
        except InvalidTag as error:
            raise ArchiveRefused(
                "The backup was changed, cut, or made with another key."
            ) from error
        number, held = number + 1, following
    if number == 0:
        raise ArchiveRefused("The backup is empty.")


class _Sealing(io.RawIOBase):
    """Encrypts what is written, chunk by chunk."""

    def __init__(self, out: BinaryIO, cipher: AESGCM, base: bytes) -> None:
        self._out, self._cipher, self._base = out, cipher, base
        self._held, self._number = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        given = bytes(data)  # type: ignore[call-overload]
        self._held += given
        # One byte more than a chunk: only then is it known not to be the last.
        while len(self._held) > CHUNK:
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(given)

    def finish(self) -> None:
        self._seal(bytes(self._held), last=True)

    def _seal(self, part: bytes, *, last: bool) -> None:
        nonce = _nonce(self._base, self._number, last)
        self._out.write(self._cipher.encrypt(nonce, part, None))
        self._number += 1


class _Opening(io.RawIOBase):
    """Reads what the chunks hold."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._held = chunks, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._held) < size:
            more = next(self._chunks, None)
            if more is None:
                break
            self._held += more
        size = len(self._held) if size < 0 else size
        part, self._held = self._held[:size], self._held[size:]
        return part

    def drain(self) -> None:
        """Read to the end, so that every chunk has been authenticated."""
        for _ in self._chunks:
            pass
