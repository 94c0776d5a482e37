"""A locked mark changes by two persons: one asks with a reason, another approves."""

from datetime import datetime
from decimal import Decimal

from flask_babel import get_locale, gettext
from sqlalchemy import insert

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import Mark
from pncrecruit.recruitment.queries import marks
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.rules.marks import (
    MarkKey,
    check_change,
    check_decider,
    key_of,
)
from pncrecruit.recruitment.rules.measures import checked_mark
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.words import N_

KIND = "mark.change"


def ask_to_change(
    key: MarkKey,
    phase: PhaseRow,
    value: Decimal,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
) -> Approval:
    """Ask a second person for another value of a locked mark.

    A mark that was never given is asked for in the same way once the phase is closed.
    Raises NotLocked, SameMark, MarkImpossible or ReasonRequired.
    """
    checked = checked_mark(phase.kind, value)
    present = marks.held(key)
    locked = present.locked if present else marks.is_closed(phase.id)
    check_change(present.value if present else None, checked, locked=locked)
    if not reason.strip():
        raise ReasonRequired
    return approvals.ask(
        KIND,
        ("mark", key.text),
        {"from": str(present.value) if present else None, "to": str(checked)},
        present.id if present else 0,
        actor=actor,
        at=at,
        reason=reason,
    )


def _version(text: str) -> int | None:
    present = marks.held(key_of(text))
    return present.id if present else 0


def _describe(approval: Approval) -> list[Line]:
    found = marks.subject(key_of(approval.subject_id))
    if found is None:
        return []
    english = str(get_locale() or "es").startswith("en")
    number = application_number(found.call_code, found.number)
    was, to_be = approval.payload["from"], approval.payload["to"]
    return [
        Line(N_("Application"), number, number),
        Line(N_("Phase"), *[found.name_en if english else found.name_es] * 2),
        Line(N_("Examiner"), *[found.evaluator or gettext("Nobody in particular")] * 2),
        Line(N_("Mark"), _plain(was) if was else "", _plain(to_be)),
    ]


def _plain(text: str) -> str:
    return f"{Decimal(text).normalize():f}"


def _check(approval: Approval, actor: Actor) -> None:
    key = key_of(approval.subject_id)
    check_decider(
        marks.accounts_of(actor), marks.scorers(key.application_id, key.phase_id)
    )


def _apply(approval: Approval, actor: Actor, at: datetime) -> None:
    key = key_of(approval.subject_id)
    present = marks.held(key)
    value = Decimal(approval.payload["to"])
    db.session.execute(
        insert(Mark).values(
            application_id=key.application_id,
            phase_id=key.phase_id,
            evaluator_id=key.evaluator_id or None,
            value=value,
            recorded_at=at,
            supersedes_id=present.id if present else None,
            approval_id=approval.id,
        )
    )
    record(
        "mark.changed",
        ("mark", key.text),
        author=actor.author,
        at=at,
        value=(present.value if present else None, value),
        approval=str(approval.public_id),
        reason=approval.reason,
    )


approvals.register(
    Handler(
        kind=KIND,
        label=N_("Change a locked mark"),
        permission=Permission.SCORE_APPROVE_CHANGE,
        version=_version,
        describe=_describe,
        apply=_apply,
        check=_check,
    )
)
