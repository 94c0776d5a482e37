"""A call and a unit, from what one HR lead asks to what a second one decides."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from pncrecruit.access.rules import Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import local_day, now
from pncrecruit.officers.actions.standard import load_standard
from tests.browser.conftest import Live

pytestmark = pytest.mark.browser


def fits(page: Page) -> bool:
    """Say whether a page needs no scrolling sideways on a small telephone."""
    page.set_viewport_size({"width": 360, "height": 800})
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    page.set_viewport_size({"width": 1280, "height": 800})
    return not wide


def approve(page: Page) -> None:
    """Open the one request that waits, and say yes."""
    page.goto("/access/approvals")
    page.locator("main a[href*='/access/approvals/']").first.click()
    with page.expect_navigation():
        page.locator("button[value=approve]").click()


def test_two_leads_publish_a_call_and_a_recruiter_sees_it(
    live: Live,
    sign_in: Callable[..., Page],
    accessible: Callable[[Page], None],
) -> None:
    with live.data():
        load_standard(author=SYSTEM, at=now())
    recruiter = sign_in(Role.RECRUITER)
    lead, second = sign_in(Role.HR_LEAD), sign_in(Role.HR_LEAD, number=2)
    today = local_day(now())

    lead.goto("/recruitment/calls/new")
    for name, text in {
        "code": "LIX-2027",
        "name": "LIX promoción",
        "seats": "3500",
        "opens_on": f"{today:%d/%m/%Y}",
        "closes_on": f"{today + timedelta(days=30):%d/%m/%Y}",
        "age_on": f"{today + timedelta(days=90):%d/%m/%Y}",
        "legal_basis": "Acuerdo ministerial 1-2027",
    }.items():
        lead.locator(f"[name={name}]").fill(text)
    with lead.expect_navigation():
        lead.locator("[name=legal_basis]").press("Control+Enter")
    expect(lead.locator("h1")).to_have_text("LIX promoción")
    accessible(lead)
    lead.goto("/recruitment/calls/LIX-2027/publish")
    lead.locator("main form button[type=submit]").click()
    expect(lead.locator("main")).to_contain_text("Falta la decisión")

    approve(second)
    second.goto("/recruitment/calls/LIX-2027")
    expect(second.locator("main")).to_contain_text("Abierta")

    second.locator("select[name=recruiter]").select_option(index=1, force=True)
    second.locator("select[name=office]").select_option("23", force=True)
    with second.expect_navigation():
        second.locator("form[action$='/assignments'] button[type=submit]").click()
    expect(second.locator("#assignments")).to_contain_text("Comisaría 23")
    accessible(second)
    assert fits(second)

    recruiter.goto("/recruitment/calls")
    recruiter.get_by_role("link", name="LIX promoción").click()
    expect(recruiter.locator("#phases")).to_contain_text("Graduación")
    expect(recruiter.locator("main")).not_to_contain_text("Solicitar")


def test_two_leads_open_a_site_and_everybody_sees_it(
    live: Live,
    sign_in: Callable[..., Page],
    accessible: Callable[[Page], None],
) -> None:
    with live.data():
        load_standard(author=SYSTEM, at=now())
    lead, second = sign_in(Role.HR_LEAD), sign_in(Role.HR_LEAD, number=2)

    lead.goto("/units/23")
    lead.get_by_role("link", name="Solicitar una dependencia bajo esta").click()
    expect(lead.locator("[name=reason]")).to_be_visible()
    accessible(lead)
    lead.locator("select[name=kind]").select_option("substation")
    lead.locator("[name=code]").fill("23-11")
    lead.locator("[name=name]").fill("Subestación Olopa")
    lead.locator("[name=reason]").fill("Orden general 12-2026")
    with lead.expect_navigation():
        lead.locator("[name=reason]").press("Control+Enter")
    approve(second)

    manager = sign_in(Role.MANAGER)
    manager.goto("/units?q=olopa")
    manager.get_by_role("link", name="Subestación Olopa").click()
    expect(manager.locator("h1")).to_have_text("Subestación Olopa")
    lead.goto("/units?all=1")
    expect(lead.locator("main")).to_contain_text(re.compile("Distrito Oriente"))
