"""The harness itself: the server answers, axe looks, and faults are noticed."""

from collections.abc import Callable

import pytest
from flask import url_for
from playwright.sync_api import BrowserContext, Page, expect

from pncrecruit.access.rules import ACCOUNT_ROLES, Role
from tests.browser.conftest import Faults, Live

pytestmark = pytest.mark.browser


def test_a_page_that_is_not_there_says_so_to_everybody(
    page: Page, accessible: Callable[[Page], None]
) -> None:
    answer = page.goto("/nothing-is-here")

    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_be_visible()
    accessible(page)


def test_axe_finds_what_is_wrong(
    page: Page, accessible: Callable[[Page], None]
) -> None:
    page.goto("/nothing-is-here")
    page.evaluate("document.querySelector('main').append(new Image())")

    with pytest.raises(AssertionError, match="image-alt"):
        accessible(page)


def test_requests_elsewhere_and_errors_are_noticed(
    live: Live, new_context: Callable[..., BrowserContext]
) -> None:
    noted = Faults()
    context = new_context()
    noted.watch(context)
    page = context.new_page()
    page.goto("/nothing-is-here")

    page.evaluate("setTimeout(() => { throw new Error('went wrong') })")
    page.evaluate("fetch('http://example.org/').catch(() => null)")
    page.wait_for_timeout(200)

    assert any("went wrong" in fault for fault in noted.seen)
    assert any("example.org" in fault for fault in noted.seen)


@pytest.mark.parametrize("role", ACCOUNT_ROLES)
def test_each_role_signs_in(
    sign_in: Callable[..., Page],
    new_context: Callable[..., BrowserContext],
    live: Live,
    role: Role,
) -> None:
    with live.app.test_request_context():
        own = url_for("access.profile")
    stranger = new_context().new_page()

    page = sign_in(role)
    page.goto(own)
    stranger.goto(own)

    assert page.url == live.url + own
    assert stranger.url != live.url + own
