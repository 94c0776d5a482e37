"""Which versions of the model may be used, and why one is refused."""

from pncrecruit.errors import Conflict
from pncrecruit.words import N_


class VersionChanged(Conflict):
    message = N_(
        "Version %(number)s is refused: it is not what was kept when it was trained,"
        " for its SHA-256 is another. Put an earlier version back, or restore a"
        " backup."
    )


class VersionUnreadable(Conflict):
    message = N_(
        "Version %(number)s is refused: one of its fields is missing, unknown or of the"
        " wrong form. Put an earlier version back, or train a new one."
    )


class OtherInputs(Conflict):
    message = N_(
        "Version %(number)s is refused: it reads other inputs than are made today."
        " Train a new version."
    )


class NotACandidate(Conflict):
    message = N_("Version %(number)s is no candidate: it is in use, or was before.")


class NeverInUse(Conflict):
    message = N_(
        "Version %(number)s cannot be put back: only a version that two persons"
        " approved before, and that is no longer in use, can."
    )
