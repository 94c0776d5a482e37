"""The rule of a call's marking and selection: one HR lead asks, a second approves."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from flask_babel import get_locale, gettext

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.recruitment.models import RecruitmentCall, SelectionRule
from pncrecruit.recruitment.queries import intake, schemes
from pncrecruit.recruitment.queries.calls import by_code
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.rules.call_parts import PhaseDraft
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.scheme import (
    Reserved,
    Scheme,
    check_change,
    check_scheme,
    of_scheme,
    to_scheme,
)
from pncrecruit.reference import departments
from pncrecruit.words import N_

KIND = "selection.rule"


def ask_to_set(
    call: RecruitmentCall, scheme: Scheme, *, actor: Actor, at: datetime, reason: str
) -> Approval:
    """Ask a second HR lead to set a call's rule. The seed of the lot is made once."""
    present = schemes.present(call.id)
    seed = present.scheme.seed if present else secrets.token_hex(8)
    whole = replace(scheme, seed=seed)
    _check(call, whole)
    return approvals.ask(
        KIND,
        ("call_rule", call.code),
        {"rule": of_scheme(whole), "before": present.payload if present else None},
        present.edition if present else 0,
        actor=actor,
        at=at,
        reason=reason,
    )


def _check(call: RecruitmentCall, scheme: Scheme) -> None:
    phases = {one.key for one in intake.phases(call.id) if one.kind in MARKED}
    check_scheme(scheme, phases=phases, seats=call.seats)
    present = schemes.present(call.id)
    check_change(
        present.scheme if present else None,
        scheme,
        closed=schemes.is_closed(call.id),
        marked=schemes.marked_phases(call.id),
    )


def set_scheme(
    call: RecruitmentCall,
    scheme: Scheme,
    *,
    actor: Actor,
    at: datetime,
    approval_id: int | None,
) -> SelectionRule:
    """Keep a new edition of a call's rule."""
    _check(call, scheme)
    present = schemes.present(call.id)
    row = SelectionRule(
        call_id=call.id,
        edition=present.edition + 1 if present else 1,
        rule=of_scheme(scheme),
        set_at=at,
        set_by_id=actor.user_id,
        approval_id=approval_id,
    )
    db.session.add(row)
    db.session.flush()
    record(
        "selection.rule_set",
        ("call", call.code),
        author=actor.author,
        at=at,
        edition=row.edition,
        rule=row.rule,
    )
    return row


def _version(code: str) -> int | None:
    call = by_code(code)
    if call is None:
        return None
    present = schemes.present(call.id)
    return present.edition if present else 0


def _apply(approval: Approval, actor: Actor, at: datetime) -> None:
    call = by_code(approval.subject_id)
    if call is None:
        raise LookupError(approval.subject_id)
    scheme = to_scheme(approval.payload["rule"])
    set_scheme(call, scheme, actor=actor, at=at, approval_id=approval.id)


def _describe(approval: Approval) -> list[Line]:
    call = by_code(approval.subject_id)
    if call is None:
        return []
    before = approval.payload["before"]
    phases = intake.phases(call.id)
    old = dict(spoken(phases, to_scheme(before))) if before else {}
    new = spoken(phases, to_scheme(approval.payload["rule"]))
    return [Line(label, old.get(label, ""), text) for label, text in new]


def spoken(
    phases: Iterable[PhaseDraft | PhaseRow], scheme: Scheme
) -> list[tuple[str, str]]:
    """Word a rule in the reader's language: pairs (msgid of the label, text)."""
    english = str(get_locale() or "es").startswith("en")
    names = {one.key: one.name_en if english else one.name_es for one in phases}
    marking = []
    for one in scheme.phases:
        text = gettext(
            "%(phase)s: weight %(weight)s",
            phase=names.get(one.key, one.key),
            weight=f"{one.weight.normalize():f}",
        )
        if one.blind:
            text += "; " + gettext(
                "blind, %(examiners)s examiners, another one when they differ by more"
                " than %(tolerance)s",
                examiners=one.examiners,
                tolerance=f"{one.tolerance.normalize():f}",
            )
        marking.append(text)
    ties = [
        gettext("the higher mark in %(phase)s", phase=names.get(key, key))
        for key in scheme.ties
    ]
    ties.append(
        gettext("a lot drawn from %(seed)s", seed=scheme.seed)
        if scheme.seed
        else gettext("a lot drawn for each call")
    )
    return [
        (N_("Marking"), ". ".join(marking)),
        (N_("Of two with one total comes first"), "; ".join(ties)),
        (
            N_("Reserved seats"),
            "; ".join(_group(one) for one in scheme.reserved)
            or gettext("No seat is reserved"),
        ),
        (
            N_("Waiting list"),
            gettext("All who did not get a seat")
            if scheme.waiting is None
            else str(scheme.waiting),
        ),
        (N_("Days to answer an offer"), str(scheme.offer_days)),
        (N_("Days to ask for a review"), str(scheme.review_days)),
    ]


def _group(one: Reserved) -> str:
    parts = [gettext(one.sex.label)] if one.sex else []
    if one.department:
        known = departments().get(one.department)
        parts.append(known.name if known else one.department)
    return f"{', '.join(parts)}: {one.seats}"


approvals.register(
    Handler(
        kind=KIND,
        called=approvals.subject_code,
        label=N_("Set the rule of marking and selection"),
        permission=Permission.RECRUITMENT_CALL_SET_SEATS,
        version=_version,
        describe=_describe,
        apply=_apply,
    )
)
