"""Hand an application over to another office; the counts follow it."""

from datetime import datetime

from sqlalchemy import update

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.errors import Conflict
from pncrecruit.recruitment.actions.rollup import Tally
from pncrecruit.recruitment.models import Application
from pncrecruit.recruitment.queries import moves
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.rules.standing import funnel


def hand_over(
    application: Moving,
    office_id: int,
    *,
    reason: str,
    version: int,
    actor: Actor,
    at: datetime,
) -> None:
    """Give an application to another office of the call.

    Raises Conflict on a stale version. Handing it to the office it has does nothing.
    """
    if application.version != version:
        raise Conflict
    if office_id == application.office_id:
        return
    here = application.dimensions
    there = here._replace(office_id=office_id)
    entries = funnel(moves.events(application.id))
    tally = Tally()
    for where, change in ((here, -1), (there, 1)):
        tally.stage(where, application.position, application.standing, change)
        tally.funnel(where, entries, change)
    db.session.execute(
        update(Application)
        .where(Application.id == application.id)
        .values(office_id=office_id, version=application.version + 1)
        .execution_options(synchronize_session=False)
    )
    tally.write()
    record(
        "application.handed_over",
        ("application", application.public_id),
        author=actor.author,
        at=at,
        office=(application.office_id, office_id),
        reason=reason,
    )
