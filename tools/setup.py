"""Make the environment in .venv: `python3 tools/setup.py product` (everything, peers).

Runs on the machine's own Python and imports nothing else. The first lines are written
so that an old Python reads them and can say what is missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is where an old one is found out
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, *sys.argv])  # noqa: S606
    sys.exit(
        "This needs Python 3.11 or newer, and {} is {}.{}. Install a newer one and "
        "run `make PYTHON=/path/to/it`.".format(sys.executable, *sys.version_info[:2])
    )

import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
EXE = ".exe" if os.name == "nt" else ""
VENV_PYTHON = VENV / SCRIPTS / f"python{EXE}"
LOCKS = {
    "product": ROOT / "requirements" / "base.txt",
    "everything": ROOT / "requirements" / "dev.txt",
    "peers": ROOT / "requirements" / "peers.txt",
}
# What else would do: each of these holds what those before it hold.
LARGER = ("product", "everything", "peers")
UV_LOCK = ROOT / "requirements" / "uv.txt"
# What the commands run with in a folder where somebody works on the project or tries
# it: made-up people, a password alone, plain HTTP to this machine. Never a server's.
ENV_FILE = ROOT / ".env"
DEMO_SETTINGS = {"PNCRECRUIT_MODE": "demo", "SECOND_FACTOR": "0", "HTTPS": "0"}


def run(*command: object, quiet: bool = False) -> bool:
    """Run a command and say whether it succeeded."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if quiet else None,
        stderr=subprocess.DEVNULL if quiet else None,
    )
    return done.returncode == 0


def uv_from_a_venv() -> Path | None:
    """Install uv into an environment of its own."""
    home = TOOLS / "venv"
    uv = home / SCRIPTS / f"uv{EXE}"
    if uv.exists():
        return uv
    python = home / SCRIPTS / f"python{EXE}"
    made = run(sys.executable, "-m", "venv", home, quiet=True) and run(
        python, "-m", "pip", "install", "-q", "--require-hashes", "-r", UV_LOCK
    )
    if made and uv.exists():
        return uv
    shutil.rmtree(home, ignore_errors=True)
    return None


def uv_from_a_folder() -> Path | None:
    """Let the system's pip put uv into a folder, where there is pip but no venv."""
    home = TOOLS / "uv"
    uv = home / "bin" / f"uv{EXE}"
    if uv.exists():
        return uv
    pip = (sys.executable, "-m", "pip")
    if not run(*pip, "--version", quiet=True):
        return None
    run(*pip, "install", "-q", "--target", home, "--require-hashes", "-r", UV_LOCK)
    return uv if uv.exists() else None


def find_uv() -> Path | None:
    """Find uv on the PATH, or get it."""
    found = shutil.which("uv")
    if found:
        return Path(found)
    return uv_from_a_venv() or uv_from_a_folder()


def old_venv() -> bool:
    """Say whether .venv is there but cannot run the project."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return VENV.exists() and not (
        VENV_PYTHON.exists() and run(VENV_PYTHON, "-c", check, quiet=True)
    )


def install_with_uv(uv: Path, lock: Path) -> bool:
    """Make .venv and install the lock and the project with uv."""
    target = ("--python", VENV_PYTHON)
    return (
        (
            VENV_PYTHON.exists()
            or run(uv, "venv", "-q", "--seed", "--python", sys.executable, VENV)
        )
        and run(uv, "pip", "sync", "-q", *target, "--require-hashes", lock)
        and run(
            *(uv, "pip", "install", "-q", *target),
            *("--no-deps", "--no-build-isolation", "-e", ROOT),
        )
    )


def install_with_pip(lock: Path) -> bool:
    """Make .venv and install the lock and the project with pip: slower, the same."""
    if not VENV_PYTHON.exists() and not run(sys.executable, "-m", "venv", VENV):
        return False
    pip = (VENV_PYTHON, "-m", "pip", "--disable-pip-version-check")
    if not run(*pip, "--version", quiet=True):
        run(VENV_PYTHON, "-m", "ensurepip", quiet=True)
    return run(*pip, "install", "-q", "--require-hashes", "-r", lock) and run(
        *(*pip, "install", "-q", "--no-deps", "--no-build-isolation", "-e", ROOT)
    )


def installed(lock: Path) -> str:
    """Return what identifies an environment: the lock, the project and the place."""
    parts = (lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), bytes(ROOT))
    return hashlib.sha256(b"".join(parts)).hexdigest()


def already_there(wanted: str) -> bool:
    """Say whether .venv holds what is wanted, or more."""
    stamp = VENV / "installed"
    if not VENV_PYTHON.exists() or not stamp.exists():
        return False
    enough = LARGER[LARGER.index(wanted) :]
    return stamp.read_text() in {installed(LOCKS[name]) for name in enough}


def install(wanted: str) -> None:
    """Bring .venv to the state of the lock."""
    lock = LOCKS[wanted]
    if old_venv():
        shutil.rmtree(VENV)
    uv = find_uv()
    if uv is None and os.name != "nt" and os.geteuid() == 0 and shutil.which("apt-get"):
        # A bare Debian has neither pip nor venv beside its Python.
        run("apt-get", "update", "-q")
        run("apt-get", "install", "-y", "-q", "python3-venv", "python3-pip")
        uv = find_uv()
    if not (uv and install_with_uv(uv, lock)) and not install_with_pip(lock):
        sys.exit(
            "The environment could not be made. This needs the package index and one "
            "of: uv on the PATH, or Python's venv and pip (on Debian and Ubuntu: "
            "apt-get install python3-venv python3-pip)."
        )
    (VENV / "installed").write_text(installed(lock))


def write_env_file() -> None:
    """Write the demo's settings where there are none, so that every command runs."""
    if not ENV_FILE.exists():
        lines = [f"{name}={value}\n" for name, value in DEMO_SETTINGS.items()]
        ENV_FILE.write_text("".join(lines))


def main() -> None:
    """Install what the first argument asks for, and compile the translations."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else "everything"
    if wanted not in LOCKS:
        sys.exit(f"There is {', '.join(LOCKS)}, and no {wanted}.")
    started = time.monotonic()
    if not already_there(wanted):
        print(f"Installing {LOCKS[wanted].relative_to(ROOT)} into .venv …", flush=True)
        install(wanted)
        print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)
    if wanted == "everything":
        write_env_file()
    if not run(VENV_PYTHON, "-m", "tools.catalogue", "compile"):
        sys.exit("The translations could not be compiled.")


if __name__ == "__main__":
    main()
