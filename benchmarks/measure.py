"""What every measurement needs: its line, the statements sent, medians by turns."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Engine, event


class Line(NamedTuple):
    """One line of the table; times are CPU milliseconds, medians of the runs.

    The limit is what the job cannot do without, measured in the same process and run.
    """

    job: str
    size: int
    engine: str
    figure_ms: float
    limit_ms: float
    ratio: float
    target: str
    statements: int


class Asked(NamedTuple):
    """A statement as the driver got it."""

    text: str
    parameters: Any


@contextmanager
def listening() -> Iterator[list[Asked]]:
    """Collect the statements that are sent meanwhile."""
    seen: list[Asked] = []

    def note(
        _c: object, _cursor: object, text: str, parameters: Any, *_: object
    ) -> None:
        seen.append(Asked(text, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def line(  # noqa: PLR0917 - in the order of the table
    job: str,
    size: int,
    engine: str,
    times: tuple[float, float],
    target: str,
    statements: int,
) -> Line:
    """Return the line of a job from its time and its limit, in milliseconds."""
    figure, limit = times
    ratio = round(figure / limit, 2) if limit else float("nan")
    return Line(
        job, size, engine, round(figure, 3), round(limit, 3), ratio, target, statements
    )


def by_turns(
    job: Callable[[], object], limit: Callable[[], object], runs: int
) -> tuple[float, float]:
    """Return the median CPU milliseconds of a job and of its limit, run by turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for work, kept in zip((job, limit), times, strict=True):
            started = time.process_time()
            work()
            kept.append(1000 * (time.process_time() - started))
    return statistics.median(times[0]), statistics.median(times[1])
