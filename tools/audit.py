"""Asks an advisory service about the locked packages: `python -m tools.audit`.

The exit status is 0 only if each package was examined and none has an advisory, 1 if
one has, and 2 if no service answered or it did not know a package: then nothing is said
of their safety.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "base.txt"
SAFE, ADVISED, UNKNOWN = 0, 1, 2


class Verdict(NamedTuple):
    """An exit status, and the lines that explain it."""

    status: int
    lines: list[str]


def verdict(answer: str, complaint: str) -> Verdict:
    """Judge what pip-audit wrote: its JSON if it came to an end, else a traceback."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        why = (complaint.strip().splitlines() or ["it said nothing"])[-1]
        return Verdict(
            UNKNOWN,
            ["No advisory service could be asked: nothing was examined.", why[:400]],
        )
    unknown = [one["name"] for one in packages if "vulns" not in one]
    found = [
        f"{one['name']} {one['version']}: {advisory['id']}"
        f" (mended in {', '.join(advisory['fix_versions']) or 'no version yet'})"
        for one in packages
        for advisory in one.get("vulns", ())
    ]
    lines = list(found)
    if unknown:
        lines.append(f"The service did not know: {', '.join(sorted(unknown))}.")
    if not packages:
        lines.append("The lock holds no packages: nothing was examined.")
    examined = len(packages) - len(unknown)
    lines.append(f"{examined} packages examined, {len(found)} advisories.")
    if found:
        return Verdict(ADVISED, lines)
    return Verdict(UNKNOWN if unknown or not packages else SAFE, lines)


def main() -> None:
    """Ask, and say plainly what is known."""
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "pip-audit"),
            "--disable-pip",
            "--format=json",
            "--progress-spinner=off",
            f"--requirement={LOCK}",
        ],
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    found = verdict(done.stdout, done.stderr)
    print("\n".join(found.lines))
    sys.exit(found.status)


if __name__ == "__main__":
    main()
