"""Serves the product with demo data: `make run`.

The database is migrated, filled with the demo country if it is empty, and served at
http://127.0.0.1:5000. What another run left is kept.
"""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = Path(sys.executable).parent / "pncrecruit"
# The demo asks for a password alone, and speaks plain HTTP to this machine only.
# One thread for linear algebra: two on a busy machine are slower than one.
SETTINGS = {
    "PNCRECRUIT_MODE": "demo",
    "SECOND_FACTOR": "0",
    "HTTPS": "0",
    "OPENBLAS_NUM_THREADS": "1",
}
STEPS = (("db", "upgrade"), ("demo", "--once"), ("serve",))


def main() -> None:
    """Take the steps, and stop at the first that fails."""
    for step in STEPS:
        try:
            done = subprocess.run(
                [COMMAND, *step], check=False, env={**os.environ, **SETTINGS}
            )
        except KeyboardInterrupt:
            return
        if done.returncode:
            sys.exit(done.returncode)


if __name__ == "__main__":
    main()
