"""The pages of calls and applications."""

from pncrecruit.recruitment.views import (
    application,
    bulk,
    call_parts,
    calls,
    changes,
    deeds,
    exporting,
    fairs,
    listing,
    receipts,
    registering,
)
from pncrecruit.recruitment.views.blueprint import bp

__all__ = [
    "application",
    "bp",
    "bulk",
    "call_parts",
    "calls",
    "changes",
    "deeds",
    "exporting",
    "fairs",
    "listing",
    "receipts",
    "registering",
]
