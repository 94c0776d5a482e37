"""Work over several machines: two workers of a cluster, and one of them lost."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from distributed import LocalCluster

from pncrecruit.analysis.parallel import each
from tests.analysis.test_backtest import force, run


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A scheduler on this machine with two workers, each a process of its own."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",  # whichever port is free
        memory_limit=0,
    ) as made:
        yield made.scheduler_address


@dataclass(frozen=True)
class DiesOnce:
    """Squares a number; the worker that first gets the 2 is lost with it."""

    mark: Path

    def __call__(self, number: int) -> int:
        if number == 2 and not self.mark.exists():
            self.mark.touch()
            os._exit(1)
        return number**2


def test_a_back_test_over_two_workers_is_the_same_to_the_last_bit(
    cluster: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = force(tmp_path / "t.csv", strong=1.0, n=800)

    here = run(table, capsys)
    there = run(table, capsys, "--cluster", cluster)

    assert there == here


def test_what_a_lost_worker_had_is_done_again(cluster: str, tmp_path: Path) -> None:
    found = each(DiesOnce(tmp_path / "lost"), range(6), cluster=cluster)

    assert found == [0, 1, 4, 9, 16, 25]
    assert (tmp_path / "lost").exists()
