"""The folds and the flat back-test on forces whose truth is known."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from pncrecruit.analysis.backtest import years
from pncrecruit.analysis.cohorts import Cohort, cohort_figures
from pncrecruit.analysis.flat import main
from pncrecruit.analysis.person_months import careers
from pncrecruit.analysis.pooling import Allowed, allowed, pool


def force(path: Path, *, strong: float, leak: bool = False, n: int = 4_000) -> Path:
    """Write a force in which far posts raise the hazard, observed from 2015 on."""
    random = np.random.default_rng(11)
    start = random.integers(2000 * 12, 2019 * 12, n)
    far = random.normal(size=n)
    begin = np.maximum(start, 2015 * 12)
    months = random.geometric(np.minimum(0.004 * np.exp(strong * far), 0.9)) - 1
    away = random.geometric(0.003, n) - 1
    end = begin + np.minimum(months, away)
    gone = end < 2019 * 12
    kind = np.where(months <= away, "voluntary", "other")
    seen = np.where(gone & (kind == "voluntary"), 3.0, 0.0) if leak else far
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["start", "end", "event", "far"])
        for s, e, g, k, x in zip(start, end, gone, kind, seen, strict=True):
            left = f"{e // 12}-{e % 12 + 1:02}" if g else ""
            out.writerow([f"{s // 12}-{s % 12 + 1:02}", left, k if g else "", x])
    return path


def run(
    table: Path, capsys: pytest.CaptureFixture[str], *more: str
) -> dict[str, object]:
    columns = "--start start --end end --event event --input far"
    window = "--observed-from 2015-01 --as-of 2018-12 --folds 3 --json"
    status = main([str(table), *columns.split(), *window.split(), *more])
    assert status == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_true_signal_opens_the_gate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(force(tmp_path / "t.csv", strong=1.0), capsys)

    assert found["gate_open"] is True
    assert found["holds"] is True
    folds = found["folds"]
    assert isinstance(folds, list)
    assert len(folds) == 3


def test_a_model_no_better_than_tenure_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(force(tmp_path / "t.csv", strong=0.0), capsys)

    assert found["gate_open"] is False
    assert found["leak_suspected"] is False


def test_a_column_filled_as_of_extraction_raises_the_leak_alarm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(force(tmp_path / "t.csv", strong=0.0, leak=True), capsys)

    assert found["leak_suspected"] is True


def test_a_table_that_cannot_be_read_gets_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("start,end,event\n2015-01,2016-01,holiday\n")

    status = main([str(bad), "--start", "start", "--end", "end", "--event", "event"])

    assert status == 2
    assert "line 2" in capsys.readouterr().err


def test_small_cohorts_are_not_estimated_and_intervals_have_a_width() -> None:
    assert allowed(2.9) is not allowed(3.0)
    assert allowed(9.9) is not allowed(10.0)
    assert len({allowed(1.0), allowed(5.0), allowed(20.0)}) == len(Allowed)

    found = pool([5, 8, 40, 60], [5.0, 8.0, 42.0, 58.0])

    assert (found.interval.low < found.interval.high).all()
    assert (found.interval.low < 1.0).all()
    assert (found.interval.high > 1.0).all()


def test_a_record_too_short_to_be_judged_still_tells_of_groups() -> None:
    random = np.random.default_rng(4)
    n, first, last = 3_000, 24_000, 24_029
    appointed = random.integers(first - 120, first, n)
    women = np.arange(n) < 900
    months = random.geometric(np.where(women, 0.02, 0.005)) - 1
    left = first + months
    c, kept = careers(
        appointed,
        np.minimum(left, last),
        (left <= last).astype(int),
        observed_from=first,
        observed_to=last,
    )

    found = years(c, first=first, last=last)
    groups = [
        Cohort("women", frozenset(np.flatnonzero(women[kept]).tolist())),
        Cohort("men", frozenset(np.flatnonzero(~women[kept]).tolist())),
        Cohort("few", frozenset(range(5))),
    ]
    figures = cohort_figures(found, groups, minimum=5, listed=False)

    # Two whole years; the half year at the beginning is left out.
    assert [one.month for one in found] == [first + 6, first + 18]
    more, fewer, few = figures
    assert more["pooled"][1] > 1 > fewer["pooled"][2]
    assert (few["allowed"], few["pooled"]) == ("nothing", None)
    assert "errors" not in more
    # The table gives back as many as left: it was made from them.
    assert sum(one.champion.sum() for one in found) == pytest.approx(
        sum(one.left.sum() for one in found), rel=0.15
    )
