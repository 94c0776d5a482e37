"""A fair's spreadsheet of any length, with people who exist nowhere."""

import csv
from datetime import date
from pathlib import Path
from uuid import UUID

import numpy as np
import xlsxwriter

from pncrecruit.demo.applicants import ages_born
from pncrecruit.demo.ledger import as_date
from pncrecruit.demo.population import persons
from pncrecruit.persons.rules import cui_remainder
from pncrecruit.recruitment.rules.fair import COLUMNS
from pncrecruit.reference import municipalities

# Above every serial of the demo country, whose applicants are in the database.
FIRST_SERIAL = 20_000_000


def rows(count: int, age_on: date, seed: int) -> list[list[str]]:
    """Return the lines of a sheet: all good, one in ten without a CUI."""
    rng = np.random.default_rng([seed, count])
    who = persons(
        rng,
        rng.random(count) < 0.4,
        ages_born(rng, count, age_on),
        answers=(0.0, 0.0, 1.0),
        sealed=0.0,
    )
    places = sorted(municipalities())
    heights = rng.integers(152, 178, count)
    identifiers = rng.bytes(16 * count)
    made = []
    for place in range(count):
        without = place % 10 == 9
        key = UUID(bytes=identifiers[16 * place : 16 * place + 16], version=4)
        made.append(
            [
                str(key),
                str(who.given_names[place]),
                str(who.first_surname[place]),
                str(who.second_surname[place]),
                "",
                "" if without else _cui(seed * count + place, places),
                "DPI en trámite" if without else "",
                f"{as_date(who.born[place]):%d/%m/%Y}",
                str(who.sex[place]),
                str(who.residence[place]),
                str(who.phone[place])[4:],
                "diversificado",
                str(int(heights[place])),
                "español: materno",
            ]
        )
    return made


def _cui(place: int, places: list[str]) -> str:
    """Return a CUI that is right by its digits, another one for each place."""
    serial = f"{FIRST_SERIAL + place // 10 * 11 + place % 10:08d}"
    while (remainder := cui_remainder(serial)) == 10:
        serial = f"{int(serial) + 50_000_000:08d}"
    return f"{serial}{remainder}{places[place % len(places)]}"


def write(path: Path, lines: list[list[str]]) -> None:
    """Write a sheet as CSV or, by its ending, as XLSX."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(lines)
        return
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for number, line in enumerate([list(COLUMNS), *lines]):
            page.write_row(number, 0, line)
