"""What each permission of the policy is called: its subject, then the deed."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from pncrecruit.words import N_

NOUNS: Final[Mapping[str, str]] = {
    "alert": N_("Cases of support"),
    "alert_notice": N_("Notices to people"),
    "application": N_("Applications"),
    "application_contact": N_("Contact of applicants"),
    "application_document": N_("Documents of applicants"),
    "application_language": N_("Languages of applicants"),
    "application_people": N_("Self-identification"),
    "assessment_session": N_("Panels of examiners"),
    "audit_log": N_("Audit log"),
    "call_assignment": N_("Recruiters of a call"),
    "conflict_declaration": N_("Declarations of conflict"),
    "equity_figures": N_("Figures"),
    "health": N_("State of the product"),
    "import_batch": N_("Imports"),
    "job": N_("Jobs"),
    "language_coverage": N_("Language coverage"),
    "model_version": N_("Attrition model"),
    "officer": N_("Officers"),
    "own_password": N_("Own password"),
    "own_profile": N_("Own profile"),
    "own_second_factor": N_("Own second factor"),
    "own_session": N_("Own sessions"),
    "posting": N_("Postings"),
    "projection": N_("Projection"),
    "record_access_history": N_("History of a record"),
    "recruitment_call": N_("Calls"),
    "retention_action": N_("Supports"),
    "review_request": N_("Requests for review"),
    "risk_score": N_("Risk of leaving"),
    "role_grant": N_("Roles"),
    "score": N_("Marks"),
    "selection_list": N_("Selection lists"),
    "selection_offer": N_("Offers of seats"),
    "stage_move": N_("Moves between phases"),
    "unit": N_("Units"),
    "user_account": N_("Accounts"),
}

VERBS: Final[Mapping[str, str]] = {
    "activate": N_("put into use"),
    "answer": N_("answer"),
    "apply": N_("apply"),
    "approve": N_("approve"),
    "approve_admin_or_auditor": N_("approve an administrator or auditor"),
    "approve_change": N_("approve a change"),
    "assign_panel": N_("assign"),
    "capture": N_("write down an answer"),
    "change": N_("change"),
    "close": N_("close"),
    "count": N_("count"),
    "create": N_("create"),
    "decide": N_("decide"),
    "delete": N_("take away"),
    "disable": N_("disable"),
    "download": N_("download"),
    "download_errors": N_("download the faults"),
    "enable": N_("enable"),
    "enrol": N_("set up"),
    "enter": N_("write down"),
    "export": N_("download"),
    "filter": N_("filter"),
    "generate": N_("make"),
    "keep": N_("keep"),
    "list": N_("see the list"),
    "lock": N_("lock"),
    "make": N_("make"),
    "move": N_("move"),
    "move_bulk": N_("move several at once"),
    "print": N_("print"),
    "publish": N_("publish"),
    "read": N_("read"),
    "read_card": N_("read the card"),
    "read_factors": N_("read the causes"),
    "read_fairness": N_("read how fair it is"),
    "read_history": N_("read the history"),
    "read_liveness": N_("see"),
    "read_named": N_("read with the name"),
    "read_own_entry": N_("read the own ones"),
    "record": N_("write down"),
    "request": N_("ask for"),
    "request_change": N_("ask for a change"),
    "reset_second_factor": N_("reset the second factor"),
    "revoke": N_("take away"),
    "search": N_("search"),
    "send_reset_link": N_("send a link for a new password"),
    "set_requirements": N_("set the requirements"),
    "set_seats": N_("set the seats"),
    "undo": N_("undo"),
    "update": N_("change"),
    "update_rank": N_("change the rank"),
    "upload": N_("upload"),
    "verify": N_("check the chain"),
    "view": N_("see"),
    "withdraw": N_("withdraw"),
}


def permission(code: str) -> str:
    """Return a permission in words; "–" where a rule named none."""
    noun, _, verb = code.partition(".")
    if noun not in NOUNS or verb not in VERBS:
        return "–" if code == "-" else code
    return f"{gettext(NOUNS[noun])}: {gettext(VERBS[verb])}"
