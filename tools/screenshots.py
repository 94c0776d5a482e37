"""Photographs the home of each role and the main pages: `python -m tools.screenshots`.

Asks for a product that serves the demo; its address is the argument, by default that of
`make run`. The pictures go to docs/images/, where README.md shows them.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from pncrecruit.access.rules import Role
from pncrecruit.demo.staff import PASSWORD, STAFF
from tools.browser import find

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
ADDRESS = "http://127.0.0.1:5000"
SIZE = {"width": 1280, "height": 800}
# Further pages: whose, where, and the link to follow from there ("" for none).
CASE = re.compile(r"/alerts/[0-9a-f-]{36}")
PAGES = (
    ("funnel", Role.HR_LEAD, "/equity/funnel", ""),
    ("representation", Role.HR_LEAD, "/equity/representation", ""),
    ("model", Role.HR_LEAD, "/retention/model", ""),
    ("applicant", Role.RECRUITER, "/recruitment/calls", "applicants"),
    ("alert", Role.MANAGER, "/", "alerts"),
    ("log", Role.AUDITOR, "/oversight/", ""),
)


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
            for name, owner, path, then in PAGES:
                if owner is role:
                    page.goto(f"{address}{path}")
                    _follow(page, then)
                    page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        browser.close()


def _follow(page: Page, then: str) -> None:
    """Open the first applicant of the newest call, or the first case of a unit."""
    if then == "applicants":
        page.locator("main a.row-link").first.click()
        page.goto(f"{page.url.partition('?')[0]}/applicants")
        page.locator("main a.row-link").first.click()
    elif then == "alerts":
        links = page.locator("main a[href*='/retention/alerts/']")
        cases = [
            one for one in links.all() if CASE.search(one.get_attribute("href") or "")
        ]
        cases[-1].click()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ADDRESS)
