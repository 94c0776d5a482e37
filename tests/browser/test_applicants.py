"""A recruiter's trip in a browser: register by keyboard, find, move on, print."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from pncrecruit.access.models import User
from pncrecruit.access.rules import Role
from pncrecruit.db import db
from pncrecruit.recruitment.models import CallAssignment
from tests.browser.conftest import Live
from tests.factories import NOON, make_country, make_small_call

pytestmark = pytest.mark.browser
CODE = "58-2026"


def desk(live: Live) -> None:
    """Give the recruiter of the server a call and an office, once."""
    email = live.account(Role.RECRUITER)
    with live.data():
        if db.session.scalar(select(CallAssignment.id)) is not None:
            return
        units = make_country()
        call = make_small_call(CODE)
        user = db.session.scalars(select(User).where(User.email == email)).one()
        db.session.add(
            CallAssignment(
                user_id=user.id,
                call_id=call.id,
                office_id=units["23"].id,
                assigned_at=NOON,
            )
        )


def fill(page: Page, given: str, surname: str, *, height: str = "160") -> None:
    """Fill the form in by keys alone: tab, type, arrow, Ctrl+Enter."""
    keyboard = page.keyboard
    expect(page.locator("#given_names")).to_be_focused()
    keyboard.type(given)
    keyboard.press("Tab")
    keyboard.type(surname)
    page.locator("#cui_reason").focus()
    keyboard.type("DPI en trámite")
    keyboard.press("Tab")
    keyboard.type("17052003")
    expect(page.locator("#birth_date")).to_have_value("17/05/2003")
    keyboard.press("Tab")
    keyboard.press("Space")
    page.locator(
        "#residence_municipality-ts-control, #residence_municipality"
    ).first.focus()
    keyboard.type("Cobán")
    keyboard.press("Enter")
    page.locator("#height_cm").fill(height)
    keyboard.press("Control+Enter")


def test_a_trip_from_the_form_to_the_receipt(
    live: Live,
    sign_in: Callable[[Role], Page],
    accessible: Callable[[Page], None],
) -> None:
    desk(live)
    page = sign_in(Role.RECRUITER)
    page.goto(f"{live.url}/recruitment/calls/{CODE}/applicants/new")
    fill(page, "Rigoberta", "Ixcoy")
    expect(page.get_by_role("heading", level=1)).to_have_text("Revise las respuestas")
    accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Autoidentificación de Rigoberta Ixcoy"
    )
    expect(page.locator("input[name=peoples]:checked")).to_have_count(0)
    accessible(page)
    page.get_by_role("button", name="Prefiere no responder").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("58-2026-000001-")
    accessible(page)

    page.get_by_role("link", name="Abrir la inscripción").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rigoberta Ixcoy")
    page.get_by_label("Aprobó", exact=True).check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Deshacer mi último")).to_be_visible()
    page.goto(f"{live.url}/recruitment/search?q=ixcoy%20rigo")
    expect(page.get_by_role("link", name="Ixcoy, Rigoberta")).to_be_visible()


def test_who_does_not_meet_a_requirement_is_saved_by_keys_alone(
    live: Live, sign_in: Callable[[Role], Page]
) -> None:
    desk(live)
    page = sign_in(Role.RECRUITER)
    page.goto(f"{live.url}/recruitment/calls/{CODE}/applicants/new")
    fill(page, "Zoila", "Xuncax", height="150")
    expect(page.get_by_text("150 cm")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.get_by_text("no se hizo la pregunta").click()
    page.get_by_role("button", name="No se preguntó").click()
    expect(page.get_by_text("No cumple con un requisito")).to_be_visible()


def test_a_draft_waits_in_the_browser_until_it_was_sent(
    live: Live, sign_in: Callable[[Role], Page]
) -> None:
    desk(live)
    page = sign_in(Role.RECRUITER)
    address = f"{live.url}/recruitment/calls/{CODE}/applicants/new"
    page.goto(address)
    page.locator("#given_names").fill("Marta Julia")
    page.locator("#first_surname").fill("Coy")
    key = page.locator("#client_id").input_value()
    page.wait_for_timeout(600)  # the draft is kept a moment after typing

    page.goto(address)

    expect(page.locator("#given_names")).to_have_value("Marta Julia")
    expect(page.locator("#client_id")).to_have_value(key)
