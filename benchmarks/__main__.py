"""`python -m benchmarks [--quick] [--json]`: one table of times."""

import argparse
import json
import logging

import structlog

from benchmarks.country import application, hr_lead
from benchmarks.jobs import Bench, Line, measure

FULL, QUICK = 200_000, 20_000


def main() -> None:
    """Measure, and print the table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20,000 applications")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    parser.add_argument("--applicants", type=int, help="another size")
    parser.add_argument(
        "--database", default="", help="an empty PostgreSQL database; default embedded"
    )
    wanted = parser.parse_args()
    size = wanted.applicants or (QUICK if wanted.quick else FULL)
    app = application(size, wanted.database)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR)
    )
    bench = Bench(app, hr_lead(app), size, runs=40 if wanted.quick else 200)
    lines = measure(bench)
    if wanted.json:
        print(json.dumps([line._asdict() for line in lines], indent=1))
        return
    widths = (18, 8, 11, 10, 9, 6, 11, 10)
    for row in (Line._fields, *lines):
        print("".join(f"{cell!s:<{w}}" for cell, w in zip(row, widths, strict=True)))


if __name__ == "__main__":
    main()
