"""What a file may be (SECURITY.md UP-1): one page for its kinds, sizes and refusals."""

from pncrecruit.errors import DomainError
from pncrecruit.words import N_

LARGEST = 10 * 1024 * 1024  # bytes of one document
MOST_PIXELS = 20_000_000
LONGEST_SIDE = 2_480  # pixels that are kept: an A4 page at 210 dots an inch
PDF, JPEG = "application/pdf", "image/jpeg"
EXTENSIONS = {PDF: "pdf", JPEG: "jpg"}
# What a file's name must end with, by what its content is.
NAMES = {
    PDF: ("pdf",),
    JPEG: ("jpg", "jpeg"),
    "image/png": ("png",),
}
ACCEPT = ".pdf,.jpg,.jpeg,.png"


class FileUnfit(DomainError):
    """A file that is not taken, whatever the reason."""

    field = "file"


class FileEmpty(FileUnfit):
    message = N_("The file is empty.")


class FileTooLarge(FileUnfit):
    message = N_(
        "The file has more than 10 MB. Scan it in greys or at 200 dots an inch."
    )


class FileKind(FileUnfit):
    message = N_("Only PDF, JPEG and PNG are taken, and this file is none of them.")


class FileMisnamed(FileUnfit):
    message = N_("The file's name ends in .%(name)s, but its content is %(content)s.")


class ImageTooLarge(FileUnfit):
    message = N_("The picture has more than 20 megapixels. Take it with fewer.")


class FileBroken(FileUnfit):
    message = N_("The file is cut off or damaged. Open it, and save or scan it again.")


class FileActive(FileUnfit):
    message = N_("The PDF holds a program or another file. Print it to a new PDF.")


class FileLost(DomainError):
    """What is stored is not what was handed in."""

    message = N_("The file is not as it was stored. Tell the administrator.")
    status = 410
