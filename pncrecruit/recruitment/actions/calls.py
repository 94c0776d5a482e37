"""Deeds on calls: drafted, changed while a draft, published, extended, closed.

Publication and changes after it take effect when a second person approves
(`actions.call_requests`); what is here applies them, and checks every rule again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db, local_day
from pncrecruit.errors import Conflict
from pncrecruit.recruitment.models import (
    CallDocument,
    CallRequirement,
    CallStart,
    Phase,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries import calls as queries
from pncrecruit.recruitment.rules import CallState
from pncrecruit.recruitment.rules import call_parts as parts
from pncrecruit.recruitment.rules import calls as rules
from pncrecruit.recruitment.rules.call_payload import of_rules
from pncrecruit.recruitment.rules.documents import DocumentDraft, check_documents
from pncrecruit.recruitment.rules.starting import StartingSet
from pncrecruit.reference import document_kinds, loss_reasons, schooling_levels

OURS = "pncrecruit"  # the source of what was entered here
EMPTY = StartingSet()


def draft_call(
    draft: rules.CallDraft,
    *,
    author: Author,
    at: datetime,
    start: StartingSet = EMPTY,
    template_id: int | None = None,
    source: str = OURS,
) -> RecruitmentCall:
    """Draft a call, with what its rules start from, and the template of it if any."""
    rules.check_call(draft)
    rules.check_opening(draft.opens_on, local_day(at))
    _check_requirements(start.requirements)
    if start.phases:
        parts.check_phases(start.phases)
    check_documents(start.documents, kinds=document_kinds())
    taken = queries.by_code(draft.code)
    if taken is not None:
        raise rules.CodeTaken(name=taken.name)
    call = RecruitmentCall(
        code=draft.code,
        state=CallState.DRAFT,
        source=source,
        drafted_by_id=author.user_id,
        changed_at=at,
        **_columns(draft),
    )
    db.session.add(call)
    db.session.flush()
    _write_requirements(call, start.requirements)
    _write_phases(call, start.phases)
    _write_documents(call, start.documents)
    if template_id is not None:
        db.session.add(CallStart(call_id=call.id, template_id=template_id))
    record(
        "call.draft",
        ("call", call.code),
        author=author,
        at=at,
        rules=of_rules(queries.rules_of(call)),
    )
    return call


def update_draft(
    call: RecruitmentCall,
    draft: rules.CallDraft,
    *,
    version: int,
    author: Author,
    at: datetime,
) -> None:
    """Change the name, seats, dates or legal basis of a draft; its code stays.

    Raises Conflict if another change was saved since ``version`` was read.
    """
    _check_draft(call, version)
    rules.check_call(draft)
    rules.check_opening(draft.opens_on, local_day(at))
    columns = _columns(draft)
    changes: dict[str, Any] = {
        name: (getattr(call, name), value)
        for name, value in columns.items()
        if getattr(call, name) != value
    }
    if not changes:
        return
    for name, value in columns.items():
        setattr(call, name, value)
    _touch(call, at)
    record("call.update", ("call", call.code), author=author, at=at, **changes)


def set_requirements(
    call: RecruitmentCall,
    requirements: Sequence[parts.RequirementDraft],
    *,
    version: int,
    author: Author,
    at: datetime,
) -> None:
    """Give a draft its requirements, in their order, in place of those it had."""
    _check_draft(call, version)
    _check_requirements(requirements)
    before = of_rules(queries.rules_of(call))["requirements"]
    _write_requirements(call, requirements)
    _touch(call, at)
    after = of_rules(queries.rules_of(call))["requirements"]
    record(
        "call.set_requirements",
        ("call", call.code),
        author=author,
        at=at,
        requirements=(before, after),
    )


def set_phases(
    call: RecruitmentCall,
    phases: Sequence[parts.PhaseDraft],
    *,
    version: int,
    author: Author,
    at: datetime,
) -> None:
    """Give a draft its phases, in their order, in place of those it had."""
    _check_draft(call, version)
    parts.check_phases(phases)
    before = of_rules(queries.rules_of(call))["phases"]
    _write_phases(call, phases)
    _touch(call, at)
    after = of_rules(queries.rules_of(call))["phases"]
    record(
        "call.set_phases",
        ("call", call.code),
        author=author,
        at=at,
        phases=(before, after),
    )


def set_documents(
    call: RecruitmentCall,
    documents: Sequence[DocumentDraft],
    *,
    version: int,
    author: Author,
    at: datetime,
) -> None:
    """Give a draft the documents it asks for, in place of those it had."""
    _check_draft(call, version)
    check_documents(documents, kinds=document_kinds())
    before = of_rules(queries.rules_of(call))["documents"]
    _write_documents(call, documents)
    _touch(call, at)
    after = of_rules(queries.rules_of(call))["documents"]
    record(
        "call.set_documents",
        ("call", call.code),
        author=author,
        at=at,
        documents=(before, after),
    )


def publish(call: RecruitmentCall, *, author: Author, at: datetime) -> None:
    """Publish a call: from now on its rules stand."""
    rules.check_draft_state(call.state)
    rules.check_publishable(queries.rules_of(call), local_day(at))
    call.state, call.published_at = CallState.OPEN, at
    _touch(call, at)
    record(
        "call.publish",
        ("call", call.code),
        author=author,
        at=at,
        rules=of_rules(queries.rules_of(call)),
    )


def change_of(call: RecruitmentCall) -> rules.Change:
    """Return what of a published call may change, as it is now."""
    return rules.Change(call.seats, call.closes_on, call.course_starts_on)


def check_change(call: RecruitmentCall, change: rules.Change, at: datetime) -> None:
    """Check a change of seats and days of a published call."""
    now = change_of(call)
    rules.check_change(call.state, now, change, call.opens_on, local_day(at))


def change_published(
    call: RecruitmentCall, change: rules.Change, *, author: Author, at: datetime
) -> None:
    """Change the seats of a published call, extend it, or move the course's start."""
    check_change(call, change, at)
    now = change_of(call)
    call.seats, call.closes_on = change.seats, change.closes_on
    call.course_starts_on = change.course_starts_on
    _touch(call, at)
    record(
        "call.change",
        ("call", call.code),
        author=author,
        at=at,
        seats=(now.seats, change.seats),
        closes_on=(now.closes_on, change.closes_on),
        course_starts_on=(now.course_starts_on, change.course_starts_on),
    )


