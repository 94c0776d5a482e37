"""The tree of units: what may lie below what, codes, and how a history is told."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.officers.rules import UnitKind
from pncrecruit.persons.rules import fold_name
from pncrecruit.words import N_

# What may lie directly below a kind of unit. Only a national unit has nothing above it.
BELOW: Mapping[UnitKind, frozenset[UnitKind]] = {
    UnitKind.NATIONAL: frozenset(
        {UnitKind.DIRECTORATE, UnitKind.DISTRICT, UnitKind.ACADEMY, UnitKind.OFFICE}
    ),
    UnitKind.DIRECTORATE: frozenset(
        {UnitKind.DIRECTORATE, UnitKind.DISTRICT, UnitKind.ACADEMY, UnitKind.OFFICE}
    ),
    UnitKind.DISTRICT: frozenset({UnitKind.COMISARIA, UnitKind.OFFICE}),
    UnitKind.COMISARIA: frozenset(
        {UnitKind.STATION, UnitKind.SUBSTATION, UnitKind.OFFICE}
    ),
    UnitKind.STATION: frozenset({UnitKind.SUBSTATION, UnitKind.OFFICE}),
    UnitKind.SUBSTATION: frozenset(),
    UnitKind.ACADEMY: frozenset({UnitKind.ACADEMY, UnitKind.OFFICE}),
    UnitKind.OFFICE: frozenset({UnitKind.OFFICE}),
}
CONTAINERS = frozenset(kind for kind, below in BELOW.items() if below)
# Sites are numbered within their comisaría: 23-11 is site 11 of comisaría 23.
SITES = frozenset({UnitKind.STATION, UnitKind.SUBSTATION})
_COMISARIA_CODE = re.compile(r"[0-9]{2}")
_SITE_CODE = re.compile(r"([0-9]{2})-[0-9]{1,3}")
_OTHER_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,19}")
ESTABLISHMENT_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit that is asked for: exactly what a second person will see."""

    code: str
    name: str
    kind: UnitKind
    parent_code: str | None
    opened_on: date
    municipality: str | None = None
    establishment: int | None = None


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What an HR lead may change without a second person."""

    name: str
    municipality: str | None
    establishment: int | None
    alert_budget: int


@dataclass(frozen=True, slots=True)
class FacilityFacts:
    """What a site offers; None is "not known", which is not "no"."""

    womens_quarters: bool | None = None
    womens_baths: bool | None = None
    water: bool | None = None
    beds: int | None = None


class WrongPlace(DomainError):
    message = N_("A unit of kind %(kind)s cannot lie below a unit of kind %(parent)s.")
    field = "parent"


class ParentNeeded(DomainError):
    message = N_("Say which unit it lies below.")
    field = "parent"


class NationalHasNoParent(DomainError):
    message = N_("A national unit lies below no other.")
    field = "parent"


class ChildrenInTheWay(DomainError):
    message = N_("With this kind it could not keep the units that lie below it.")
    field = "kind"


class Cycle(DomainError):
    message = N_("A unit cannot be moved below itself.")
    field = "parent"


class SamePlace(DomainError):
    message = N_("It lies there already, with this kind.")
    field = "parent"


class WrongCode(DomainError):
    message = N_(
        "This code does not fit: two digits for a comisaría (23), the comisaría's code"
        " and a number for a station or sub-station (23-11), capital letters otherwise."
    )
    field = "code"


class CodeTaken(DomainError):
    message = N_("Another unit has this code: %(name)s.")
    field = "code"


class NameNeeded(DomainError):
    message = N_("Give a name of at most 80 letters.")
    field = "name"


class UnitClosed(Conflict):
    message = N_("This unit was closed on %(day)s.")


class ParentClosed(DomainError):
    message = N_("The unit above was closed on %(day)s.")
    field = "parent"


class OfficersServeHere(Conflict):
    message = N_("%(number)s officers serve here: post them elsewhere first.")


class UnitsBelow(Conflict):
    message = N_("%(number)s open units lie below: close or move them first.")


class InTheFuture(DomainError):
    message = N_("The day cannot lie in the future.")
    field = "since"


class BeforeKnown(DomainError):
    message = N_("A later state is already recorded, since %(day)s.")
    field = "since"


class EstablishmentOutOfRange(DomainError):
    message = N_("The establishment is a number from 0 to 100,000.")
    field = "establishment"


class BudgetOutOfRange(DomainError):
    message = N_("The number of cases a month is between 0 and 100.")
    field = "alert_budget"


class BedsOutOfRange(DomainError):
    message = N_("The number of beds is between 0 and 10,000.")
    field = "beds"


class UnknownMunicipality(DomainError):
    message = N_("There is no municipality with this code.")
    field = "municipality"


class NothingKnown(DomainError):
    message = N_("Say at least one thing about the site.")


def check_place(kind: UnitKind, parent: UnitKind | None) -> None:
    """Check that a kind of unit may lie below another (or below none)."""
    if kind is UnitKind.NATIONAL:
        if parent is not None:
            raise NationalHasNoParent
        return
    if parent is None:
        raise ParentNeeded
    if kind not in BELOW[parent]:
        raise WrongPlace(kind=kind, parent=parent)


def check_children(kind: UnitKind, children: Collection[UnitKind]) -> None:
    """Check that a unit, with a kind, could keep what lies below it."""
    if not BELOW[kind].issuperset(children):
        raise ChildrenInTheWay


def check_code(kind: UnitKind, code: str, comisaria: str | None) -> None:
    """Check the form of a code; ``comisaria`` is the code of the comisaría above."""
    if kind is UnitKind.COMISARIA:
        fits = _COMISARIA_CODE.fullmatch(code) is not None
    elif kind in SITES:
        site = _SITE_CODE.fullmatch(code)
        fits = site is not None and site[1] == comisaria
    else:
        fits = _OTHER_CODE.fullmatch(code) is not None
    if not fits:
        raise WrongCode


def check_facts(
    *,
    name: str,
    municipality: str | None,
    establishment: int | None,
    alert_budget: int,
    municipalities: Collection[str],
) -> None:
    """Check what is said of a unit, whatever its place in the tree."""
    if not name.strip() or len(name) > 80:
        raise NameNeeded
    if municipality is not None and municipality not in municipalities:
        raise UnknownMunicipality
    if establishment is not None and not 0 <= establishment <= ESTABLISHMENT_LIMIT:
        raise EstablishmentOutOfRange
    if not 0 <= alert_budget <= 100:
        raise BudgetOutOfRange


def check_facility(facts: FacilityFacts) -> None:
    """Check what is said of a site."""
    if facts == FacilityFacts():
        raise NothingKnown
    if facts.beds is not None and not 0 <= facts.beds <= 10_000:
        raise BedsOutOfRange


def check_closing(*, officers: int, units_below: int) -> None:
    """Check that nobody serves in a unit and nothing open lies below it."""
    if officers:
        raise OfficersServeHere(number=officers)
    if units_below:
        raise UnitsBelow(number=units_below)


class Dated(Protocol):
    """A row that holds over a time, known since a day, and may correct another."""

    @property
    def id(self) -> int: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def known_on(self) -> date: ...
    @property
    def supersedes_id(self) -> int | None: ...


Row = TypeVar("Row", bound=Dated)


def current(rows: Collection[Row], known_by: date | None = None) -> list[Row]:
    """Return the rows that no row known by a day corrects, in order of time."""
    known = [row for row in rows if known_by is None or row.known_on <= known_by]
    corrected = {row.supersedes_id for row in known}
    return sorted(
        (row for row in known if row.id not in corrected),
        key=lambda row: (row.valid_from, row.id),
    )


def check_since(since: date, today: date, latest: Dated | None) -> None:
    """Check that a change happened by today and not before the latest state."""
    if since > today:
        raise InTheFuture
    if latest is not None and since < latest.valid_from:
        raise BeforeKnown(day=latest.valid_from)


def matches(text: str, code: str, name: str) -> bool:
    """Say whether what was typed is part of a unit's code or name, accents apart."""
    sought = fold_name(text)
    return sought in fold_name(name) or text.strip().upper() in code
