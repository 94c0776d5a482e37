"""What is odd about a line that is on record, and how it is mended."""

from collections.abc import Mapping
from typing import Final

from pncrecruit.words import N_

# One for each warning: a test holds that none is left without.
MENDING: Final[Mapping[str, str]] = {
    "already_recorded": N_("Nothing to mend: leave the line out of the next file."),
    "before_appointment": N_(
        "Compare the day with the act of appointment, and correct the day of the"
        " posting or of the appointment in the source."
    ),
    "before_observation": N_(
        "Correct the day in the source, or say in the mapping since when it observes."
    ),
    "changes_record": N_(
        "See which of both files is right; a correction on the officer's page replaces"
        " the line."
    ),
    "officer_differs": N_(
        "Compare with the file of the officer, and correct the one that is wrong: the"
        " source, or the officer's page."
    ),
    "open_after_separation": N_(
        "Give the posting its last day, at the latest that of the separation, in the"
        " source."
    ),
    "possibly_twice": N_(
        "See whether it happened twice; if not, take one of the two lines back on the"
        " officer's page."
    ),
    "postings_overlap": N_(
        "Correct the last day of the earlier posting, or say that one of the two is not"
        " the principal one."
    ),
    "rank_skipped": N_(
        "Add the missing promotion with its act, or correct the rank on the officer's"
        " page."
    ),
    "sent_before": N_("Nothing to mend: leave the line out of the next file."),
}
