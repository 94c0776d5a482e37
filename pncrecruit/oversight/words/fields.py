"""What each field of the trail is called, and how its value is told."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from pncrecruit.access.rules import ApprovalState, Role
from pncrecruit.identity.rules import AnswerSource
from pncrecruit.imports.rules import RecordKind
from pncrecruit.messages.rules import Channel, LineState, MessageKind
from pncrecruit.officers.rules import FactKind, UnitKind
from pncrecruit.oversight.words import values as v
from pncrecruit.oversight.words import wholes
from pncrecruit.oversight.words.values import Tell
from pncrecruit.persons.kinds import CuiState, Precision, Sex
from pncrecruit.recruitment.rules import Result, Standing, WayIn
from pncrecruit.recruitment.rules.conflicts import Tie
from pncrecruit.recruitment.rules.documents import Verdict
from pncrecruit.recruitment.rules.measures import MeasureKind
from pncrecruit.recruitment.rules.merging import LABELS
from pncrecruit.recruitment.rules.offers import Answer
from pncrecruit.recruitment.rules.saved import Shared
from pncrecruit.retention.rules import AlertState, AnswerKind, Weekday
from pncrecruit.retention.rules.catalogue import Action
from pncrecruit.retention.rules.notices import ReviewResult, Wish
from pncrecruit.words import N_


class Field(NamedTuple):
    """A field: its label as a msgid, and how its value is told.

    ``whole`` says that a list of two is one value, not what it was and what it is.
    """

    label: str
    tell: Tell = v.text
    whole: bool = False


_METHODS: Final = {"GET": N_("Opening a page"), "POST": N_("Sending a form")}
_PURPOSES: Final = {"support": N_("To support the officer")}
_MODELS: Final = {
    "monthly_hazard": N_("Additive hazard model"),
    "tenure_band": N_("Rate by years of service"),
}
_FILTERS: Final = {
    "q": N_("Search"),
    "phase": N_("Phase"),
    "standing": N_("Standing"),
    "sex": N_("Sex"),
    "department": N_("Department"),
    "office": N_("Office"),
    "way_in": N_("Way in"),
    "sort": N_("Order"),
    "dir": N_("Direction of the order"),
    "after": N_("Page"),
    "before": N_("Page"),
    "columns": N_("Columns"),
    "view": N_("View"),
}

FIELDS: Final[Mapping[str, Field]] = {
    "about": Field(N_("About"), v.about),
    "absorbed": Field(N_("Record that was led into it"), v.record("person")),
    "accepted": Field(N_("Accepted lines"), v.count),
    "act": Field(N_("Act of appointment")),
    "action": Field(N_("Support"), v.one_of(Action)),
    "active": Field(N_("Version in use"), v.record("model_version")),
    "age_on": Field(N_("Age is judged on"), v.day),
    "alarms": Field(N_("Alarms"), v.count),
    "alert_budget": Field(N_("Cases a month"), v.count),
    "answer": Field(N_("Answer"), v.one_of(Answer)),
    "applicants": Field(N_("Applicants"), v.count),
    "application": Field(N_("Application"), v.record("application_id")),
    "applications": Field(N_("Applications"), v.records("application"), whole=True),
    "approval": Field(N_("Request for a second person"), v.record("approval")),
    "as_of": Field(N_("As of"), v.day),
    "assignment": Field(N_("Assignment number"), v.plain),
    "attempt": Field(N_("Attempt"), v.count),
    "barred": Field(N_("May not take part"), v.yes_no),
    "base_version": Field(N_("Version of the record"), v.plain),
    "batch": Field(N_("Import"), v.record("import_batch")),
    "beds": Field(N_("Beds"), v.count),
    "birth_date": Field(N_("Birth date"), v.day),
    "birth_precision": Field(N_("How exactly"), v.one_of(Precision)),
    "bulk": Field(N_("Key of the sending"), v.fingerprint),
    "by_email": Field(N_("By e-mail"), v.count),
    "by_phone": Field(N_("To be called by somebody"), v.count),
    "by_sms": Field(N_("By SMS"), v.count),
    "call": Field(N_("Call"), v.record("call")),
    "came": Field(N_("Came"), v.count),
    "candidates": Field(N_("Candidates"), v.count),
    "capacity": Field(N_("Capacity, in persons"), v.count),
    "change": Field(N_("Request for a second person"), v.record("approval")),
    "channel": Field(N_("Channel"), v.one_of(Channel)),
    "closed": Field(N_("Closed as a repetition"), v.records("application"), whole=True),
    "closed_on": Field(N_("Closed on"), v.day),
    "closes_on": Field(N_("Closes on"), v.day),
    "codes": Field(N_("Codes"), v.each(v.text), whole=True),
    "computed": Field(N_("Outcomes computed"), v.count),
    "cost": Field(N_("Cost"), v.money),
    "count": Field(N_("How many"), v.count),
    "course_starts_on": Field(N_("Course starts on"), v.day),
    "cui": Field(N_("CUI"), v.cui),
    "cui_reason": Field(N_("Reason for the CUI")),
    "cui_state": Field(N_("State of the CUI"), v.one_of(CuiState)),
    "distinct": Field(N_("Said to be another person"), v.yes_no),
    "done_on": Field(N_("Done on"), v.day),
    "due": Field(N_("Due on"), v.day),
    "due_on": Field(N_("Due on"), v.day),
    "edition": Field(N_("Edition"), v.plain),
    "effective_on": Field(N_("In force from"), v.day),
    "email": Field(N_("E-mail")),
    "entries": Field(N_("Entries"), v.count),
    "establishment": Field(N_("Posts foreseen"), v.count),
    "examiner": Field(N_("Examiner"), v.record("account_id")),
    "exam_session": Field(N_("Test session"), v.record("exam_session")),
    "expired": Field(N_("Expired"), v.count),
    "fact": Field(N_("Line of the record"), v.plain),
    "failed": Field(N_("Not delivered"), v.count),
    "failures": Field(N_("Failed attempts"), v.count),
    "filters": Field(N_("Filters in use"), v.each(v.one_word(_FILTERS)), whole=True),
    "first_surname": Field(N_("First surname")),
    "found": Field(N_("Found"), v.count),
    "freed": Field(N_("Places that became free"), v.count),
    "gate_open": Field(N_("Good enough for cases"), v.yes_no),
    "given_names": Field(N_("Given names")),
    "graduates": Field(N_("Graduates"), v.records("application"), whole=True),
    "handed_over": Field(N_("Handed over"), v.count),
    "handed_on": Field(N_("Handed over on"), v.day),
    "hash": Field(N_("Fingerprint"), v.fingerprint),
    "height_cm": Field(N_("Height (cm)"), v.count),
    "inputs": Field(N_("Fingerprint of the inputs"), v.fingerprint),
    "kept": Field(N_("Kept, being worked on"), v.each(v.plain), whole=True),
    "keys": Field(N_("Ranks"), v.each(v.rank), whole=True),
    "document": Field(N_("Document"), v.plain),
    "document_kind": Field(N_("Kind of document"), v.document),
    "documents": Field(N_("Documents"), wholes.documents),
    "into": Field(N_("Into the record"), v.record("person")),
    "issued_on": Field(N_("Issued on"), v.day),
    "kind": Field(N_("Kind")),
    "template": Field(N_("Template")),
    "venue": Field(N_("Place")),
    "verdict": Field(N_("What was found"), v.one_of(Verdict)),
    "known_on": Field(N_("Known since"), v.day),
    "languages": Field(N_("Languages"), v.each(v.language), whole=True),
    "left": Field(N_("Left as it is now"), v.each(v.one_word(LABELS)), whole=True),
    "legal_basis": Field(N_("Legal basis")),
    "levers": Field(N_("Scenario"), wholes.levers),
    "lines": Field(N_("Lines"), v.count),
    "marked": Field(N_("Marked"), v.count),
    "married_surname": Field(N_("Married surname")),
    "method": Field(N_("By"), v.one_word(_METHODS)),
    "municipality": Field(N_("Municipality"), v.municipality),
    "name": Field(N_("Name")),
    "notice": Field(N_("Sheet"), v.fingerprint),
    "no_shows": Field(N_("Did not attend"), v.count),
    "not_met": Field(N_("Requirements not met"), v.each(v.loss_reason), whole=True),
    "number": Field(N_("Number in the call"), v.plain),
    "numbers": Field(N_("Numbers"), v.span, whole=True),
    "office": Field(N_("Office"), v.record("unit_id")),
    "officer": Field(N_("Officer"), v.record("officer_id")),
    "officers": Field(N_("Officers"), v.count),
    "opened_on": Field(N_("Opened on"), v.day),
    "opens_on": Field(N_("Opens on"), v.day),
    "order": Field(N_("Order of the units"), v.each(v.text), whole=True),
    "origin_municipality": Field(N_("Municipality of origin"), v.municipality),
    "owner": Field(N_("In charge"), v.record("account_id")),
    "panel": Field(N_("Panel"), v.record("panel")),
    "parent": Field(N_("Below"), v.record("unit")),
    "payload": Field(N_("What was asked"), wholes.request, whole=True),
    "persons": Field(N_("Persons"), v.count),
    "phase": Field(N_("Phase"), v.phase),
    "phases": Field(N_("Phases"), wholes.phases),
    "phone": Field(N_("Telephone"), v.phone),
    "place": Field(N_("Place on the panel"), v.count),
    "position": Field(N_("Phase"), v.phase),
    "purpose": Field(N_("Purpose"), v.one_word(_PURPOSES)),
    "raised": Field(N_("Raised"), v.count),
    "rank": Field(N_("Rank"), v.rank),
    "reason": Field(N_("Reason")),
    "recruiter": Field(N_("Recruiter")),
    "requirements": Field(N_("Requirements"), wholes.requirements),
    "residence_municipality": Field(N_("Municipality of residence"), v.municipality),
    "result": Field(N_("Result"), v.one_of(Result)),
    "retention_team": Field(N_("Retention team"), v.yes_no),
    "returned": Field(N_("Returned lines"), v.count),
    "review": Field(N_("What the person asks to have reviewed")),
    "review_until": Field(N_("Reviews may be asked until"), v.day),
    "role": Field(N_("Role"), v.one_of(Role)),
    "rows": Field(N_("Rows"), v.count),
    "rule": Field(N_("Rule"), wholes.scheme),
    "rules": Field(N_("Rules of the call"), wholes.rules),
    "rules_kept": Field(N_("Rules kept"), wholes.start),
    "schooling": Field(N_("Schooling"), v.schooling),
    "scored": Field(N_("Officers scored"), v.count),
    "scored_on": Field(N_("Scored on"), v.day),
    "seats": Field(N_("Seats"), v.count),
    "second_surname": Field(N_("Second surname")),
    "seed": Field(N_("Seed"), v.plain),
    "sent": Field(N_("Sent"), v.count),
    "sex": Field(N_("Sex"), v.one_of(Sex)),
    "sha256": Field(N_("Fingerprint of the file"), v.fingerprint),
    "shared": Field(N_("Who sees it"), v.one_of(Shared)),
    "sheets": Field(N_("Sheets"), v.count),
    "silences": Field(N_("Terms without an answer"), v.count),
    "since": Field(N_("Since"), v.day),
    "source": Field(N_("Source"), v.one_of(AnswerSource)),
    "standing": Field(N_("Standing"), v.one_of(Standing)),
    "starts_at": Field(N_("Begins"), v.day),
    "starts_on": Field(N_("Starts on"), v.day),
    "state": Field(N_("State"), v.one_of(AlertState)),
    "supersedes": Field(N_("In place of line"), v.plain),
    "tables": Field(N_("Tables"), v.count),
    "tie": Field(N_("Tie"), v.one_of(Tie)),
    "undone": Field(N_("Undone result"), v.one_of(Result)),
    "unit": Field(N_("Unit"), v.record("unit_id")),
    "unit_id": Field(N_("Unit"), v.record("unit_id")),
    "until": Field(N_("Until"), v.day),
    "updated": Field(N_("Updated"), v.count),
    "upheld": Field(N_("The mark stands"), v.yes_no),
    "valid_from": Field(N_("Valid from"), v.day),
    "valid_to": Field(N_("Valid until"), v.day),
    "value": Field(N_("Value"), v.count),
    "waiting": Field(N_("Waiting for a place in a month"), v.count),
    "warned": Field(N_("Lines with a warning"), v.count),
    "water": Field(N_("Water"), v.yes_no),
    "way_in": Field(N_("Way in"), v.one_of(WayIn)),
    "weekday": Field(N_("Day of the week"), v.one_of(Weekday)),
    "womens_baths": Field(N_("Bathrooms for women"), v.yes_no),
    "womens_quarters": Field(N_("Separate quarters for women"), v.yes_no),
    "within_km": Field(N_("Nobody farther than, in kilometres"), v.count),
    "without_place": Field(N_("Without a place"), v.count),
    "wish": Field(N_("What the person chose"), v.one_of(Wish)),
    "wording": Field(N_("Wording of the question"), v.plain),
}

# Where a field means something else in a deed, by how the deed's code begins.
IN_DEEDS: Final[Mapping[tuple[str, str], Field]] = {
    ("access.", "rule"): Field(N_("What the rule says"), v.rule_broken),
    ("alert.answer", "kind"): Field(N_("Kind of answer"), v.one_of(AnswerKind)),
    ("alert_notice.", "batch"): Field(N_("Batch of sheets"), v.fingerprint),
    ("alert_notice.", "result"): Field(N_("What came of it"), v.one_of(ReviewResult)),
    ("application.", "kind"): Field(N_("Measure"), v.one_of(MeasureKind)),
    ("application.result_recorded", "reason"): Field(N_("Reason"), v.loss_reason),
    ("approval.", "kind"): Field(N_("Kind of request"), v.asked),
    ("approval.", "state"): Field(N_("State"), v.one_of(ApprovalState)),
    ("call_assignment.", "office"): Field(N_("Office"), v.record("unit")),
    ("import.", "kind"): Field(N_("What the lines are"), v.one_of(RecordKind)),
    ("message", "kind"): Field(N_("Message"), v.one_of(MessageKind)),
    ("message.", "on"): Field(N_("Switched on"), v.yes_no),
    ("message.", "state"): Field(N_("State"), v.one_of(LineState)),
    ("model_version.train", "kind"): Field(N_("Kind"), v.one_word(_MODELS)),
    ("model_version.", "sha256"): Field(N_("Fingerprint of the model"), v.fingerprint),
    ("selection.", "result"): Field(N_("Fingerprint of the result"), v.fingerprint),
    ("selection.", "numbers"): Field(
        N_("Offered to"), v.each(v.own_number), whole=True
    ),
    ("service_fact.", "kind"): Field(N_("Kind of line"), v.one_of(FactKind)),
    ("unit.", "kind"): Field(N_("Kind of unit"), v.one_of(UnitKind)),
}


def field_of(verb: str, name: str) -> Field | None:
    """Return what a field is in a deed, nothing if nobody said so."""
    for (begins, field), meant in IN_DEEDS.items():
        if field == name and verb.startswith(begins):
            return meant
    return FIELDS.get(name)
