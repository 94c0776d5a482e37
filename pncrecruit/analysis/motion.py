"""How inputs move by themselves while the months of a horizon pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pncrecruit.analysis.intervals import Floats

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Motion:
    """Which columns move: service and age grow, the season turns.

    ``advancing`` says by how much a column grows each month; ``turning`` are pairs of
    columns, the sine and the cosine of the time of the year. Left where they stood on
    the day, a month of few leavers would be taken for a year of few.
    """

    advancing: Mapping[int, float] = field(default_factory=dict)
    turning: tuple[tuple[int, int], ...] = ()

    @property
    def columns(self) -> list[int]:
        """The columns that move, ascending."""
        return sorted({*self.advancing, *(j for pair in self.turning for j in pair)})

    def moved(self, x: Floats, later: int) -> Floats:
        """Return rows as they are so many months later, shape (n_rows, n_columns)."""
        if not later or not self.columns:
            return x
        found = x.copy()
        for column, step in self.advancing.items():
            found[:, column] += later * step
        turn = 2 * np.pi * later / MONTHS_A_YEAR
        for sine, cosine in self.turning:
            s, c = x[:, sine], x[:, cosine]
            found[:, sine] = s * np.cos(turn) + c * np.sin(turn)
            found[:, cosine] = c * np.cos(turn) - s * np.sin(turn)
        return found
