"""The addresses of every page, from the map of the application and the live records.

A rule without arguments is its own address; one with arguments takes them from
`VALUES`. What is no page is named in `NOT_PAGES`, with its reason: a rule that is in
neither is missing, and the test says so.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from flask import Flask
from werkzeug.routing import Rule

from pncrecruit.access.policy import POLICY
from pncrecruit.access.rules import Role
from tests.browser.country import Known

DOWNLOAD = "a file to keep, no page"
FILES = (".csv", ".ics", ".pdf")  # an address that ends like this is a file to keep
NOT_PAGES: Mapping[str, str] = {
    "static": "files of the interface",
    "home.healthz": "a line for a monitor",
    "security.two_factor_rescue": "switched off: 404 for everybody",
    "security.tf_select": "switched off: 404 for everybody",
    "security.two_factor_token_validation": "in the middle of signing in, see below",
    "security.mf_recovery": "in the middle of signing in, see below",
    "imports.fair_spreadsheet": DOWNLOAD,
    "recruitment.fair_spreadsheet": DOWNLOAD,
    "recruitment.document_file": "a file; an auditor's question is that of the list",
    "retention.model_card": DOWNLOAD,
    "equity.public_files": DOWNLOAD,
}
# What the policy lets a role do, and yet there is nothing for it to open.
NOTHING_TO_OPEN: Mapping[tuple[str, Role], str] = {
    ("imports.upload_roster", Role.RECRUITER): "a recruiter sends applicants alone",
    ("retention.line", Role.MANAGER): "the line is the retention team's",
    ("retention.line", Role.AUDITOR): "the line is the retention team's",
    ("retention.digest", Role.HR_LEAD): "only a manager gets the weekly letter",
    ("retention.digest", Role.AUDITOR): "only a manager gets the weekly letter",
    ("recruitment.outbox", Role.MANAGER): "no message goes to a unit's officers",
    ("recruitment.message_session", Role.MANAGER): "a manager summons nobody",
    ("recruitment.reminders", Role.MANAGER): "a manager summons nobody",
    ("recruitment.message_list", Role.MANAGER): "a manager sees no applicants",
    ("recruitment.phone_list", Role.MANAGER): "a manager sees no applicants",
    ("recruitment.application_messages", Role.MANAGER): "a manager sees no applicants",
    ("security.two_factor_setup", Role.ANONYMOUS): "in the middle of signing in",
    ("access.approval", Role.RECRUITER): "nothing waits for a recruiter's decision",
    ("access.approval", Role.MANAGER): "nothing waits for a manager's decision",
    ("access.approval", Role.ADMIN): "what an administrator asks, others decide",
}

Values = Callable[[Known, Role], list[dict[str, Any]]]


def _one(make: Callable[[Known], dict[str, Any]]) -> Values:
    return lambda known, _role: [make(known)]


def _call(known: Known) -> dict[str, Any]:
    return {"code": known.open_call}


def _draft(known: Known) -> dict[str, Any]:
    return {"code": known.draft_call}


def _course(known: Known) -> dict[str, Any]:
    return {"code": known.course.code}


def _blind(known: Known) -> dict[str, Any]:
    return {"code": known.blind.code, "phase": known.blind.phase}


def _account(known: Known) -> dict[str, Any]:
    return {"account_id": known.account}


def _officer(known: Known) -> dict[str, Any]:
    return {"officer_id": known.officer}


def _fact(known: Known) -> dict[str, Any]:
    return {"officer_id": known.officer, "fact_id": known.fact}


def _unit(known: Known) -> dict[str, Any]:
    return {"code": known.unit}


def _application(known: Known) -> dict[str, Any]:
    return {"public_id": known.application}


def _marked(known: Known) -> dict[str, Any]:
    return {"public_id": known.course.application}


def _document(known: Known) -> dict[str, Any]:
    return {"document_id": known.course.document}


def _session(known: Known) -> dict[str, Any]:
    return {"session_id": known.session}


def _edition(known: Known) -> dict[str, Any]:
    return {"list_id": known.course.edition}


def _calls(known: Known, _role: Role) -> list[dict[str, Any]]:
    return [{"code": code} for code in (known.open_call, known.course.code)]


VALUES: Mapping[str, Values] = {
    "access.account": _one(_account),
    "access.approval": lambda known, role: [
        {"approval_id": one} for one in known.approvals[role]
    ],
    "access.ask_role": _one(_account),
    "access.disable": _one(_account),
    "access.edit_account": _one(_account),
    "access.enable": _one(_account),
    "access.reset_factor": _one(_account),
    "access.revoke_role": _one(
        lambda known: {"account_id": known.account, "grant_id": known.grant}
    ),
    # The English page has a test of its own: the reader wants Spanish.
    "equity.public_page": _one(lambda _known: {"language": "es"}),
    "imports.batch": _one(lambda known: {"batch_id": known.batch}),
    "imports.undo": _one(lambda known: {"batch_id": known.batch}),
    "officers.close_unit": _one(_unit),
    "officers.correct_line": _one(_fact),
    "officers.edit_unit": _one(_unit),
    "officers.move_unit": _one(_unit),
    "officers.officer": _one(_officer),
    "officers.post_officer": _one(_officer),
    "officers.rank_officer": _one(_officer),
    "officers.record_line": _one(_officer),
    "officers.request_posting": _one(_officer),
    "officers.unit": _one(_unit),
    "officers.unit_facilities": _one(_unit),
    "officers.withdraw_line": _one(_fact),
    "oversight.entry": _one(lambda known: {"entry_id": known.entry}),
    "oversight.record_history": _one(
        lambda known: {
            "kind": "application",
            "identifier": str(known.course.application),
        }
    ),
    "recruitment.answer_offer": _one(lambda known: {"offer_id": known.course.offer}),
    "recruitment.applicants": _calls,
    "recruitment.application": lambda known, _role: [
        _application(known),
        _marked(known),
    ],
    "recruitment.appointments": _calls,
    "recruitment.board": _calls,
    "recruitment.call": _calls,
    "recruitment.call_phase": _one(lambda known: _draft(known) | {"place": 1}),
    "recruitment.call_phases": _one(_draft),
    "recruitment.call_requirements": _one(_draft),
    "recruitment.call_template": _one(lambda known: {"template_id": known.template}),
    "recruitment.change_call": _one(_call),
    "recruitment.change_mark": _one(
        lambda known: _marked(known) | {"phase": known.course.phase}
    ),
    "recruitment.close_call": _one(_call),
    "recruitment.keep_template": _one(_call),
    "recruitment.contact": _one(_application),
    "recruitment.correction": _one(_application),
    "recruitment.decide_conflict": _one(
        lambda known: {"declaration_id": known.course.declaration}
    ),
    "recruitment.edit_call": _one(_draft),
    "recruitment.export": _one(_call),
    "recruitment.export_selection": _one(_edition),
    "recruitment.languages": _one(_application),
    "recruitment.marks": _one(_marked),
    "recruitment.new_applicant": _one(_call),
    "recruitment.offers": _one(_course),
    "recruitment.office": _one(_application),
    "recruitment.own_sheets": _one(lambda known: {"panel_id": known.blind.panel}),
    "recruitment.panel_codes": _one(lambda known: {"panel_id": known.blind.panel}),
    "recruitment.panels": _one(_blind),
    "recruitment.publish_call": _one(_draft),
    "recruitment.publish_selection": _one(_edition),
    "recruitment.receipt": _one(_application),
    "recruitment.recount_selection": _one(_edition),
    "recruitment.review": _one(lambda known: {"review_id": known.course.review}),
    "recruitment.reviews": _one(_course),
    "recruitment.scoring": lambda known, _role: [
        _course(known),
        {"code": known.blind.code},
    ],
    "recruitment.selection": _one(_course),
    "recruitment.selection_edition": _one(_edition),
    "recruitment.selection_rule": _one(lambda known: {"code": known.blind.code}),
    "recruitment.self_identification": _one(_marked),
    "recruitment.sheets": _one(_call),
    "recruitment.timing": _one(_call),
    "recruitment.call_documents": _one(_draft),
    "recruitment.sessions": _one(_call),
    "recruitment.new_session": _one(_call),
    "recruitment.session": _one(_session),
    "recruitment.edit_session": _one(_session),
    "recruitment.cancel_session": _one(_session),
    "recruitment.arrivals": _one(_session),
    "recruitment.close_session": _one(_session),
    "recruitment.assign_sessions": _one(
        lambda known: _call(known) | {"phase": known.session_phase}
    ),
    "recruitment.saved_filters": _calls,
    "recruitment.same_person": _one(
        lambda known: {"public_id": known.twice.application}
    ),
    "recruitment.merge_persons": _one(
        lambda known: {"public_id": known.twice.application, "other": known.twice.other}
    ),
    "recruitment.merged": _one(lambda known: {"merge_id": known.twice.merge}),
    "recruitment.message_session": _one(_session),
    "recruitment.reminders": _one(_session),
    "recruitment.message_list": _one(_call),
    "recruitment.message_text": _one(lambda _known: {"kind": "summons"}),
    "recruitment.phone_list": _one(_call),
    "recruitment.application_messages": _one(_application),
    "recruitment.summon": _one(_application),
    "recruitment.document": _one(_document),
    "recruitment.documents": _one(_marked),
    "recruitment.documents_of_call": _calls,
    "recruitment.new_document": _one(_marked),
    "recruitment.remove_document": _one(_document),
    "retention.model_version": _one(lambda known: {"number": known.model}),
    "retention.notice": _one(lambda known: {"public_id": known.notice}),
    "retention.notice_sheets": _one(lambda known: {"batch": known.notices}),
    "retention.alert": lambda known, _role: [
        {"public_id": one} for one in known.alerts
    ],
    "retention.score": _one(lambda known: {"public_id": known.officer}),
    "security.reset_password": _one(lambda known: {"token": known.token}),
}


class Address(NamedTuple):
    """An address, and the view that answers it."""

    endpoint: str
    path: str


def is_open_to(app: Flask, rule: Rule, role: Role) -> bool:
    """Say whether the policy lets a role open a page at all."""
    view: Any = app.view_functions[rule.endpoint]
    permission = getattr(view, "permission", None)
    is_public = bool(getattr(view, "public", False))
    if role is Role.ANONYMOUS:
        return is_public
    if permission is None:  # who has signed in is led past the pages of signing in
        return not (is_public and rule.endpoint.startswith("security."))
    return role in POLICY[permission]


def missing(app: Flask) -> set[str]:
    """Return the rules that nobody gave an address."""
    return {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
        and rule.arguments
        and not rule.rule.endswith(FILES)
        and rule.endpoint not in NOT_PAGES
        and rule.endpoint not in VALUES
    }


def addresses(app: Flask, role: Role, known: Known) -> Iterator[Address]:
    """Yield the address of each page that a role may open."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    for rule in rules:
        endpoint = rule.endpoint
        if "GET" not in (rule.methods or set()) or endpoint in NOT_PAGES:
            continue
        if rule.rule.endswith(FILES):
            continue
        if (endpoint, role) in NOTHING_TO_OPEN or not is_open_to(app, rule, role):
            continue
        made: list[dict[str, Any]] = [{}]
        if rule.arguments:
            made = VALUES[endpoint](known, role)
        for values in made:
            built = rule.build(values)
            assert built is not None
            yield Address(endpoint, str(built[1]))
