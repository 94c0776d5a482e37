"""A spreadsheet from a fair, read by the product's own import, with faults in it."""

import csv
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import numpy as np

from pncrecruit.access.actor import Actor
from pncrecruit.db import db
from pncrecruit.demo.applicants import ages_born
from pncrecruit.demo.country import Country
from pncrecruit.demo.ledger import as_date
from pncrecruit.demo.population import persons
from pncrecruit.imports.actions import staging
from pncrecruit.imports.actions.applying_applicants import apply_applicants
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules.mapping import FileMapping, read
from pncrecruit.persons.rules import cui_remainder
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.rules.fair import COLUMNS

LINES = 40
NUMBERLESS = 10  # one line in so many has no CUI yet: a handful for the queue
FIRST_SERIAL = 9998_0000  # the country's own begin with 9999
# What is wrong in the faulty lines: a column and what stands there.
FAULTS = (
    ("cui", "9999000140101"),
    ("fecha_nacimiento", "31/02/2004"),
    ("sexo", "X"),
    ("municipio", "2399"),
    ("telefono", "123"),
    ("escolaridad", "maestría en curso"),
)


def write_fair(land: Country, actor: Actor, at: datetime) -> ImportBatch:
    """Let a recruiter import a fair's spreadsheet; its faulty lines come back."""
    call_id, office_id = actor.assignments[0]
    call = db.session.get_one(RecruitmentCall, call_id)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "feria-plaza-central.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(_rows(land, call))
        batch = _last(
            staging.stage(
                path,
                path.name,
                _mapping(),
                author=actor.author,
                at=at,
                call_id=call_id,
                office_id=office_id,
            )
        )
    return _last(apply_applicants(batch, actor=actor, at=at))


def _mapping() -> FileMapping:
    file = files("pncrecruit.imports") / "data" / "fair-applicants.toml"
    return read(file.read_text(encoding="utf-8"))


def _last(parts: Iterator[ImportBatch]) -> ImportBatch:
    """Take all parts in this one transaction; return the batch as it is then."""
    *_, batch = parts
    return batch


def _cui(place: int, municipality: str) -> str:
    """Return a made-up CUI of a serial that nobody else of the country has."""
    serial = FIRST_SERIAL + 2 * place
    if cui_remainder(str(serial)) == 10:
        serial += 1  # the last digit weighs 9: the next remainder is another one
    return f"{serial}{cui_remainder(str(serial))}{municipality}"


def _rows(land: Country, call: RecruitmentCall) -> list[list[str]]:
    """Return the lines of the sheet; every seventh has a fault of its kind."""
    rng = np.random.default_rng([land.seed, 5])
    born = ages_born(rng, LINES, call.age_on)
    women = rng.random(LINES) < 0.4
    who = persons(rng, women, born, answers=(0.0, 0.0, 1.0), sealed=0.0)
    rows = []
    for place in range(LINES):
        cui = "" if place % NUMBERLESS == 1 else _cui(place, str(who.origin[place]))
        rows.append(
            [
                str(uuid4()),
                str(who.given_names[place]),
                str(who.first_surname[place]),
                str(who.second_surname[place]),
                "",
                cui,
                "" if cui else "DPI en trámite",
                f"{as_date(who.born[place]):%d/%m/%Y}",
                str(who.sex[place]),
                str(who.residence[place]),
                str(who.phone[place])[4:],
                "diversificado",
                str(int(rng.integers(152, 178))),
                "español: materno",
            ]
        )
    for place, (column, fault) in zip(range(3, LINES, 7), FAULTS, strict=False):
        rows[place][COLUMNS.index(column)] = fault
    return rows
