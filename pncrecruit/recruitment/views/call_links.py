"""Where one goes from a call, for whoever may go there."""

from datetime import date
from typing import NamedTuple

from flask import current_app, url_for
from flask_babel import gettext

from pncrecruit.access.guard import signed_in
from pncrecruit.access.policy import Permission
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.rules import CallState
from pncrecruit.recruitment.rules.calls import accepts_applicants


class Link(NamedTuple):
    """An address, the words on it, and its icon."""

    url: str
    label: str
    icon: str


def ways_from(found: RecruitmentCall, today: date) -> list[Link]:
    """Return the ways from a call to its applicants, for whoever may go them."""
    actor = signed_in()
    ways = [
        (
            "recruitment.new_applicant",
            gettext("Register applicant"),
            "person-plus",
            Permission.APPLICATION_CREATE,
        ),
        (
            "recruitment.applicants",
            gettext("List of applicants"),
            "list",
            Permission.APPLICATION_LIST,
        ),
        (
            "recruitment.board",
            gettext("Board by phase"),
            "columns-gap",
            Permission.APPLICATION_LIST,
        ),
        (
            "recruitment.documents_of_call",
            gettext("Documents"),
            "file-earmark-text",
            Permission.APPLICATION_DOCUMENT_UPLOAD,
        ),
        (
            "recruitment.sessions",
            gettext("Sessions"),
            "calendar-event",
            Permission.ASSESSMENT_SESSION_LIST,
        ),
        (
            "recruitment.timing",
            gettext("Physical test"),
            "clock",
            Permission.STAGE_MOVE_MOVE,
        ),
        (
            "recruitment.scoring",
            gettext("Marking"),
            "clipboard-check",
            Permission.ASSESSMENT_SESSION_LIST,
        ),
        (
            "recruitment.selection",
            gettext("Selection list"),
            "list-check",
            Permission.SELECTION_LIST_READ,
        ),
        (
            "recruitment.appointments",
            gettext("Appoint graduates"),
            "mortarboard",
            Permission.OFFICER_CREATE,
        ),
    ]
    takes = accepts_applicants(found.state, found.opens_on, found.closes_on, today)
    return [
        Link(url_for(endpoint, code=found.code), label, icon)
        for endpoint, label, icon, permission in ways
        if found.state is not CallState.DRAFT
        and actor.may(permission)
        and endpoint in current_app.view_functions
        and (takes or endpoint != "recruitment.new_applicant")
    ]
