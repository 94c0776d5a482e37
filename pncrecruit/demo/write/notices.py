"""The notices of the demo: who has a case was told of it, but for a few of today."""

from datetime import datetime

from pncrecruit.access.actor import Actor
from pncrecruit.db import db, local_day
from pncrecruit.retention.actions import notices as actions
from pncrecruit.retention.models import AlertNotice
from pncrecruit.retention.queries import notices as queries
from pncrecruit.retention.rules.notices import NothingToPrint, Wish

# Of so many people one wants another contact, and one no support.
EACH = 40


def tell(lead: Actor, at: datetime, *, leave: int = 0) -> int:
    """Print a sheet for whoever has to be told, and hand over all but the last few.

    Returns how many people were told.
    """
    made: list[AlertNotice] = []
    heads = {alert.head_unit_id for alert in queries.every_pending()}
    for head in (*sorted(heads), None):
        try:
            made += actions.print_batch(head, actor=lead, at=at)[1]
        except NothingToPrint:
            continue
    handed = made[: len(made) - leave]
    for place, notice in enumerate(handed, start=1):
        actions.hand_over(
            notice,
            handed_on=local_day(at),
            wish=_wish(place),
            review="",
            version=notice.version,
            today=local_day(at),
            actor=lead,
            at=at,
        )
    db.session.flush()
    return len(handed)


def _wish(place: int) -> Wish:
    if place % EACH == EACH // 2:
        return Wish.OTHER_CONTACT
    return Wish.DECLINED if place % EACH == 0 else Wish.HEAD