def close(call: RecruitmentCall, *, version: int, author: Author, at: datetime) -> None:
    """Close a call to applicants; those in process go on."""
    _check_version(call, version)
    rules.check_closing(call.state)
    call.state, call.closed_at = CallState.CLOSED, at
    _touch(call, at)
    record("call.close", ("call", call.code), author=author, at=at)


def finish(
    call: RecruitmentCall, *, version: int, author: Author, at: datetime
) -> None:
    """Finish a closed call, once nobody is in process."""
    _check_version(call, version)
    rules.check_finishing(call.state, queries.active_in(call.id))
    call.state = CallState.FINISHED
    _touch(call, at)
    record("call.finish", ("call", call.code), author=author, at=at)


def _columns(draft: rules.CallDraft) -> dict[str, Any]:
    return {
        "name": draft.name.strip(),
        "seats": draft.seats,
        "opens_on": draft.opens_on,
        "closes_on": draft.closes_on,
        "age_on": draft.age_on,
        "course_starts_on": draft.course_starts_on,
        "legal_basis": draft.legal_basis.strip(),
    }


def _check_version(call: RecruitmentCall, version: int) -> None:
    if call.version != version:
        raise Conflict


def _check_draft(call: RecruitmentCall, version: int) -> None:
    rules.check_draft_state(call.state)
    _check_version(call, version)


def _check_requirements(requirements: Sequence[parts.RequirementDraft]) -> None:
    parts.check_requirements(
        requirements,
        loss_reasons={
            code
            for code, reason in loss_reasons().items()
            if reason.family == "requirement"
        },
        levels=schooling_levels(),
    )


def _touch(call: RecruitmentCall, at: datetime) -> None:
    """Count a change of the call's phases or requirements in its version too."""
    call.changed_at = at
    db.session.flush()


def _write_requirements(
    call: RecruitmentCall, requirements: Sequence[parts.RequirementDraft]
) -> None:
    db.session.execute(
        delete(CallRequirement).where(CallRequirement.call_id == call.id)
    )
    db.session.add_all(
        CallRequirement(
            call_id=call.id,
            position=position,
            kind=one.kind,
            sex=one.sex,
            minimum=one.minimum,
            maximum=one.maximum,
            value=one.value,
            loss_reason=one.loss_reason,
            name_es=one.name_es.strip(),
            name_en=one.name_en.strip(),
        )
        for position, one in enumerate(requirements)
    )
    db.session.flush()


def _write_documents(call: RecruitmentCall, documents: Sequence[DocumentDraft]) -> None:
    db.session.execute(delete(CallDocument).where(CallDocument.call_id == call.id))
    db.session.add_all(
        CallDocument(
            call_id=call.id,
            position=position,
            kind=one.kind,
            required=one.required,
            months=one.months,
        )
        for position, one in enumerate(documents)
    )
    db.session.flush()


def _write_phases(call: RecruitmentCall, phases: Sequence[parts.PhaseDraft]) -> None:
    db.session.execute(delete(Phase).where(Phase.call_id == call.id))
    db.session.add_all(
        Phase(
            call_id=call.id,
            position=position,
            key=one.key,
            kind=one.kind,
            name_es=one.name_es.strip(),
            name_en=one.name_en.strip(),
            pass_mark=one.pass_mark,
            mark_unit=one.mark_unit,
            days=one.days,
        )
        for position, one in enumerate(phases)
    )
    db.session.flush()
