"""The history of an application in words, the newest first."""

from collections.abc import Sequence
from decimal import Decimal

from pncrecruit.messages.rules import Channel, LineState, MessageKind
from pncrecruit.recruitment.queries.detail import HistoryRow
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.rules import Result
from pncrecruit.recruitment.rules.eligibility import read_further
from pncrecruit.recruitment.rules.measures import MeasureKind
from pncrecruit.recruitment.views import words
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.filters import as_datetime
from pncrecruit.web.told import Told
from pncrecruit.words import N_

DEEDS = {
    "application.registered": N_("Application recorded"),
    "application.taken_up": N_("Application recorded again"),
    "application.handed_over": N_("Handed over to another office"),
    "application.receipt_issued": N_("Receipt given"),
    "application.languages_changed": N_("Languages changed"),
    "application.corrected": N_("Data of the application corrected"),
    "person.contact_changed": N_("Contact changed"),
    "person.corrected": N_("Data of the person corrected"),
    "person.merged": N_("Led together with another record of the person"),
    "person.separated": N_("Taken apart from another record"),
    "document.received": N_("Document received"),
    "document.judged": N_("Document checked"),
    "document.removed": N_("Document removed"),
}
_KINDS = {
    Result.PASSED: "good",
    Result.APPOINTED: "good",
    Result.FAILED: "wrong",
    Result.NOT_MET: "wrong",
}


def entries(history: Sequence[HistoryRow], phases: Sequence[PhaseRow]) -> list[Told]:
    """Return the entries of the timeline."""
    undone = {row.undoes_id for row in history if row.kind == "transition"}
    return [_entry(row, phases, undone) for row in reversed(history)]


def _entry(
    row: HistoryRow, phases: Sequence[PhaseRow], undone: set[int | None]
) -> Told:
    when, who = as_datetime(row.at), row.by or ""
    if row.kind == "transition":
        title, kind = _result(row, phases)
        text = why(row)
        if row.id in undone:
            # Out of the f-string: the catalogues' reader does not look into one.
            later = gettext("Undone later.")
            text = f"{later} {text}".strip()
    elif row.kind == "deed":
        title, kind, text = gettext(DEEDS[row.what]), "", ""
    elif row.kind == "message":
        state = LineState(row.code or "")
        title, kind = gettext(MessageKind(row.what).label), ""
        channel = gettext(Channel(row.value or "").label)
        text = f"{channel}: {gettext(state.label).lower()}"
    else:
        title, kind, text = _value(row), "", ""
        if row.position is not None:
            text = words.phase(list(phases), row.position)
    return Told(when, title, text, kind, who)


def why(row: HistoryRow) -> str:
    """Return why a result came: the reason, the value that shows it, what was noted."""
    if row.what != Result.NOT_MET.value:
        told = (words.reason(row.code), row.value, row.note)
        return "; ".join(filter(None, told))
    first = words.unmet(row.code, row.value)
    more = [words.unmet(*one) for one in read_further(row.note or "")]
    return "; ".join(filter(None, (first, *more)))


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
