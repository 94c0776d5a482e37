"""What a card is made of, and how its figures are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from flask_babel import gettext

from pncrecruit.retention.features.inputs import INPUTS
from pncrecruit.retention.rules.cohorts import CROSSED, NAMES
from pncrecruit.web.filters import number, share
from pncrecruit.words import N_

DASH: Final = "–"
THOUSAND: Final = 1000  # a log-loss is written in thousandths

LABELS: Final = {one.key: one.label for one in INPUTS}
MODELS: Final = {
    "monthly_hazard": N_("The model (additive hazards)"),
    "tenure_band": N_("The table by years of service"),
    "boosted_trees": N_("Boosted trees"),
    "cox": N_("Cox regression"),
}


class Grid(NamedTuple):
    """A table of figures as text; columns after the first are numbers."""

    caption: str
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One question of the card: sentences, then figures, then how they were made."""

    key: str
    title: str
    text: tuple[str, ...]
    grids: tuple[Grid, ...] = ()
    made: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card is written from.

    ``watched`` is what was seen when the version last scored; ``made_up`` says that the
    database holds invented people.
    """

    number: int
    kind: str
    metrics: Mapping[str, Any]
    card: Mapping[str, Any]
    gate_open: bool
    trained_on: date
    expires_on: date
    sha256: str
    in_use: bool
    approved_on: date | None
    watched: Mapping[str, Any] | None
    watched_on: date | None
    made_up: bool
    today: date


def month_name(month: int) -> str:
    """Return a month as it is counted here: 11/2026."""
    return f"{month % 12 + 1:02}/{month // 12}"


def cohort_name(key: str) -> str:
    """Return the name of a cohort."""
    if key in NAMES:
        return gettext(NAMES[key])
    group, _, sex = key.partition(":")
    if sex in CROSSED:
        return gettext(CROSSED[sex], group=cohort_name(group))
    return key.replace("=", ": ")


def input_name(key: str) -> str:
    """Return the name of an input; one that is read no longer keeps its key."""
    return gettext(LABELS[key]) if key in LABELS else key


def written(facts: Facts, field: str) -> str:
    """Return a field of the kept card that is words."""
    text = str(facts.card[field])
    return gettext(text)


def model_name(key: str) -> str:
    """Return the name of a kind of model."""
    return gettext(MODELS[key]) if key in MODELS else key


def of_range(cell: list[Any]) -> str:
    """Return a protected count: its number, or what it lies between."""
    value, low, high = cell
    if value is not None:
        return number(value)
    if high is None:
        return gettext("%(low)s or more", low=number(low))
    return gettext("%(low)s to %(high)s", low=number(low), high=number(high))


def with_ends(figure: list[Any] | None, digits: int = 2) -> str:
    """Return a number with its interval, or a dash."""
    if not figure or figure[1] is None:
        return DASH
    # Rounded first, for a negative nothing is nothing.
    value, low, high = (
        None if one is None else round(one, digits) + 0.0 for one in figure
    )
    ends = gettext(
        "%(low)s to %(high)s", low=number(low, digits), high=number(high, digits)
    )
    return ends if value is None else f"{number(value, digits)} ({ends})"


def share_with_ends(figure: list[Any] | None) -> str:
    """Return a share with its interval, in percent, or a dash."""
    if not figure or figure[1] is None:
        return DASH
    value, low, high = figure
    ends = gettext("%(low)s to %(high)s", low=number(low * 100, 1), high=share(high))
    return ends if value is None else f"{share(value)} ({ends})"


def thousandths(figure: list[Any] | tuple[Any, ...] | None) -> str:
    """Return a difference of log-losses in thousandths, with its interval."""
    if not figure or figure[0] is None:
        return DASH
    return with_ends([one * THOUSAND for one in figure], 1)


def mean(values: list[tuple[float, float]]) -> float | None:
    """Return the mean of (value, weight), None where nothing weighs."""
    total = sum(weight for _, weight in values)
    return sum(value * weight for value, weight in values) / total if total else None
