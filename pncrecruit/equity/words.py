"""Protected figures as text: a number, a range, or the sentence why not."""

from pncrecruit.analysis.composition import Coverage
from pncrecruit.analysis.disclosure import Cell, Protection
from pncrecruit.equity.rules import GROUP_LABELS
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.figure_files import at_least, count, percent, span
from pncrecruit.web.filters import number, share

DASH = "–"


def group_label(key: str) -> str:
    """Return the name of a group in the reader's language."""
    return gettext(GROUP_LABELS[key])


def cell_text(cell: Cell) -> str:
    """Return a cell as it may be read: never a blank that looks like an error."""
    if cell.protection is Protection.WITHHELD:
        return gettext("not shown")
    if cell.value is not None:
        return count(cell.value)
    if cell.high is None:
        return at_least(count(cell.low))
    if cell.low == cell.high:
        return count(cell.low)
    return span(count(cell.low), count(cell.high))


def share_of(cell: Cell, n: int | None) -> float | None:
    """Return a cell's share of n, None where either is not shown."""
    if cell.value is None or not n:
        return None
    return cell.value / n


def share_text(value: float | None) -> str:
    """Return a share, or a dash where it is not known."""
    return DASH if value is None else percent(value)


def coverage_text(allows: Coverage, answered: int, total: int) -> str:
    """Return what the share of those who answered allows to be said."""
    part = share(answered / total) if total else DASH
    if allows is Coverage.SHARES:
        return gettext(
            "%(answered)s of %(total)s answered (%(part)s): shares are of those who"
            " answered.",
            answered=number(answered),
            total=number(total),
            part=part,
        )
    if allows is Coverage.BOUNDS:
        return gettext(
            "Only %(part)s answered: beside each share stands what it would be if none,"
            " or all, of the others belonged.",
            part=part,
        )
    return gettext(
        "Only %(part)s answered: that is too few for shares, so only counts are shown.",
        part=part,
    )
