"""The history of an application in words, the newest first."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext

from pncrecruit.recruitment.queries.detail import HistoryRow
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.rules import Result
from pncrecruit.recruitment.rules.measures import MeasureKind
from pncrecruit.recruitment.views import words
from pncrecruit.web.filters import as_datetime
from pncrecruit.words import N_

DEEDS = {
    "application.registered": N_("Application recorded"),
    "application.handed_over": N_("Handed over to another office"),
    "application.receipt_issued": N_("Receipt given"),
    "application.languages_changed": N_("Languages changed"),
    "person.contact_changed": N_("Contact changed"),
}
_KINDS = {
    Result.PASSED: "good",
    Result.APPOINTED: "good",
    Result.FAILED: "wrong",
    Result.NOT_MET: "wrong",
}


def entries(
    history: Sequence[HistoryRow], phases: Sequence[PhaseRow]
) -> list[dict[str, str]]:
    """Return the entries of the timeline."""
    undone = {row.undoes_id for row in history if row.kind == "transition"}
    return [_entry(row, phases, undone) for row in reversed(history)]


def _entry(
    row: HistoryRow, phases: Sequence[PhaseRow], undone: set[int | None]
) -> dict[str, str]:
    when, who = as_datetime(row.at), row.by or ""
    if row.kind == "transition":
        title, kind = _result(row, phases)
        text = "; ".join(filter(None, (words.reason(row.code), row.value, row.note)))
        if row.id in undone:
            # Out of the f-string: the catalogues' reader does not look into one.
            later = gettext("Undone later.")
            text = f"{later} {text}".strip()
    elif row.kind == "deed":
        title, kind, text = gettext(DEEDS[row.what]), "", ""
    else:
        title, kind, text = _value(row), "", ""
        if row.position is not None:
            text = words.phase(list(phases), row.position)
    return {"when": when, "who": who, "title": title, "text": text, "kind": kind}


def _result(row: HistoryRow, phases: Sequence[PhaseRow]) -> tuple[str, str]:
    result = Result(row.what)
    phase = words.phase(list(phases), row.position or 0)
    return f"{phase}: {gettext(result.label)}", _KINDS.get(result, "")


def _value(row: HistoryRow) -> str:
    value = f"{Decimal(row.value or 0).normalize():f}"
    if row.kind == "mark":
        return str(gettext("Mark: %(value)s", value=value))
    known = {one.value: one for one in MeasureKind}.get(row.what)
    label = gettext(known.label) if known else row.what
    return f"{label}: {value}"
