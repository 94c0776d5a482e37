"""Sites among speakers of a language, and whether somebody who serves there speaks it.

A language is a skill on the record, and nobody's people is read from it. That nobody
speaks it is told plainly, for it is the institution's lack; how many do, as a range
while they are few.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from pncrecruit.analysis.disclosure import MINIMUM, Cell, Protection

# From this part of a municipality's population on, its sites need the language.
LEAST_PART: Final = 0.2


class Site(NamedTuple):
    """A place where officers serve, in a municipality."""

    id: int
    code: str
    name: str
    municipality: str


class Need(NamedTuple):
    """A site that needs a language: which part speaks it, and who serves and does."""

    site: Site
    community: str
    part: float
    speakers: Cell

    @property
    def met(self) -> bool:
        """Whether anybody who serves there speaks it."""
        return self.speakers.low > 0


class Coverage(NamedTuple):
    """How many sites need a language, and how many of them have a speaker."""

    community: str
    sites: int
    met: int


def communities(
    mayan: Mapping[str, Mapping[str, int]],
    others: Mapping[str, Mapping[str, int]],
    population: Mapping[str, int],
) -> dict[str, list[tuple[str, float]]]:
    """Return the communities of each municipality that are large there.

    Parameters
    ----------
    mayan, others : mapping of municipality to community to persons
        The Mayan linguistic communities, and the peoples with one language of theirs.
    population : mapping of municipality to persons

    Returns
    -------
    dict of municipality to list of (community, part)
        Parts of at least a fifth, the largest first; places without one are left out.
    """
    found: dict[str, list[tuple[str, float]]] = {}
    for place, persons in population.items():
        spoken = {**mayan.get(place, {}), **others.get(place, {})}
        parts = [(key, n / persons) for key, n in spoken.items() if persons]
        large = [one for one in parts if one[1] >= LEAST_PART]
        if large:
            found[place] = sorted(large, key=lambda one: (-one[1], one[0]))
    return found


def needs(
    sites: Iterable[Site],
    large: Mapping[str, Sequence[tuple[str, float]]],
    speakers: Mapping[tuple[int, str], int],
    *,
    minimum: int = MINIMUM,
) -> list[Need]:
    """Return each site with each language it needs; ``speakers`` by site and language.

    Totals of speakers are never given: with them a range could be worked out.
    """
    return [
        Need(site, key, part, _told(speakers.get((site.id, key), 0), minimum))
        for site in sites
        for key, part in large.get(site.municipality, ())
    ]


def by_community(found: Iterable[Need]) -> list[Coverage]:
    """Return how far each community is covered: the most sites without first."""
    sites: dict[str, list[bool]] = {}
    for one in found:
        sites.setdefault(one.community, []).append(one.met)
    made = [Coverage(key, len(met), sum(met)) for key, met in sites.items()]
    return sorted(made, key=lambda one: (one.met - one.sites, one.community))


def _told(persons: int, minimum: int) -> Cell:
    if 0 < persons < minimum:
        return Cell(None, 1, minimum - 1, Protection.SMALL)
    return Cell(persons, persons, persons, Protection.SHOWN)
