"""The rows of lists of applicants, worded, as plain tuples: a page has fifty of them.

What a row says of a closed set is looked up once a page, not once a row.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.queries.applications import ApplicantRow
from pncrecruit.recruitment.queries.board import Card, Frame
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.views import words
from pncrecruit.web.catalogue import gettext, ngettext
from pncrecruit.web.filters import as_date
from pncrecruit.web.i18n import named
from pncrecruit.web.marks import badge, by_language


class Listed(NamedTuple):
    """A row of the list of a call."""

    identifier: str
    number: str
    name: str
    cui: str
    sex: str
    place: str
    phase: str
    standing: str  # a badge
    since: str
    applied: str


class Found(NamedTuple):
    """A row of the search."""

    identifier: str
    number: str
    name: str
    cui: str
    place: str
    standing: str  # a badge
    applied: str


class OnBoard(NamedTuple):
    """A card of the board."""

    identifier: str
    name: str
    number: str
    days: str


class Column(NamedTuple):
    """A phase on the board."""

    position: int
    name: str
    waiting: int
    left: int
    finished: int
    cards: list[OnBoard]


_FINISHED = (Standing.COMPLETED, Standing.APPOINTED)
# Who was deferred keeps the place in the phase.
_NOT_LOST = (Standing.ACTIVE, Standing.DEFERRED, *_FINISHED)


def of_call(
    found: Sequence[ApplicantRow], frame: Frame, *, masked: bool
) -> list[Listed]:
    """Word the rows of a call's list."""
    none, badges = gettext("No CUI yet"), _badges()
    sexes = _sexes()
    phases = dict(enumerate(named(phase) for phase in frame.phases))
    return [
        Listed(
            row.public_id,
            application_number(frame.code, row.number),
            name(row, masked=masked),
            words.cui(row.cui, masked=True) if row.cui else none,
            sexes[row.sex],
            words.municipality(row.residence_municipality),
            phases.get(row.position, "–"),
            badges[row.standing],
            as_date(row.since),
            as_date(row.applied_at),
        )
        for row in found
    ]


def found(among: Sequence[ApplicantRow], *, masked: bool) -> list[Found]:
    """Word the rows of a search, which may be of several calls."""
    none, badges = gettext("No CUI yet"), _badges()
    return [
        Found(
            row.public_id,
            application_number(row.call_code, row.number),
            name(row, masked=masked),
            words.cui(row.cui, masked=True) if row.cui else none,
            words.municipality(row.residence_municipality),
            badges[row.standing],
            as_date(row.applied_at),
        )
        for row in among
    ]


def exported(among: Sequence[ApplicantRow], frame: Frame) -> Iterator[tuple[str, ...]]:
    """Word the rows of a call's list for a file, names in full and CUI masked."""
    for row in among:
        yield (
            application_number(frame.code, row.number),
            name(row, masked=False),
            words.cui(row.cui, masked=True),
            gettext(row.sex.label),
            words.municipality(row.residence_municipality),
            words.phase(frame.phases, row.position),
            gettext(row.standing.label),
            as_date(row.applied_at),
            row.office,
        )


def of_board(
    cards: Sequence[Card],
    counts: Mapping[tuple[int, Standing], int],
    frame: Frame,
    *,
    masked: bool,
    at: datetime,
) -> list[Column]:
    """Word a call by its phases: who waits longest first, and since when."""
    columns = {
        phase.position: Column(
            phase.position,
            named(phase),
            counts.get((phase.position, Standing.ACTIVE), 0),
            sum(
                persons
                for (position, standing), persons in counts.items()
                if position == phase.position and standing not in _NOT_LOST
            ),
            sum(counts.get((phase.position, one), 0) for one in _FINISHED),
            [],
        )
        for phase in frame.phases
    }
    foreseen = {phase.position: phase.days or 0 for phase in frame.phases}
    overdue = gettext("overdue")
    waited: dict[int, str] = {}
    for card in cards:
        days = (at - card.since).days
        if days not in waited:
            waited[days] = ngettext("%(num)d day", "%(num)d days", days)
        late = 0 < foreseen[card.position] < days
        columns[card.position].cards.append(
            OnBoard(
                card.public_id,
                name(card, masked=masked),
                application_number(frame.code, card.number),
                f"{waited[days]} · {overdue}" if late else waited[days],
            )
        )
    return list(columns.values())


def name(row: ApplicantRow | Card, *, masked: bool) -> str:
    """Return a name as lists have it, or its first letters."""
    if masked:
        return words.initials(row.given_names, row.first_surname, row.second_surname)
    return f"{row.surnames}, {row.given_names}"


def kind_of(standing: Standing) -> str:
    """Return the badge of a standing: never colour alone, the word stands with it."""
    if standing in (Standing.COMPLETED, Standing.APPOINTED):
        return "good"
    if standing is Standing.ACTIVE:
        return "info"
    return "warn" if standing is Standing.DEFERRED else ""


@by_language
def _badges() -> dict[Standing, str]:
    return {one: badge(gettext(one.label), kind_of(one)) for one in Standing}


@by_language
def _sexes() -> dict[Sex, str]:
    return {one: gettext(one.label) for one in Sex}
