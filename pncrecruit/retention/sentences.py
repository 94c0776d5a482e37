"""Causes as sentences in the reader's language; no score, no rank, no comparison."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import format_decimal, gettext

from pncrecruit.retention.queries.alerts import AlertRow
from pncrecruit.retention.rules import AlertState
from pncrecruit.retention.rules.catalogue import Action, CauseCode
from pncrecruit.words import N_

_SENTENCES = {
    CauseCode.REQUEST_UNANSWERED: N_(
        "a transfer request unanswered for %(months)s months"
    ),
    CauseCode.REST_CANCELLED: N_("%(times)s rest days cancelled"),
    CauseCode.NO_WOMENS_QUARTERS: N_("the site has no separate quarters for women"),
    CauseCode.FAR_FROM_HOME: N_("about %(km)s km between home and posting"),
    CauseCode.LEAVE_REFUSED: N_("annual leave refused %(times)s times in a year"),
    CauseCode.SITE_LACKS: N_("the site lacks water or enough beds"),
    CauseCode.LONG_IN_RANK: N_("%(months)s months without a promotion"),
    CauseCode.LONG_IN_POST: N_("%(months)s months in the same posting"),
    CauseCode.LITTLE_TRAINING: N_("%(hours)s hours of training in two years"),
    CauseCode.HARD_SHIFT: N_("a shift pattern with many days on duty and few off"),
    CauseCode.SEVERAL_TOGETHER: N_("several small things together; ask the person"),
}
_OF_UNIT = N_("%(sentence)s: it concerns %(people)s women at %(sites)s sites")
_WITH_TERM = {
    "days": N_("%(sentence)s in %(days)s days"),
    "months": N_("%(sentence)s, for %(months)s months"),
}


def sentence(cause: Mapping[str, Any]) -> str:
    """Return one cause in words; ``cause`` as it is kept with the alert."""
    code = CauseCode(cause["code"])
    facts = {
        name: format_decimal(round(value), "#,##0")
        for name, value in cause["facts"].items()
    }
    told = str(gettext(_SENTENCES[code], **facts))
    if code is CauseCode.NO_WOMENS_QUARTERS and "people" in facts:
        return str(gettext(_OF_UNIT, sentence=told, **facts))
    if code is CauseCode.REST_CANCELLED and "days" in facts:
        return str(gettext(_WITH_TERM["days"], sentence=told, days=facts["days"]))
    if code is CauseCode.FAR_FROM_HOME and "months" in facts:
        return str(gettext(_WITH_TERM["months"], sentence=told, months=facts["months"]))
    return told


def sentences(causes: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return all causes in words, the weightiest first."""
    return [sentence(cause) for cause in causes]


def cause_label(code: CauseCode) -> str:
    """Return the name of a cause in words."""
    return str(gettext(code.label))


def named(row: AlertRow, *, masked: bool = False) -> str:
    """Return whom or what a case is about: a person and where, or a unit.

    Masked, a person is told by initials.
    """
    if row.given_names is None:
        return row.unit_name
    surname = row.first_surname or ""
    name = f"{row.given_names} {surname}".strip()
    if masked or not surname:
        name = ". ".join(part[:1] for part in (row.given_names, surname) if part) + "."
    return str(gettext("%(name)s, %(unit)s", name=name, unit=row.unit_name))


def lead(row: AlertRow) -> str:
    """Return what is asked of the head, in a sentence."""
    if row.state is AlertState.ANSWERED:
        return str(gettext("Answered: see that it is done, then close it."))
    if row.given_names is None:
        return str(gettext("The site asks for something that many would feel."))
    if row.urgent:
        return str(gettext("The answer is due by law; please give it."))
    return str(gettext("It would be good to talk with this person."))


def action_label(code: str) -> str:
    """Return an action of the catalogue in words."""
    return str(gettext(Action(code).label))
