"""`python -m benchmarks [--quick] [--json]`: one table of times."""

import argparse
import json

from benchmarks.country import application, hr_lead
from benchmarks.imports import imports
from benchmarks.jobs import Bench, measure
from benchmarks.measure import Line
from benchmarks.moves import bulk_move, stage_change

FULL, QUICK = 200_000, 20_000
LINES, QUICK_LINES = 100_000, 5_000  # of an imported file


def main() -> None:
    """Measure, and print the table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20,000 applications")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    parser.add_argument("--applicants", type=int, help="another size")
    parser.add_argument("--lines", type=int, help="lines of the imported files")
    parser.add_argument(
        "--database", default="", help="an empty PostgreSQL database; default embedded"
    )
    wanted = parser.parse_args()
    size = wanted.applicants or (QUICK if wanted.quick else FULL)
    app = application(size, wanted.database)
    bench = Bench(app, hr_lead(app), size, runs=40 if wanted.quick else 200)
    lines = [
        *measure(bench),
        *imports(bench, wanted.lines or (QUICK_LINES if wanted.quick else LINES)),
        stage_change(bench),
        bulk_move(bench),
    ]
    if wanted.json:
        print(json.dumps([line._asdict() for line in lines], indent=1))
        return
    widths = (26, 8, 11, 10, 9, 6, 11, 10)
    for row in (Line._fields, *lines):
        print("".join(f"{cell!s:<{w}}" for cell, w in zip(row, widths, strict=True)))


if __name__ == "__main__":
    main()
