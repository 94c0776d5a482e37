"""What a back-test of the record found, as JSON and in a few sentences."""

from collections.abc import Sequence
from typing import Any

from pncrecruit.analysis.backtest import band, band_report, report
from pncrecruit.analysis.cohorts import cohort_figures
from pncrecruit.errors import DomainError
from pncrecruit.retention.actions.evaluation import Evaluated
from pncrecruit.retention.queries.cohorts import cohorts, wholes
from pncrecruit.words import N_


class NoSuchCohort(DomainError):
    message = N_("There is no cohort %(key)s. There are: %(keys)s.")


def found(
    done: Evaluated, *, wanted: Sequence[str] = (), minimum: int
) -> dict[str, Any]:
    """Return everything that a back-test found.

    Cohorts are protected together, whichever of them are wanted. Raises NoSuchCohort.
    """
    result: dict[str, Any] = {
        "as_of": done.force.day.isoformat(),
        "horizon": done.tested.horizon,
        "cold_start": done.judgement is None,
        "product": done.tested.product,
        "why_not": done.tested.why_not,
        "officers": len(done.window.careers),
        "tenure_band": band_report(band(done.window.careers).table()),
    }
    if done.judgement is not None:
        result |= report(done.judgement)
    if wanted:
        result["cohorts"] = _cohorts(done, wanted, minimum)
    return result


def _cohorts(
    done: Evaluated, wanted: Sequence[str], minimum: int
) -> list[dict[str, Any]]:
    every = cohorts(done.force.officer_id)
    keys = [one.key for one in every]
    chosen = {
        key: [one for one in keys if key in ("all", one) or one.startswith(f"{key}=")]
        for key in wanted
    }
    for key, some in chosen.items():
        if not some:
            raise NoSuchCohort(key=key, keys=", ".join(keys))
    shown = {one for some in chosen.values() for one in some}
    figures = cohort_figures(
        done.of_the_force(),
        every,
        minimum=minimum,
        wholes=wholes(every),
        listed=bool(done.folds),
    )
    return [one for one in figures if one["key"] in shown]


def in_words(result: dict[str, Any]) -> str:
    """Return the sentences of the command."""
    if result["cold_start"]:
        rows = [
            f"  {_band(row):>12}  {row['months']:>9,.0f} person-months"
            f"  {row['events']:>5.0f} left  {_yearly(row)}"
            for row in result["tenure_band"]
        ]
        head = (
            f"Cold start: {result['why_not']}. There is no model; these are the rates"
            " of leaving by own will by months of service."
        )
        return "\n".join([head, *rows])
    gain, lift = result["gain_interval"], result["lift_interval"]
    head = (
        f"{len(result['folds'])} dates, judged by the last {result['dates']}:"
        f" log-loss gain over the tenure band {result['gain']:.5f}"
        f" ({gain[0]:.5f} to {gain[1]:.5f}); lift {result['lift']:.2f}"
        f" ({lift[0]:.2f} to {lift[1]:.2f})."
    )
    lines = [head]
    lines += [
        f"{one['name']}: gain over the model {one['gain']:.5f}"
        f" ({one['gain_interval'][0]:.5f} to {one['gain_interval'][1]:.5f}), better on"
        f" {one['won']} of {one['dates']} dates."
        for one in result["challenges"]
    ]
    why = f" ({result['why_not']})" if result["why_not"] else ""
    lines.append(f"In use would be: {result['product']}{why}.")
    if result["leak_suspected"]:
        named = ", ".join([*result["telling"], *result["suspects"]])
        lines.append(f"A leak is suspected: have {named} reviewed.")
    return "\n".join(lines)


def _band(row: dict[str, Any]) -> str:
    high = row["high"]
    return f"{row['low']}+" if high is None else f"{row['low']} to {high - 1}"


def _yearly(row: dict[str, Any]) -> str:
    if row["yearly"] is None:
        return "the yearly risk is not known"
    low, high = row["yearly_interval"]
    return f"yearly risk {row['yearly']:.3f} ({low:.3f} to {high:.3f})"
