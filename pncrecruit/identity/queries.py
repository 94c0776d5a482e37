"""The one place where answers are read, each time for a stated purpose."""

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.identity.models import (
    CohortLabel,
    SelfIdentification,
    SelfIdentifiedPeople,
)
from pncrecruit.identity.rules import AnswerSource, AnswerState, Purpose

CENSUS = "census"  # the scheme of the country's own question


class Label(NamedTuple):
    """What counts of a person's answer; who has no label was not asked."""

    person_id: int
    state: AnswerState
    main_people: str | None
    peoples: tuple[str, ...]
    linguistic_community: str | None
    source: AnswerSource
    value: str | None = None  # the group of a foreign roster's own scheme


def labels(purpose: Purpose, scheme: str = CENSUS) -> dict[int, Label]:
    """Return the answers that hold, by person, for protected figures or a model audit.

    A third party's word is no answer and is left out; a foreign scheme has its own
    values, which its source vouches for. Never shown person by person.
    """
    if not isinstance(purpose, Purpose):
        raise TypeError("say what the answers are read for")
    return _census() if scheme == CENSUS else _foreign(scheme)


def _census() -> dict[int, Label]:
    named: dict[int, list[str]] = defaultdict(list)
    for answer_id, people_key in db.session.execute(
        select(SelfIdentifiedPeople.answer_id, SelfIdentifiedPeople.people_key)
        .join(
            SelfIdentification, SelfIdentification.id == SelfIdentifiedPeople.answer_id
        )
        .where(SelfIdentification.superseded_at.is_(None))
        .order_by(SelfIdentifiedPeople.answer_id, SelfIdentifiedPeople.position)
    ):
        named[answer_id].append(people_key)
    rows = db.session.execute(
        select(
            SelfIdentification.id,
            SelfIdentification.person_id,
            SelfIdentification.state,
            SelfIdentification.main_people,
            SelfIdentification.linguistic_community,
            SelfIdentification.source,
        ).where(
            SelfIdentification.superseded_at.is_(None),
            SelfIdentification.source != AnswerSource.THIRD_PARTY,
        )
    )
    return {
        row.person_id: Label(
            row.person_id,
            row.state,
            row.main_people,
            tuple(named.get(row.id, ())),
            row.linguistic_community,
            row.source,
        )
        for row in rows
    }


def _foreign(scheme: str) -> dict[int, Label]:
    rows = db.session.execute(
        select(CohortLabel.person_id, CohortLabel.value, CohortLabel.source).where(
            CohortLabel.scheme == scheme
        )
    )
    return {
        row.person_id: Label(
            row.person_id, AnswerState.ANSWERED, None, (), None, row.source, row.value
        )
        for row in rows
    }


def was_asked(person_id: int) -> bool:
    """Say whether the question was put, without what was answered: for the form."""
    found = db.session.scalar(
        select(SelfIdentification.id).where(
            SelfIdentification.person_id == person_id,
            SelfIdentification.superseded_at.is_(None),
        )
    )
    return found is not None
