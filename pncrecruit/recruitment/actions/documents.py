"""Documents of an application: received, and judged."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert, select

from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.documents import actions as files
from pncrecruit.recruitment.models import ApplicationDocument, DocumentVerdict
from pncrecruit.recruitment.queries import calls, documents, marks
from pncrecruit.recruitment.queries.detail import ApplicationRow
from pncrecruit.recruitment.queries.documents import DocumentRow
from pncrecruit.recruitment.rules.documents import (
    MOST,
    SentBefore,
    TooManyDocuments,
    UnknownDocument,
    Verdict,
    check_issue,
    check_verdict,
    expiry,
    wants_second_look,
)
from pncrecruit.reference import document_kinds


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    content: bytes
    name: str


def receive(
    application: ApplicationRow,
    kind: str,
    *,
    issued_on: date | None,
    upload: Upload | None,
    folder: Path,
    client_id: UUID,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Receive a document, scanned or seen on paper, and return its public id.

    What was sent before under ``client_id`` is kept once. Raises FileUnfit,
    UnknownDocument, TooManyDocuments, or what `check_issue` raises.
    """
    sent = db.session.scalar(
        select(ApplicationDocument).where(ApplicationDocument.client_id == client_id)
    )
    if sent is not None:
        if (sent.application_id, sent.kind) != (application.id, kind):
            raise SentBefore
        return sent.public_id
    if kind not in document_kinds():
        raise UnknownDocument
    asked = {one.kind: one for one in calls.documents(application.call_id)}
    months = asked[kind].months if kind in asked else None
    check_issue(issued_on, months, local_day(at))
    if len(documents.documents(application.id)) >= MOST:
        raise TooManyDocuments(most=MOST)
    stored = None
    if upload is not None:
        stored = files.keep(
            upload.content, upload.name, folder=folder, user_id=actor.user_id, at=at
        )
    row = ApplicationDocument(
        application_id=application.id,
        kind=kind,
        issued_on=issued_on,
        expires_on=expiry(issued_on, months),
        file_id=stored.id if stored else None,
        received_at=at,
        received_by_id=actor.user_id,
        client_id=client_id,
    )
    db.session.add(row)
    db.session.flush()
    record(
        "document.received",
        ("application", application.public_id),
        author=actor.author,
        at=at,
        document=str(row.public_id),
        document_kind=kind,
        issued_on=issued_on,
        sha256=stored.sha256 if stored else None,
    )
    return row.public_id


def judge(
    found: DocumentRow,
    verdict: Verdict,
    *,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Say what was found in a document; a refusal has a reason.

    The first verdict stands, but for those of the sample: somebody else looks a second
    time, and what the second finds holds. Raises VerdictStands, SameLooker,
    DocumentRemoved or ReasonRequired.
    """
    before = documents.verdicts(found.id)
    check_verdict(
        removed=found.removed_at is not None,
        judged_by=[one.judged_by_id or 0 for one in before],
        accounts=marks.accounts_of(actor),
        second_look=found.second_look,
    )
    if verdict is Verdict.REFUSED and not reason.strip():
        raise ReasonRequired
    row = db.session.get_one(ApplicationDocument, found.id)
    was = row.verdict
    row.verdict = verdict
    row.second_look = (
        not before
        and verdict is Verdict.ACCEPTED
        and wants_second_look(found.public_id)
    )
    db.session.execute(
        insert(DocumentVerdict).values(
            document_id=found.id,
            verdict=verdict,
            reason=reason.strip(),
            judged_at=at,
            judged_by_id=actor.user_id,
        )
    )
    record(
        "document.judged",
        ("application", documents.application_of(found.id)),
        author=actor.author,
        at=at,
        document=str(found.public_id),
        document_kind=found.kind,
        verdict=(was, verdict),
        reason=reason.strip() or None,
    )
