"""Keep an answer, or take it back. Nobody reads the one that it replaces."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db, local_day
from pncrecruit.identity.models import SelfIdentification, SelfIdentifiedPeople
from pncrecruit.identity.rules import WORDING, Answer, AnswerSource, AnswerState
from pncrecruit.persons.models import PersonMerge


def keep(
    person_id: int,
    subject: tuple[str, UUID],
    answer: Answer | None,
    *,
    source: AnswerSource,
    author: Author,
    at: datetime,
) -> None:
    """Keep what a person said, or with no answer that they prefer not to say.

    The trail holds that the question was put and by which way, never the answer.
    """
    _replace(person_id, at)
    written = SelfIdentification(
        person_id=person_id,
        state=AnswerState.DECLINED if answer is None else AnswerState.ANSWERED,
        main_people=answer.main_people if answer else None,
        linguistic_community=answer.linguistic_community if answer else None,
        own_words=answer.own_words if answer else "",
        source=source,
        wording_version=WORDING,
        answered_on=local_day(at),
        recorded_at=at,
    )
    db.session.add(written)
    db.session.flush()
    if answer and answer.peoples:
        db.session.execute(
            insert(SelfIdentifiedPeople),
            [
                {"answer_id": written.id, "position": place, "people_key": people}
                for place, people in enumerate(answer.peoples)
            ],
        )
    _say("identity.kept", subject, source, author, at)


def take_back(
    person_id: int,
    subject: tuple[str, UUID],
    *,
    source: AnswerSource,
    author: Author,
    at: datetime,
) -> None:
    """Take an answer back: the person counts as not asked again."""
    _replace(person_id, at)
    _say("identity.taken_back", subject, source, author, at)


def _replace(person_id: int, at: datetime) -> None:
    """Erase what an earlier answer said; that there was one stays.

    One that rests with a record that was led into the person's is theirs as well.
    """
    led = select(PersonMerge.absorbed_id).where(
        PersonMerge.leads_to_id == person_id, PersonMerge.undone_at.is_(None)
    )
    held = select(SelfIdentification.id).where(
        (SelfIdentification.person_id == person_id)
        | SelfIdentification.person_id.in_(led),
        SelfIdentification.superseded_at.is_(None),
    )
    earlier = list(db.session.scalars(held))
    if not earlier:
        return
    db.session.execute(
        delete(SelfIdentifiedPeople).where(SelfIdentifiedPeople.answer_id.in_(earlier))
    )
    db.session.execute(
        update(SelfIdentification)
        .where(SelfIdentification.id.in_(earlier))
        .values(
            main_people=None,
            linguistic_community=None,
            own_words="",
            superseded_at=at,
        )
    )


def _say(
    verb: str,
    subject: tuple[str, UUID],
    source: AnswerSource,
    author: Author,
    at: datetime,
) -> None:
    record(verb, subject, author=author, at=at, source=source, wording=WORDING)
