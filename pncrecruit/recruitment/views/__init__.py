"""The pages of calls and applications."""

from pncrecruit.recruitment.views import (
    application,
    appointments,
    bulk,
    call_parts,
    calls,
    changes,
    deeds,
    exporting,
    fairs,
    listing,
    marks,
    receipts,
    registering,
    scoring,
)
from pncrecruit.recruitment.views.blueprint import bp

__all__ = [
    "application",
    "appointments",
    "bp",
    "bulk",
    "call_parts",
    "calls",
    "changes",
    "deeds",
    "exporting",
    "fairs",
    "listing",
    "marks",
    "receipts",
    "registering",
    "scoring",
]
