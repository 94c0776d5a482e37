"""The service alerts' causes: published rules on the record, without any model."""

from collections.abc import Sequence

import numpy as np

from pncrecruit.retention.features.asof import Floats, Ints
from pncrecruit.retention.features.inputs import DAYS_A_MONTH, NAMES, History
from pncrecruit.retention.rules.alerts import Cause, ServiceRules
from pncrecruit.retention.rules.catalogue import OF_INPUT, CauseCode


def service_causes(
    history: History,
    officer: Ints,
    day: Ints,
    matrix: Floats,
    *,
    without_quarters: frozenset[int],
    rules: ServiceRules,
) -> dict[int, list[Cause]]:
    """Return what the record says that somebody should act on, by officer.

    Parameters
    ----------
    history : History
    officer, day : arrays of shape (n_rows,)
        Positions of serving officers, and the day after the one looked at.
    matrix : array of shape (n_rows, n_inputs)
        Their inputs, as `inputs` made them.
    without_quarters : frozenset of int
        Positions of the women who serve at a site without separate quarters.
    rules : ServiceRules

    Returns
    -------
    dict of position to causes
        In the order in which they weigh; only officers with a cause.
    """
    column = dict(zip(NAMES, matrix.T, strict=True))
    line = history.timelines
    waits = column["request_open_months"]
    rest = line["rest"].count(officer, day, rules.rest_window)
    leave = line["leave"].count(officer, day, rules.leave_window)
    far = column["distance_km"]
    months = column["months_in_post"]
    found: dict[int, list[Cause]] = {}
    for row in np.flatnonzero(waits * DAYS_A_MONTH >= rules.request_days):
        _add(found, officer[row], CauseCode.REQUEST_UNANSWERED, months=waits[row])
    for row in np.flatnonzero(np.isin(officer, sorted(without_quarters))):
        _add(found, officer[row], CauseCode.NO_WOMENS_QUARTERS)
    for row in np.flatnonzero(rest >= rules.rest_times):
        _add(
            found,
            officer[row],
            CauseCode.REST_CANCELLED,
            times=rest[row],
            days=rules.rest_window,
        )
    for row in np.flatnonzero(leave >= rules.leave_times):
        _add(found, officer[row], CauseCode.LEAVE_REFUSED, times=leave[row])
    with np.errstate(invalid="ignore"):
        is_far = (far >= rules.far_km) & (months >= rules.far_months)
    for row in np.flatnonzero(is_far):
        _add(
            found,
            officer[row],
            CauseCode.FAR_FROM_HOME,
            km=far[row],
            months=months[row],
        )
    return found


def model_causes(
    contributions: Sequence[float], values: Sequence[float], *, most: int = 3
) -> list[Cause]:
    """Return what weighs most in a score and can be changed, as causes in words.

    Parameters
    ----------
    contributions, values : sequences of length n_inputs
        What each input adds to the log-odds, and what it is.

    Returns
    -------
    list of Cause
        At most ``most``, heaviest first. An input that weighs but is not what its
        sentence says (no leave refused, a few kilometres) is no cause that could be
        told to anybody. If nothing that weighs can be changed, the one cause says
        that several small things come together.
    """
    weigh = sorted(
        (
            (-added, name, value)
            for name, added, value in zip(NAMES, contributions, values, strict=True)
            if name in OF_INPUT and added > 0 and _says(name, value)
        )
    )
    causes = [
        Cause(OF_INPUT[name], _facts_of(name, value)) for _, name, value in weigh[:most]
    ]
    return causes or [Cause(CauseCode.SEVERAL_TOGETHER)]


# From where on, or up to where, an input is what the sentence of its cause says.
_AT_LEAST = {
    "request_open_months": 1.0,
    "rest_cancelled": 1.0,
    "distance_km": 50.0,
    "leave_refused": 1.0,
    "site_lacks": 1.0,
    "months_in_rank": 36.0,
    "months_in_post": 24.0,
    "days_on_share": 0.55,
}
_AT_MOST = {"training_hours": 40.0}


def _says(name: str, value: float) -> bool:
    """Say whether a value is what the sentence of its cause tells."""
    if not np.isfinite(value):
        return False
    low, high = _AT_LEAST.get(name, -np.inf), _AT_MOST.get(name, np.inf)
    return bool(low <= value <= high)


_FACT = {
    "request_open_months": "months",
    "rest_cancelled": "times",
    "distance_km": "km",
    "leave_refused": "times",
    "site_lacks": "things",
    "months_in_rank": "months",
    "months_in_post": "months",
    "training_hours": "hours",
    "days_on_share": "share",
}


def _facts_of(name: str, value: float) -> tuple[tuple[str, float | str], ...]:
    return ((_FACT[name], round(float(value), 2)),)


def _add(
    found: dict[int, list[Cause]], officer: int, code: CauseCode, **facts: float
) -> None:
    rounded = tuple((name, round(float(value), 1)) for name, value in facts.items())
    found.setdefault(int(officer), []).append(Cause(code, rounded))
