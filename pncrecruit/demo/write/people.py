"""Persons, their languages, and what they answered on who they are."""

from datetime import datetime

import numpy as np

from pncrecruit.bulk import public_ids
from pncrecruit.demo.country import Country
from pncrecruit.demo.write.bulk import SOURCE, dates, ids, insert_rows, instants
from pncrecruit.identity.models import SelfIdentification, SelfIdentifiedPeople
from pncrecruit.identity.rules import AnswerSource, AnswerState
from pncrecruit.persons.kinds import CuiState, Level, Precision, Sex
from pncrecruit.persons.models import LanguageSkill, Person
from pncrecruit.persons.rules import list_key, name_key

WORDING = "demo-1"


def write_persons(land: Country, at: datetime) -> tuple[list[int], list[str]]:
    """Write the persons; return their identifiers and what lists sort by, in order."""
    who = land.persons
    numbers = ids(Person, len(who))
    names = [
        who.given_names.tolist(),
        who.first_surname.tolist(),
        who.second_surname.tolist(),
        who.married_surname.tolist(),
    ]
    keys = [name_key(*parts) for parts in zip(*names, strict=True)]
    cui = [one or None for one in who.cui.tolist()]
    insert_rows(
        Person,
        {
            "id": numbers,
            "public_id": public_ids(len(numbers)),
            "given_names": names[0],
            "first_surname": names[1],
            "second_surname": names[2],
            "married_surname": names[3],
            "name_key": keys,
            "cui": cui,
            "cui_state": [CuiState.CHECKED if one else CuiState.NONE for one in cui],
            "cui_reason": ["" if one else "DPI en trámite" for one in cui],
            "birth_date": dates(who.born),
            "sex": [Sex(one) for one in who.sex.tolist()],
            "residence_municipality": [one or None for one in who.residence.tolist()],
            "origin_municipality": who.origin.tolist(),
            "phone": who.phone.tolist(),
        },
        birth_precision=Precision.DAY,
        source=SOURCE,
        recorded_at=at,
        version=1,
    )
    return numbers, [list_key(*parts) for parts in zip(*names, strict=True)]


def write_skills(land: Country, person: list[int], at: datetime) -> None:
    """Write the languages that persons speak."""
    spoken = land.skills
    insert_rows(
        LanguageSkill,
        {
            "person_id": [person[row] for row in spoken.person.tolist()],
            "language_key": spoken.language.tolist(),
            "level": [Level(one) for one in spoken.level.tolist()],
            "reads_and_writes": spoken.reads_and_writes.tolist(),
        },
        source=SOURCE,
        recorded_at=at,
    )


def write_answers(land: Country, person: list[int]) -> None:
    """Write who answered, who declined and who was not asked.

    What somebody would have said who declined or was not asked is written nowhere.
    """
    who = land.persons
    rng = np.random.default_rng([land.seed, 1])
    day = np.datetime64(land.today, "D") - rng.integers(20, 400, len(who))
    numbers = ids(SelfIdentification, len(who))
    gave = who.answer == "answered"
    people = np.where(gave, who.people, "")
    community = np.where(gave, who.community, "")
    insert_rows(
        SelfIdentification,
        {
            "id": numbers,
            "person_id": person,
            "state": [AnswerState(one) for one in who.answer.tolist()],
            "main_people": [one or None for one in people.tolist()],
            "linguistic_community": [one or None for one in community.tolist()],
            "answered_on": dates(day),
            "recorded_at": instants(day, rng),
        },
        source=AnswerSource.SYNTHETIC,
        wording_version=WORDING,
    )
    for position, named in enumerate((who.people, who.second_people)):
        rows = np.flatnonzero(gave & (named != ""))
        insert_rows(
            SelfIdentifiedPeople,
            {
                "answer_id": [numbers[row] for row in rows.tolist()],
                "people_key": named[rows].tolist(),
            },
            position=position,
        )
