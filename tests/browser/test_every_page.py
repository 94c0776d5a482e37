"""Every page that a role may open: for everybody, on a telephone, in Spanish, linked.

The pages come from the map of the application, so that a new one cannot be forgotten.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, url_for
from playwright.sync_api import BrowserContext, Page, expect

from pncrecruit.access.rules import ACCOUNT_ROLES, Role
from tests.browser.addresses import (
    NOT_PAGES,
    NOTHING_TO_OPEN,
    Address,
    addresses,
    missing,
)
from tests.browser.conftest import PASSWORD, Faults, Live, enter
from tests.browser.country import FIRST, Known, populate
from tests.browser.reading import Reader, Seen

EnterAs = Callable[[Role], tuple[Page, Flask]]
pytestmark = pytest.mark.browser
# Of the pages of a role, so that no test is long; the others are opened in one go.
PARTS = {Role.HR_LEAD: 4, Role.AUDITOR: 3, Role.RECRUITER: 3}


@pytest.fixture(scope="module")
def known(live: Live) -> Known:
    """The demo country behind the pages."""
    return populate(live)


@pytest.fixture(scope="module")
def seen() -> Seen:
    """What the readers of the module have seen already."""
    return Seen()


@pytest.fixture
def enter_as(
    live: Live, new_context: Callable[..., BrowserContext], faults: Faults
) -> EnterAs:
    """A page of the demo's first person of a role, who signs in once; or of nobody."""

    def open_page(role: Role) -> tuple[Page, Flask]:
        if role is not Role.ANONYMOUS and role not in live.states:
            first = new_context()
            enter(first.new_page(), live, FIRST[role].email)
            live.states[role] = first.storage_state()
            first.close()
        context = new_context(storage_state=live.states.get(role))
        faults.watch(context)
        return context.new_page(), live.app

    return open_page


# A fault of each kind, put into a page by hand, and what is noted of it.
PLANT = """
const main = document.querySelector('main'), added = document.createElement('p')
added.textContent = 'Algo'
main.append(added)
"""
PLANTED = {
    "main.append(new Image())": "axe, image-alt",
    "added.style.color = '#999'": "axe, color-contrast",
    "added.style.width = '40rem'": "wider than 320 px",
    "added.textContent = 'The file is damaged and cannot be read'": "English",
    "added.textContent = 'Sign out'": "English: 'Sign out'",
    "added.innerHTML = '<a href=\"#nada\">Nada</a>'": "no #nada",
    "added.innerHTML = '<a href=\"/nada\">Nada</a>'": "/nada: 404",
    "document.documentElement.lang = 'en'": "lang=en",
    "document.title = ''": "no title",
}


def test_a_fault_of_each_kind_is_noted(live: Live, enter_as: EnterAs) -> None:
    page, app = enter_as(Role.ANONYMOUS)
    page.goto("/account/sign-in")
    for fault, noted in PLANTED.items():
        reader = Reader(page, app, Seen())
        page.reload()
        page.evaluate(f"() => {{ {PLANT} {fault} }}")
        reader.look()
        reader.follow()
        page.set_viewport_size({"width": 1280, "height": 900})
        assert noted in "\n".join(reader.wrong), (fault, reader.wrong)


def test_every_rule_has_an_address(live: Live, known: Known) -> None:
    assert missing(live.app) == set()
    assert known.approvals[Role.HR_LEAD]


def test_what_is_excepted_exists(live: Live) -> None:
    endpoints = {rule.endpoint for rule in live.app.url_map.iter_rules()}
    assert set(NOT_PAGES) | {one for one, _ in NOTHING_TO_OPEN} <= endpoints


@pytest.mark.parametrize(
    ("role", "part"),
    [
        (role, part)
        for role in (*ACCOUNT_ROLES, Role.ANONYMOUS)
        for part in range(PARTS.get(role, 1))
    ],
)
def test_every_page_of_a_role(
    known: Known, seen: Seen, enter_as: EnterAs, role: Role, part: int
) -> None:
    page, app = enter_as(role)
    reader = Reader(page, app, seen, asked=seen.asked[role])
    for address in list(addresses(app, role, known))[part :: PARTS.get(role, 1)]:
        reader.open(address)
    reader.follow()

    assert not reader.wrong, "\n".join(["", *reader.wrong])


def test_the_pages_in_the_middle_of_signing_in(
    known: Known, seen: Seen, enter_as: EnterAs
) -> None:
    page, app = enter_as(Role.ANONYMOUS)
    reader = Reader(page, app, seen)
    with app.test_request_context():
        start = url_for("security.login")
        recovery = url_for("security.mf_recovery")

    page.goto(start)
    page.locator("input[name=email]").fill(FIRST[Role.HR_LEAD].email)
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("input[name=password]").press("Enter")
    reader.look()
    page.locator("input[name=code]").fill("000000")
    with page.expect_navigation():
        page.locator("input[name=code]").press("Enter")
    reader.look()
    page.goto(recovery)
    assert page.url.endswith(recovery)
    reader.look()

    assert not reader.wrong, "\n".join(["", *reader.wrong])


def test_the_open_data_are_read_in_english_too(known: Known, enter_as: EnterAs) -> None:
    page, app = enter_as(Role.ANONYMOUS)
    reader = Reader(page, app, Seen(), lang="en")
    reader.open(Address("equity.public_page", "/equity/public/en"))
    reader.follow()

    assert not reader.wrong, "\n".join(["", *reader.wrong])


def test_a_lead_takes_figures_away_that_have_a_picture_and_a_table(
    known: Known, enter_as: EnterAs
) -> None:
    page, _ = enter_as(Role.HR_LEAD)
    page.goto("/")
    page.locator("main a[href='/equity/representation']").first.click()

    expect(page.locator("main figure svg").first).to_be_visible()
    expect(page.locator("main figure table").first).to_be_attached()
    with page.expect_download() as download:
        page.locator("main a[href$='/representation.csv']").click()

    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) > 3
    assert "Mujeres" in "\n".join(lines)


def test_an_auditor_reads_the_trail_and_checks_the_chain(
    known: Known, enter_as: EnterAs
) -> None:
    page, _ = enter_as(Role.AUDITOR)
    page.goto("/oversight/?verb=demo.fill")
    expect(page.locator("main tbody tr")).to_have_count(1)

    with page.expect_navigation():
        page.locator("main form[action$='/verify'] button").click()

    expect(page.locator("main")).to_contain_text("La cadena está íntegra")
