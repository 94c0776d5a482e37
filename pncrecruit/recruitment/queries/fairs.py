"""Which paper forms were printed, and how many came back."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.recruitment.models import FormSheet


class Printed(NamedTuple):
    """Forms that were printed at once for an office."""

    first: int
    last: int
    office: str
    printed_at: datetime
    forms: int
    keyed_in: int


def printed(call_id: int, among: Collection[int] | None) -> list[Printed]:
    """Return the forms printed for a call, of every office or of some, newest first."""
    statement = (
        select(
            func.min(FormSheet.number),
            func.max(FormSheet.number),
            Unit.name,
            FormSheet.printed_at,
            func.count(FormSheet.id),
            func.count(FormSheet.application_id),
        )
        .join(Unit, Unit.id == FormSheet.office_id)
        .where(FormSheet.call_id == call_id)
        .group_by(FormSheet.printed_at, Unit.name)
        .order_by(FormSheet.printed_at.desc(), Unit.name)
    )
    if among is not None:
        statement = statement.where(FormSheet.office_id.in_(list(among)))
    return [Printed._make(row) for row in db.session.execute(statement)]
