"""Documents of applications: one application's, and what a whole call waits for."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)

from pncrecruit.access.models import User
from pncrecruit.access.rules import Scope
from pncrecruit.bulk import among
from pncrecruit.db import ask, db
from pncrecruit.documents.models import StoredFile
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import (
    Application,
    ApplicationDocument,
    CallDocument,
    DocumentVerdict,
)
from pncrecruit.recruitment.queries import calls
from pncrecruit.recruitment.queries.scope import within_calls
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.documents import (
    EXPIRING,
    RANKS,
    DocumentDraft,
    DocumentState,
    Held,
    Item,
    Verdict,
    checklist,
)

PAGE = 50


class DocumentRow(NamedTuple):
    """A document of an application, with its file and who received it."""

    id: int
    public_id: UUID
    application_id: int
    kind: str
    issued_on: date | None
    expires_on: date | None
    file_id: int | None
    file_name: str | None
    file_size: int | None
    received_at: datetime
    received_by: str | None
    verdict: Verdict | None
    second_look: bool
    removed_at: datetime | None

    @property
    def held(self) -> Held:
        """What of it counts for the checklist."""
        return Held(self.kind, self.verdict, self.expires_on)


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ApplicationDocument.id,
            ApplicationDocument.public_id,
            ApplicationDocument.application_id,
            ApplicationDocument.kind,
            ApplicationDocument.issued_on,
            ApplicationDocument.expires_on,
            ApplicationDocument.file_id,
            StoredFile.name,
            StoredFile.size,
            ApplicationDocument.received_at,
            User.name,
            ApplicationDocument.verdict,
            ApplicationDocument.second_look,
            ApplicationDocument.removed_at,
        )
        .outerjoin(StoredFile, StoredFile.id == ApplicationDocument.file_id)
        .outerjoin(User, User.id == ApplicationDocument.received_by_id)
    )


def documents(application_id: int) -> list[DocumentRow]:
    """Return the documents of an application, the newest first, removed ones last."""
    rows = db.session.execute(
        _rows()
        .where(ApplicationDocument.application_id == application_id)
        .order_by(
            ApplicationDocument.removed_at.is_not(None), ApplicationDocument.id.desc()
        )
    )
    return [DocumentRow(*row) for row in rows]


def document(public_id: UUID) -> DocumentRow | None:
    """Return one document; whether its application is in sight the caller asks."""
    row = db.session.execute(
        _rows().where(ApplicationDocument.public_id == public_id)
    ).first()
    return DocumentRow(*row) if row else None


def application_of(document_id: int) -> UUID:
    """Return the public id of the application that a document belongs to."""
    return db.session.scalars(
        select(Application.public_id)
        .join(ApplicationDocument)
        .where(ApplicationDocument.id == document_id)
    ).one()


class VerdictRow(NamedTuple):
    """What one person found in a document."""

    verdict: Verdict
    reason: str
    judged_at: datetime
    judged_by_id: int | None
    judged_by: str | None


def verdicts(document_id: int) -> list[VerdictRow]:
    """Return what was found in a document, in the order of time."""
    rows = db.session.execute(
        select(
            DocumentVerdict.verdict,
            DocumentVerdict.reason,
            DocumentVerdict.judged_at,
            DocumentVerdict.judged_by_id,
            User.name,
        )
        .outerjoin(User, User.id == DocumentVerdict.judged_by_id)
        .where(DocumentVerdict.document_id == document_id)
        .order_by(DocumentVerdict.id)
    )
    return [VerdictRow._make(row) for row in rows]


_ITEMS = (
    select(
        CallDocument.kind,
        CallDocument.required,
        CallDocument.months,
        ApplicationDocument.id,
        ApplicationDocument.verdict,
        ApplicationDocument.expires_on,
    )
    .outerjoin(
        ApplicationDocument,
        and_(
            ApplicationDocument.application_id == bindparam("application"),
            ApplicationDocument.kind == CallDocument.kind,
            ApplicationDocument.removed_at.is_(None),
        ),
    )
    .where(CallDocument.call_id == bindparam("call"))
    .order_by(CallDocument.position)
)


def items(call_id: int, application_id: int, today: date) -> list[Item]:
    """Return the checklist of an application."""
    rows = ask(_ITEMS, {"call": call_id, "application": application_id})
    asked = dict.fromkeys(
        DocumentDraft(kind, required, months) for kind, required, months, *_ in rows
    )
    held = [
        Held(kind, verdict, expires_on)
        for kind, _, _, id_, verdict, expires_on in rows
        if id_ is not None
    ]
    return checklist(asked, held, today)


SECOND_LOOK = "second_look"


def waiting(call_id: int, scope: Scope, today: date) -> dict[str, int]:
    """Return how many applications in process have a document in each state.

    The keys are the values of DocumentState, and ``SECOND_LOOK``.
    """
    lines = _lines(call_id, scope, today).subquery()
    counts: dict[int, int] = dict(
        db.session.execute(
            select(lines.c.rank, func.count(lines.c.id.distinct()))
            .where(or_(lines.c.required, lines.c.rank > 0))
            .group_by(lines.c.rank)
        ).all()
    )
    looks = (
        _in_process(call_id, scope)
        .where(_second_look())
        .with_only_columns(func.count())
    )
    return {
        **{state.value: counts.get(rank, 0) for state, rank in RANKS.items()},
        SECOND_LOOK: db.session.scalars(looks).one(),
    }


class WaitingRow(NamedTuple):
    """An application in process, with its checklist."""

    id: int
    public_id: UUID
    number: int
    full_name: str
    items: list[Item]


def page(
    call_id: int, scope: Scope, state: str, today: date, after: int = 0
) -> list[WaitingRow]:
    """Return applications that have a document in a state, by their number.

    At most ``PAGE`` with a number above ``after``; ``state`` is a key of `waiting`.
    """
    statement = _in_process(call_id, scope).where(Application.number > after)
    if state == SECOND_LOOK:
        statement = statement.where(_second_look())
    else:
        lines = _lines(call_id, scope, today).subquery()
        statement = statement.where(
            Application.id.in_(
                select(lines.c.id).where(
                    lines.c.rank == RANKS[DocumentState(state)],
                    or_(lines.c.required, lines.c.rank > 0),
                )
            )
        )
    rows = db.session.execute(statement.order_by(Application.number).limit(PAGE)).all()
    wanted, held = calls.documents(call_id), _held([row[0] for row in rows])
    return [
        WaitingRow(
            id_,
            public_id,
            number,
            person.full_name,
            checklist(wanted, held[id_], today),
        )
        for id_, public_id, number, person in rows
    ]


def checklists(
    call_id: int, application_ids: Sequence[int], today: date
) -> dict[int, list[Item]]:
    """Return the checklists of applications of a call; none if it asks for nothing."""
    wanted = calls.documents(call_id) if application_ids else ()
    if not wanted:
        return {}
    held = _held(application_ids)
    return {one: checklist(wanted, held[one], today) for one in application_ids}


def _held(application_ids: Sequence[int]) -> dict[int, list[Held]]:
    held: dict[int, list[Held]] = defaultdict(list)
    rows = db.session.execute(
        select(
            ApplicationDocument.application_id,
            ApplicationDocument.kind,
            ApplicationDocument.verdict,
            ApplicationDocument.expires_on,
        ).where(
            among(ApplicationDocument.application_id, application_ids),
            ApplicationDocument.removed_at.is_(None),
        )
    )
    for application_id, kind, verdict, expires_on in rows:
        held[application_id].append(Held(kind, verdict, expires_on))
    return held


def _in_process(call_id: int, scope: Scope) -> Select[int, UUID, int, Person]:
    return (
        select(Application.id, Application.public_id, Application.number, Person)
        .join(Person, Person.id == Application.person_id)
        .where(
            within_calls(scope),
            Application.call_id == call_id,
            Application.listed,
            Application.standing.in_((Standing.ACTIVE, Standing.COMPLETED)),
        )
    )


def _lines(call_id: int, scope: Scope, today: date) -> Select[int, bool, int]:
    """Return a line an application and document: the checklist's state as its rank."""
    handed = ApplicationDocument
    rank = case(
        (handed.id.is_(None), RANKS[DocumentState.MISSING]),
        (handed.verdict == Verdict.REFUSED, RANKS[DocumentState.REFUSED]),
        (handed.expires_on < today, RANKS[DocumentState.EXPIRED]),
        (handed.verdict.is_(None), RANKS[DocumentState.UNCHECKED]),
        (handed.expires_on <= today + EXPIRING, RANKS[DocumentState.EXPIRING]),
        else_=RANKS[DocumentState.ACCEPTED],
    )
    return (
        _in_process(call_id, scope)
        .join(CallDocument, CallDocument.call_id == Application.call_id)
        .outerjoin(
            handed,
            and_(
                handed.application_id == Application.id,
                handed.kind == CallDocument.kind,
                handed.removed_at.is_(None),
            ),
        )
        .with_only_columns(
            Application.id, CallDocument.required, func.max(rank).label("rank")
        )
        .group_by(Application.id, CallDocument.id, CallDocument.required)
    )


def _second_look() -> ColumnElement[bool]:
    return (
        select(ApplicationDocument.id)
        .where(
            ApplicationDocument.application_id == Application.id,
            ApplicationDocument.second_look,
            ApplicationDocument.removed_at.is_(None),
        )
        .exists()
    )
