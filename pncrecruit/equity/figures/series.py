"""The editions of figures that are protected together, and the one being made."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NoReturn

from pncrecruit.analysis.companions import Sum
from pncrecruit.analysis.disclosure import MINIMUM, Cell, Protection
from pncrecruit.analysis.editions import Edition, held, protect_after


class Stands(Exception):
    """The last edition stands: no other can be let out beside it."""


class Series:
    """Editions that were let out, the oldest first, and then the new one."""

    def __init__(
        self, earlier: Sequence[Edition] = (), *, minimum: int = MINIMUM
    ) -> None:
        self.earlier = tuple(earlier)
        self.minimum = minimum
        self.made: Edition | None = None

    def held(self, counts: Mapping[Hashable, int]) -> dict[Hashable, int]:
        """Return counts of cells that share nobody, moved only by k and more."""
        last = self.earlier[-1].counts if self.earlier else {}
        return held(counts, last, minimum=self.minimum)

    def rest(self, total: int, parts: Sequence[int]) -> int:
        """Return what is left of a total; the last edition stands if it is under 0."""
        left = total - sum(parts)
        return left if left >= 0 else self.stand()

    def stand(self) -> NoReturn:
        """Give the new edition up. Raises Stands."""
        raise Stands

    def protect(
        self,
        counts: Mapping[Hashable, int],
        sums: Sequence[Sum],
        *,
        impossible: frozenset[Hashable] = frozenset(),
        known: frozenset[Hashable] = frozenset(),
        unread: frozenset[Hashable] = frozenset(),
        stay: frozenset[Hashable] = frozenset(),
        unsure: frozenset[Hashable] = frozenset(),
    ) -> dict[Hashable, Cell]:
        """Protect the new edition beside all others. Raises Stands."""
        cells = protect_after(
            counts,
            sums,
            self.earlier,
            minimum=self.minimum,
            impossible=impossible,
            known=known,
            unread=unread,
            stay=stay,
            unsure=unsure,
        )
        if cells is None:
            self.stand()
        self.made = Edition(dict(counts), cells)
        return cells

    @property
    def moved(self) -> bool:
        """Whether the new edition differs from the last one."""
        return self.made is not None and self.made not in self.earlier[-1:]


def edition_json(edition: Edition) -> list[Any]:
    """Return an edition as it is kept beside its snapshot."""
    return [
        [*_words(key), edition.counts[key], cell.low, cell.high, cell.protection.value]
        for key, cell in edition.cells.items()
    ]


def edition_of(kept: Sequence[Any]) -> Edition:
    """Return an edition from what was kept of it."""
    counts: dict[Hashable, int] = {}
    cells: dict[Hashable, Cell] = {}
    for *key, n, low, high, kind in kept:
        protection = Protection(kind)
        value = n if protection is Protection.SHOWN else None
        counts[tuple(key)] = n
        cells[tuple(key)] = Cell(value, low, high, protection)
    return Edition(counts, cells)


def _words(key: Hashable) -> tuple[str, ...]:
    if not isinstance(key, tuple):
        raise TypeError(f"a cell of an edition has no name of words: {key!r}")
    return key
