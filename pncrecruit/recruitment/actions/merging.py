"""Lead two records of one person together, and take them apart again.

No row is deleted: what belongs to the record that goes changes hands, and the merge
names every row, so that undoing hands back exactly these.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import User
from pncrecruit.audit.actions import record
from pncrecruit.bulk import among
from pncrecruit.db import db, local_day
from pncrecruit.errors import Conflict
from pncrecruit.identity.actions import joining
from pncrecruit.officers.actions.today import refresh_today
from pncrecruit.officers.models import Officer
from pncrecruit.persons import actions as persons
from pncrecruit.persons.models import Person, PersonMerge
from pncrecruit.persons.rules import list_key
from pncrecruit.recruitment.actions.closing import close, open_again
from pncrecruit.recruitment.models import Application
from pncrecruit.recruitment.queries import conflicts, merging
from pncrecruit.recruitment.rules.merging import (
    LABELS,
    CuiGoneOn,
    LedOn,
    NotAlike,
    Plan,
    UndoneAlready,
    plan,
)


def planned(kept: Person, absorbed: Person) -> Plan:
    """Return what leading one record into another would do.

    Raises the rule that stands in the way, NotAlike among them: only records that the
    matcher of the counter finds alike are led together.
    """
    if not _alike(kept, absorbed) and not _alike(absorbed, kept):
        raise NotAlike
    both = (kept.id, absorbed.id)
    applied, officers = merging.applied(both), merging.officers(both)
    sides = [
        merging.side(one, applied[one.id], officers.get(one.id))
        for one in (kept, absorbed)
    ]
    return plan(*sides)


def _alike(one: Person, other: Person) -> bool:
    return other.id in {match.person.id for match in merging.alike(one)}


def refuse_tied(actor: Actor, people: Sequence[Person]) -> None:
    """Raise InConflict if somebody may not work on one of the records."""
    for person_id, rows in merging.applied([one.id for one in people]).items():
        for application_id in [row.id for row in rows] or [0]:
            conflicts.refuse(actor, application_id, person_id)


def merge(
    kept_id: int,
    absorbed_id: int,
    *,
    reason: str,
    approval: tuple[int, UUID],
    actor: Actor,
    at: datetime,
) -> PersonMerge:
    """Lead the record ``absorbed`` into ``kept``; two persons have decided so."""
    people = merging.locked([kept_id, absorbed_id])
    kept, absorbed = people[kept_id], people[absorbed_id]
    if merging.is_absorbed(kept_id) or merging.is_absorbed(absorbed_id):
        raise Conflict
    todo = planned(kept, absorbed)
    filled: dict[str, Any] = persons.lacking(kept, absorbed)
    held = persons.absorb(kept, absorbed, at=at)
    moved: dict[str, Any] = {
        "person": held,
        "identity": joining.join(kept_id, absorbed_id),
        "applications": todo.moved,
        "officers": _ids(Officer, absorbed_id),
        "accounts": _ids(User, absorbed_id),
        "merges": _lead_on(absorbed_id, kept_id),
    }
    _hand_over(moved, absorbed_id, kept)
    made = PersonMerge(
        kept_id=kept_id,
        absorbed_id=absorbed_id,
        leads_to_id=kept_id,
        reason=reason,
        moved=moved,
        merged_at=at,
        merged_by_id=actor.user_id,
        approval_id=approval[0],
    )
    db.session.add(made)
    db.session.flush()
    made.moved = moved | close(todo.closed, made.id)
    _rename(kept, at)
    _say_merged(
        kept,
        absorbed,
        todo=todo,
        filled=filled,
        reason=reason,
        approval=approval[1],
        actor=actor,
        at=at,
    )
    db.session.expire_all()
    return made


def _say_merged(
    kept: Person,
    absorbed: Person,
    *,
    todo: Plan,
    filled: dict[str, Any],
    reason: str,
    approval: UUID,
    actor: Actor,
    at: datetime,
) -> None:
    """Write into the trail of both records what became of them."""
    told = merging.numbers([*todo.moved, *(one for one, _ in todo.closed)])
    record(
        "person.merged",
        ("person", kept.public_id),
        author=actor.author,
        at=at,
        absorbed=str(absorbed.public_id),
        applications=[str(told[one][0]) for one in todo.moved],
        closed=[str(told[one][0]) for one, _ in todo.closed],
        reason=reason,
        approval=str(approval),
        **filled,
    )
    record(
        "person.absorbed",
        ("person", absorbed.public_id),
        author=actor.author,
        at=at,
        into=str(kept.public_id),
        reason=reason,
    )


def separate(
    made: PersonMerge,
    *,
    reason: str,
    approval: UUID,
    actor: Actor,
    at: datetime,
) -> None:
    """Take two records apart again, each with what it had; two persons decided so.

    What was changed or added since stays with the record that stayed.
    Raises LedOn, UndoneAlready or CuiGoneOn.
    """
    check_separable(made)
    people = merging.locked([made.kept_id, made.absorbed_id])
    kept, absorbed = people[made.kept_id], people[made.absorbed_id]
    moved = made.moved
    try:
        left = persons.release(kept, absorbed, moved["person"])
    except IntegrityError as error:
        raise CuiGoneOn from error
    joining.part(moved["identity"])
    # Whoever was appointed since from an application that goes, goes with it.
    appointed = db.session.scalars(
        select(Officer.id).where(
            Officer.person_id == kept.id,
            among(Officer.application_id, moved["applications"]),
        )
    ).all()
    officers = sorted({*moved["officers"], *appointed})
    _hand_over(moved | {"officers": officers}, kept.id, absorbed)
    db.session.execute(
        update(PersonMerge)
        .where(PersonMerge.id.in_(moved["merges"]))
        .values(leads_to_id=absorbed.id)
    )
    open_again(made.id, moved, at)
    made.undone_at, made.undone_by_id = at, actor.user_id
    db.session.flush()
    _rename(kept, at)
    _rename(absorbed, at)
    told = merging.numbers(moved["applications"])
    record(
        "person.separated",
        ("person", kept.public_id),
        author=actor.author,
        at=at,
        absorbed=str(absorbed.public_id),
        applications=[str(told[one][0]) for one in moved["applications"]],
        left=[name for name in left if name in LABELS],
        reason=reason,
        approval=str(approval),
    )
    record(
        "person.restored",
        ("person", absorbed.public_id),
        author=actor.author,
        at=at,
        into=str(kept.public_id),
        reason=reason,
    )
    db.session.expire_all()


def check_separable(made: PersonMerge) -> None:
    """Refuse to undo a merge twice, or before a later one that builds on it."""
    if made.undone_at is not None:
        raise UndoneAlready
    if made.leads_to_id != made.kept_id:
        raise LedOn


def _ids(model: type[Officer | User], person_id: int) -> list[int]:
    return list(
        db.session.scalars(
            select(model.id).where(model.person_id == person_id).order_by(model.id)
        )
    )


def _lead_on(absorbed_id: int, kept_id: int) -> list[int]:
    """Let what was led into the record that goes lead to the one that stays."""
    ids = [one.id for one in merging.merges_of(absorbed_id)]
    db.session.execute(
        update(PersonMerge).where(PersonMerge.id.in_(ids)).values(leads_to_id=kept_id)
    )
    return ids


def _hand_over(moved: dict[str, Any], giver_id: int, taker: Person) -> None:
    """Give applications, service record and accounts from one person to another."""
    for model, ids, counted in (
        (Application, moved["applications"], True),
        (Officer, moved["officers"], True),
        (User, moved["accounts"], False),
    ):
        values: dict[str, Any] = {"person_id": taker.id}
        if counted:  # who has the record open is told that it changed
            values["version"] = model.version + 1
        db.session.execute(
            update(model)
            .where(among(model.id, ids), model.person_id == giver_id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def _rename(person: Person, at: datetime) -> None:
    """Bring the copies of a person's name into line, where lists sort by them."""
    names = list_key(
        person.given_names,
        person.first_surname,
        person.second_surname,
        person.married_surname,
    )
    db.session.execute(
        update(Application)
        .where(Application.person_id == person.id, Application.name_key != names)
        .values(name_key=names)
        .execution_options(synchronize_session=False)
    )
    refresh_today(local_day(at), officers=_ids(Officer, person.id))
