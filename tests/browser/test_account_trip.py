"""An account: made, given a role and a scope by two people, and taken by its owner."""

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pncrecruit.access.rules import Role
from tests.browser.conftest import Live
from tests.factories import make_country

pytestmark = pytest.mark.browser
OWN = "nueve-barriletes-de-noviembre"


@pytest.fixture(scope="module")
def country(live: Live) -> None:
    """A small tree of units."""
    with live.data():
        make_country()


def link_in_mail(live: Live, recipient: str) -> str:
    """Return the link of the last letter to somebody."""
    folder = Path(live.app.config["DATA_DIR"]) / "outbox"
    for path in sorted(folder.glob("*.eml"), reverse=True):
        letter = message_from_bytes(path.read_bytes(), policy=default)
        body = letter.get_body(("plain",))
        if letter["To"] == recipient and body is not None:
            found = re.search(r"https?://\S+", body.get_content())
            assert found is not None
            return found.group()
    raise AssertionError(f"no letter to {recipient}")


def press(page: Page, name: str) -> None:
    """Press a button, and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def make_account(page: Page, email: str, surname: str, cui: str) -> None:
    """Let an administrator make an account."""
    page.goto("/access/accounts")
    page.get_by_role("link", name="Cuenta nueva").click()
    for name, text in {
        "given_names": "Lidia Marisol",
        "first_surname": surname,
        "cui": cui,
        "email": email,
    }.items():
        page.locator(f"[name={name}]").fill(text)
    with page.expect_navigation():
        page.locator("[name=email]").press("Control+Enter")
    expect(page.locator("h1")).to_have_text(f"Lidia Marisol {surname}")


def ask_role(page: Page, role: Role, unit: str = "") -> None:
    """Ask for a role of the account that is open."""
    page.get_by_role("link", name="Solicitar una función").click()
    page.locator("select[name=role]").select_option(role.value, force=True)
    if unit:
        label = page.locator("select[name=unit] option", has_text=unit).first
        value = label.get_attribute("value")
        page.locator("select[name=unit]").select_option(value, force=True)
    page.locator("[name=reason]").fill("Orden general 14-2026")
    with page.expect_navigation():
        page.locator("[name=reason]").press("Control+Enter")


def approve(page: Page) -> None:
    """Open the one request that waits, and say yes."""
    page.goto("/access/approvals")
    page.locator("main a[href*='/access/approvals/']").first.click()
    with page.expect_navigation():
        page.locator("button[value=approve]").click()


def choose_password(page: Page, live: Live, email: str) -> None:
    """Follow the link of the letter, choose a password, and sign in with it."""
    page.goto(link_in_mail(live, email))
    page.locator("[name=password]").fill(OWN)
    page.locator("[name=password_confirm]").fill(OWN)
    with page.expect_navigation():
        page.locator("[name=password_confirm]").press("Enter")
    sign_in_with_it(page, email)


def sign_in_with_it(page: Page, email: str) -> None:
    """Sign in with the password that was chosen."""
    page.goto("/account/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(OWN)
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")


def test_an_account_with_its_role_and_scope(
    live: Live,
    country: None,
    sign_in: Callable[..., Page],
    context: BrowserContext,
    accessible: Callable[[Page], None],
) -> None:
    administrator, lead = sign_in(Role.ADMIN), sign_in(Role.HR_LEAD)

    make_account(administrator, "lidia@example.org", "Choc", "9999000130101")
    account = administrator.url
    ask_role(administrator, Role.MANAGER, "Unit 23")
    approve(lead)
    own = context.new_page()
    choose_password(own, live, "lidia@example.org")

    expect(own.locator("h1")).to_be_visible()
    accessible(own)
    own.goto("/units/23-11")
    expect(own.locator("h1")).to_have_text("Unit 23-11")
    answer = own.goto("/access/accounts")
    assert answer is not None
    assert answer.status == 403
    administrator.goto(account)
    expect(administrator.locator("main")).to_contain_text("Unit 23")


def test_an_hr_lead_enrols_a_second_factor_before_anything_else(
    live: Live,
    country: None,
    sign_in: Callable[..., Page],
    context: BrowserContext,
    accessible: Callable[[Page], None],
) -> None:
    administrator, lead = sign_in(Role.ADMIN), sign_in(Role.HR_LEAD)
    make_account(administrator, "otra@example.org", "Sical", "9999000210101")
    ask_role(administrator, Role.HR_LEAD)
    approve(lead)
    own = context.new_page()
    choose_password(own, live, "otra@example.org")

    accessible(own)
    own.goto("/recruitment/calls/new")  # not before the telephone is enrolled
    expect(own).to_have_url(re.compile("/account/sign-in"))
    sign_in_with_it(own, "otra@example.org")
    press(own, "Registrar un teléfono")
    accessible(own)
    key = "".join(own.locator("main code").inner_text().split())
    own.locator("[name=code]").fill("no es")
    press(own, "Registrar")
    assert "".join(own.locator("main code").inner_text().split()) == key
    expect(own.locator("#code-errors")).to_be_visible()
    own.locator("[name=code]").fill(live.code_of(key))
    press(own, "Registrar")
    expect(own.locator("h1")).to_have_text("Códigos de recuperación")
    expect(own.locator("main code")).to_have_count(5)
    accessible(own)
    own.get_by_role("link", name="Ya los guardé").click()
    expect(own).to_have_url(re.compile("/$"))
    own.goto("/recruitment/calls/new")

    expect(own.locator("[name=seats]")).to_be_visible()
