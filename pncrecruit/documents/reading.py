"""Files as they were sent become files that are safe to keep and to hand out."""

import io
import re
import warnings
from typing import NamedTuple

import filetype
from PIL import Image, ImageOps

from pncrecruit.documents.rules import (
    JPEG,
    LARGEST,
    LONGEST_SIDE,
    MOST_PIXELS,
    NAMES,
    PDF,
    FileActive,
    FileBroken,
    FileEmpty,
    FileKind,
    FileMisnamed,
    FileTooLarge,
    ImageTooLarge,
)

# Names under which a PDF starts something or carries a file (ISO 32000-1, 7.11, 12.6).
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|RichMedia|XFA|OpenAction)\b"
)
_QUALITY = 85


class Readable(NamedTuple):
    """What is kept of a file: its bytes and what they are."""

    content: bytes
    media_type: str


def readable(content: bytes, name: str) -> Readable:
    """Return what may be kept of a file called ``name``.

    A picture is drawn anew as a JPEG of at most ``LONGEST_SIDE`` pixels a side: what
    else it carried (a place, a page behind its header) is gone. A PDF is kept as it is.
    Raises FileUnfit.
    """
    if not content:
        raise FileEmpty
    if len(content) > LARGEST:
        raise FileTooLarge
    media_type = filetype.guess_mime(content)
    if media_type not in NAMES:
        raise FileKind
    extension = name.rpartition(".")[2].lower()
    if extension not in NAMES[media_type]:
        raise FileMisnamed(name=extension[:8], content=NAMES[media_type][0].upper())
    if media_type == PDF:
        return Readable(_pdf(content), PDF)
    return Readable(_picture(content), JPEG)


def _pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-1024:]:
        raise FileBroken
    if _ACTIVE.search(content):
        raise FileActive
    return content


def _picture(content: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a picture that is somewhat too large.
            warnings.simplefilter("error")
            picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
            if picture.width * picture.height > MOST_PIXELS:
                raise ImageTooLarge
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            drawn = io.BytesIO()
            upright.save(drawn, "JPEG", quality=_QUALITY)
    except Image.DecompressionBombError as error:
        raise ImageTooLarge from error
    except (OSError, SyntaxError, ValueError, Warning) as error:
        raise FileBroken from error
    return drawn.getvalue()
