"""The words of a kind: one HR lead drafts them, a second approves, then they hold."""

from datetime import datetime

from flask_babel import gettext

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.messages import queries
from pncrecruit.messages.models import MessageTemplate
from pncrecruit.messages.rules import MessageKind, TemplateDraft, check_template
from pncrecruit.words import N_

APPROVE = "message_template.approve"


def ask_for_text(
    kind: MessageKind, draft: TemplateDraft, *, actor: Actor, at: datetime
) -> Approval:
    """Ask a second person for new words of a kind.

    Raises what check_template raises, and AlreadyAsked.
    """
    check_template(kind, draft)
    return approvals.ask(
        APPROVE,
        ("message_template", kind.value),
        draft._asdict(),
        edition_of(kind.value),
        actor=actor,
        at=at,
    )


def store(
    kind: MessageKind,
    draft: TemplateDraft,
    *,
    drafted_by_id: int | None,
    actor: Actor,
    at: datetime,
) -> MessageTemplate:
    """Put words that were approved to use, as the next version of their kind."""
    check_template(kind, draft)
    one = MessageTemplate(
        kind=kind,
        edition=edition_of(kind.value) + 1,
        subject=draft.subject.strip(),
        text=draft.text.replace("\r\n", "\n").strip() + "\n",
        sms=draft.sms.strip(),
        drafted_by_id=drafted_by_id,
        approved_at=at,
        approved_by_id=actor.user_id,
    )
    db.session.add(one)
    db.session.flush()
    record(
        "message_template.set",
        ("message_template", kind.value),
        author=actor.author,
        at=at,
        kind=kind,
        edition=one.edition,
    )
    return one


def edition_of(kind: str) -> int:
    """Return the version in use of a kind, 0 before the first."""
    found = queries.in_use(MessageKind(kind))
    return found.edition if found else 0


def _apply(approval: Approval, actor: Actor, at: datetime) -> None:
    store(
        MessageKind(approval.subject_id),
        TemplateDraft(**approval.payload),
        drafted_by_id=approval.asked_by_id,
        actor=actor,
        at=at,
    )


def _describe(approval: Approval) -> list[Line]:
    kind = MessageKind(approval.subject_id)
    used = queries.in_use(kind)
    before = queries.words_of(used) if used else TemplateDraft("", "", "")
    asked = TemplateDraft(**approval.payload)
    return [
        Line(N_("Message"), gettext(kind.label), gettext(kind.label)),
        Line(N_("Subject"), before.subject, asked.subject),
        Line(N_("Text of the e-mail"), before.text, asked.text),
        Line(N_("Text of the SMS"), before.sms, asked.sms),
    ]


def _called(approval: Approval) -> str:
    return gettext(MessageKind(approval.subject_id).label)


approvals.register(
    Handler(
        kind=APPROVE,
        label=N_("Text of a message"),
        called=_called,
        permission=Permission.MESSAGE_TEMPLATE_CREATE,
        version=edition_of,
        describe=_describe,
        apply=_apply,
    )
)
