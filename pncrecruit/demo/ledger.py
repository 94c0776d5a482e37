"""What happens in the simulation, kept month by month and joined at the end."""

from collections import defaultdict
from datetime import date

import numpy as np
import numpy.typing as npt

FIRST_MONTH = np.datetime64("1998-01", "M")  # the PNC was founded in 1997

Column = npt.NDArray[np.generic]


def day_in(rng: np.random.Generator, month: int, n: int) -> npt.NDArray[np.datetime64]:
    """Return n days of a month, none later than the 28th."""
    first = (FIRST_MONTH + month).astype("datetime64[D]")
    days: npt.NDArray[np.datetime64] = first + rng.integers(0, 28, n)
    return days


def first_day(month: int) -> np.datetime64:
    """Return the first day of a month."""
    day: np.datetime64 = (FIRST_MONTH + month).astype("datetime64[D]")
    return day


def as_date(day: np.datetime64) -> date:
    """Return a day as the standard library has it."""
    return date.fromisoformat(str(day))


class Ledger:
    """Tables of events that grow by blocks of rows."""

    def __init__(self) -> None:
        self._blocks: dict[str, list[dict[str, Column]]] = defaultdict(list)

    def add(self, table: str, **columns: npt.ArrayLike) -> None:
        """Append rows; a single value holds for all of them."""
        rows = {name: np.asarray(values) for name, values in columns.items()}
        n = max((values.size if values.ndim else 0) for values in rows.values())
        if n:
            self._blocks[table].append(
                {name: np.broadcast_to(values, n) for name, values in rows.items()}
            )

    def table(self, table: str) -> dict[str, npt.NDArray[np.generic]]:
        """Return all rows of a table, in the order in which they came."""
        blocks = self._blocks[table]
        return {
            name: np.concatenate([block[name] for block in blocks])
            for name in blocks[0]
        }
