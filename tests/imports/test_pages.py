"""The pages of imports: send, look, apply, download what comes back, take back."""

from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from pncrecruit.access.models import Approval
from pncrecruit.access.rules import Role
from pncrecruit.db import db
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules import BatchState
from pncrecruit.imports.rules.lines import LineReader
from pncrecruit.imports.rules.mapping import read
from pncrecruit.officers.models import Officer
from tests.conftest import Client
from tests.factories import make_user

MAPPING = b"""
record = "officer"
[source]
key = "foreign"
name = "A foreign roster"
foreign = true
[fields]
officer = "id"
sex = "sex"
rank = "rank"
[fields.appointed]
column = "appointed"
"""
ROSTER = (
    b"id,sex,rank,appointed\n"
    b"1,F,agente,01/02/2010\n"
    b"2,M,inspector,31/02/2010\n"
    b"3,M,agente,05/06/2012\n"
)


def sent(
    client: Client, content: bytes, name: str = "roster.csv", mapping: bytes = MAPPING
) -> TestResponse:
    """Send a roster; return the page."""
    return client.post(
        "/imports/upload-roster",
        data={
            "file": (BytesIO(content), name),
            "mapping": (BytesIO(mapping), "roster.toml"),
        },
        content_type="multipart/form-data",
    )


def send(client: Client, content: bytes, name: str = "roster.csv") -> int:
    """Send a roster; return the status."""
    return sent(client, content, name).status_code


def the_batch() -> ImportBatch:
    """Return the only batch."""
    return db.session.scalars(select(ImportBatch)).one()


def test_a_roster_is_read_looked_at_and_applied(client: Client) -> None:
    client.sign_in(make_user(Role.HR_LEAD))

    assert send(client, ROSTER) == 303
    batch = the_batch()
    address = f"/imports/{batch.public_id}"

    assert (batch.state, batch.accepted, batch.returned) == (BatchState.STAGED, 2, 1)
    assert "does not exist or cannot be right" in client.get(address).text
    assert db.session.scalar(select(func.count(Officer.id))) == 0
    assert client.post(f"{address}/apply").status_code == 303
    assert the_batch().state is BatchState.APPLIED
    officers = client.get("/officers").text
    assert "Officer 1" in officers
    assert "Officer 2" not in officers
    assert "roster.csv" in client.get("/imports/").text


def test_what_adds_nothing_is_told_apart_and_leads_to_what_came_before(
    client: Client,
) -> None:
    client.sign_in(make_user(Role.HR_LEAD))
    send(client, ROSTER)
    first = the_batch().public_id
    client.post(f"/imports/{first}/apply")

    again = sent(client, ROSTER)
    assert again.location == f"/imports/{first}"
    assert "This file was imported already, on" in client.get(again.location).text

    renamed = sent(client, ROSTER + b"\n")
    page = client.get(renamed.location).text
    assert "No line of it would add anything" in page
    assert "Apply 2 lines" not in page


def test_what_comes_back_is_a_file_with_the_reason_beside_each_line(
    client: Client,
) -> None:
    client.sign_in(make_user(Role.HR_LEAD))
    send(client, ROSTER)

    file = client.post(f"/imports/{the_batch().public_id}/returned").text

    header, line = file.lstrip("\ufeff").splitlines()
    assert header == "id,sex,rank,appointed,line,reason"
    assert line.startswith("2,M,inspector,31/02/2010,3,")
    assert "31/02/2010" in line.split(",", 5)[5]


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"%PDF-1.7 not a sheet", "roster.pdf", 415),
        (b"PK\x03\x04 no archive", "roster.xlsx", 422),
        (b"id,sex\n1,F\n", "roster.csv", 422),
        (b"", "roster.csv", 422),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_the_form_kept(
    client: Client, content: bytes, name: str, status: int
) -> None:
    client.sign_in(make_user(Role.HR_LEAD))

    assert send(client, content, name) == status
    assert db.session.scalar(select(func.count(ImportBatch.id))) == 0


def test_what_is_larger_than_is_read_at_all_comes_back_to_the_form(
    client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(make_user(Role.HR_LEAD))
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 2000)

    page = sent(client, b"x" * 4000)

    assert page.status_code == 413
    told = page.text.partition('id="file-errors"')[2].partition("</ul>")[0]
    assert "more than 50 MB" in told
    assert client.get("/imports/upload-roster").status_code == 200
    client.sign_in(make_user(Role.ADMIN))
    assert sent(client, b"x" * 4000).status_code == 403


def test_names_of_a_roster_go_by_the_rule_of_the_form() -> None:
    mapping = read(f'{MAPPING.decode()}\n[fields.given_names]\ncolumn = "name"\n')
    reader = LineReader(mapping, ["id", "sex", "rank", "appointed", "name"])

    (wrong,) = reader.draft(2, ["1", "F", "agente", "01/02/2010", "Ana 2"]).problems

    assert (wrong.field, wrong.code) == ("given_names", "given_names_mark_wrong")
    assert wrong.returned


def test_a_wrong_mapping_is_told_in_spanish_where_it_is_wrong(client: Client) -> None:
    client.sign_in(make_user(Role.HR_LEAD, language="es_GT"))
    month = b"[fields.appointed]\nformat = '%m/%Y'\nprecision = 'day'\ncolumn ="
    wrong = {
        b"record = officer": "en la línea 1, columna 10",
        MAPPING.replace(b"rank =", b"grado ="): (
            "en fields.grado: los registros de la clase “Policías” no tienen ese campo"
        ),
        MAPPING.replace(b"[fields.appointed]\ncolumn =", month): (
            "en fields.appointed.precision: el formato no dice más que esto: Mes"
        ),
        MAPPING.replace(b'"rank"', b"{column = 'rank', values = {x = 'y'}}"): (
            "en fields.rank.values: “y” no es uno de estos: agente"
        ),
    }

    for mapping, words in wrong.items():
        page = sent(client, ROSTER, mapping=mapping)
        assert page.status_code == 422
        told = unescape(page.text).partition('id="mapping-errors"')[2]
        assert words in told.partition("</ul>")[0]


def test_an_applied_batch_is_taken_back_by_two_persons(client: Client) -> None:
    client.sign_in(make_user(Role.HR_LEAD))
    send(client, ROSTER)
    address = f"/imports/{the_batch().public_id}"
    client.post(f"{address}/apply")

    assert client.get(f"{address}/undo").status_code == 200
    answer = client.post(f"{address}/undo", data={"reason": "Wrong file"})
    assert answer.status_code == 303

    approval = db.session.scalars(select(Approval)).one()
    assert approval.kind == "import_batch.undo"


def test_a_recruiter_sees_no_roster_and_sends_none(client: Client) -> None:
    client.sign_in(make_user(Role.HR_LEAD))
    send(client, ROSTER)
    address = f"/imports/{the_batch().public_id}"
    client.sign_in(make_user(Role.RECRUITER))

    assert client.get(address).status_code == 404
    assert client.post(f"{address}/apply").status_code == 404
    assert client.get("/imports/upload-roster").status_code == 302
    assert client.get("/officers").status_code == 403
