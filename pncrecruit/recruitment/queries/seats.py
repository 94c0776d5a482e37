"""Whether a seat was given by accepting its offer: a move out of selection asks."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.recruitment.models import OfferAnswer, SelectionOffer
from pncrecruit.recruitment.queries import schemes
from pncrecruit.recruitment.queries.intake import PhaseRow
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.rules import PhaseKind, Result
from pncrecruit.recruitment.rules.offers import Answer


def without_seat(
    applications: Sequence[Moving], phases: Sequence[PhaseRow], result: Result
) -> set[int]:
    """Return those who would pass the selection without an accepted offer.

    Only in a call that has a rule of selection; in others a result decides.
    """
    ids = [
        one.id
        for one in applications
        if result is Result.PASSED and phases[one.position].kind is PhaseKind.SELECTION
    ]
    if not ids or schemes.present(applications[0].call_id) is None:
        return set()
    return set(ids) - _answered(ids, (Answer.ACCEPTED,))


def is_answered(application_id: int) -> bool:
    """Say whether the offer of an application was answered: it is not undone alone."""
    return bool(_answered([application_id], tuple(Answer)))


def _answered(ids: Sequence[int], answers: Collection[Answer]) -> set[int]:
    return set(
        db.session.scalars(
            select(SelectionOffer.application_id)
            .join(OfferAnswer, OfferAnswer.offer_id == SelectionOffer.id)
            .where(
                SelectionOffer.application_id.in_(ids), OfferAnswer.answer.in_(answers)
            )
        )
    )
