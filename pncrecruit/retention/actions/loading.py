"""Read a kept version back, and refuse one that is not what was kept."""

import hashlib

from pncrecruit.analysis import documents
from pncrecruit.analysis.hazard import MonthlyHazard
from pncrecruit.analysis.tenure_band import TenureBand
from pncrecruit.retention.features.inputs import NAMES
from pncrecruit.retention.models import ModelVersion
from pncrecruit.retention.rules.versions import (
    OtherInputs,
    VersionChanged,
    VersionUnreadable,
)


def load(version: ModelVersion) -> MonthlyHazard | TenureBand:
    """Return a kept model.

    Raises VersionChanged if a byte of it is another than was kept, VersionUnreadable
    if a field is wrong, OtherInputs if it reads other inputs than are made today.
    """
    if hashlib.sha256(version.artifact.encode()).hexdigest() != version.sha256:
        raise VersionChanged(number=version.number)
    try:
        found = documents.from_text(version.artifact)
    except documents.RefusedDocumentError as error:
        raise VersionUnreadable(number=version.number) from error
    if isinstance(found, MonthlyHazard) and found.names_ != NAMES:
        raise OtherInputs(number=version.number)
    return found
