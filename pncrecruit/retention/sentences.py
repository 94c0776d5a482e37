"""Causes as sentences in the reader's language; no score, no rank, no comparison."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import format_decimal, gettext

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
    if code is CauseCode.REST_CANCELLED and "days" in facts:
        return str(gettext(_WITH_TERM["days"], sentence=told, days=facts["days"]))
    if code is CauseCode.FAR_FROM_HOME and "months" in facts:
        return str(gettext(_WITH_TERM["months"], sentence=told, months=facts["months"]))
    return told


def sentences(causes: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return all causes in words, the weightiest first."""
    return [sentence(cause) for cause in causes]


def action_label(code: str) -> str:
    """Return an action of the catalogue in words."""
    return str(gettext(Action(code).label))
