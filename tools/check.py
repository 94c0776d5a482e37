"""Runs every check that is not a test: `python -m tools.check [--fix]`."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS = {
    "format": "ruff format --check --quiet .",
    "lint": "ruff check --quiet .",
    "types": "mypy --no-error-summary",
    "layers": "lint-imports",
    "packages": "deptry .",
    "templates": "djlint --lint --quiet templates",
    "security": "bandit -q -ll -c pyproject.toml -r pncrecruit",
    "translations": "python -m tools.catalogue check",
}
FIXES = {"format": "ruff format .", "lint": "ruff check --fix --quiet ."}


class Outcome(NamedTuple):
    """What a check said, and how long it took."""

    name: str
    passed: bool
    said: str
    seconds: float


def perform(name: str, command: str) -> Outcome:
    """Run one check."""
    program, *arguments = command.split()
    started = time.monotonic()
    done = subprocess.run(
        [str(BIN / program), *arguments],
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    seconds = time.monotonic() - started
    return Outcome(name, done.returncode == 0, done.stdout, seconds)


def main() -> None:
    """Run the checks two at a time, show what the failing ones say, and sum up."""
    if "--fix" in sys.argv:
        for name, command in FIXES.items():
            print(perform(name, command).said, end="")
        return
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(perform, CHECKS, CHECKS.values()))
    for outcome in outcomes:
        if not outcome.passed:
            print(f"\n── {outcome.name}: {CHECKS[outcome.name]}\n{outcome.said}")
    for outcome in outcomes:
        word = "passed" if outcome.passed else "FAILED"
        print(f"{outcome.name:<14}{word:<8}{outcome.seconds:5.1f} s")
    failed = sum(not outcome.passed for outcome in outcomes)
    sys.exit(f"{failed} of {len(outcomes)} checks failed." if failed else 0)


if __name__ == "__main__":
    main()
