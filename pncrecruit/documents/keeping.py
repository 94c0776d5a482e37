"""The folder of files: written whole or not at all, under names of our own."""

import hashlib
import os
import secrets
from collections.abc import Collection
from pathlib import Path

FOLDER = "files"  # under DATA_DIR; the backup takes it whole


def folder_of(data_dir: str | Path) -> Path:
    """Return the folder of files of an installation."""
    return Path(data_dir) / FOLDER


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


def write(folder: Path, content: bytes) -> str:
    """Write a file and return its key, once it would outlive a power cut.

    Raises OSError; then nothing under a key was written.
    """
    key = secrets.token_hex(16)
    place = _place(folder, key)
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_suffix(".part")
    try:
        with half.open("xb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        half.rename(place)
    except OSError:
        half.unlink(missing_ok=True)
        raise
    _settle(place.parent)
    return key


def read(folder: Path, key: str) -> bytes:
    """Return a file's content. Raises FileNotFoundError."""
    return _place(folder, key).read_bytes()


def sweep(folder: Path, kept: Collection[str], before: float) -> int:
    """Remove the files that are not ``kept`` and older than ``before`` (POSIX time).

    They are those of transactions that never ended, and those that were removed.
    """
    removed = 0
    for path in folder.glob("??/*"):
        if path.name not in kept and path.stat().st_mtime < before:
            path.unlink()
            removed += 1
    return removed


def _place(folder: Path, key: str) -> Path:
    return folder / key[:2] / key


def _settle(folder: Path) -> None:
    """Bring a folder's own entries to the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
