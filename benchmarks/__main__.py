"""`python -m benchmarks [--quick] [--json]`: one table of times."""

import argparse
import json
from typing import NamedTuple

from benchmarks.country import application, hr_lead
from benchmarks.imports import imports
from benchmarks.jobs import Bench, measure
from benchmarks.measure import Line
from benchmarks.moves import moves


class Size(NamedTuple):
    """How large the measured database is, and how long is measured."""

    applicants: int
    lines: int
    moved: int
    runs: int


FULL = Size(200_000, 100_000, 1_000, 200)
QUICK = Size(6_000, 1_000, 200, 25)


def main() -> None:
    """Measure, and print the table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a small database, in less than 45 s"
    )
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    parser.add_argument("--applicants", type=int, help="another size")
    parser.add_argument("--lines", type=int, help="lines of the imported files")
    parser.add_argument(
        "--database", default="", help="an empty PostgreSQL database; default embedded"
    )
    wanted = parser.parse_args()
    size = QUICK if wanted.quick else FULL
    applicants = wanted.applicants or size.applicants
    app = application(applicants, wanted.database)
    bench = Bench(app, hr_lead(app), applicants, size.runs)
    lines = [
        *measure(bench),
        *imports(bench, wanted.lines or size.lines),
        *moves(bench, size.moved),
    ]
    if wanted.json:
        print(json.dumps([line._asdict() for line in lines], indent=1))
        return
    widths = (26, 8, 11, 10, 9, 6, 11, 10)
    for row in (Line._fields, *lines):
        print("".join(f"{cell!s:<{w}}" for cell, w in zip(row, widths, strict=True)))


if __name__ == "__main__":
    main()
