"""Runs the full counts and writes docs/proof.md: `python -m tools.proof [PART ...]`.

A part is a file of tests; `--list` names them. What a part found is kept in
instance/proof/ with the commit it was found at, so that a run that was interrupted goes
on where it stopped. With parts named, only these are run, and the page shows of the
others what they found last, at the commit that it says, or that they were not run.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "instance" / "proof"
PAGE = ROOT / "docs" / "proof.md"
SELECTION = ("-m", "proof or scaled")


@dataclass(frozen=True, slots=True)
class Result:
    """What a test found with its full count."""

    part: str
    test: str
    count: str
    seconds: float
    passed: bool
    commit: str
    on: str


def git(*arguments: str) -> str:
    """Return what git says."""
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def pytest(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest with the full counts."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *SELECTION, *arguments],
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def parts() -> list[str]:
    """Return the files of tests that have full counts."""
    listing = pytest("--collect-only", "-q").stdout.splitlines()
    return sorted({line.partition("::")[0] for line in listing if "::" in line})


def read(report: Path, part: str, commit: str) -> Iterator[Result]:
    """Read what pytest reported of a part."""
    today = datetime.now(UTC).date().isoformat()
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - our own
        count = next(
            (
                p.get("value", "")
                for p in case.iter("property")
                if p.get("name") == "count"
            ),
            "",
        )
        passed = all(
            case.find(kind) is None for kind in ("failure", "error", "skipped")
        )
        name = case.get("name", "").replace("test_", "", 1).replace("_", " ")
        seconds = round(float(case.get("time", "0")), 1)
        yield Result(part, name, count, seconds, passed, commit, today)


def perform(part: str, commit: str) -> list[Result]:
    """Run a part, keep what it found, and return it."""
    report = KEPT / "report.xml"
    report.unlink(missing_ok=True)
    done = pytest("--proof", f"--junitxml={report}", "-q", part)
    if not report.exists():
        sys.exit(done.stdout + done.stderr)
    results = list(read(report, part, commit))
    if not all(result.passed for result in results):
        print(done.stdout)
    kept = KEPT / f"{part.replace('/', '-')}.json"
    kept.write_text(json.dumps([asdict(result) for result in results], indent=1))
    return results


def kept(part: str, commit: str = "") -> list[Result]:
    """Return what a part found last; with a commit, only if it passed there."""
    path = KEPT / f"{part.replace('/', '-')}.json"
    if not path.exists():
        return []
    results = [Result(**one) for one in json.loads(path.read_text())]
    same = all(one.commit == commit and one.passed for one in results)
    return results if same or not commit else []


def row(name: str, cases: list[Result]) -> str:
    """Return the line of a test; its parameters are counted, not listed."""
    counts = [int(case.count) for case in cases if case.count]
    count = sum(counts) if counts else len(cases)
    seconds = sum(case.seconds for case in cases)
    failed = sum(not case.passed for case in cases)
    word = f"**fails in {failed}**" if failed else "holds"
    last = cases[-1]
    return (
        f"| {name} | {count:,} | {seconds:.0f} | {word} | {last.on} | {last.commit} |"
    )


def page(results: list[Result], not_run: Sequence[str] = ()) -> str:
    """Return the page that is committed."""
    lines = [
        "# Proof",
        "",
        "What `make proof` found with full counts. `make test` runs most of the same",
        "tests with fewer, every time.",
    ]
    found: dict[str, dict[str, list[Result]]] = defaultdict(lambda: defaultdict(list))
    for result in results:
        found[result.part][result.test.partition("[")[0]].append(result)
    for part, tests in found.items():
        lines += ["", f"## {part}", ""]
        lines += ["| what | tries | seconds | result | on | commit |"]
        lines += ["|---|---:|---:|---|---|---|"]
        lines += [row(name, cases) for name, cases in tests.items()]
    if not_run:
        lines += ["", "## Not run", ""]
        lines += [f"- {part}" for part in not_run]
    return "\n".join(lines) + "\n"


def wanted() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description="Run the full counts.")
    parser.add_argument("parts", nargs="*", help="files of tests; default: all")
    parser.add_argument("--list", action="store_true", help="name the parts")
    parser.add_argument("--again", action="store_true", help="keep nothing")
    return parser.parse_args()


def main() -> None:
    """Run what was not run at this commit, and write the page."""
    asked, every = wanted(), parts()
    if asked.list:
        print("\n".join(every))
        return
    unknown = set(asked.parts) - set(every)
    if unknown:
        sys.exit(f"No such part: {', '.join(sorted(unknown))}.")
    KEPT.mkdir(parents=True, exist_ok=True)
    commit = git("rev-parse", "--short", "HEAD")
    if git("status", "--porcelain", "--untracked-files=no"):
        commit += " with changes"
    again = asked.again or "changes" in commit
    results, not_run = [], []
    for part in every:
        if asked.parts and part not in asked.parts:
            found = kept(part)
            not_run += [] if found else [part]
            results += found
            continue
        started = time.monotonic()
        found = [] if again else kept(part, commit)
        word = "kept" if found else "run"
        found = found or perform(part, commit)
        results += found
        print(f"{part}: {word}, {time.monotonic() - started:.0f} s", flush=True)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(results, not_run))
    failed = sum(not result.passed for result in results)
    sys.exit(f"{failed} of {len(results)} do not hold." if failed else 0)


if __name__ == "__main__":
    main()
