"""What whoever approves the open data sees: as they will be, and what is held back."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext

from pncrecruit.equity.figures.public import BASE, kept_back
from pncrecruit.equity.packing import facts, told
from pncrecruit.equity.rules import GROUP_LABELS, NATION
from pncrecruit.words import N_

_COLUMNS = {
    "F": N_("Women"),
    "M": N_("Men"),
    "all": N_("All"),
    "finished": N_("Passed every phase"),
    "not_finished": N_("Did not pass every phase"),
}


def preview(content: Mapping[str, Any], digest: str) -> dict[str, Any]:
    """Return the facts of the report, and each figure that is told as a range.

    Without the chart: nothing is drawn while somebody decides.
    """
    shown = facts(content, digest)
    return shown | {"kept_back": list(_kept_back(content, shown["minimum"]))}


def _kept_back(
    content: Mapping[str, Any], minimum: int
) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Yield each table, and its figures that are held back: what is told, and why."""
    names = {call["code"]: call["name"] for call in content["calls"]}
    for parent, table in sorted(content["tables"].items(), reverse=True):
        where = gettext("Who serves, by people and sex")
        if parent != NATION:
            code = parent.removeprefix("call:")
            where = names.get(code, code)
        lines = [
            (
                f"{gettext(GROUP_LABELS[row])} · {gettext(_COLUMNS[column])}",
                told(low, high),
                _why(low, high, minimum),
            )
            for row, column, low, high in kept_back(table)
        ]
        if lines:
            yield where, lines
    few = [call["name"] for call in content["calls"] if call["women"][0] is None]
    if few:
        why = gettext(
            "Fewer than %(minimum)s women or men applied: neither is told.",
            minimum=minimum,
        )
        lines = [(name, told(None, None), why) for name in few]
        yield gettext("Calls to apply, and who applied"), lines


def _why(low: int | None, high: int | None, minimum: int) -> str:
    if low is None:
        return gettext("So few answered that no figure could be told safely.")
    if low == 0 and high is not None and high <= minimum + BASE:
        return gettext("It may be fewer than %(n)s persons.", n=minimum)
    return gettext("A smaller figure would follow from it by subtraction.")
