"""A fair spreadsheet becomes applications by the rules of the form."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from pncrecruit.access.rules import Role
from pncrecruit.db import db
from pncrecruit.imports.actions import staging
from pncrecruit.imports.actions.applying_applicants import apply_applicants
from pncrecruit.imports.actions.staging import AlreadyApplied
from pncrecruit.imports.actions.undoing import undo
from pncrecruit.imports.models import ImportBatch, ImportLine
from pncrecruit.imports.rules import LineState
from pncrecruit.imports.templates_of import fair_columns, fair_mapping
from pncrecruit.persons.models import LanguageSkill, Person
from pncrecruit.persons.rules import name_key
from pncrecruit.recruitment.models import Application
from tests.factories import NOON, make_actor, make_call, make_country, unit_of
from tests.imports.conftest import through

HEADER = ",".join(fair_columns())
ROWS: dict[str, dict[str, str]] = {
    "good": {
        "nombres": "Ana Lucía",
        "primer_apellido": "Caal",
        "idiomas": "Q'eqchi': fluido; español: materno",
    },
    "no cui": {"nombres": "Pedro", "primer_apellido": "Ibáñez", "sexo": "hombre"},
    "wrong place": {"nombres": "Luz", "primer_apellido": "Choc", "municipio": "9999"},
    "wrong cui": {"nombres": "Eva", "primer_apellido": "Pop", "cui": "1234"},
    "wrong language": {
        "nombres": "Eva",
        "primer_apellido": "Sub",
        "idiomas": "klingon",
    },
}
USUAL = {
    "motivo_sin_cui": "En trámite",
    "sexo": "mujer",
    "municipio": "1601",
    "escolaridad": "diversificado",
    "estatura_cm": "160",
    "fecha_nacimiento": "03/04/2003",
}


def sheet(*names: str) -> str:
    """Return a spreadsheet with some of the rows above."""
    lines = [HEADER]
    for name in names:
        row = USUAL | ROWS[name]
        lines.append(",".join(row.get(column, "") for column in fair_columns()))
    return "\n".join(lines) + "\n"


@pytest.fixture
def call_id(app: Flask) -> int:
    """A call that is open today, and units to handle it."""
    make_country()
    return make_call().id


def read(folder: Path, call_id: int, content: str) -> ImportBatch:
    """Read a fair spreadsheet as an HR lead, and apply nothing yet."""
    path = folder / "feria.csv"
    path.write_text(content)
    return through(
        staging.stage(
            path,
            path.name,
            fair_mapping(),
            author=make_actor(Role.HR_LEAD).author,
            at=NOON,
            call_id=call_id,
            office_id=unit_of("PNC").id,
        )
    )


def apply(batch: ImportBatch, at: datetime = NOON) -> ImportBatch:
    """Apply a batch as an HR lead."""
    actor = make_actor(Role.HR_LEAD)
    return through(apply_applicants(batch, actor=actor, at=at))


def send(folder: Path, call_id: int, content: str) -> ImportBatch:
    """Import a fair spreadsheet as an HR lead."""
    return apply(read(folder, call_id, content))


def applications() -> int:
    """Return how many applications the lists show."""
    shown = select(func.count(Application.id)).where(Application.listed)
    return db.session.scalar(shown) or 0


def test_good_rows_are_registered_and_the_others_come_back(
    tmp_path: Path, call_id: int
) -> None:
    batch = send(tmp_path, call_id, sheet(*ROWS))

    assert (batch.lines, batch.accepted, batch.returned) == (5, 2, 3)
    assert set(batch.problems) == {
        "value_unknown",
        "cui_too_short_or_long",
        "language_unknown",
    }
    assert applications() == 2
    person = db.session.scalars(select(Person).where(Person.first_surname == "Caal"))
    spoken = select(func.count(LanguageSkill.id)).where(
        LanguageSkill.person_id == person.one().id
    )
    assert db.session.scalar(spoken) == 2


def test_the_same_sheet_again_makes_nobody_twice(tmp_path: Path, call_id: int) -> None:
    send(tmp_path, call_id, sheet("good"))

    with pytest.raises(AlreadyApplied):
        send(tmp_path, call_id, sheet("good"))
    grown = send(tmp_path, call_id, sheet("good", "no cui"))

    assert grown.returned == 1  # the person is recorded: somebody looks
    assert applications() == 2


@pytest.mark.parametrize("days", [0, 1])
def test_who_came_after_the_file_was_read_is_found_when_it_is_applied(
    tmp_path: Path, call_id: int, days: int
) -> None:
    waiting = read(tmp_path, call_id, sheet("no cui", "good"))
    send(tmp_path, call_id, sheet("no cui"))

    applied = apply(waiting, at=NOON + timedelta(days=days))

    assert (applied.accepted, applied.returned) == (1, 1)
    assert list(applied.problems) == ["likely_duplicate"]
    (line,) = db.session.scalars(
        select(ImportLine).where(ImportLine.state == LineState.RETURNED)
    )
    # As the file had it, so that it can be mended and sent again.
    sent = sheet("no cui").splitlines()[1].replace(",hombre,", ",M,")
    assert ",".join(line.raw or ()) == sent


def test_a_person_renamed_after_the_file_was_read_is_compared_again(
    tmp_path: Path, call_id: int
) -> None:
    send(tmp_path, call_id, sheet("good"))
    waiting = read(tmp_path, call_id, sheet("no cui"))
    person = db.session.scalars(select(Person)).one()
    person.given_names, person.first_surname = "Pedro", "Ibañez"
    person.name_key = name_key(person.given_names, person.first_surname)
    db.session.commit()

    assert apply(waiting).returned == 1


def test_a_sheet_is_taken_back(tmp_path: Path, call_id: int) -> None:
    batch = send(tmp_path, call_id, sheet("good", "no cui"))

    through(undo(batch, actor=make_actor(Role.HR_LEAD), at=NOON))

    assert applications() == 0
