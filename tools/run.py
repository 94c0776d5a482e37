"""Serves the product with demo data: `make run`.

The database is migrated, filled with the demo country if it is empty, and served at
http://127.0.0.1:5000, with a worker for the jobs of the night. What another run left
is kept.
"""

import os
import subprocess
import sys
from pathlib import Path

from tools.setup import DEMO_SETTINGS, write_env_file

COMMAND = Path(sys.executable).parent / "pncrecruit"
# One thread for linear algebra: two on a busy machine are slower than one.
SETTINGS = {**DEMO_SETTINGS, "OPENBLAS_NUM_THREADS": "1"}
STEPS = (("db", "upgrade"), ("demo", "--once", "--workers", "-1"))


def main() -> None:
    """Take the steps, and stop at the first that fails."""
    write_env_file()
    for step in STEPS:
        try:
            done = subprocess.run(
                [COMMAND, *step], check=False, env={**os.environ, **SETTINGS}
            )
        except KeyboardInterrupt:
            return
        if done.returncode:
            sys.exit(done.returncode)
    sys.exit(serve())


def serve() -> int:
    """Serve the pages, and beside them run the jobs of each night."""
    environment = {**os.environ, **SETTINGS}
    worker = subprocess.Popen([COMMAND, "jobs", "worker"], env=environment)
    try:
        return subprocess.run(
            [COMMAND, "serve"], check=False, env=environment
        ).returncode
    except KeyboardInterrupt:
        return 0
    finally:
        worker.terminate()
        worker.wait(30)


if __name__ == "__main__":
    main()
