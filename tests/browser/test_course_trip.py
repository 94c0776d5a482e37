"""From the test to the oath: marks, the list, the seat, the course, the appointment."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from pncrecruit.access.models import User
from pncrecruit.access.queries import actor
from pncrecruit.access.rules import Role
from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db, local_day, now
from pncrecruit.recruitment.actions import calls
from pncrecruit.recruitment.actions.schemes import set_scheme
from pncrecruit.recruitment.models import CallAssignment
from pncrecruit.recruitment.queries.assignments import assignments_of
from pncrecruit.recruitment.rules import PhaseKind
from pncrecruit.recruitment.rules.call_parts import PhaseDraft
from pncrecruit.recruitment.rules.scheme import PhaseScheme, Scheme
from pncrecruit.recruitment.rules.starting import StartingSet
from tests.browser.conftest import Live
from tests.factories import make_application, make_call_draft, make_country

pytestmark = pytest.mark.browser
CODE = "61-2026"
PHASES = (
    PhaseDraft("papers", PhaseKind.PAPERS, "Papelería", "Papers"),
    PhaseDraft("test", PhaseKind.TEST, "Examen", "Test", pass_mark=Decimal(60)),
    PhaseDraft("selection", PhaseKind.SELECTION, "Selección", "Selection"),
    PhaseDraft("course", PhaseKind.COURSE, "Curso básico", "Basic course"),
)


@pytest.fixture(scope="module")
def applications(live: Live) -> list[str]:
    """The addresses of two applicants of a call with one seat, from their papers on."""
    emails = [live.account(Role.RECRUITER, number=number) for number in (1, 2)]
    at, today = now(), local_day(now())
    with live.data():
        office = make_country()["23"]
        draft = make_call_draft(
            CODE,
            seats=1,
            opens_on=today - timedelta(days=60),
            closes_on=today - timedelta(days=20),
            age_on=today,
            course_starts_on=today - timedelta(days=10),
        )
        call = calls.draft_call(
            draft, start=StartingSet(phases=PHASES), author=SYSTEM, at=at
        )
        calls.publish(call, author=SYSTEM, at=at - timedelta(days=50))
        for email in emails:
            user = db.session.scalars(select(User).where(User.email == email)).one()
            assigned = {"user_id": user.id, "call_id": call.id, "office_id": office.id}
            db.session.add(CallAssignment(**assigned, assigned_at=at))
            db.session.flush()
        recruiter = actor(user, assignments_of=assignments_of)
        scheme = Scheme((PhaseScheme("test", Decimal(100)),), seed="seed")
        set_scheme(call, scheme, actor=recruiter, at=at, approval_id=None)
        return [
            f"/recruitment/applications/{one.public_id}"
            for one in (
                make_application(call, office, recruiter, at=at, cui=cui, cui_reason="")
                for cui in ("9999000480101", "9999000560101")
            )
        ]


def press(page: Page, name: str) -> None:
    """Press a button, and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def approve(page: Page) -> None:
    """Open the one request that waits, and say yes."""
    page.goto("/access/approvals")
    page.locator("main a[href*='/access/approvals/']").first.click()
    with page.expect_navigation():
        page.locator("button[value=approve]").click()


def passes(page: Page, address: str) -> None:
    """Record that an applicant passed the phase waited for."""
    page.goto(address)
    page.get_by_label("Aprobó", exact=True).check()
    press(page, "Registrar el resultado")


def test_a_trip_from_the_marks_to_the_appointment(
    applications: list[str],
    sign_in: Callable[..., Page],
    accessible: Callable[[Page], None],
) -> None:
    recruiter, other = sign_in(Role.RECRUITER), sign_in(Role.RECRUITER, number=2)
    lead, second = sign_in(Role.HR_LEAD), sign_in(Role.HR_LEAD, number=2)
    for address, mark in zip(applications, ("88", "71"), strict=True):
        passes(recruiter, address)
        recruiter.locator("form[action$='/mark'] [name=value]").fill(mark)
        press(recruiter, "Registrar la nota")
        passes(recruiter, address)

    lead.goto(f"/recruitment/calls/{CODE}/scoring")
    press(lead, "Cerrar la calificación")
    lead.goto(f"/recruitment/calls/{CODE}/selection")
    press(lead, "Hacer la siguiente edición")
    accessible(lead)
    lead.locator("main a[href$='/publish']").click()
    lead.locator("[name=reason]").fill("Listado completo")
    with lead.expect_navigation():
        lead.locator("[name=reason]").press("Control+Enter")
    approve(second)
    lead.goto(f"/recruitment/calls/{CODE}/offers")
    press(lead, "Ofrecer las plazas libres")
    expect(lead.locator("main")).to_contain_text("1 plaza")
    accessible(lead)

    # Nobody is alone with an applicant: what another did not begin, another ends.
    other.goto(f"/recruitment/calls/{CODE}/offers")
    other.locator("main a[href*='/recruitment/offers/']").click()
    other.locator("input[name=answer][value=accepted]").check()
    with other.expect_navigation():
        other.locator("main form button[type=submit]").click()
    passes(other, applications[0])
    expect(other.locator("main")).to_contain_text("Aprobó todas las fases")
    recruiter.goto(applications[1])
    expect(recruiter.locator("main")).to_contain_text("Selección")

    lead.goto(f"/recruitment/calls/{CODE}/appointments")
    day = f"{local_day(now()):%d/%m/%Y}"
    for name, text in {
        "number": "AM-1-2027",
        "signed_on": day,
        "effective_on": day,
        "signed_by": "Ministro de Gobernación",
    }.items():
        lead.locator(f"[name={name}]").fill(text)
    label = lead.locator("select[name=unit_id] option", has_text="Unit 23-11").first
    lead.locator("select[name=unit_id]").select_option(
        label.get_attribute("value"), force=True
    )
    press(lead, "Pedir aprobación")
    second.goto("/access/approvals")
    second.locator("main a[href*='/access/approvals/']").first.click()
    expect(second.locator("main")).to_contain_text("AM-1-2027")
    accessible(second)
    approve(second)

    second.goto("/officers")
    second.locator("main table a").first.click()
    expect(second.locator("main")).to_contain_text("Unit 23-11")
    expect(second.locator("main")).to_contain_text("Agente")
    recruiter.goto(applications[0])
    expect(recruiter.locator("main")).to_contain_text("Nombrado")
    lead.goto(f"/recruitment/calls/{CODE}/appointments")
    expect(lead.locator("h1")).to_contain_text("0")
