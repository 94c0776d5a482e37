"""The card of a model: purpose, data, inputs, figures, limits, owner, expiry."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from pncrecruit.errors import DomainError
from pncrecruit.reference import separation_kinds
from pncrecruit.retention.features.inputs import INPUTS
from pncrecruit.words import N_

GOOD_FOR: Final = timedelta(days=183)
FIELDS: Final = (
    "kind",
    "purpose",
    "not_for",
    "data_window",
    "reason_mapping",
    "inputs",
    "never_inputs",
    "per_date",
    "cohorts",
    "drift_limits",
    "cost_of_blindness",
    "owner",
    "expires_on",
)
PURPOSE: Final = N_(
    "To find officers whom a talk or a change could help to stay, and to say how many"
    " of each group may leave."
)
NOT_FOR: Final = N_(
    "Not for discipline, promotion, posting, appraisal or dismissal, nor to compare"
    " persons."
)
NEVER: Final = N_(
    "Sex, peoples, language, health, maternity, complaints, surveys and exit interviews"
    " are never inputs."
)
OWNER: Final = N_("General Sub-directorate of Personnel, retention team")


class CardIncomplete(DomainError):
    message = N_("The card of the model is incomplete: %(fields)s.")


def card(
    *,
    kind: str,
    window: tuple[date | None, date],
    counts: Mapping[str, int],
    per_date: list[dict[str, Any]],
    cohorts: list[dict[str, Any]],
    cost_of_blindness: float | None,
    trained_on: date,
) -> dict[str, Any]:
    """Return the card; each field that is words is an English msgid.

    Raises CardIncomplete if a field is empty.
    """
    made = {
        "kind": kind,
        "purpose": PURPOSE,
        "not_for": NOT_FOR,
        "data_window": {
            "from": window[0].isoformat() if window[0] else "",
            "to": window[1].isoformat(),
            **counts,
        },
        "reason_mapping": {
            key: one.cause for key, one in sorted(separation_kinds().items())
        },
        "inputs": [[one.key, one.label, one.known] for one in INPUTS],
        "never_inputs": NEVER,
        "per_date": per_date or N_("The record is too short to be judged at any date."),
        "cohorts": cohorts or N_("No cohort can be told apart in this record."),
        "drift_limits": {
            "observed_over_expected": [0.5, 2.0],
            "months_to_alarm": 3,
        },
        "cost_of_blindness": (
            N_("It could not be measured.")
            if cost_of_blindness is None
            else cost_of_blindness
        ),
        "owner": OWNER,
        "expires_on": (trained_on + GOOD_FOR).isoformat(),
    }
    check(made)
    return made


def check(made: Mapping[str, Any]) -> None:
    """Refuse a card with an empty or a missing field."""
    empty = [name for name in FIELDS if made.get(name) in (None, "", [], {})]
    if empty:
        raise CardIncomplete(fields=", ".join(empty))
