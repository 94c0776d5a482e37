"""Appoint graduates as officers: one HR lead asks by a named act, a second approves."""

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day
from pncrecruit.officers.actions.appointment import appoint
from pncrecruit.recruitment.actions.moves import record_results
from pncrecruit.recruitment.models import AppointmentAct, RecruitmentCall
from pncrecruit.recruitment.queries import graduates, intake, moves
from pncrecruit.recruitment.queries.calls import by_code
from pncrecruit.recruitment.queries.graduates import Graduate
from pncrecruit.recruitment.queries.passing import without_cui
from pncrecruit.recruitment.rules import Result
from pncrecruit.recruitment.rules.appointment import (
    FIRST_RANK,
    ActDiffers,
    ActDraft,
    GraduatesChanged,
    check_act,
    of_act,
    to_act,
)
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.passing import CuiOpen, course_over
from pncrecruit.words import N_

KIND = "appointment_act"
SHOWN = 20  # graduates named on the page of the request


def ask_to_appoint(
    call: RecruitmentCall, draft: ActDraft, *, actor: Actor, at: datetime
) -> Approval:
    """Ask a second HR lead to appoint graduates by an act.

    Raises NobodyChosen, TooMany, SignedAfter, NotInForceYet, BeforeTheCall,
    BeforeTheCourseEnds, ActDiffers, GraduatesChanged or CuiOpen.
    """
    over = course_over(intake.phases(call.id), call.course_starts_on)
    check_act(draft, local_day(at), call.opens_on, over)
    _same_act(draft, call.id)
    waiting = graduates.graduates(call.id, draft.graduates)
    if len(waiting) < len(draft.graduates):
        raise GraduatesChanged
    _numbered(waiting)
    return approvals.ask(
        KIND,
        ("appointment", call.code),
        of_act(draft),
        call.version,
        actor=actor,
        at=at,
    )


def _numbered(waiting: Sequence[Graduate]) -> None:
    """Refuse an act on somebody whose CUI was never settled. Raises CuiOpen."""
    if without_cui([one.person_id for one in waiting]):
        raise CuiOpen


def _same_act(draft: ActDraft, call_id: int) -> AppointmentAct | None:
    """Return the act if it is recorded already, with the same words."""
    found = graduates.act(draft.number)
    if found is not None and (
        found.call_id,
        found.signed_on,
        found.effective_on,
        found.signed_by,
    ) != (call_id, draft.signed_on, draft.effective_on, draft.signed_by):
        raise ActDiffers(number=draft.number)
    return found


def appoint_graduates(
    call: RecruitmentCall,
    draft: ActDraft,
    *,
    actor: Actor,
    at: datetime,
    approval_id: int | None,
) -> AppointmentAct:
    """Make officers of all graduates of an act, or of none.

    Raises GraduatesChanged if one of them is not waiting any more, and CuiOpen;
    nobody is appointed twice, the database holds that too.
    """
    applications = moves.moving_many(call.id, draft.graduates, EVERYTHING)
    waiting = graduates.graduates(call.id, draft.graduates)
    if len(waiting) != len(draft.graduates) or len(applications) != len(waiting):
        raise GraduatesChanged
    _numbered(waiting)
    act = _same_act(draft, call.id)
    if act is None:
        act = AppointmentAct(
            number=draft.number,
            call_id=call.id,
            signed_on=draft.signed_on,
            effective_on=draft.effective_on,
            signed_by=draft.signed_by,
            legal_basis=draft.legal_basis,
            recorded_at=at,
            recorded_by_id=actor.user_id,
            approval_id=approval_id,
        )
        db.session.add(act)
        db.session.flush()
    for graduate in waiting:
        appoint(
            graduate,
            act=act,
            rank_key=FIRST_RANK,
            unit_id=draft.unit_id,
            nip=None,
            actor=actor,
            at=at,
        )
    record_results(
        applications,
        Result.APPOINTED,
        client_id=uuid5(NAMESPACE_URL, f"{KIND}:{draft.number}:{approval_id}"),
        actor=actor,
        at=at,
        approval_id=approval_id,
    )
    record(
        "appointment.recorded",
        ("appointment_act", draft.number),
        author=actor.author,
        at=at,
        call=call.code,
        unit=draft.unit_id,
        graduates=[str(one) for one in draft.graduates],
    )
    return act


def _version(code: str) -> int | None:
    call = by_code(code)
    return call.version if call else None


def _describe(approval: Approval) -> list[Line]:
    draft = to_act(approval.payload)
    call = by_code(approval.subject_id)
    named = [
        f"{application_number(approval.subject_id, one.number)}"
        f" {one.given_names} {one.first_surname} {one.second_surname}".strip()
        for one in (
            graduates.graduates(call.id, draft.graduates, SHOWN) if call else []
        )
    ]
    more = len(draft.graduates) - len(named)
    if more > 0 and named:
        named.append(f"+ {more}")
    return [
        Line(N_("Number of the act"), "", draft.number),
        Line(N_("Signed on"), "", f"{draft.signed_on:%d/%m/%Y}"),
        Line(N_("In force from"), "", f"{draft.effective_on:%d/%m/%Y}"),
        Line(N_("Signed by"), "", draft.signed_by),
        Line(N_("Legal basis"), "", draft.legal_basis),
        Line(N_("First posting"), "", draft.unit_name),
        Line(N_("Graduates"), "", "; ".join(named) or str(len(draft.graduates))),
    ]


def _apply(approval: Approval, actor: Actor, at: datetime) -> None:
    call = by_code(approval.subject_id)
    if call is None:
        raise GraduatesChanged
    draft = to_act(approval.payload)
    appoint_graduates(call, draft, actor=actor, at=at, approval_id=approval.id)


approvals.register(
    Handler(
        kind=KIND,
        called=approvals.subject_code,
        label=N_("Appoint graduates"),
        permission=Permission.OFFICER_CREATE,
        version=_version,
        describe=_describe,
        apply=_apply,
    )
)
