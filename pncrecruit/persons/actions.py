"""Record a person, their contact and their languages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete

from pncrecruit.audit.actions import Author, record
from pncrecruit.bulk import among, insert_columns
from pncrecruit.db import db
from pncrecruit.errors import Conflict
from pncrecruit.persons.kinds import Level
from pncrecruit.persons.models import LanguageSkill, Person
from pncrecruit.persons.rules import normalise_phone
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
