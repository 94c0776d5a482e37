"""One application: where it stands, what is next, and all that befell it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pncrecruit.access.actor import Actor
from pncrecruit.access.guard import require, signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import DomainError
from pncrecruit.persons import queries as persons
from pncrecruit.persons.kinds import CuiState
from pncrecruit.recruitment.forms.deeds import MarkForm, MeasureForm, UndoForm
from pncrecruit.recruitment.queries import (
    conflicts,
    detail,
    documents,
    intake,
    merging,
)
from pncrecruit.recruitment.queries.detail import ApplicationRow, HistoryRow
from pncrecruit.recruitment.queries.graduates import appointed
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.queries.passing import following
from pncrecruit.recruitment.rules import Result, Standing
from pncrecruit.recruitment.rules.documents import Item
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.standing import undoable
from pncrecruit.recruitment.views import words
from pncrecruit.recruitment.views.asking import result_form, unfilled
from pncrecruit.recruitment.views.blueprint import bp
from pncrecruit.recruitment.views.reasons import ask_why
from pncrecruit.recruitment.views.rows import kind_of
from pncrecruit.recruitment.views.sight import free
from pncrecruit.recruitment.views.telling import entries, why
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.filters import as_date
from pncrecruit.web.i18n import named
from pncrecruit.web.said import said


@bp.route("/applications/<uuid:public_id>", methods=["GET", "POST"])
@require(
    Permission.APPLICATION_READ,
    also=(
        Permission.STAGE_MOVE_READ_HISTORY,
        Permission.APPLICATION_CONTACT_READ,
        Permission.APPLICATION_LANGUAGE_READ,
        Permission.MESSAGE_READ,
    ),
)
def application(public_id: UUID) -> ResponseReturnValue:
    """Show an application; an auditor says why first, and that is kept."""
    found = in_sight(public_id, Permission.APPLICATION_READ)
    number = application_number(found.call_code, found.number)
    why_read = ask_why(number, Permission.APPLICATION_READ)
    if why_read.page:
        return why_read.page
    if why_read.reason:
        record(
            "application.viewed",
            ("application", found.public_id),
            author=signed_in().author,
            at=now(),
            reason=why_read.reason,
        )
        db.session.commit()
    return page_of(found, signed_in())


def in_sight(public_id: UUID, permission: Permission) -> ApplicationRow:
    scope = signed_in().scope(permission)
    found = detail.application(public_id, scope)
    if found is None:
        # The address of one that repeats another leads to that one.
        stays = merging.stands_for(public_id, scope) or abort(404)
        abort(redirect(url_for(".application", public_id=stays), code=303))
    return free(found, permission)


def page_of(
    found: ApplicationRow, actor: Actor, status: int = 200, **forms: Any
) -> ResponseReturnValue:
    phases = intake.phases(found.call_id)
    every = detail.history(found)
    history = [row for row in every if _may_see(row, actor)]
    papers = documents.items(found.call_id, found.id, local_day(now()))
    may_move = actor.may(Permission.STAGE_MOVE_MOVE)
    active = found.standing is Standing.ACTIVE
    shown: dict[str, Any] = {"result": None, "measure": None, "mark": None}
    shown["stands_in_the_way"] = ""
    if may_move and active:
        phase = phases[found.position]
        shown["result"] = result_form(forms.get("result"), phase, found.version)
        shown["measure"] = forms.get("measure") or unfilled(MeasureForm)
        shown["stands_in_the_way"] = _stands_in_the_way(found, phases, papers, actor)
        if phase.kind in MARKED:
            shown["mark"] = forms.get("mark") or unfilled(MarkForm)
    contact = actor.may(Permission.APPLICATION_CONTACT_READ)
    page = render_template(
        "recruitment/application.html",
        application=found,
        number=application_number(found.call_code, found.number),
        phases=_line(found, phases, history),
        next_step=_next(found, phases, history),
        facts=_facts(found, contact=contact),
        entries=entries(history, phases),
        languages=[
            f"{words.language(one.language_key)} ({gettext(one.level.label).lower()})"
            for one in persons.languages(found.person_id)
        ],
        kind=kind_of(found.standing),
        appointed=appointed(found.id) if found.standing is Standing.APPOINTED else None,
        may_see_officer=actor.may(Permission.OFFICER_READ),
        phase_name=words.phase(phases, found.position),
        reinstate=UndoForm(formdata=None)
        if may_move and found.standing is Standing.DEFERRED
        else None,
        undo=_undo(found, every, actor, now()),
        cui_wants=_cui_wants(found),
        papers=_papers(papers, found, actor),
        written_to=any(row.kind == "message" for row in history),
        may_edit=actor.may(Permission.APPLICATION_UPDATE),
        may_merge=actor.may(Permission.APPLICATION_MERGE),
        asks_tie=conflicts.asks(actor, found.id, found.person_id),
        **shown,
    )
    return page, status


def _may_see(row: HistoryRow, actor: Actor) -> bool:
    """Say whether a line of the history is for a reader."""
    if row.kind == "message":
        return actor.may(Permission.MESSAGE_READ)
    # A mark that is not locked yet is its author's alone; an auditor reads all.
    return (
        row.kind != "mark"
        or row.code == detail.LOCKED
        or row.by_id == actor.user_id
        or "after_lock" not in actor.conditions(Permission.SCORE_READ)
    )


def _line(
    found: ApplicationRow, phases: Sequence[PhaseRow], history: Sequence[HistoryRow]
) -> list[dict[str, str]]:
    """Return the phases as a line: done, here, stopped here, to come or not any more.

    Whoever was deferred keeps their place: for them the rest is still to come.
    """
    entered = {row.to_position: row.at for row in history if row.to_position}
    stopped = found.standing not in (
        Standing.ACTIVE,
        Standing.COMPLETED,
        Standing.APPOINTED,
    )
    done = found.standing in (Standing.COMPLETED, Standing.APPOINTED)
    line = []
    for phase in phases:
        if phase.position < found.position or done:
            state = "done"
        elif phase.position == found.position:
            state = "failed" if stopped else "current"
        elif stopped and found.standing is not Standing.DEFERRED:
            state = "unreached"
        else:
            state = "next"
        since = entered.get(phase.position)
        if phase.position == 0:
            since = found.applied_at
        reached = phase.position <= found.position
        note = as_date(since) if since and reached else ""
        line.append({"label": named(phase), "state": state, "note": note})
    return line


def _next(
    found: ApplicationRow, phases: Sequence[PhaseRow], history: Sequence[HistoryRow]
) -> str:
    """Say what is next, by when, and who."""
    if found.standing is Standing.NOT_MET:
        return _loss(history)
    if found.standing is not Standing.ACTIVE:
        return ""  # the badge beside it says it
    phase = phases[found.position]
    days = (now() - found.since).days
    waited = gettext(
        "Waits for the result of %(phase)s at %(office)s. Days so far: %(days)s.",
        phase=named(phase),
        days=days,
        office=found.office,
    )
    if phase.days and days > phase.days:
        foreseen = gettext("%(foreseen)s were foreseen.", foreseen=phase.days)
        return f"{waited} {foreseen}"
    return str(waited)


def _stands_in_the_way(
    found: ApplicationRow,
    phases: Sequence[PhaseRow],
    papers: Sequence[Item],
    actor: Actor,
) -> str:
    """Say why the phase cannot be recorded as passed now by the reader, if so."""
    one = Moving(
        found.id,
        found.public_id,
        found.call_id,
        found.number,
        found.person_id,
        found.office_id,
        found.sex,
        (found.residence_municipality or "")[:2],
        found.standing,
        found.position,
        found.furthest,
        found.version,
        found.call_state,
        found.opens_on,
        found.closes_on,
        found.course_starts_on,
    )
    (led,) = following(
        [one], Result.PASSED, phases, actor=actor, at=now(), lists={one.id: papers}
    )
    return said(led) if isinstance(led, DomainError) else ""


def _loss(history: Sequence[HistoryRow]) -> str:
    """Say which requirements are not met, by the last transition that says so."""
    losses = [
        row
        for row in history
        if row.kind == "transition" and row.what == Result.NOT_MET.value
    ]
    return why(losses[-1]) if losses else ""


def _cui_wants(found: ApplicationRow) -> str:
    """Say what is still to be done about the CUI of somebody in process."""
    if found.standing not in (Standing.ACTIVE, Standing.COMPLETED):
        return ""
    match found.cui_state:
        case CuiState.NONE:
            return str(
                gettext(
                    "The CUI is still missing: it has to be there before the selection."
                )
            )
        case CuiState.REVIEW | CuiState.OVERRIDDEN:
            return str(
                gettext("The CUI is to be compared with the DPI before the selection.")
            )
        case _:
            return ""


def _papers(
    papers: Sequence[Item], found: ApplicationRow, actor: Actor
) -> list[str] | None:
    """Return which documents need a hand, None for those who do not see documents."""
    if not actor.may(Permission.APPLICATION_DOCUMENT_LIST):
        return None
    if found.standing not in (Standing.ACTIVE, Standing.COMPLETED):
        return []
    return [
        f"{words.document(one.asked.kind)} ({gettext(one.state.label).lower()})"
        for one in papers
        if not one.settled
    ]


def _facts(found: ApplicationRow, *, contact: bool) -> list[tuple[str, str]]:
    rows = [
        (gettext("CUI"), words.cui(found.cui, masked=not contact)),
        (gettext("Birth date"), as_date(found.birth_date)),
        (gettext("Sex, as on the DPI"), gettext(found.sex.label)),
        (
            gettext("Municipality when applying"),
            words.municipality(found.residence_municipality),
        ),
        (gettext("Highest schooling completed"), words.schooling(found.schooling)),
        (gettext("Office"), found.office),
        (gettext("Way in"), gettext(found.way_in.label)),
        (gettext("Applied on"), as_date(found.applied_at)),
    ]
    if found.cui_reason:
        reason = f"{gettext(found.cui_state.label)}: {found.cui_reason}"
        rows.insert(1, (gettext("On the CUI"), reason))
    return rows


def _undo(
    found: ApplicationRow, history: Sequence[HistoryRow], actor: Actor, at: datetime
) -> UndoForm | None:
    """Return the form to undo the last move, if the reader may."""
    if not actor.may(Permission.STAGE_MOVE_UNDO):
        return None
    if "second_person" in actor.conditions(Permission.STAGE_MOVE_UNDO):
        return None
    others = [row.at for row in history if row.kind in ("measure", "mark")]
    try:
        undoable(
            detail.events(history),
            user_id=actor.user_id,
            at=at,
            last_deed_at=max(others, default=found.applied_at),
        )
    except DomainError:
        return None
    return UndoForm(formdata=None)
