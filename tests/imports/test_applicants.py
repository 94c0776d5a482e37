"""A fair spreadsheet becomes applications by the rules of the form."""

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import func, select

from pncrecruit.access.rules import Role
from pncrecruit.db import db
from pncrecruit.imports.actions import staging
from pncrecruit.imports.actions.applying_applicants import apply_applicants
from pncrecruit.imports.actions.process import told
from pncrecruit.imports.actions.returning import returned_lines
from pncrecruit.imports.actions.staging import AlreadyApplied
from pncrecruit.imports.actions.undoing import undo
from pncrecruit.imports.models import ImportBatch, ImportLine
from pncrecruit.imports.rules import LineState, RecordKind
from pncrecruit.imports.templates_of import fair_columns, fair_mapping
from pncrecruit.imports.wording import said
from pncrecruit.persons.models import LanguageSkill, Person
from pncrecruit.persons.rules import name_key
from pncrecruit.recruitment.actions.applications import register
from pncrecruit.recruitment.models import Application, RecruitmentCall
from tests.factories import (
    NOON,
    make_actor,
    make_call,
    make_country,
    make_draft,
    unit_of,
)
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
    "no level": {
        "nombres": "Rosa",
        "primer_apellido": "Cuc",
        "idiomas": "K'iche'; español: materno",
    },
    "wrong name": {"nombres": "Ana 2", "primer_apellido": "Tot"},
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

    assert (batch.lines, batch.accepted, batch.returned) == (7, 2, 5)
    assert set(batch.problems) == {
        "value_unknown",
        "cui_too_short_or_long",
        "language_unknown",
        "language_level_missing",
        "given_names_mark_wrong",
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

    # The same file again, then one that is another file, with what was mended.
    for content in (
        sheet("good", "no cui"),
        sheet("good", "no cui").replace("diversificado", "tecnico_universitario"),
    ):
        last = send(tmp_path, call_id, content)
        assert (last.accepted, last.warned, last.returned) == (2, 0, 0)
        assert applications() == 2
        assert db.session.scalar(select(func.count(Person.id))) == 2
        through(undo(last, actor=make_actor(Role.HR_LEAD), at=NOON))
        assert applications() == 0


def book(path: Path, *rows: dict[str, object]) -> Path:
    """Write a spreadsheet as the product hands it out, with some rows filled in."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as made:
        made.add_worksheet("Instrucciones").write_string(0, 0, "id")
        sheet = made.add_worksheet("aspirantes")
        sheet.write_row(0, 0, fair_columns())
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(fair_columns()):
                if column in row:
                    sheet.write(number, place, row[column])
    return path


def test_rows_are_found_behind_the_explanations_and_empty_ones_passed_over(
    tmp_path: Path,
) -> None:
    born = datetime(2003, 4, 3)  # noqa: DTZ001 - as a sheet holds a day
    person = USUAL | ROWS["good"] | {"fecha_nacimiento": born, "estatura_cm": 158.5}
    path = book(
        tmp_path / "feria.xlsx",
        person | {"id": str(uuid4())},
        {"id": str(uuid4())},
        person | {"sexo": "X"},
    )

    lines = [
        line
        for answer in told(path, path.name, fair_mapping())
        for line in answer.get("lines", [])
    ]

    assert [line[0] for line in lines] == [2, 4]
    good, returned = lines
    assert good[1]["person"]["birth_date"] == "2003-04-03"
    typed = dict(zip(fair_columns(), returned[3], strict=True))
    assert (typed["fecha_nacimiento"], typed["estatura_cm"]) == ("03/04/2003", "158.5")
    assert typed["apellido_de_casada"] == ""


def test_a_row_sent_back_while_applying_stands_under_its_header(
    tmp_path: Path, call_id: int
) -> None:
    path = tmp_path / "feria.csv"
    path.write_text(sheet("good"))
    actor = make_actor(Role.HR_LEAD)
    batch = through(
        staging.stage(
            path,
            path.name,
            fair_mapping(),
            author=actor.author,
            at=NOON,
            call_id=call_id,
            office_id=unit_of("PNC").id,
        )
    )
    # Somebody enters the same person by the form while the batch waits.
    call = db.session.get_one(RecruitmentCall, call_id)
    draft = make_draft(
        given_names="Ana Lucía",
        first_surname="Caal",
        second_surname="",
        birth_date=date(2003, 4, 3),
        cui_reason="En trámite",
    )
    register(draft, call=call, office_id=unit_of("PNC").id, actor=actor, at=NOON)

    through(apply_applicants(batch, actor=actor, at=NOON))

    line = db.session.scalars(select(ImportLine)).one()
    assert line.raw is not None
    line.raw = ["1400000020101" if one == "" else one for one in line.raw]
    back = returned_lines(batch, author=actor.author, at=NOON)[0][1]
    sent = dict(zip(fair_columns(), back, strict=True))
    # Grouped, or a spreadsheet makes 1.4E+12 of it; other numbers as they were typed.
    assert (sent["cui"], sent["municipio"]) == ("1400 00002 0101", "1601")
    assert sent["apellido_de_casada"] == "1400000020101"
    typed = dict(zip(fair_columns(), line.raw, strict=True))
    assert typed["nombres"] == "Ana Lucía"
    assert typed["fecha_nacimiento"] == "03/04/2003"
    assert typed["municipio"] == "1601"


def test_a_returned_row_says_what_to_do(app: Flask) -> None:
    with app.test_request_context():
        sentence = said(("sex", "value_unknown", {"value": "X"}), RecordKind.APPLICANT)

    assert "Escriba F (mujer) o M (hombre)." in sentence
