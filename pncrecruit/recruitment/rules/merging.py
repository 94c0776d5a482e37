"""When two records may be led together as one person, and taken apart again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.persons.kinds import Sex
from pncrecruit.words import N_

# The fields that the record that stays may get from the other.
LABELS: Mapping[str, str] = {
    "second_surname": N_("Second surname"),
    "married_surname": N_("Married surname"),
    "cui": N_("CUI"),
    "birth_date": N_("Birth date"),
    "sex": N_("Sex, as on the DPI"),
    "residence_municipality": N_("Municipality of residence"),
    "origin_municipality": N_("Municipality of origin"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
}


class NotAlike(DomainError):
    message = N_(
        "These two records do not resemble one another. Correct first what is wrong"
        " in one of them."
    )


class TwoCuis(DomainError):
    message = N_(
        "The two records have different CUIs: they are two persons, or one number is"
        " wrong and is corrected first."
    )


class TwoSexes(DomainError):
    message = N_("The sex differs. Correct first the record in which it is wrong.")


class TwoOfficers(DomainError):
    message = N_(
        "Both records have a service record, and two service records are never led"
        " together."
    )


class BothGoneOn(DomainError):
    message = N_(
        "Both applied to the call %(call)s, and the application of the record that"
        " would go has been worked on. Let that record stay, or take its last steps"
        " back first."
    )


class BeingImported(Conflict):
    message = N_("An import is just bringing one of their applications. Wait for it.")


class LedOn(Conflict):
    message = N_(
        "The record that stayed was led into another since. Undo that first, the last"
        " one before the one before."
    )


class UndoneAlready(Conflict):
    message = N_("These records were taken apart already.")


class CuiGoneOn(Conflict):
    message = N_("The CUI of the record that went is another person's now.")


class Held(NamedTuple):
    """An application of one of the two: how far it went, and what hangs on it."""

    id: int
    call_id: int
    call: str
    furthest: int
    worked_on: bool  # a mark, a sheet or a summons hangs on it
    listed: bool
    undone: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records, as the rule reads it."""

    cui: str | None
    sex: Sex
    officer: bool
    applications: Sequence[Held]


class Plan(NamedTuple):
    """What a merge does: applications that change hands, and those that are closed."""

    moved: list[int]
    closed: list[tuple[int, int]]  # the one that is closed, the one that stays


def plan(kept: Side, absorbed: Side) -> Plan:
    """Return what leading one record into the other does.

    In a call to which both applied the application of the record that stays, stays.
    The other is closed as a repetition, and only if nothing happened to it beyond the
    counter. Raises what stands in the way.
    """
    if kept.cui and absorbed.cui and kept.cui != absorbed.cui:
        raise TwoCuis
    known = {kept.sex, absorbed.sex} - {Sex.UNKNOWN}
    if len(known) > 1:
        raise TwoSexes
    if kept.officer and absorbed.officer:
        raise TwoOfficers
    theirs = {one.call_id: one for one in kept.applications}
    moved: list[int] = []
    closed: list[tuple[int, int]] = []
    for one in absorbed.applications:
        other = theirs.get(one.call_id)
        if not one.listed and not one.undone:
            raise BeingImported
        if other is None:
            moved.append(one.id)
        elif one.undone:
            continue  # nobody sees it; it stays with its record
        elif not other.listed and not other.undone:
            raise BeingImported
        elif other.undone or one.furthest or one.worked_on:
            raise BothGoneOn(call=one.call)
        else:
            closed.append((one.id, other.id))
    return Plan(moved, closed)


def first_stays(one: Side, other: Side) -> bool:
    """Say whether the first of two records is the one to stay, if nobody says so.

    The one with a service record, or whose application cannot be closed, or with a
    CUI; else the first.
    """
    if one.officer != other.officer:
        return one.officer
    for kept, absorbed, stays in ((one, other, True), (other, one, False)):
        try:
            plan(kept, absorbed)
        except BothGoneOn:
            return not stays
        except DomainError:
            continue
    if bool(one.cui) != bool(other.cui):
        return bool(one.cui)
    return True
