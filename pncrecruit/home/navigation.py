"""The navigation: one line a subject, shown to whoever may open it."""

from typing import NamedTuple

from flask import url_for

from pncrecruit.access.actor import granted
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Role
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.shell import NavEntry
from pncrecruit.words import N_


class Line(NamedTuple):
    """A page of the navigation, and the addresses that count as being there."""

    endpoint: str
    label: str
    icon: str
    permission: Permission
    under: tuple[str, ...]


LINES = (
    Line(
        "recruitment.calls",
        N_("Calls"),
        "card-list",
        Permission.RECRUITMENT_CALL_LIST,
        ("recruitment.",),
    ),
    Line(
        "imports.index",
        N_("Imports"),
        "file-earmark-arrow-up",
        Permission.IMPORT_BATCH_READ,
        ("imports.",),
    ),
    Line(
        "officers.index",
        N_("Officers"),
        "person-badge",
        Permission.OFFICER_LIST,
        ("officers.index", "officers.officer", "officers.data_quality"),
    ),
    Line(
        "officers.units",
        N_("Units"),
        "diagram-3",
        Permission.UNIT_LIST,
        ("officers.units", "officers.unit", "officers.new_unit"),
    ),
    Line(
        "retention.alerts",
        N_("Alerts"),
        "bell",
        Permission.ALERT_LIST,
        ("retention.alert", "retention.notice", "retention.rollout"),
    ),
    Line(
        "equity.representation",
        N_("Representation"),
        "bar-chart",
        Permission.EQUITY_FIGURES_VIEW,
        (
            "equity.representation",
            "equity.small_groups",
            "equity.projection",
            "equity.language_coverage",
        ),
    ),
    Line(
        "equity.funnel",
        N_("Funnel"),
        "funnel",
        Permission.EQUITY_FIGURES_VIEW,
        ("equity.funnel", "equity.impact", "equity.requirements"),
    ),
    Line(
        "equity.attrition",
        N_("Attrition"),
        "graph-up",
        Permission.RISK_SCORE_COUNT,
        ("equity.attrition",),
    ),
    Line(
        "retention.model",
        N_("Model"),
        "book",
        Permission.MODEL_VERSION_READ_CARD,
        ("retention.model",),
    ),
    Line(
        "access.approvals",
        N_("Approvals"),
        "clipboard-check",
        Permission.ROLE_GRANT_LIST,
        ("access.approval",),
    ),
    Line(
        "access.accounts",
        N_("Accounts"),
        "people",
        Permission.USER_ACCOUNT_LIST,
        ("access.account", "access.new_account"),
    ),
    Line("jobs.runs", N_("Jobs"), "clock-history", Permission.JOB_LIST, ("jobs.",)),
    Line(
        "oversight.trail",
        N_("Audit log"),
        "journal-text",
        Permission.AUDIT_LOG_LIST,
        ("oversight.",),
    ),
)


def navigation(roles: frozenset[Role], here: str) -> tuple[NavEntry, ...]:
    """Return the lines that somebody with these roles may open, the present one marked.

    ``here`` is the endpoint of the page.
    """
    home = NavEntry(
        url_for("home.index"), gettext("Today"), "house", here == "home.index"
    )
    lines = (
        NavEntry(
            url_for(line.endpoint),
            gettext(line.label),
            line.icon,
            here.startswith(line.under),
        )
        for line in LINES
        if granted(roles, line.permission)
    )
    return (home, *lines)
