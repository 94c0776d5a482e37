"""A second person: what one asks, another decides, and only then it takes effect.

A domain registers a handler for each kind of request. What is applied is the payload
that was shown, if the record still has the version that the request was made for,
within 72 hours, and by another person: two accounts of one person are one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval, User
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import (
    AlreadyAsked,
    ApprovalClosed,
    ApprovalState,
    ReasonRequired,
    SecondPersonNeeded,
)
from pncrecruit.audit.actions import SYSTEM, record
from pncrecruit.db import db
from pncrecruit.errors import NotAllowed

GOOD_FOR = timedelta(hours=72)


class Line(NamedTuple):
    """One field of a request: its label as a msgid, what it is and what it would be."""

    label: str
    old: str
    new: str


class Preview(NamedTuple):
    """What is shown of a request besides its lines: a template, and its facts."""

    template: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Handler:
    """What a domain does with one kind of request.

    ``permission`` is what one needs to decide; a function of the payload where that
    depends on what is asked. ``version`` returns the present version of the subject,
    None if it is gone. ``describe`` returns the lines of the page, in the reader's
    language where they are words. ``apply`` does what was asked; ``refuse`` what
    follows when it is refused, taken back, expired or superseded.
    ``called`` returns what people call the subject, where the payload has no name.
    ``check`` raises a DomainError when this person may not decide this request.
    ``preview`` returns what the request would bring, where lines cannot say it.
    """

    kind: str
    label: str
    permission: Permission | Callable[[Mapping[str, Any]], Permission]
    version: Callable[[str], int | None]
    describe: Callable[[Approval], list[Line]]
    apply: Callable[[Approval, Actor, datetime], None]
    refuse: Callable[[Approval, Actor | None, datetime], None] | None = None
    check: Callable[[Approval, Actor], None] | None = None
    preview: Callable[[Approval], Preview | None] | None = None
    called: Callable[[Approval], str] | None = None

    def needs(self, payload: Mapping[str, Any]) -> Permission:
        """Return the permission that deciding a payload needs."""
        if isinstance(self.permission, Permission):
            return self.permission
        return self.permission(payload)


def subject_code(approval: Approval) -> str:
    """Return the id of a subject that people know by it: a call by its code."""
    return approval.subject_id


_handlers: dict[str, Handler] = {}


def register(handler: Handler) -> Handler:
    """Make a kind of request known; once for each, when its domain is loaded."""
    known = _handlers.setdefault(handler.kind, handler)
    if known is not handler:
        raise ValueError(f"two handlers for {handler.kind}")
    return handler


def forget(kind: str) -> None:
    """Make a kind of request unknown again: for tests that bring their own."""
    del _handlers[kind]


def handler_of(kind: str) -> Handler:
    """Return the handler of a kind of request."""
    return _handlers[kind]


def kinds() -> list[Handler]:
    """Return the handlers of all kinds."""
    return list(_handlers.values())


def ask(
    kind: str,
    subject: tuple[str, object],
    payload: Mapping[str, Any],
    base_version: int,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Approval:
    """Ask a second person for a deed on a record at a version.

    Raises AlreadyAsked if the same is waiting for this record. One that can no longer
    be decided, because the record changed or its time is over, is closed instead.
    """
    handler_of(kind)
    waiting = db.session.scalars(
        select(Approval).where(
            Approval.kind == kind,
            Approval.subject_kind == subject[0],
            Approval.subject_id == str(subject[1]),
            Approval.state == ApprovalState.PENDING,
        )
    ).all()
    for earlier in waiting:
        state = present_state(earlier, at)
        if state is ApprovalState.PENDING:
            raise AlreadyAsked
        # The record changed since: nobody can decide it, and it must not bar this one.
        _close(earlier, state, actor=None, at=at)
    approval = Approval(
        kind=kind,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        payload=dict(payload),
        base_version=base_version,
        reason=reason.strip(),
        asked_by_id=actor.user_id,
        asked_at=at,
        expires_at=at + GOOD_FOR,
        state=ApprovalState.PENDING,
        decision_reason="",
    )
    db.session.add(approval)
    db.session.flush()
    record(
        "approval.ask",
        ("approval", approval.public_id),
        author=actor.author,
        at=at,
        kind=kind,
        about=f"{subject[0]}:{subject[1]}",
        base_version=base_version,
        payload=payload,
        reason=approval.reason,
    )
    return approval


def decide(
    approval: Approval, *, approve: bool, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Approve or refuse a request; what was asked is done in the same transaction.

    Raises NotAllowed (the permission), SecondPersonNeeded, ApprovalClosed (decided,
    expired, or the record changed) or ReasonRequired (a refusal says why).
    """
    handler = handler_of(approval.kind)
    if not actor.may(handler.needs(approval.payload)):
        raise NotAllowed
    if is_same_person(approval.asked_by_id, actor):
        raise SecondPersonNeeded
    if handler.check is not None:
        handler.check(approval, actor)
    state = present_state(approval, at)
    if state is not ApprovalState.PENDING:
        raise ApprovalClosed(state=state)
    if not approve and not reason.strip():
        raise ReasonRequired
    approval.state = ApprovalState.APPROVED if approve else ApprovalState.REFUSED
    approval.decided_by_id = actor.user_id
    approval.decided_at = at
    approval.decision_reason = reason.strip()
    db.session.flush()  # of two who decide at once, the second is refused here
    record(
        "approval.approve" if approve else "approval.refuse",
        ("approval", approval.public_id),
        author=actor.author,
        at=at,
        kind=approval.kind,
        about=f"{approval.subject_kind}:{approval.subject_id}",
        payload=approval.payload,
        reason=approval.decision_reason,
    )
    if approve:
        handler.apply(approval, actor, at)
    elif handler.refuse is not None:
        handler.refuse(approval, actor, at)


