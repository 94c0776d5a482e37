"""The inputs of the model: what was known of an officer on a day, in one pass.

Each input says since when its facts are known. Sex, peoples, languages, health,
maternity, complaints and surveys are not here, and nothing here is made of them
(SECURITY.md's rule for scores; the audit of proxies measures what remains).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from pncrecruit.reference import distance_km
from pncrecruit.retention.features.asof import OPEN, Facts, Floats, Ints, Timeline
from pncrecruit.words import N_

DAYS_A_MONTH: Final = 30.4375
DAYS_A_YEAR: Final = 365.25
HALF_YEAR, YEAR, TWO_YEARS, FIVE_YEARS = 183, 365, 730, 1826


class Input(NamedTuple):
    """One input: its key and label, and whether somebody can change it.

    ``known`` says in words from when its facts are known.
    """

    key: str
    label: str
    known: str
    actionable: bool = False


_AT_ONCE = N_("the day after it is recorded")
INPUTS: Final = (
    Input("tenure_months", N_("Months of service"), N_("the appointment")),
    Input("age_years", N_("Age in years"), N_("the date of birth")),
    Input("months_in_rank", N_("Months since the last promotion"), _AT_ONCE, True),
    Input("months_in_post", N_("Months in the present posting"), _AT_ONCE, True),
    Input("postings_5_years", N_("Postings in five years"), _AT_ONCE),
    Input("distance_km", N_("Kilometres between home and posting"), _AT_ONCE, True),
    Input("rest_cancelled", N_("Rest days cancelled in half a year"), _AT_ONCE, True),
    Input("leave_refused", N_("Annual leave refused in a year"), _AT_ONCE, True),
    Input(
        "request_open_months",
        N_("Months that a transfer request is unanswered"),
        _AT_ONCE,
        True,
    ),
    Input("training_hours", N_("Hours of training in two years"), _AT_ONCE, True),
    Input("site_lacks", N_("What the site lacks: water, beds"), _AT_ONCE, True),
    Input("unit_losses", N_("Officers of the unit who left in a year"), _AT_ONCE),
    Input("pay_growth", N_("Change of pay in two years"), N_("the end of the year")),
    Input("days_on_share", N_("Share of days on duty"), _AT_ONCE, True),
    Input("season_sine", N_("Time of the year (first part)"), N_("the calendar")),
    Input("season_cosine", N_("Time of the year (second part)"), N_("the calendar")),
)
NAMES: Final = tuple(one.key for one in INPUTS)
ADVANCING: Final = {"tenure_months": 1.0, "age_years": 1 / 12}
TURNING: Final = (("season_sine", "season_cosine"),)


@dataclass(frozen=True)
class History:
    """What the record says of a force, as known on one day; days count from 1970.

    ``born`` and ``appointed`` are of shape (n_officers,); facts name their officer by
    position. ``posting.place`` is a unit's position, ``home.place`` a municipality.
    ``unit_municipality`` is of shape (n_units,), -1 where not known; ``site.holder``
    and ``loss.holder`` are units. ``site.value`` is how much a site lacks,
    ``request.value`` is not read, ``pay.value`` is the yearly pay.
    """

    born: Floats
    appointed: Ints
    rank: Facts
    posting: Facts
    home: Facts
    rest: Facts
    leave: Facts
    request: Facts
    training: Facts
    site: Facts
    loss: Facts
    pay: Facts
    shift: Facts
    unit_municipality: Ints

    @cached_property
    def timelines(self) -> Mapping[str, Timeline]:
        """The facts of each kind, sorted for looking up."""
        kinds = (
            "rank", "posting", "home", "rest", "leave", "request", "training",
            "site", "loss", "pay", "shift",
        )  # fmt: skip
        return {kind: Timeline(getattr(self, kind)) for kind in kinds}


def inputs(history: History, officer: Ints, day: Ints) -> Floats:
    """Return the inputs of officers on days, NaN where the record does not say.

    Parameters
    ----------
    history : History
    officer : array of shape (n_rows,)
        Positions of officers.
    day : array of shape (n_rows,)
        Days since 1970. Only what was true and known before the day is read.

    Returns
    -------
    array of shape (n_rows, len(INPUTS))
        In the order of INPUTS.
    """
    line = history.timelines
    post = line["posting"].latest(officer, day)
    unit = _where(post, line["posting"].facts.place, -1)
    here = np.where(unit >= 0, unit, 0)
    columns: dict[str, Floats] = {
        "tenure_months": _months(day - history.appointed[officer]),
        "age_years": (day - history.born[officer]) / DAYS_A_YEAR,
        "months_in_rank": _since(line["rank"], officer, day),
        "months_in_post": _since(line["posting"], officer, day),
        "postings_5_years": line["posting"].count(officer, day, FIVE_YEARS),
        "distance_km": _distance(history, officer, day, unit),
        "rest_cancelled": line["rest"].total(officer, day, HALF_YEAR),
        "leave_refused": line["leave"].count(officer, day, YEAR),
        "request_open_months": _open_request(line["request"], officer, day),
        "training_hours": line["training"].total(officer, day, TWO_YEARS),
        "site_lacks": _site(line["site"], unit, here, day),
        "unit_losses": np.where(unit >= 0, line["loss"].count(here, day, YEAR), np.nan),
        "pay_growth": _pay_growth(line["pay"], officer, day),
        "days_on_share": _value(line["shift"], officer, day),
        **_season(day),
    }
    # A force whose source never recorded a kind is not one in which it never happened.
    for name, kind in _RECORDED_BY.items():
        if not line[kind].facts.holder.size:
            columns[name] = np.full(officer.shape, np.nan)
    return np.column_stack([columns[name] for name in NAMES])


_RECORDED_BY: Final = {
    "rest_cancelled": "rest",
    "leave_refused": "leave",
    "request_open_months": "request",
    "training_hours": "training",
    "postings_5_years": "posting",
    "unit_losses": "loss",
}


def unit_at(history: History, officer: Ints, day: Ints) -> Ints:
    """Return the unit of officers on days, -1 where it is not known."""
    line = history.timelines["posting"]
    return _where(line.latest(officer, day), line.facts.place, -1)


def _months(days: Ints) -> Floats:
    return np.maximum(days, 0) / DAYS_A_MONTH


def _where(found: Ints, values: Ints, nothing: int) -> Ints:
    """Return the values of the facts found, ``nothing`` where there was none."""
    if not values.size:
        return np.full(found.shape, nothing)
    return np.where(found >= 0, values[found], nothing)


def _since(line: Timeline, officer: Ints, day: Ints) -> Floats:
    found = line.latest(officer, day)
    start = _where(found, line.facts.start, 0)
    return np.where(found >= 0, _months(day - start), np.nan)


def _value(line: Timeline, holder: Ints, day: Ints) -> Floats:
    found = line.latest(holder, day)
    if not line.facts.value.size:
        return np.full(found.shape, np.nan)
    return np.where(found >= 0, line.facts.value[found], np.nan)


def _distance(history: History, officer: Ints, day: Ints, unit: Ints) -> Floats:
    """Return the distance between the home and the posting, by pairs of places."""
    homes = history.timelines["home"]
    home = _where(homes.latest(officer, day), homes.facts.place, -1)
    place = _where(unit, history.unit_municipality, -1)
    known = (home >= 0) & (place >= 0)
    distance = np.full(officer.shape, np.nan)
    if known.any():
        pairs, back = np.unique(
            np.column_stack([home[known], place[known]]), axis=0, return_inverse=True
        )
        distance[known] = distance_km(pairs[:, 0], pairs[:, 1])[back.ravel()]
    return distance


def _open_request(line: Timeline, officer: Ints, day: Ints) -> Floats:
    """Return the months since the last request was made, 0 if it was answered."""
    found = line.latest(officer, day)
    start, end = (_where(found, part, OPEN) for part in line.facts[1:3])
    waits = (found >= 0) & (end >= day)
    return np.where(waits, _months(day - start), 0.0)


def _site(line: Timeline, unit: Ints, here: Ints, day: Ints) -> Floats:
    return np.where(unit >= 0, _value(line, here, day), np.nan)


def _pay_growth(line: Timeline, officer: Ints, day: Ints) -> Floats:
    """Return the logarithm of the pay over that of two years before."""
    late = _value(line, officer, day)
    early = _value(line, officer, day - TWO_YEARS)
    return np.log(late / early, out=np.full(day.shape, np.nan), where=early > 0)


def _season(day: Ints) -> dict[str, Floats]:
    turn = 2 * np.pi * (day % DAYS_A_YEAR) / DAYS_A_YEAR
    return {"season_sine": np.sin(turn), "season_cosine": np.cos(turn)}
