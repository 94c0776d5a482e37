"""Who may be the person in front of us: candidates by CUI, by birth date, by name."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, bindparam, cast, func, or_, select
from sqlalchemy.orm import aliased

from pncrecruit.bulk import among
from pncrecruit.db import ask, db
from pncrecruit.persons.kinds import Level
from pncrecruit.persons.models import LanguageSkill, Person, PersonMerge
from pncrecruit.persons.rules import fold_name, name_key
from pncrecruit.persons.rules.likeness import (
    Likeness,
    PersonKey,
    likeness,
    name_likeness,
)


class PersonRow(NamedTuple):
    """What two records are compared by, on the page and by rule."""

    id: int
    public_id: UUID
    given_names: str
    first_surname: str
    second_surname: str
    married_surname: str
    cui: str | None
    birth_date: date | None
    residence_municipality: str | None
    phone: str | None

    @property
    def full_name(self) -> str:
        """Given names and surnames, without the married surname: it may be new."""
        parts = (self.given_names, self.first_surname, self.second_surname)
        return " ".join(part for part in parts if part)

    @property
    def key(self) -> PersonKey:
        """What the rule of likeness reads."""
        return PersonKey(
            self.full_name, self.cui, self.birth_date, self.residence_municipality
        )


class Match(NamedTuple):
    """A recorded person, and how likely it is the one at hand."""

    likeness: Likeness
    person: PersonRow


_COLUMNS = (
    Person.id,
    Person.public_id,
    Person.given_names,
    Person.first_surname,
    Person.second_surname,
    Person.married_surname,
    Person.cui,
    Person.birth_date,
    Person.residence_municipality,
    Person.phone,
)
# Of a record that went into another, its own data with the other's identity: a match
# by an earlier spelling of the name leads to the record that stands for both.
_stands = aliased(Person)
_HELD = (
    select(
        func.coalesce(_stands.id, Person.id).label("id"),
        func.coalesce(_stands.public_id, Person.public_id).label("public_id"),
        *_COLUMNS[2:6],
        func.coalesce(_stands.cui, Person.cui).label("cui"),
        *_COLUMNS[7:],
    )
    .select_from(Person)
    .outerjoin(
        PersonMerge,
        (PersonMerge.absorbed_id == Person.id) & PersonMerge.undone_at.is_(None),
    )
    .outerjoin(_stands, _stands.id == PersonMerge.leads_to_id)
)
_ORDER = {Likeness.SAME: 0, Likeness.LIKELY: 1, Likeness.POSSIBLE: 2}


def person(person_id: int) -> Person | None:
    """Return a person to be changed."""
    return db.session.get(Person, person_id)


def by_public_id(public_ids: Iterable[UUID]) -> dict[UUID, PersonRow]:
    """Return the persons behind random identifiers, by these."""
    wanted = list(public_ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        _HELD.add_columns(Person.public_id.label("asked")).where(
            among(Person.public_id, wanted)
        )
    )
    return {row.asked: PersonRow._make(row[:-1]) for row in rows}


def by_cui(cuis: Iterable[str]) -> dict[str, PersonRow]:
    """Return the persons who have one of these CUIs, by CUI."""
    rows = db.session.execute(select(*_COLUMNS).where(among(Person.cui, cuis)))
    return {row.cui: PersonRow._make(row) for row in rows}


# Signs that no name holds: folding and tidying take them for spaces.
_PERSON, _PART = "\x1e", "\x1f"
_PEOPLE = func.aggregate_strings(
    cast(Person.id, String) + _PART + Person.name_key + _PART + Person.married_surname,
    _PERSON,
)


class Born(NamedTuple):
    """Who was born on a day: as little as tells whether to look closer."""

    ids: list[int]
    # The name_key of each PersonRow.full_name: without the married surname.
    keys: list[str]


def born_on(
    days: Collection[date], *, without_cui: bool = False, changed_after: int = 0
) -> dict[date, Born]:
    """Return the persons born on each of these days, or only those without a CUI.

    With ``changed_after``, only those recorded after that number or changed since they
    were recorded. A day is one row: there are too many persons for one each.
    """
    which: list[ColumnElement[bool]] = [Person.cui.is_(None)] if without_cui else []
    # SQLite takes a unique column for one row a value, and NULL for a value.
    index = "ix_person_birth_without_cui" if without_cui else "ix_person_birth"
    asked = [(index, which)]
    if changed_after:
        later, changed = Person.id > changed_after, Person.version > 1
        asked = [
            (index, [*which, later]),
            ("ix_person_birth_changed", [*which, changed, ~later]),
        ]
    found: dict[date, Born] = {}
    for by_index, conditions in asked:
        rows = db.session.connection().execute(
            select(Person.birth_date, _PEOPLE)
            .where(among(Person.birth_date, days), *conditions)
            .group_by(Person.birth_date)
            .with_hint(Person, f"INDEXED BY {by_index}", "sqlite")
        )
        for day, people in rows:
            if day is not None:
                _add(found.setdefault(day, Born([], [])), people)
    return found


def _add(born: Born, people: str) -> None:
    for person in people.split(_PERSON):
        number, key, married = person.split(_PART)
        born.ids.append(int(number))
        born.keys.append(_unmarried(key, married) if married else key)


def _unmarried(key: str, married_surname: str) -> str:
    """Return a name's key without the words of the married surname."""
    words = key.split()
    for word in fold_name(married_surname).split():
        if word in words:
            words.remove(word)
    return " ".join(words)


