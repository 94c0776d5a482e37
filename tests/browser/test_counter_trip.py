"""A recruiter's counter: a CUI, languages, one's own answer, no signal, a fair."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from pncrecruit.access.rules import Role
from pncrecruit.db import db
from pncrecruit.identity.models import SelfIdentification
from pncrecruit.identity.rules import AnswerState
from pncrecruit.persons.models import Person
from tests.browser.conftest import Live
from tests.browser.test_applicants import CODE, desk

pytestmark = pytest.mark.browser
CALL = f"/recruitment/calls/{CODE}"
GIVEN = {
    "given_names": "Marta Julia",
    "first_surname": "Ch'oc",
    "second_surname": "Pop",
    "birth_date": "17/05/2003",
    "phone": "55551234",
    "height_cm": "161",
}


@pytest.fixture
def counter(live: Live, sign_in: Callable[..., Page]) -> Page:
    """The recruiter's page, with a call and an office to work on."""
    desk(live)
    return sign_in(Role.RECRUITER)


def type_in(page: Page, **given: str) -> None:
    """Fill the form of an applicant in, with what differs from the usual one."""
    for name, text in (GIVEN | given).items():
        page.locator(f"#{name}").fill(text)
    page.locator("input[name=sex][value=F]").check()
    for name, value in {
        "residence_municipality": "1601",
        "schooling": "diversificado",
        "language_0": "qeqchi",
        "level_0": "mother_tongue",
    }.items():
        page.locator(f"select[name={name}]").select_option(value, force=True)
    for yes in page.locator("input[name^=declaration_][value=yes]").all():
        yes.check()


def go_on(page: Page) -> None:
    """Send what is open."""
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def key_in(page: Page, number: str) -> None:
    """Open the form for a sheet that came back."""
    page.goto(f"{CALL}/fairs")
    page.locator("[name=sheet]").fill(number)
    with page.expect_navigation():
        page.locator("[name=sheet]").press("Enter")


def test_an_applicant_with_a_cui_says_who_she_is(
    live: Live, counter: Page, accessible: Callable[[Page], None]
) -> None:
    counter.goto(f"{CALL}/applicants/new")
    type_in(counter, cui="9999 00013 0101")
    go_on(counter)
    expect(counter.locator("main")).to_contain_text("9999 00013 0101")
    expect(counter.locator("main")).to_contain_text("q'eqchi'", ignore_case=True)
    go_on(counter)
    counter.locator("input[name=peoples][value=maya]").check()
    counter.get_by_role("button", name="Guardar la respuesta").click()

    expect(counter.locator("h1")).to_contain_text(f"{CODE}-")
    with live.data():
        statement = select(SelfIdentification.state).join(
            Person, Person.id == SelfIdentification.person_id
        )
        states = db.session.scalars(statement.where(Person.cui == "9999000130101"))
        assert states.all() == [AnswerState.ANSWERED]
    counter.goto(f"{CALL}/applicants?sex=F")
    row = counter.locator("tbody tr", has_text="Ch'oc Pop, Marta Julia")
    expect(row).to_be_visible()
    expect(counter.locator("main")).not_to_contain_text("Maya")
    counter.goto(f"{CALL}/board")
    expect(counter.locator("main")).to_contain_text("Ch'oc Pop, Marta Julia")
    # The same CUI again is told at the field, and nothing that was typed is lost.
    counter.goto(f"{CALL}/applicants/new")
    type_in(counter, cui="9999 00013 0101", given_names="Otra")
    go_on(counter)
    expect(counter.locator("#cui-errors")).to_contain_text("ya se inscribió")
    expect(counter.locator("#cui")).to_have_value("9999 00013 0101")
    expect(counter.locator("#given_names")).to_have_value("Otra")
    accessible(counter)


def test_without_signal_nothing_is_lost_and_it_is_sent_once(counter: Page) -> None:
    counter.goto(f"{CALL}/applicants/new")
    type_in(counter, given_names="Sin Señal", first_surname="Caal", cui_reason="Robo")
    key = counter.locator("#client_id").input_value()
    counter.wait_for_timeout(600)  # the draft is kept a moment after typing
    counter.context.set_offline(True)
    counter.keyboard.press("Control+Enter")
    counter.wait_for_timeout(300)

    counter.context.set_offline(False)
    counter.goto(f"{CALL}/applicants/new")
    expect(counter.locator("#given_names")).to_have_value("Sin Señal")
    expect(counter.locator("#client_id")).to_have_value(key)
    counter.locator("#height_cm").focus()
    go_on(counter)
    go_on(counter)
    counter.get_by_text("no se hizo la pregunta").click()
    counter.get_by_role("button", name="No se preguntó").click()
    expect(counter.locator("h1")).to_contain_text(f"{CODE}-")

    counter.goto(f"{CALL}/applicants/new")
    expect(counter.locator("#given_names")).to_have_value("")
    counter.goto(f"{CALL}/applicants?q=caal")
    expect(counter.locator("tbody tr")).to_have_count(1)


def test_a_numbered_form_of_a_fair_comes_back_once(counter: Page) -> None:
    counter.goto(f"{CALL}/fairs")
    counter.locator("[name=count]").fill("2")
    with counter.expect_download() as download:
        counter.locator("main form[method=post] button[type=submit]").click()
    assert download.value.suggested_filename.endswith(".pdf")
    counter.goto(f"{CALL}/fairs")
    number = counter.locator("tbody th").first.inner_text()
    key_in(counter, number)
    type_in(counter, given_names="De Feria", first_surname="Tiul", cui_reason="Robo")
    go_on(counter)
    go_on(counter)
    counter.get_by_text("no se hizo la pregunta").click()
    counter.get_by_role("button", name="No se preguntó").click()
    expect(counter.locator("h1")).to_contain_text(f"{CODE}-")

    key_in(counter, number)
    expect(counter.locator("body")).to_contain_text("ya se digitó")
    expect(counter.locator("#given_names")).to_have_count(0)
