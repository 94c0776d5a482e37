"""Somebody who is recorded three times, two of the records led together."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pncrecruit.access.actions import approvals
from pncrecruit.access.actor import Actor
from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.actions.merge_requests import ask_to_merge
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import merging
from pncrecruit.recruitment.rules.numbers import application_number
from tests.factories import make_application


class Twice(NamedTuple):
    """Who was recorded twice: an application, another record, the merge."""

    application: UUID
    other: UUID
    merge: UUID


def lead_together(
    call: RecruitmentCall,
    office: Unit,
    by: Actor,
    leads: tuple[Actor, Actor],
    at: datetime,
) -> Twice:
    """Register somebody three times, and lead the second record into the first."""
    first, second, third = (
        make_application(
            call,
            office,
            by,
            at=at,
            given_names=names,
            first_surname="Cux",
            second_surname="Batz",
            birth_date=date(2002, 3, 14),
            cui_reason="DPI en trámite",
            distinct=True,
        )
        for names in ("María Elena", "María Elena", "Maria Elena")
    )
    people = [
        db.session.get_one(Person, one.person_id) for one in (first, second, third)
    ]
    asked = ask_to_merge(
        people[0],
        people[1],
        application_number(call.code, first.number),
        reason="La misma persona se inscribió dos veces en la feria",
        actor=leads[0],
        at=at,
    )
    approvals.decide(asked, approve=True, actor=leads[1], at=at)
    (made,) = merging.merges_of(first.person_id)
    return Twice(first.public_id, people[2].public_id, made.public_id)
