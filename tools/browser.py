"""Finds a Chromium for the tests, or gets one: `python -m tools.browser`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def from_playwright() -> str | None:
    """Return the Chromium that Playwright downloaded, if it did."""
    code = (
        "from playwright.sync_api import sync_playwright as p\n"
        "with p() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    path = answer.stdout.strip()
    return path if path and Path(path).exists() else None


def find() -> str | None:
    """Return the Chromium to use: the one named, one on the PATH, Playwright's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    on_path = (shutil.which(name) for name in NAMES)
    return next(filter(None, on_path), None) or from_playwright()


def attempts() -> list[list[str]]:
    """List the commands that get a Chromium, in the order to try them."""
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        return [
            ["apt-get", "update", "-qq"],
            [
                *("apt-get", "install", "-y", "-qq", "--no-install-recommends"),
                *("chromium", "fonts-dejavu-core"),
            ],
            [*playwright, "--with-deps"],
        ]
    return [playwright]


def main() -> None:
    """Print the path of a Chromium, getting one first if there is none."""
    path = find()
    for command in attempts():
        if path:
            break
        print("No Chromium yet:", " ".join(command), flush=True)
        subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
        path = find()
    if not path:
        sys.exit(
            "No Chromium: install one, or name one in the environment variable "
            "CHROMIUM; the browser tests need it."
        )
    print(f"Chromium: {path}")


if __name__ == "__main__":
    main()
