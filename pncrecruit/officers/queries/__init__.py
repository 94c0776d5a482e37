"""Questions about units, officers and their service records."""

from pncrecruit.officers.queries.arrays import Careers, FactArrays, career_arrays
from pncrecruit.officers.queries.facts import (
    FactRow,
    facts_as_of,
    facts_known,
    in_force,
    known,
    state_of,
    states,
)

__all__ = [
    "Careers",
    "FactArrays",
    "FactRow",
    "career_arrays",
    "facts_as_of",
    "facts_known",
    "in_force",
    "known",
    "state_of",
    "states",
]
