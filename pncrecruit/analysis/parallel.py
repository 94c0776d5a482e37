"""The same work on many parts: here, by several processes, or by a cluster."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

Part = TypeVar("Part")
Made = TypeVar("Made")


def each(
    work: Callable[[Part], Made],
    parts: Iterable[Part],
    *,
    workers: int = 1,
    cluster: str = "",
) -> list[Made]:
    """Return what a pure function makes of each part, in the order of the parts.

    Parameters
    ----------
    work : callable
        Pure: a part that is done again, elsewhere, gives the same to the last bit. What
        is random in it is seeded by the part.
    parts : iterable
    workers : int, default=1
        Processes on this machine; -1 for one a core.
    cluster : str, default=""
        Address of a Dask scheduler. A part whose worker was lost is done again, up to
        three times.

    Returns
    -------
    list
        Linear algebra keeps to one thread a process: two on a busy machine are slower.
    """
    if cluster:
        # An optional package: only those who have a cluster install it.
        from distributed import Client  # noqa: PLC0415

        with Client(cluster) as client:
            done: list[Made] = client.gather(client.map(work, list(parts), retries=3))
            return done
    with threadpool_limits(1):
        return list(Parallel(n_jobs=workers)(delayed(work)(part) for part in parts))