def last_id() -> int:
    """Return the number of the person recorded last."""
    return db.session.scalar(select(func.max(Person.id))) or 0


def by_id(person_ids: Collection[int]) -> dict[int, PersonRow]:
    """Return persons by their numbers; one that was merged as who stands for it."""
    if not person_ids:
        return {}
    rows = db.session.execute(
        _HELD.add_columns(Person.id.label("asked")).where(Person.id.in_(person_ids))
    )
    return {row.asked: PersonRow._make(row[:-1]) for row in rows}


def matches(key: PersonKey) -> list[Match]:
    """Return who may be this person, surest first; those who are not are left out.

    Candidates are the holders of the CUI, those born on the day or on one that a slip
    of the pen makes of it, and those of the very same name.
    """
    wanted = [Person.name_key == name_key(key.name)]
    if key.cui:
        wanted.append(Person.cui == key.cui)
    if key.birth_date is not None:
        wanted.append(Person.birth_date.in_(slips_of(key.birth_date)))
    rows = [
        PersonRow._make(row) for row in db.session.execute(_HELD.where(or_(*wanted)))
    ]
    found = [Match(likeness(key, row.key), row) for row in rows]
    found = [match for match in found if match.likeness is not Likeness.DIFFERENT]
    surest_first = sorted(
        found,
        key=lambda match: (
            _ORDER[match.likeness],
            -name_likeness(key.name, match.person.full_name),
            match.person.id,
        ),
    )
    each: dict[int, Match] = {}
    for match in surest_first:
        each.setdefault(match.person.id, match)
    return list(each.values())


def slips_of(day: date) -> list[date]:
    """Return the day, and the days one digit or a swap of day and month away."""
    found = {day}
    digits = f"{day:%Y%m%d}"
    for place in range(len(digits)):
        for digit in "0123456789":
            changed = _day(digits[:place] + digit + digits[place + 1 :])
            if changed is not None:
                found.add(changed)
    swapped = _day(f"{day:%Y%d%m}")
    if swapped is not None:
        found.add(swapped)
    return sorted(found)


def _day(digits: str) -> date | None:
    """Return a day that somebody who lives may be born on, if the digits are one."""
    if not digits.startswith(("19", "20")):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


class LanguageRow(NamedTuple):
    """A language spoken, with its level."""

    language_key: str
    level: Level
    reads_and_writes: bool


_LANGUAGES = (
    select(
        LanguageSkill.language_key,
        LanguageSkill.level,
        LanguageSkill.reads_and_writes,
    )
    .where(LanguageSkill.person_id == bindparam("person_id"))
    .order_by(LanguageSkill.id)
)


def languages(person_id: int) -> list[LanguageRow]:
    """Return the languages of a person, as they were written down."""
    rows = ask(_LANGUAGES, {"person_id": person_id})
    return [LanguageRow._make(row) for row in rows]