def withdraw(approval: Approval, *, actor: Actor, at: datetime) -> None:
    """Take one's own request back.

    Raises NotAllowed for another's request, ApprovalClosed if it is not waiting.
    """
    if approval.asked_by_id != actor.user_id:
        raise NotAllowed
    if approval.state is not ApprovalState.PENDING:
        raise ApprovalClosed(state=approval.state)
    _close(approval, ApprovalState.WITHDRAWN, actor=actor, at=at)


def expire(at: datetime) -> int:
    """Close the requests that are past their time or whose record changed.

    Returns how many. Running it again does no harm.
    """
    waiting = db.session.scalars(
        select(Approval)
        .where(Approval.state == ApprovalState.PENDING)
        .order_by(Approval.id)
    ).all()
    closed = 0
    for approval in waiting:
        state = present_state(approval, at)
        if state is not ApprovalState.PENDING:
            _close(approval, state, actor=None, at=at)
            closed += 1
    return closed


def present_state(approval: Approval, at: datetime) -> ApprovalState:
    """Return where a request stands now: it may have expired, or its record changed."""
    if approval.state is not ApprovalState.PENDING:
        return approval.state
    if at >= approval.expires_at:
        return ApprovalState.EXPIRED
    version = handler_of(approval.kind).version(approval.subject_id)
    if version != approval.base_version:
        return ApprovalState.SUPERSEDED
    return ApprovalState.PENDING


def is_same_person(user_id: int, actor: Actor) -> bool:
    """Say whether an account and an actor are one person."""
    if user_id == actor.user_id:
        return True
    person = db.session.scalar(select(User.person_id).where(User.id == user_id))
    return person is not None and person == actor.person_id


def _close(
    approval: Approval, state: ApprovalState, *, actor: Actor | None, at: datetime
) -> None:
    approval.state = state
    approval.decided_at = at
    db.session.flush()
    record(
        f"approval.{'withdraw' if state is ApprovalState.WITHDRAWN else 'expire'}",
        ("approval", approval.public_id),
        author=actor.author if actor else SYSTEM,
        at=at,
        kind=approval.kind,
        state=state,
    )
    refuse = handler_of(approval.kind).refuse
    if refuse is not None:
        refuse(approval, actor, at)
