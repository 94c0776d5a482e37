"""Back-test on a flat table, without a database: one row a career, one line of JSON.

``python -m pncrecruit.analysis.backtest TABLE.csv --start COL --end COL --event COL``
"""

import argparse
import csv
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from pncrecruit.analysis import backtest
from pncrecruit.analysis.cohorts import Cohort, cohort_figures
from pncrecruit.analysis.folds import Trial
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.person_months import (
    OTHER,
    SERVING,
    UNKNOWN,
    VOLUNTARY,
    Ints,
    careers,
    month_of,
)

KINDS: Final = {
    "": SERVING, "voluntary": VOLUNTARY, "other": OTHER, "unknown": UNKNOWN,
}  # fmt: skip
MINIMUM: Final = 5  # the smallest group of which a figure is shown


@dataclass(frozen=True)
class _Inputs:
    """Months of service and the columns of a table, for officers at months."""

    appointed: Ints
    columns: Floats

    def __call__(self, officer: Ints, month: Ints) -> Floats:
        tenure = (month - self.appointed[officer]).astype(np.float64)
        return np.column_stack([tenure, self.columns[officer]])


def from_table(path: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Read a flat table and back-test it.

    Returns
    -------
    dict
        The judgement, what the product is and why, the tenure band's table, and the
        cohorts where a column of them was named. Where no date can be judged, there is
        the band alone, and ``cold_start`` is true.

    Raises
    ------
    ValueError
        If a month or a kind of leaving is not readable (the line is named), a column is
        not there, or the window cannot be told because nobody left.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        _present(options, reader.fieldnames or ())
    start, end, kind, known = _columns(rows, options)
    seen = [e for e, k in zip(end, kind, strict=True) if k]
    if not seen and not (options.as_of and options.observed_from):
        raise ValueError("nobody left: say --observed-from and --as-of")
    last = _month(options.as_of) if options.as_of else max(seen)
    first = _month(options.observed_from) if options.observed_from else min(seen)
    c, kept = careers(
        start, end, kind, observed_from=first, observed_to=last, known=known
    )
    values = np.array(
        [[_number(rows[i][name]) for name in options.input] for i in kept]
    ).reshape(kept.size, len(options.input))
    trial = Trial(
        careers=c,
        features=_Inputs(c.appointed, values),
        names=("tenure", *options.input),
        advancing={"tenure": 1.0},
        turning=(),
        horizon=options.horizon,
        last=last,
        seed=backtest.SEED,
    )
    done = backtest.backtest(
        trial,
        first=first,
        count=options.folds,
        person=_persons(rows, kept, options.person),
        workers=options.workers,
        cluster=options.cluster,
    )
    found: dict[str, Any] = {
        "cold_start": done.judgement is None,
        "product": done.product,
        "why_not": done.why_not,
        "horizon": options.horizon,
        "officers": len(c),
        "tenure_band": backtest.band_report(backtest.band(c).table()),
    }
    if done.judgement is not None:
        found |= backtest.report(done.judgement)
    if options.cohort:
        groups = [rows[i][options.cohort] or "not stated" for i in kept]
        made = _cohorts(groups)
        found["cohorts"] = cohort_figures(
            done.folds or backtest.years(c, first=first, last=done.settled),
            made,
            minimum=MINIMUM,
            wholes=[tuple(one.key for one in made)],
            listed=bool(done.folds),
        )
    return found


def _present(options: argparse.Namespace, names: Sequence[str]) -> None:
    wanted = [options.start, options.end, options.event, *options.input]
    wanted += [one for one in (options.known, options.person, options.cohort) if one]
    missing = [one for one in wanted if one not in names]
    if missing:
        raise ValueError(f"no column is named {', '.join(missing)}")


def _columns(
    rows: Sequence[dict[str, str]], options: argparse.Namespace
) -> tuple[list[int], list[int], list[int], list[int]]:
    start, end, kind, known = [], [], [], []
    for line, row in enumerate(rows, 2):
        try:
            start.append(_month(row[options.start]))
            gone = row[options.end].strip()
            end.append(_month(gone) if gone else 0)
            kind.append(KINDS[row[options.event].strip()])
            told = (row[options.known] or "").strip() if options.known else ""
            known.append(_month(told) if told else end[-1])
        except (KeyError, ValueError, AttributeError) as error:
            raise ValueError(f"line {line}: {error!r}") from error
    return start, end, kind, known


def _persons(
    rows: Sequence[dict[str, str]], kept: Ints, column: str | None
) -> Ints | None:
    if column is None:
        return None
    _, at = np.unique([rows[i][column] for i in kept], return_inverse=True)
    return at.astype(np.int64)


def _cohorts(groups: Sequence[str]) -> list[Cohort]:
    return [
        Cohort(key, frozenset(at for at, one in enumerate(groups) if one == key))
        for key in sorted(set(groups))
    ]


def _month(text: str) -> int:
    year, month = text.strip().split("-")[:2]
    return month_of(int(year), int(month))


def _number(text: str) -> float:
    return float(text) if text.strip() else math.nan


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pncrecruit.analysis.backtest", description=__doc__
    )
    parser.add_argument("table", type=Path, help="CSV, one row a career.")
    parser.add_argument("--start", required=True, help="Column: appointed, YYYY-MM.")
    parser.add_argument("--end", required=True, help="Column: left, or empty.")
    parser.add_argument(
        "--event", required=True, help="Column: voluntary, other, unknown, or empty."
    )
    parser.add_argument(
        "--known", help="Column: month in which the leaving was recorded."
    )
    parser.add_argument("--person", help="Column: whose career it is, if not one each.")
    parser.add_argument("--cohort", help="Column of groups to audit; never an input.")
    parser.add_argument("--input", action="append", default=[], help="Numeric column.")
    parser.add_argument(
        "--observed-from",
        help="First month whose leavers are recorded; default: the first leaver's.",
    )
    parser.add_argument("--as-of", help="Last month of the record, YYYY-MM.")
    parser.add_argument("--folds", type=int, default=5, help="Dates wanted.")
    parser.add_argument("--horizon", type=int, default=12, help="In months.")
    parser.add_argument("--workers", type=int, default=1, help="Processes; -1: all.")
    parser.add_argument("--cluster", default="", help="Address of a Dask scheduler.")
    parser.add_argument("--json", action="store_true", help="One line of JSON.")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 if the table could be read, 2 with a sentence if not.

    A cold start is an answer too: it says so on standard error, and the output holds
    the tenure band.
    """
    options = _parser().parse_args(arguments)
    try:
        found = from_table(options.table, options)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if found["cold_start"]:
        sys.stderr.write(
            f"Cold start: {found['why_not']}. There is no model; what is given is the"
            " rate of leaving by years of service.\n"
        )
    indent = None if options.json else 2
    sys.stdout.write(json.dumps(found, indent=indent, allow_nan=False) + "\n")
    return 0
