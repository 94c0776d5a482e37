"""Back-test on a flat table, without a database: one row an officer, one line of JSON.

``python -m pncrecruit.analysis.backtest TABLE.csv --start COL --end COL --event COL``
"""

import argparse
import csv
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from pncrecruit.analysis import folds
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.person_months import (
    OTHER,
    SERVING,
    VOLUNTARY,
    Careers,
    Ints,
    careers,
    month_of,
)

KINDS: Final = {"": SERVING, "voluntary": VOLUNTARY, "other": OTHER}
SEED: Final = 20261124


def backtest(
    c: Careers,
    features: folds.Features,
    *,
    names: Sequence[str],
    advancing: dict[str, float],
    first: int,
    last: int,
    count: int = 5,
    horizon: int = 12,
    seed: int = SEED,
) -> folds.Judgement:
    """Fit and judge at each date of a record.

    Parameters
    ----------
    c : Careers
    features : callable
        Positions and months to inputs, as known on each month's first day.
    names, advancing
        Of the inputs, as `MonthlyHazard` takes them.
    first, last : int
        First and last month of the record.
    count, horizon : int
        Dates wanted, and months of the label.
    seed : int
        Of the sampling and the resampling: the same record gives the same figures.

    Raises
    ------
    ValueError
        If the record is too short, or nobody left by own will before its first date.
    """
    random = np.random.default_rng(seed)
    found = []
    for month in folds.fold_months(first, last, folds=count, horizon=horizon):
        fitted = folds.fit(
            c, features, month, names=names, advancing=advancing, random=random
        )
        found.append(
            folds.judge_at(c, fitted, features, month, horizon=horizon, last=last)
        )
    return folds.judge(found, len(c), random=random)


def _month(text: str) -> int:
    year, month = text.strip().split("-")[:2]
    return month_of(int(year), int(month))


def _number(text: str) -> float:
    return float(text) if text.strip() else math.nan


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: what is not defined is null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: _plain(one) for key, one in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def report(judgement: folds.Judgement) -> dict[str, Any]:
    """Return a judgement as a mapping that JSON can hold."""
    fields = type(judgement).__dataclass_fields__
    found: dict[str, Any] = _plain({key: getattr(judgement, key) for key in fields})
    return found


def from_table(path: Path, options: argparse.Namespace) -> folds.Judgement:
    """Read a flat table and back-test it.

    Raises ValueError, naming the line, if a month or a kind of leaving is not readable.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    start, end, kind = [], [], []
    for line, row in enumerate(rows, 2):
        try:
            start.append(_month(row[options.start]))
            end.append(_month(row[options.end]) if row[options.end].strip() else 0)
            kind.append(KINDS[row[options.event].strip()])
        except (KeyError, ValueError, AttributeError) as error:
            raise ValueError(f"line {line}: {error!r}") from error
    seen = [e for e, k in zip(end, kind, strict=True) if k]
    if not seen:
        raise ValueError("nobody left: there is nothing to test")
    last = _month(options.as_of) if options.as_of else max(seen)
    first = _month(options.observed_from) if options.observed_from else min(seen)
    c, kept = careers(start, end, kind, observed_from=first, observed_to=last)
    standing = np.array(
        [[_number(rows[i][name]) for name in options.input] for i in kept]
    ).reshape(kept.size, len(options.input))

    def features(officer: Ints, month: Ints) -> Floats:
        tenure = (month - c.appointed[officer]).astype(np.float64)
        return np.column_stack([tenure, standing[officer]])

    return backtest(
        c,
        features,
        names=("tenure", *options.input),
        advancing={"tenure": 1.0},
        first=first,
        last=last,
        count=options.folds,
        horizon=options.horizon,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 if the table could be tested, 2 with a sentence if not."""
    parser = argparse.ArgumentParser(
        prog="python -m pncrecruit.analysis.backtest", description=__doc__
    )
    parser.add_argument("table", type=Path, help="CSV, one row an officer.")
    parser.add_argument("--start", required=True, help="Column: appointed, YYYY-MM.")
    parser.add_argument("--end", required=True, help="Column: left, or empty.")
    parser.add_argument(
        "--event", required=True, help="Column: voluntary, other, or empty."
    )
    parser.add_argument("--input", action="append", default=[], help="Numeric column.")
    parser.add_argument(
        "--observed-from",
        help="First month whose leavers are recorded; default: the first leaver's.",
    )
    parser.add_argument("--as-of", help="Last month of the record, YYYY-MM.")
    parser.add_argument("--folds", type=int, default=5, help="Dates wanted.")
    parser.add_argument("--horizon", type=int, default=12, help="In months.")
    parser.add_argument("--json", action="store_true", help="One line of JSON.")
    options = parser.parse_args(arguments)
    try:
        found = report(from_table(options.table, options))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    indent = None if options.json else 2
    sys.stdout.write(json.dumps(found, indent=indent, allow_nan=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
