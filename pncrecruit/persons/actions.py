"""Record a person, their contact and their languages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, delete, select

from pncrecruit.audit.actions import Author, record
from pncrecruit.bulk import among, insert_columns
from pncrecruit.db import db
from pncrecruit.errors import Conflict
from pncrecruit.persons.kinds import CuiState, Level, Precision, Sex
from pncrecruit.persons.models import LanguageSkill, Person
from pncrecruit.persons.rules import name_key, normalise_phone
from pncrecruit.words import N_

Spoken = tuple[str, Level, bool]  # key of the language, level, reads and writes


class PersonChanged(Conflict):
    """Somebody else saved the person meanwhile."""

    message = N_("Somebody else saved this record meanwhile. Compare both versions.")


def set_contact(
    person: Person,
    *,
    phone: str,
    email: str,
    residence_municipality: str,
    version: int,
    author: Author,
    at: datetime,
) -> None:
    """Change how a person is reached. Raises PersonChanged on a stale version."""
    if person.version != version:
        raise PersonChanged
    new: dict[str, str | None] = {
        "phone": normalise_phone(phone) if phone.strip() else None,
        "email": email.strip() or None,
        "residence_municipality": residence_municipality,
    }
    changed: dict[str, Any] = {
        name: (getattr(person, name), value)
        for name, value in new.items()
        if getattr(person, name) != value
    }
    if not changed:
        return
    for name, (_old, value) in changed.items():
        setattr(person, name, value)
    record(
        "person.contact_changed",
        ("person", person.public_id),
        author=author,
        at=at,
        **changed,
    )


def set_languages(
    spoken: Mapping[int, Sequence[Spoken]], *, source: str, at: datetime
) -> None:
    """Replace the languages of persons, given by person, by those given."""
    if not spoken:
        return
    db.session.execute(
        delete(LanguageSkill).where(among(LanguageSkill.person_id, spoken))
    )
    add_languages(spoken, source=source, at=at)


def add_languages(
    spoken: Mapping[int, Sequence[Spoken]], *, source: str, at: datetime
) -> None:
    """Record the languages of persons of whom none is recorded."""
    rows = [
        (person_id, *language)
        for person_id, languages in spoken.items()
        for language in languages
    ]
    if not rows:
        return
    names = ("person_id", "language_key", "level", "reads_and_writes")
    insert_columns(
        cast(Table, LanguageSkill.__table__),
        dict(zip(names, zip(*rows, strict=True), strict=True)),
        source=source,
        recorded_at=at,
    )


_NOTHING = (None, "", Sex.UNKNOWN)
# What the record that stays lacks is filled in from the other, each group as a whole.
_FILLED: tuple[tuple[str, ...], ...] = (
    ("second_surname",),
    ("married_surname",),
    ("cui", "cui_state", "cui_reason"),
    ("birth_date", "birth_precision"),
    ("sex",),
    ("residence_municipality",),
    ("origin_municipality",),
    ("phone",),
    ("email",),
)
_READ: Mapping[str, Callable[[Any], Any]] = {
    "birth_date": date.fromisoformat,
    "birth_precision": Precision,
    "cui_state": CuiState,
    "sex": Sex,
}


def lacking(kept: Person, absorbed: Person) -> dict[str, tuple[Any, Any]]:
    """Return what one record lacks and another has: each field, old and new."""
    return {
        name: (getattr(kept, name), getattr(absorbed, name))
        for first, *others in _FILLED
        if getattr(kept, first) in _NOTHING and getattr(absorbed, first) not in _NOTHING
        for name in (first, *others)
        if getattr(kept, name) != getattr(absorbed, name)
    }


def absorb(kept: Person, absorbed: Person, *, at: datetime) -> dict[str, Any]:
    """Fill in what the record that stays lacks; return what `release` needs.

    A CUI is one record's alone: the one that stays takes it over. Languages that it
    lacks are copied.
    """
    filled = lacking(kept, absorbed)
    number = absorbed.cui
    absorbed.cui = None
    db.session.flush()  # before the other has it
    for name, (_old, value) in filled.items():
        setattr(kept, name, value)
    _name(kept)
    return {
        "fields": {
            name: [_plain(old), _plain(new)] for name, (old, new) in filled.items()
        },
        "cui": number,
        "languages": _copy_languages(kept.id, absorbed.id, at),
    }


def release(kept: Person, absorbed: Person, held: Mapping[str, Any]) -> list[str]:
    """Undo what `absorb` did; return the fields that were changed since, which stay.

    Raises IntegrityError if the CUI became somebody else's meanwhile.
    """
    left = []
    for name, (old, new) in held["fields"].items():
        if _plain(getattr(kept, name)) == new:
            setattr(kept, name, _read(name, old))
        else:
            left.append(name)
    _name(kept)
    db.session.flush()  # the number is free before the other has it again
    absorbed.cui = held["cui"]
    db.session.execute(
        delete(LanguageSkill).where(among(LanguageSkill.id, held["languages"]))
    )
    db.session.flush()
    return left


def _name(person: Person) -> None:
    person.name_key = name_key(
        person.given_names,
        person.first_surname,
        person.second_surname,
        person.married_surname,
    )


def _plain(value: Any) -> Any:
    """Return a value as it is kept in the record of a merge."""
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "value", value)


def _read(name: str, value: Any) -> Any:
    return _READ[name](value) if name in _READ and value is not None else value


def _copy_languages(kept_id: int, absorbed_id: int, at: datetime) -> list[int]:
    """Give one person the languages that only the other has; return the new rows."""
    spoken = select(LanguageSkill.language_key).where(
        LanguageSkill.person_id == kept_id
    )
    made = [
        LanguageSkill(
            person_id=kept_id,
            language_key=one.language_key,
            level=one.level,
            reads_and_writes=one.reads_and_writes,
            source=one.source,
            recorded_at=at,
        )
        for one in db.session.scalars(
            select(LanguageSkill).where(
                LanguageSkill.person_id == absorbed_id,
                LanguageSkill.language_key.not_in(spoken),
            )
        ).all()
    ]
    db.session.add_all(made)
    db.session.flush()
    return [one.id for one in made]
