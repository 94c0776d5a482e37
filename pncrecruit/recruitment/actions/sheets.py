"""Number paper forms for a fair without signal."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, insert, select

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import FormSheet, RecruitmentCall
from pncrecruit.recruitment.queries import intake


def print_sheets(
    call: RecruitmentCall, office_id: int, count: int, *, actor: Actor, at: datetime
) -> list[int]:
    """Give numbers to paper forms, and return them.

    Each carries the sender's identifier of its application, so that a sheet that is
    keyed in twice makes one application.
    """
    intake.last_number(call.id)  # the call is locked: numbers follow one another
    last = db.session.scalar(
        select(func.max(FormSheet.number)).where(FormSheet.call_id == call.id)
    )
    numbers = list(range((last or 0) + 1, (last or 0) + 1 + count))
    db.session.execute(
        insert(FormSheet),
        [
            {
                "call_id": call.id,
                "office_id": office_id,
                "number": number,
                "client_id": uuid4(),
                "printed_at": at,
                "printed_by_id": actor.user_id,
            }
            for number in numbers
        ],
    )
    record(
        "form_sheet.printed",
        ("recruitment_call", call.code),
        author=actor.author,
        at=at,
        office=office_id,
        numbers=(numbers[0], numbers[-1]),
    )
    return numbers
