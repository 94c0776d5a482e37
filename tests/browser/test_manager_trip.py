"""A manager's month on a small telephone: from the letter's day to a closed case."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from pncrecruit.access.rules import Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db, local_day, now
from pncrecruit.officers.actions.facts import record_fact
from pncrecruit.officers.models import Facility, Unit
from pncrecruit.officers.rules import FactKind
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.persons.kinds import Sex
from pncrecruit.retention.actions.run import run_alerts
from tests.browser.conftest import Live
from tests.factories import make_actor, make_country, make_officer, tell_all

pytestmark = pytest.mark.browser
SMALL: ViewportSize = {"width": 360, "height": 740}


def fits(page: Page) -> bool:
    """Say whether nothing is wider than the telephone."""
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return not wide


def worn(unit: Unit, today: date, *, request: bool = False) -> None:
    """Add an officer whose rest was cancelled, or whose request nobody answered."""
    officer = make_officer(unit, sex=Sex.FEMALE)
    actor = make_actor(Role.HR_LEAD)
    since = date(2024, 1, 1)
    facts = [FactDraft(FactKind.POSTING, since, since, unit_id=unit.id, code="ordered")]
    if request:
        asked = today - timedelta(days=90)
        facts.append(FactDraft(FactKind.TRANSFER_REQUEST, asked, asked, code="open"))
    else:
        facts += [
            FactDraft(FactKind.REST_CANCELLED, day, day, amount=Decimal(1))
            for day in (today - timedelta(days=back) for back in (5, 10, 15))
        ]
    for draft in facts:
        record_fact(officer, draft, actor=actor, at=now())


@pytest.fixture(scope="module")
def unit_id(live: Live) -> int:
    """A unit whose head can work on two cases a month, after the night's run."""
    today = local_day(now())
    with live.data():
        units = make_country()
        units["23"].alert_budget = 2
        for _ in range(3):
            worn(units["23-11"], today)
        worn(units["23-11"], today, request=True)
        db.session.add(
            Facility(
                unit_id=units["23-11"].id,
                womens_quarters=False,
                valid_from=date(2024, 1, 1),
                known_on=date(2024, 1, 1),
                recorded_at=now(),
            )
        )
        db.session.flush()
        done = run_alerts(today, author=SYSTEM, at=now())
        assert (done.raised, done.waiting) == (3, 2)
        tell_all()
        return units["23"].id


def test_a_manager_answers_does_and_closes_a_case_on_a_telephone(
    unit_id: int,
    sign_in: Callable[..., Page],
    accessible: Callable[[Page], None],
) -> None:
    page = sign_in(Role.MANAGER, unit_id=unit_id)
    page.set_viewport_size(SMALL)
    main = page.locator("main")

    page.goto("/")
    expect(page.locator("h1")).to_have_text("2 casos necesitan algo de usted")
    expect(main).to_contain_text("1 solicitud pasó su plazo legal")
    accessible(page)
    assert fits(page)

    page.goto("/retention/alerts")
    expect(main).to_contain_text("2 de 2 lugares de este mes están ocupados")
    expect(main).to_contain_text("2 esperan turno")
    assert fits(page)
    words = main.inner_text()
    assert not re.search(r"puntaje|probabilidad|rango de riesgo|\d ?%", words)

    with page.expect_navigation():
        main.locator(".alert-card", has_text="descansos").first.locator("a.btn").click()
    expect(main).to_contain_text("descansos suspendidos")
    accessible(page)
    assert fits(page)
    # Without a reason "no action" is no answer, and what was chosen stays chosen.
    page.locator("input[name=kind][value=no_action]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Registrar la respuesta").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.locator("input[name=kind][value=no_action]")).to_be_checked()

    page.locator("input[name=kind][value=action]").check()
    page.locator("select[name=action]").select_option("restore_rest")
    until = local_day(now()) + timedelta(days=7)
    page.locator("input[name=due_on]").fill(f"{until:%d/%m/%Y}")
    with page.expect_navigation():
        page.get_by_role("button", name="Registrar la respuesta").click()
    expect(main).to_contain_text("A cargo de")

    page.locator("input[name=done_on]").fill(f"{local_day(now()):%d/%m/%Y}")
    page.locator("input[name=cost]").fill("150.00")
    with page.expect_navigation():
        page.locator("form[action$='/done'] button[type=submit]").click()
    expect(main).to_contain_text("Q 150.00")
    assert fits(page)

    page.locator("form[action$='/close'] textarea").fill(
        "Se devolvieron los descansos."
    )
    page.locator("form[action$='/close'] button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/retention/alerts$"))

    page.goto("/retention/alerts?state=closed")
    expect(main).to_contain_text("Cerrada")
    assert fits(page)

    page.goto("/retention/alerts/letter")
    page.locator("input[name=weekday][value='3']").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Guardar este día").click()
    expect(page.locator("input[name=weekday][value='3']")).to_be_checked()
    assert fits(page)


def test_a_case_of_a_unit_names_its_sites_and_nobody(
    unit_id: int, sign_in: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in(Role.MANAGER, unit_id=unit_id)
    page.set_viewport_size(SMALL)

    page.goto("/retention/alerts")
    with page.expect_navigation():
        page.locator(".alert-card", has_text="dormitorio separado").locator(
            "a.btn"
        ).click()

    main = page.locator("main")
    expect(main).to_contain_text("Unit 23-11")
    expect(main).not_to_contain_text("Tzul")
    accessible(page)
    assert fits(page)
