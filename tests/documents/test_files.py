"""What files are taken, what is kept of them, and that they are kept whole."""

import errno
import io
import os
from pathlib import Path

import pytest
from PIL import Image

from pncrecruit.documents import keeping
from pncrecruit.documents.reading import readable
from pncrecruit.documents.rules import (
    JPEG,
    LARGEST,
    LONGEST_SIDE,
    FileActive,
    FileBroken,
    FileEmpty,
    FileKind,
    FileMisnamed,
    FileTooLarge,
    FileUnfit,
    ImageTooLarge,
)
from tests.documents.pictures import GPS, PDF, picture


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"", "dpi.pdf", FileEmpty),
        (PDF + b" " * LARGEST, "dpi.pdf", FileTooLarge),
        (b"<html><script>1</script></html>", "dpi.pdf", FileKind),
        (b"GIF89a" + b"\0" * 40, "dpi.png", FileKind),
        (b"PK\3\4" + b"\0" * 400, "dpi.pdf", FileKind),
        (PDF, "dpi.jpg", FileMisnamed),
        (picture(), "dpi.pdf", FileMisnamed),
        (PDF, "dpi", FileMisnamed),
        (PDF.removesuffix(b"%%EOF\n"), "dpi.pdf", FileBroken),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction 2 0 R"), "a.pdf", FileActive),
        (PDF.replace(b"/Catalog", b"/JavaScript (1)"), "a.pdf", FileActive),
        (PDF.replace(b"/Catalog", b"/EmbeddedFile"), "a.pdf", FileActive),
        (picture()[:300], "dpi.jpg", FileBroken),
        (picture("PNG")[:60], "dpi.png", FileBroken),
        (b"\x89PNG\r\n\x1a\n<html>", "dpi.png", FileBroken),
        (picture("PNG", (5000, 4001)), "dpi.png", ImageTooLarge),
    ],
)
def test_what_is_not_taken_says_why(
    content: bytes, name: str, error: type[FileUnfit]
) -> None:
    with pytest.raises(error):
        readable(content, name)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_drawn_anew_without_its_place(kind: str) -> None:
    sent = picture(kind, (3000, 1000), place=True) + b"<script>1</script>"
    if kind == "JPEG":  # what the test stands on: the place was there
        assert GPS in Image.open(io.BytesIO(sent)).getexif()

    kept = readable(sent, f"DPI.{kind.lower()}")

    assert kept.media_type == JPEG
    assert b"script" not in kept.content
    drawn = Image.open(io.BytesIO(kept.content))
    assert GPS not in drawn.getexif()
    assert drawn.size == (LONGEST_SIDE, round(1000 * LONGEST_SIDE / 3000))


def test_a_pdf_is_kept_as_it_is() -> None:
    assert readable(PDF, "titulo.PDF").content == PDF


def test_a_file_is_under_its_key_whole(tmp_path: Path) -> None:
    key = keeping.write(tmp_path, PDF)

    assert keeping.read(tmp_path, key) == PDF
    assert [path.name for path in tmp_path.glob("*/*")] == [key]


def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keeping.write(tmp_path, PDF)

    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_sweep_takes_what_belongs_to_nothing_and_is_old(tmp_path: Path) -> None:
    kept, lost, new = (keeping.write(tmp_path, PDF) for _ in range(3))
    for key in (kept, lost):
        os.utime(tmp_path / key[:2] / key, (1000, 1000))

    assert keeping.sweep(tmp_path, {kept}, before=2000) == 1

    assert keeping.read(tmp_path, kept) == keeping.read(tmp_path, new) == PDF
    with pytest.raises(FileNotFoundError):
        keeping.read(tmp_path, lost)
