"""The trail in words: nothing that the code records has no name for a person."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest

from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Role
from pncrecruit.audit import queries
from pncrecruit.audit.actions import SYSTEM, record
from pncrecruit.db import db
from pncrecruit.officers.rules import UnitKind
from pncrecruit.oversight.words.deeds import DEEDS, KINDS, SUBJECTS_OF_DEEDS
from pncrecruit.oversight.words.fields import IN_DEEDS, field_of
from pncrecruit.oversight.words.finders import FINDERS
from pncrecruit.oversight.words.permissions import NOUNS, VERBS
from pncrecruit.recruitment.rules.numbers import application_number
from tests.conftest import Client
from tests.factories import (
    make_application,
    make_call,
    make_country,
    make_recruiter,
    make_user,
)
from tests.oversight.recorded import everything

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
SameStatements = Callable[[Callable[[int], object], Callable[[], object]], int]


def test_every_deed_that_the_code_records_has_words() -> None:
    recorded = {verb for one in everything() for verb in one.verbs}

    assert len(recorded) > 90  # the reader of the source found them
    assert recorded - DEEDS.keys() == set()


def test_no_words_are_kept_for_a_deed_that_nobody_records() -> None:
    assert DEEDS.keys() - {verb for one in everything() for verb in one.verbs} == set()


def test_every_kind_of_record_has_words_and_is_found() -> None:
    kinds = {kind for one in everything() for kind in one.kinds}

    assert kinds - KINDS.keys() == set()
    assert KINDS.keys() - FINDERS.keys() == set()


def test_every_field_that_the_code_records_has_words() -> None:
    without = [
        (one.place, verb, field)
        for one in everything()
        for verb in one.verbs
        for field in one.fields
        if field_of(verb, field) is None
    ]

    assert without == []


def test_what_a_field_means_in_a_deed_is_said_for_deeds_that_exist() -> None:
    begins = {begin for begin, _field in IN_DEEDS} | SUBJECTS_OF_DEEDS.keys()

    assert [one for one in begins if not any(v.startswith(one) for v in DEEDS)] == []


def test_every_permission_has_words() -> None:
    parts = [permission.value.partition(".") for permission in Permission]

    assert {noun for noun, _dot, _verb in parts} - NOUNS.keys() == set()
    assert {verb for _noun, _dot, verb in parts} - VERBS.keys() == set()


@pytest.fixture
def reader(client: Client) -> Client:
    client.sign_in(make_user(Role.AUDITOR, language="es_GT"))
    return client


def entry_page(client: Client, verb: str, subject: tuple[str, str], **kept: Any) -> str:
    record(verb, subject, author=SYSTEM, at=NOON, **kept)
    db.session.commit()
    number = queries.last()[0]
    return shown(client.get(f"/oversight/entries/{number}").text)


def shown(page: str) -> str:
    """Return the words of a page's main part, without its markup and foldings."""
    main = page.partition("<main")[2].partition(">")[2]
    main = main.partition('<details class="disclosure"')[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_a_change_is_told_old_beside_new_in_the_readers_words(reader: Client) -> None:
    country = make_country()
    unit = country["23-1"]

    said = entry_page(
        reader,
        "unit.move",
        ("unit", unit.code),
        since=date(2026, 11, 3),
        parent=("23", "62"),
        kind=(UnitKind.STATION, UnitKind.SUBSTATION),
    )

    assert said.startswith("Bitácora Movió una dependencia")
    assert f"Dependencia: {unit.code} · {unit.name}" in said
    assert "Tipo de dependencia Estación Subestación" in said
    assert "Desde 03/11/2026" in said
    assert "unit.move" not in said
    assert "[" not in said


def test_a_record_is_named_and_linked_where_the_auditor_may_look(
    reader: Client,
) -> None:
    office, call = make_country()["SGED"], make_call()
    made = make_application(call, office, make_recruiter(call, office))

    record(
        "application.viewed",
        ("application", made.public_id),
        author=SYSTEM,
        at=NOON,
        reason="Queja",
    )
    db.session.commit()
    page = reader.get("/oversight/").text

    assert application_number(call.code, made.number) in shown(page)
    assert str(made.public_id)[:8] not in shown(page)
    entry = reader.get(f"/oversight/entries/{queries.last()[0]}").text
    assert f"/recruitment/applications/{made.public_id}" in entry


def test_what_was_refused_is_told_with_the_permission_and_the_rule(
    reader: Client,
) -> None:
    said = entry_page(
        reader,
        "access.refused",
        ("permission", "application.export"),
        method="POST",
        rule="NotAllowed",
    )

    assert "Permiso: Solicitudes de aspirantes: descargar" in said
    assert "Enviar un formulario" in said
    assert "Usted no tiene permiso para hacer esto." in said


def test_a_list_of_two_is_not_taken_for_a_change(reader: Client) -> None:
    said = entry_page(reader, "sheets.locked", ("panel", "-"), codes=["A1", "B2"])

    assert "Lo que cambió" not in said
    assert "A1, B2" in said


def test_an_old_entry_of_another_shape_is_shown_as_it_lies(reader: Client) -> None:
    said = entry_page(reader, "call.publish", ("call", "X-1"), rules={"strange": True})

    assert "strange" in said


def test_the_download_is_in_the_readers_words_with_the_codes_beside(
    reader: Client,
) -> None:
    record("audit.export", ("audit_log", "trail"), author=SYSTEM, at=NOON)
    db.session.commit()

    file = reader.post("/oversight/export", data={"reason": "Revisión anual"})

    head, first = file.text.removeprefix("\ufeff").splitlines()[:2]
    assert head.startswith("Entrada,Cuándo,Quién,Funciones,Acción,")
    assert "Descargó una parte de la bitácora" in first
    assert "audit.export" in first


def test_a_page_of_the_trail_asks_once_for_each_kind(
    reader: Client, same_statements: SameStatements
) -> None:
    country = list(make_country().values())

    def grow(rows: int) -> None:
        for number in range(rows):
            unit = country[number % len(country)]
            record("unit.close", ("unit", unit.code), author=SYSTEM, at=NOON)
        db.session.commit()

    same_statements(grow, lambda: reader.get("/oversight/"))
