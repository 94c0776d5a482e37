"""Somebody alike who is recorded already, beside what was typed."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask_babel import gettext

from pncrecruit.persons.queries import PersonRow
from pncrecruit.persons.rules import check_cui
from pncrecruit.recruitment.forms.applicant import DpiForm
from pncrecruit.recruitment.views import words
from pncrecruit.web.filters import as_date

Row = tuple[str, str, str]


def pairs(
    form: DpiForm,
    persons: Sequence[PersonRow],
    *,
    municipality: str | None,
    phone: str,
) -> list[tuple[UUID, list[Row]]]:
    """Return for each person the fields typed and recorded, side by side."""
    surnames = filter(None, (form.first_surname.data, form.second_surname.data))
    born: date | None = form.birth_date.data
    typed = [
        form.given_names.data or "",
        " ".join(surnames),
        words.cui(check_cui(form.cui.data or "").digits),
        as_date(born),
        words.municipality(municipality),
        phone,
    ]
    labels = [
        gettext("Given names"),
        gettext("Surnames"),
        gettext("CUI"),
        gettext("Birth date"),
        gettext("Municipality of residence"),
        gettext("Telephone"),
    ]
    return [
        (one.public_id, list(zip(labels, typed, _recorded(one), strict=True)))
        for one in persons
    ]


def _recorded(person: PersonRow) -> list[str]:
    return [
        person.given_names,
        f"{person.first_surname} {person.second_surname}".strip(),
        words.cui(person.cui),
        as_date(person.birth_date),
        words.municipality(person.residence_municipality),
        person.phone or "",
    ]
