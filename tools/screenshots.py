"""Photographs the home page of each role in the demo: `python -m tools.screenshots`.

Asks for a product that serves the demo; its address is the argument, by default that of
`make run`. The pictures go to docs/images/, where README.md shows them.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from pncrecruit.demo.staff import PASSWORD, STAFF
from tools.browser import find

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
ADDRESS = "http://127.0.0.1:5000"
SIZE = {"width": 1280, "height": 800}


def main(address: str) -> None:
    """Sign in as the first of each role, and keep what is seen then."""
    FOLDER.mkdir(exist_ok=True)
    first = {member.role: member for member in reversed(STAFF)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find())
        for role, member in first.items():
            context = browser.new_context(viewport=SIZE, locale="es-GT")  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(f"{address}/account/sign-in")
            page.fill("input[name=email]", member.email)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{role.value}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ADDRESS)
