"""`python -m benchmarks.model`: the attrition model beside its peers, and its times.

Needs the packages of `tools/setup.py peers`, and in PNCRECRUIT_ROSTER_DIR the folder of
the shared real roster. Writes docs/model-evaluation.md.
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.force import Part, measured
from benchmarks.peers import with_peers
from benchmarks.roster import SETTING, imported
from pncrecruit.analysis import contest
from pncrecruit.analysis.contest import Judgement, resampled
from pncrecruit.analysis.folds import Fold
from pncrecruit.analysis.intervals import Floats
from pncrecruit.analysis.metrics import losses, on_list, quality
from pncrecruit.retention.actions.evaluation import SEED, Evaluated, evaluate, trial_of
from pncrecruit.retention.queries.careers import last_extraction

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "model-evaluation.md"
NAMES: Final = {
    "monthly_hazard": "**additive hazards (champion)**",
    "tenure_band": "tenure band",
    "cox": "Cox, splines",
    "boosted_trees": "HistGradientBoosting on person-months",
    "explainable_boosting": "explainable boosting machine",
    "random_survival_forest": "random survival forest",
    "boosted_survival": "boosted survival (Cox loss)",
}
DATES, DRAWS = 4, 1000
NOTE: Final = f"{os.cpu_count()} cores, shared with other work"


class Line(NamedTuple):
    """One model over all dates, and the champion's differences with 95 %."""

    name: str
    log_loss: float
    brier: float
    precision: float
    auc: float
    slope: float
    log_loss_gap: Floats
    brier_gap: Floats
    precision_gap: Floats


@dataclass(frozen=True, slots=True)
class Compared:
    """What a roster showed."""

    lines: list[Line]
    folds: Sequence[Fold]
    judgement: Judgement
    officers: int
    day: date


def said_by(fold: Fold, name: str) -> Floats:
    """Return what a model said at a date."""
    if name == "monthly_hazard":
        return fold.champion
    return fold.floor if name == "tenure_band" else fold.challengers[name]


def compare(done: Evaluated, folds: Sequence[Fold]) -> list[Line]:
    """Judge all models on the same officers at the same dates."""
    names = ["monthly_hazard", "tenure_band", *sorted(folds[0].challengers)]
    n = len(done.window.careers)
    columns = {name: np.zeros((n, 4)) for name in names}
    for fold in folds:
        for name in names:
            p = said_by(fold, name)
            on = on_list(p)
            row = (losses(fold.left, p), (fold.left - p) ** 2, on * fold.left, on)
            np.add.at(columns[name], fold.officer, np.column_stack(row))
    dates = np.zeros((n, 1))
    for fold in folds:
        np.add.at(dates, fold.officer, 1.0)
    joined = np.hstack([dates, *columns.values()])
    joined = joined[joined[:, 0] > 0]
    draws = resampled(joined, np.random.default_rng(SEED), DRAWS)
    whole = joined.sum(0, keepdims=True)
    return [_line(name, at, draws, whole, folds) for at, name in enumerate(names)]


def _line(
    name: str, at: int, draws: Floats, whole: Floats, folds: Sequence[Fold]
) -> Line:
    def figures(sums: Floats, place: int) -> Floats:
        own = sums[:, 1 + 4 * place : 5 + 4 * place]
        return np.column_stack(
            [own[:, 0] / sums[:, 0], own[:, 1] / sums[:, 0], own[:, 2] / own[:, 3]]
        )

    gap = figures(draws, 0) - figures(draws, at)
    ends = np.quantile(gap, [0.025, 0.975], axis=0)
    middle = figures(whole, 0) - figures(whole, at)
    gaps = np.vstack([middle, ends]).T
    each = [quality(fold.left, said_by(fold, name)) for fold in folds]
    own = figures(whole, at)[0]
    return Line(
        name,
        log_loss=float(own[0]),
        brier=float(own[1]),
        precision=float(own[2]),
        auc=float(np.nanmean([one.auc for one in each])),
        slope=float(np.nanmean([one.slope for one in each])),
        log_loss_gap=gaps[0],
        brier_gap=gaps[1],
        precision_gap=gaps[2],
    )


def on_the_roster(kept: str) -> Compared | None:
    """Evaluate the roster by the product's own path, with the peers beside it."""
    with imported(kept) as app:
        if app is None:
            return None
        with app.app_context():
            day = last_extraction()
            if day is None:
                raise SystemExit("The database holds no imported roster.")
            done = evaluate(day, count=DATES)
            trial = trial_of(done)
            folds = [with_peers(trial, fold) for fold in done.folds]
    if not folds:
        raise SystemExit(done.tested.why_not)
    judged = contest.judge(
        folds, len(done.window.careers), random=np.random.default_rng(SEED)
    )
    return Compared(compare(done, folds), folds, judged, len(done.window.careers), day)


