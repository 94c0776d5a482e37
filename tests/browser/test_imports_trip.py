"""An HR lead sends a roster, applies it, opens an officer and the quality page."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pncrecruit.access.rules import Role
from tests.browser.conftest import Live
from tests.imports.conftest import OFFICERS, POSTINGS, ROSTER

pytestmark = pytest.mark.browser
# A folder for pictures of the pages, to look at them; none are made without it.
PICTURES = os.environ.get("PNCRECRUIT_PICTURES", "")
WIDTHS = {"wide": 1280, "phone": 360}


def look(page: Page, name: str) -> None:
    """Take pictures of a page, wide and on a phone, light and dark."""
    if not PICTURES:
        return
    for width_name, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            page.evaluate(f"document.documentElement.dataset.bsTheme = '{theme}'")
            page.screenshot(
                path=f"{PICTURES}/{name}-{width_name}-{theme}.png", full_page=True
            )
    page.set_viewport_size({"width": 1280, "height": 900})


def send(page: Page, folder: Path, name: str, content: str, mapping: str) -> None:
    """Send a roster with its mapping."""
    (folder / f"{name}.csv").write_text(content)
    (folder / f"{name}.toml").write_text(mapping)
    page.goto("/imports/upload-roster")
    page.locator("input[name=file]").set_input_files(folder / f"{name}.csv")
    page.locator("input[name=mapping]").set_input_files(folder / f"{name}.toml")
    page.get_by_role("button", name="Leer el archivo").click()


def test_a_roster_goes_in_and_its_records_are_read(
    live: Live,
    sign_in: Callable[..., Page],
    accessible: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    page = sign_in(Role.HR_LEAD)
    page.goto("/imports/upload-roster")
    look(page, "upload")

    send(page, tmp_path, "nomina", ROSTER + "d,?,x,2010-01,,\n", OFFICERS)
    expect(page.get_by_role("heading", level=1)).to_have_text("nomina.csv")
    expect(page.get_by_text("no está entre los valores").first).to_be_visible()
    accessible(page)
    look(page, "batch")
    page.get_by_role("button", name="Aplicar 3 líneas").click()
    expect(page.get_by_text("Se aplicaron 3 líneas.")).to_be_visible()
    send(
        page,
        tmp_path,
        "destinos",
        "id,unit,from,to\na,1,2010-03,2015-02\na,2,2015-02,\nb,2,2011-04,\n",
        POSTINGS,
    )
    page.get_by_role("button", name="Aplicar 3 líneas").click()
    expect(page.get_by_text("Se aplicaron 3 líneas.")).to_be_visible()
    page.goto("/imports/")
    look(page, "imports")

    page.goto("/officers?status=all")
    look(page, "officers")
    page.get_by_role("link", name="Policía a").click()
    expect(page.get_by_text("Historial").first).to_be_visible()
    accessible(page)
    look(page, "officer")
    page.goto("/officers/data-quality")
    expect(page.get_by_text("la baja le pone fin").first).to_be_visible()
    accessible(page)
    look(page, "quality")


def test_a_file_of_the_wrong_kind_is_refused_in_words(
    live: Live, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = sign_in(Role.HR_LEAD)

    # What is too large is held back: the form is still there with what was chosen.
    send(page, tmp_path, "nomina", ROSTER, OFFICERS + "#" * 100_000)
    expect(page.get_by_role("alert")).to_contain_text("es demasiado larga")
    expect(page.locator("input[name=mapping]")).to_be_focused()
    expect(page.locator("input[name=file]")).to_have_value(re.compile("nomina"))
    send(page, tmp_path, "vacio", "", OFFICERS)

    expect(
        page.get_by_text("no tiene líneas debajo del encabezado").first
    ).to_be_visible()
