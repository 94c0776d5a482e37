"""A list of applicants leaves the product for an HR lead only with a second one.

What is approved is one list: this call, these filters. Who asked takes it away once or
several times within the days that an approval is good for, each time with a trace.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from flask_babel import gettext

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import GOOD_FOR, Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.access.queries.approvals import approved_for
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.recruitment.queries.calls import by_code
from pncrecruit.words import N_

KIND = "application.export"
SUBJECT = "applicant_list"
# What narrows a list, by its name in the address; words of the page for each.
FILTERS: Final[Mapping[str, str]] = {
    "q": N_("Search"),
    "phase": N_("Phase"),
    "standing": N_("Standing"),
    "sex": N_("Sex"),
    "department": N_("Department"),
    "office": N_("Office"),
    "way_in": N_("Way in"),
}


def narrowed(args: Mapping[str, str]) -> dict[str, str]:
    """Return what of an address narrows a list: its order and page do not."""
    return {name: args[name] for name in FILTERS if args.get(name)}


def ask_to_export(
    call_code: str,
    filters: Mapping[str, str],
    said: Mapping[str, str],
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Approval:
    """Ask a second HR lead for a list; ``said`` tells the filters in words.

    Raises ReasonRequired or AlreadyAsked.
    """
    if not reason.strip():
        raise ReasonRequired
    return approvals.ask(
        KIND,
        (SUBJECT, call_code),
        {"filters": dict(filters), "said": dict(said)},
        1,  # a list has no version: who is in it changes every day
        actor=actor,
        at=at,
        reason=reason,
    )


def granted(
    call_code: str, filters: Mapping[str, str], *, actor: Actor, at: datetime
) -> Approval | None:
    """Return the approval by which somebody may take this list away now."""
    for one in approved_for(
        KIND, (SUBJECT, call_code), asked_by=actor.user_id, since=at - GOOD_FOR
    ):
        if one.payload["filters"] == dict(filters):
            return one
    return None


def _version(code: str) -> int | None:
    return 1 if by_code(code) else None


def _describe(approval: Approval) -> list[Line]:
    said = approval.payload["said"]
    lines = [Line(N_("Call"), "", approval.subject_id)]
    lines += [Line(FILTERS[name], "", text) for name, text in said.items()]
    if not said:
        lines.append(Line(N_("Filters"), "", gettext("None: the whole list")))
    return lines


def _apply(_approval: Approval, _actor: Actor, _at: datetime) -> None:
    """Do nothing yet: who asked takes the list away, and that is when it is logged."""


approvals.register(
    Handler(
        kind=KIND,
        label=N_("Take a list of applicants away"),
        permission=Permission.BULK_EXPORT_APPROVE,
        version=_version,
        describe=_describe,
        apply=_apply,
    )
)
