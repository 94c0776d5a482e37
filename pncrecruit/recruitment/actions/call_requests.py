"""What one HR lead asks and a second approves: to publish a call, to change it."""

from datetime import date, datetime

from flask_babel import get_locale, gettext

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.db import db, local_day
from pncrecruit.errors import Conflict
from pncrecruit.recruitment.actions import calls as actions
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import calls as queries
from pncrecruit.recruitment.rules import calls as rules
from pncrecruit.recruitment.rules.call_parts import PhaseDraft, RequirementDraft
from pncrecruit.recruitment.rules.call_payload import (
    of_change,
    of_rules,
    to_change,
    to_rules,
)
from pncrecruit.recruitment.rules.call_words import (
    NARROWED,
    Sentence,
    document_sentence,
    requirement_sentence,
)
from pncrecruit.recruitment.rules.documents import DocumentDraft
from pncrecruit.reference import document_kinds, schooling_levels
from pncrecruit.words import N_

PUBLISH, CHANGE = "call.publish", "call.change"


def ask_to_publish(
    call: RecruitmentCall, *, actor: Actor, at: datetime, reason: str = ""
) -> Approval:
    """Ask that a call be published exactly as it stands."""
    whole = queries.rules_of(call)
    rules.check_draft_state(call.state)
    rules.check_publishable(whole, local_day(at))
    return approvals.ask(
        PUBLISH,
        ("call", call.code),
        of_rules(whole),
        call.version,
        actor=actor,
        at=at,
        reason=reason,
    )


def ask_to_change(
    call: RecruitmentCall,
    change: rules.Change,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
) -> Approval:
    """Ask for other seats or days of a published call."""
    actions.check_change(call, change, at)
    payload = {"to": of_change(change), "from": of_change(actions.change_of(call))}
    return approvals.ask(
        CHANGE,
        ("call", call.code),
        payload,
        call.version,
        actor=actor,
        at=at,
        reason=reason,
    )


def _version(code: str) -> int | None:
    call = queries.by_code(code)
    return call.version if call else None


def _call(code: str) -> RecruitmentCall:
    call = queries.by_code(code)
    if call is None:
        raise LookupError(code)
    return call


def _apply_publish(approval: Approval, actor: Actor, at: datetime) -> None:
    call = _call(approval.subject_id)
    if of_rules(queries.rules_of(call)) != approval.payload:
        raise Conflict
    actions.publish(call, author=actor.author, at=at)


def _apply_change(approval: Approval, actor: Actor, at: datetime) -> None:
    change = to_change(approval.payload["to"])
    actions.change_published(
        _call(approval.subject_id), change, author=actor.author, at=at
    )
    db.session.flush()


def _said(sentence: Sentence) -> str:
    """Word a sentence of the rules in the reader's language."""
    text = gettext(sentence.message) % dict(sentence.facts)
    if sentence.who is None:
        return text
    return gettext(NARROWED) % {"sentence": text, "who": gettext(sentence.who)}


def spoken(requirement: RequirementDraft, day: date | None) -> str:
    """Word a requirement in the reader's language, as of the day of its call."""
    english = str(get_locale() or "es").startswith("en")
    levels = {
        key: level.name_en if english else level.name_es
        for key, level in schooling_levels().items()
    }
    return _said(requirement_sentence(requirement, day, levels, english=english))


def spoken_document(document: DocumentDraft) -> str:
    """Word a document that a call asks for in the reader's language."""
    english = str(get_locale() or "es").startswith("en")
    return _said(document_sentence(document, document_kinds(), english=english))


def phase_line(place: int, phase: PhaseDraft) -> str:
    """Word a phase in the reader's language, with its place from 1."""
    english = str(get_locale() or "es").startswith("en")
    name = phase.name_en if english else phase.name_es
    return f"{place}. {name} ({gettext(phase.kind.label)})"


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def _describe_publish(approval: Approval) -> list[Line]:
    return lines_of(to_rules(approval.payload))


def lines_of(whole: rules.Rules) -> list[Line]:
    """Word the rules of a call in the reader's language, as of a new call."""
    call = whole.call
    lines = [
        Line(N_("Code"), "", call.code),
        Line(N_("Name"), "", call.name),
        Line(N_("Seats"), "", f"{call.seats:,}"),
        Line(N_("Opens on"), "", _day(call.opens_on)),
        Line(N_("Closes on"), "", _day(call.closes_on)),
        Line(N_("Age is judged on"), "", _day(call.age_on)),
        Line(N_("Course starts on"), "", _day(call.course_starts_on)),
        Line(N_("Legal basis"), "", call.legal_basis),
    ]
    lines += [
        Line(N_("Requirement"), "", spoken(one, call.age_on))
        for one in whole.requirements
    ]
    lines += [
        Line(N_("Phase"), "", phase_line(place, one))
        for place, one in enumerate(whole.phases, 1)
    ]
    lines += [Line(N_("Document"), "", spoken_document(one)) for one in whole.documents]
    return [line for line in lines if line.new]


def _describe_change(approval: Approval) -> list[Line]:
    was, to_be = to_change(approval.payload["from"]), to_change(approval.payload["to"])
    return [
        Line(N_("Seats"), f"{was.seats:,}", f"{to_be.seats:,}"),
        Line(N_("Closes on"), _day(was.closes_on), _day(to_be.closes_on)),
        Line(
            N_("Course starts on"),
            _day(was.course_starts_on),
            _day(to_be.course_starts_on),
        ),
    ]


approvals.register(
    Handler(
        kind=PUBLISH,
        label=N_("Publish a call"),
        permission=Permission.RECRUITMENT_CALL_PUBLISH,
        version=_version,
        describe=_describe_publish,
        apply=_apply_publish,
    )
)
approvals.register(
    Handler(
        kind=CHANGE,
        called=approvals.subject_code,
        label=N_("Change a published call"),
        permission=Permission.RECRUITMENT_CALL_SET_SEATS,
        version=_version,
        describe=_describe_change,
        apply=_apply_change,
    )
)
