"""Where a result would lead each of some applications, or the rule that refuses it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from pncrecruit.access.actor import Actor
from pncrecruit.bulk import among
from pncrecruit.db import db, local_day
from pncrecruit.errors import DomainError
from pncrecruit.persons.kinds import CuiState
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Mark, PhaseTransition
from pncrecruit.recruitment.queries import marks, schemes, seats
from pncrecruit.recruitment.queries.documents import checklists
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.rules import PhaseKind, Result
from pncrecruit.recruitment.rules.documents import Item, check_complete
from pncrecruit.recruitment.rules.offers import OfferFirst
from pncrecruit.recruitment.rules.passing import (
    SETTLED,
    Hands,
    asks_cui,
    asks_two,
    check_cui,
    check_days,
    check_hands,
    check_open,
)
from pncrecruit.recruitment.rules.standing import Place, after


def following(
    applications: Sequence[Moving],
    result: Result,
    phases: Sequence[PhaseRow],
    *,
    actor: Actor,
    at: datetime,
    why: str = "",
    lists: Mapping[int, Sequence[Item]] | None = None,
) -> list[Place | DomainError]:
    """Return where a result leads each application of a call, or what refuses it.

    The preview, the deed and the page of one application ask here. ``why`` is what was
    said for passing papers that are not complete; ``lists`` are the checklists of
    applications, if they were read already. As many questions for a thousand as for
    one, and most of them only where the selection begins.
    """
    if not applications:
        return []
    call = applications[0].call_days
    today = local_day(at)
    passing = applications if result is Result.PASSED else []
    numbered = [one for one in passing if asks_cui(phases, one.position)]
    sealed = [one for one in passing if asks_two(phases, one.position)]
    papers = [
        one.id for one in passing if phases[one.position].kind is PhaseKind.PAPERS
    ]
    if lists is None:
        # Who says why needs no checklist.
        asked = [] if why.strip() else papers
        lists = checklists(applications[0].call_id, asked, today)
    seatless = seats.without_seat(applications, phases, result)
    cuis = _cui_states([one.person_id for one in numbered])
    by_list = bool(sealed) and schemes.present(sealed[0].call_id) is not None
    # A seat of a published list was given by two HR leads already.
    hands = _hands(
        [
            one.id
            for one in sealed
            if not by_list or phases[one.position].kind is not PhaseKind.SELECTION
        ]
    )
    own = marks.accounts_of(actor) if hands else set()

    def led(one: Moving) -> Place | DomainError:
        try:
            check_open(call, today)
            place = after(one.place, result, phases=len(phases))
            if result is Result.PASSED:
                check_days(phases, one.position, call, today)
                if asks_cui(phases, one.position):
                    check_cui(cuis[one.person_id])
                if phases[one.position].kind is PhaseKind.PAPERS:
                    check_complete(lists.get(one.id, ()), why)
                if one.id in seatless:
                    raise OfferFirst
                if one.id in hands:
                    check_hands(hands[one.id], own)
        except DomainError as error:
            return error
        return place

    return [led(one) for one in applications]


def without_cui(person_ids: Collection[int]) -> bool:
    """Say whether one of some persons has no settled CUI."""
    return any(one not in SETTLED for one in _cui_states(person_ids).values())


def _cui_states(person_ids: Collection[int]) -> dict[int, CuiState]:
    if not person_ids:
        return {}
    rows = db.session.execute(
        select(Person.id, Person.cui_state).where(among(Person.id, person_ids))
    )
    return {row.id: row.cui_state for row in rows}


def _hands(application_ids: Collection[int]) -> dict[int, Hands]:
    """Return whose accounts recorded the passes and marks of applications."""
    if not application_ids:
        return {}
    undoing = aliased(PhaseTransition)
    passed = (
        select(PhaseTransition.application_id, PhaseTransition.recorded_by_id)
        .where(
            among(PhaseTransition.application_id, application_ids),
            PhaseTransition.result == Result.PASSED,
            ~select(undoing.id).where(undoing.undoes_id == PhaseTransition.id).exists(),
        )
        .distinct()
    )
    marked = (
        select(Mark.application_id, Mark.evaluator_id)
        .where(among(Mark.application_id, application_ids))
        .distinct()
    )
    passes, given = (_by_application(one) for one in (passed, marked))
    return {
        one: Hands(frozenset(passes.get(one, ())), frozenset(given.get(one, ())))
        for one in application_ids
    }


def _by_application(
    statement: Select[int, int | None],
) -> dict[int, set[int | None]]:
    found: dict[int, set[int | None]] = defaultdict(set)
    for application_id, user_id in db.session.execute(statement):
        found[application_id].add(user_id)
    return found