def _gap(gap: Floats, scale: float) -> str:
    value, low, high = (float(one) * scale for one in gap)
    return f"{value:+.2f} ({low:+.2f} to {high:+.2f})"


def _verdict(line: Line) -> str:
    """Say of each measure whether the champion is better, worse or within the noise."""
    words = []
    for gap, higher in (
        (line.log_loss_gap, False),
        (line.brier_gap, False),
        (line.precision_gap, True),
    ):
        low, high = (gap[1], gap[2]) if higher else (-gap[2], -gap[1])
        words.append("better" if low > 0 else "worse" if high < 0 else "noise")
    return " / ".join(words)


def page(found: Compared | None, parts: Sequence[Part]) -> str:
    """Return the page that is committed: sums alone, nobody's row."""
    today = datetime.now(UTC).date().isoformat()
    lines = [
        "# The attrition model beside its peers",
        "",
        f"Made by `python -m benchmarks.model` on {today}.",
    ]
    if found is None:
        lines += ["", f"No roster was read: {SETTING} is not set."]
    else:
        lines += _roster_lines(found)
    lines += [
        "",
        "## Times",
        "",
        f"CPU seconds on one thread of this machine ({NOTE}): the demo's force laid",
        "side by side until 40,000 serve. Scoring may take three times the sum of its",
        "parts.",
        "",
        "| what | CPU s | limit | holds |",
        "|---|---:|---:|---|",
        *(
            f"| {one.name} | {one.seconds:.2f} | {one.limit} |"
            f" {'yes' if one.holds else '**no**'} |"
            for one in parts
        ),
    ]
    return "\n".join(lines) + "\n"


def _roster_lines(found: Compared) -> list[str]:
    judged = found.judgement
    low, high = judged.lift_interval
    lines = [
        "",
        f"The shared real roster: {found.officers:,} careers known on {found.day},",
        f"{len(found.folds)} dates, horizon of 12 months; every model was fitted on",
        "the same record before each date, judged on the same officers. Log-loss and",
        "Brier in thousandths; precision is that of the top 5 %.",
        "",
        "| model | log-loss | Brier | precision | AUC | slope |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {NAMES[one.name]} | {one.log_loss * 1e3:.2f} | {one.brier * 1e3:.2f} |"
            f" {one.precision:.4f} | {one.auc:.3f} | {one.slope:.2f} |"
            for one in found.lines
        ),
        "",
        "The champion minus each peer, with the 95 % interval of 1,000 draws of",
        "officers with all their dates; a negative log-loss or Brier, or a positive",
        "precision, is for the champion.",
        "",
        "| peer | log-loss | Brier | precision, points | champion is |",
        "|---|---:|---:|---:|---|",
        *(
            f"| {NAMES[one.name]} | {_gap(one.log_loss_gap, 1e3)} |"
            f" {_gap(one.brier_gap, 1e3)} | {_gap(one.precision_gap, 1e2)} |"
            f" {_verdict(one)} |"
            for one in found.lines[1:]
        ),
        "",
        f"AUC above the tenure band's: {judged.ahead:+.3f}; more than .04 asks for a",
        f"leak review, which is {'' if judged.leak_suspected else 'not '}asked for.",
        f"The gate is {'open' if judged.gate_open else 'shut'}; lift over the band",
        f"{judged.lift:.2f} ({low:.2f} to {high:.2f}).",
        "",
        "## Calibration at each date",
        "",
        "Observed over expected (slope).",
        "",
        f"| date | left | unknown | {' | '.join(NAMES[o.name] for o in found.lines)} |",
        f"|---|---:|---:|{'---:|' * len(found.lines)}",
    ]
    for fold in found.folds:
        cells = [quality(fold.left, said_by(fold, one.name)) for one in found.lines]
        unknown = 0 if fold.unknown is None else int(fold.unknown.sum())
        lines.append(
            f"| {fold.month % 12 + 1:02}/{fold.month // 12} | {int(fold.left.sum())} |"
            f" {unknown} | "
            + " | ".join(
                f"{q.observed_over_expected:.2f} ({q.slope:.2f})" for q in cells
            )
            + " |"
        )
    return lines


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="", help="one that holds the roster")
    parser.add_argument("--officers", type=int, default=40_000, help="who serve")
    wanted = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with threadpool_limits(1):
        parts = measured(wanted.officers)
        found = on_the_roster(wanted.database)
    text = page(found, parts)
    PAGE.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
