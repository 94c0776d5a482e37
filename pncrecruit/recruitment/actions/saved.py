"""Keep a filter of the applicant list under a name, or delete it."""

from collections.abc import Collection
from datetime import datetime

from pncrecruit.access.actor import Actor
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import SavedFilter
from pncrecruit.recruitment.queries import saved
from pncrecruit.recruitment.queries.board import Frame
from pncrecruit.recruitment.rules.saved import NameTaken, Shared, ToKeep, check


def keep(
    call: Frame,
    wanted: ToKeep,
    *,
    offices: Collection[int],
    actor: Actor,
    at: datetime,
) -> SavedFilter:
    """Keep a filter; ``offices`` are those with which it may be shared.

    Sending the same again keeps one. Raises NothingToKeep, TooManyFilters, NoOffice or
    NameTaken.
    """
    office = wanted.office_id if wanted.shared is Shared.OFFICE else None
    wanted = wanted._replace(name=wanted.name.strip(), office_id=office)
    known = saved.by_name(call.id, actor.user_id, wanted.name)
    if known is not None:
        if wanted[1:] == (known.filters, known.shared, known.office_id):
            return known
        raise NameTaken
    check(wanted, offices=offices, held=saved.held(call.id, actor.user_id))
    made = SavedFilter(
        call_id=call.id, owner_id=actor.user_id, made_at=at, **wanted._asdict()
    )
    db.session.add(made)
    db.session.flush()
    record(
        "applicant_list.filter_kept",
        ("call", call.code),
        author=actor.author,
        at=at,
        name=made.name,
        filters=sorted(made.filters),
        shared=made.shared,
        office=made.office_id,
    )
    return made


def delete(call: Frame, one: SavedFilter, *, actor: Actor, at: datetime) -> None:
    """Delete one's own filter: for everybody with whom it was shared, too."""
    record(
        "applicant_list.filter_deleted",
        ("call", call.code),
        author=actor.author,
        at=at,
        name=one.name,
        shared=one.shared,
    )
    db.session.delete(one)
