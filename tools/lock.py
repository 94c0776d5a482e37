"""Writes the locks in requirements/: `make lock`, or `make lock` with `--upgrade`.

One lock serves Linux, macOS and Windows and every Python from 3.11 on. It holds
hashes and no index's address. The lock with the tests repeats the product's versions,
the one with the model's peers those of the tests.
"""

import sys

from tools.setup import LOCKS, ROOT, find_uv, run

OPTIONS = (
    *("--quiet", "--universal", "--generate-hashes", "--no-header", "--no-annotate"),
    *("--python-version", "3.11"),
)


def main() -> None:
    """Compile the locks, keeping present versions unless told to upgrade."""
    uv = find_uv()
    if uv is None:
        sys.exit("Locks are made with uv, and there is none and no pip to get it.")
    product, everything = LOCKS["product"], LOCKS["everything"]
    folder = ROOT / "requirements"
    jobs = (
        ("pyproject.toml", "--group", "build", "-o", product),
        (
            *("pyproject.toml", "--group", "build", "--group", "dev"),
            *("-c", product, "-o", everything),
        ),
        (
            *("pyproject.toml", "--group", "build", "--group", "dev"),
            *("--group", "peers", "-c", everything, "-o", LOCKS["peers"]),
        ),
        (folder / "uv.in", "-o", folder / "uv.txt"),
    )
    for job in jobs:
        if not run(uv, "pip", "compile", *OPTIONS, *sys.argv[1:], *job):
            sys.exit(1)


if __name__ == "__main__":
    main()
