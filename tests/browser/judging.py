"""Axe over what is open in a browser: every rule as it is, its colours in the dark."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT = Axe().axe_script
STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
EVERYTHING = {"runOnly": {"type": "tag", "values": STANDARDS}}
# A page in the dark has other colours, and is the same in all else.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
JUDGE = """([options, whole]) =>
  axe.run(whole ? document : document.querySelector('main') ?? document, options)
    .then(found => found.violations)"""
DRESS = "scheme => document.documentElement.dataset.bsTheme = scheme"
# A colour on its way to another is nobody's choice; what turns for ever is no colour.
SETTLE = """() => {
  for (const one of document.getAnimations())
    if (one.effect.getComputedTiming().endTime < Infinity) one.finish()
}"""


def judge(page: Page, rules: dict[str, Any], *, whole: bool = True) -> list[str]:
    """Return what breaks the rules, a line each; of the main content alone if asked."""
    # Its script is large, and so is what it says of what is right.
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    found = page.evaluate(JUDGE, [rules | {"resultTypes": ["violations"]}, whole])
    return [
        f"axe, {one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
    ]


def dress(page: Page, scheme: str) -> None:
    """Show a page in the light or in the dark."""
    page.evaluate(DRESS, scheme)
    page.evaluate(SETTLE)
