"""Service records written by hand: what counts at once, what two people decide."""

from dataclasses import replace
from datetime import date

import pytest

from pncrecruit.access.actions import approvals
from pncrecruit.access.models import Approval
from pncrecruit.access.rules import ApprovalState, Role
from pncrecruit.db import db, local_day, now
from pncrecruit.errors import NotAllowed
from pncrecruit.officers import actions
from pncrecruit.officers.actions.records import write_line
from pncrecruit.officers.models import Officer, ServiceFact
from pncrecruit.officers.queries.facts import FactRow, facts_as_of, facts_known
from pncrecruit.officers.rules import FactKind, OfficerStatus
from pncrecruit.officers.rules.careers import AfterSeparation, BeforeAppointment
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.officers.rules.records import Deed, KnownTooLate, ReasonMissing
from tests.conftest import Client
from tests.factories import (
    NOON,
    make_actor,
    make_country,
    make_officer,
    make_user,
    unit_of,
)

SINCE, ORDER = date(2020, 1, 1), date(2025, 3, 1)


@pytest.fixture
def officer(client: Client) -> Officer:
    """An agent of site 23-11 since 2020."""
    units = make_country()
    made = make_officer(units["23-11"])
    actor = make_actor()
    for draft in (
        FactDraft(FactKind.APPOINTMENT, SINCE, SINCE),
        FactDraft(FactKind.RANK, SINCE, SINCE, code="agente"),
        FactDraft(FactKind.POSTING, SINCE, SINCE, unit_id=units["23-11"].id),
        FactDraft(FactKind.HOME, SINCE, SINCE, code="1601"),
    ):
        actions.record_fact(made, draft, actor=actor, at=NOON)
    return made


def lines(officer: Officer, kind: FactKind) -> list[FactRow]:
    """Return the lines of a kind as they count today."""
    return list(facts_known(local_day(now()), kinds=[kind], officers=[officer.id]))


def status_of(officer: Officer) -> OfficerStatus:
    """Return whether an officer serves, as the database has it."""
    db.session.refresh(officer)
    return officer.status


def posting(code: str = "23") -> FactDraft:
    """Ask for a posting since the order."""
    return FactDraft(
        FactKind.POSTING, ORDER, ORDER, unit_id=unit_of(code).id, reason="Order 4-2025"
    )


def ask(officer: Officer, draft: FactDraft, deed: Deed = Deed.RECORD) -> Approval:
    """Have an HR lead ask for a line."""
    asked = write_line(officer, deed, draft, actor=make_actor(Role.HR_LEAD), at=NOON)
    assert asked is not None
    return asked


def test_a_plain_line_counts_at_once(officer: Officer) -> None:
    moved = FactDraft(FactKind.HOME, ORDER, ORDER, code="0101", reason="DPI renewed")

    asked = write_line(
        officer, Deed.RECORD, moved, actor=make_actor(Role.HR_LEAD), at=NOON
    )

    assert asked is None
    assert [line.code for line in lines(officer, FactKind.HOME)] == ["1601", "0101"]


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (FactDraft(FactKind.HOME, ORDER, ORDER, code="0101"), ReasonMissing),
        (
            FactDraft(FactKind.HOME, ORDER, date(2999, 1, 1), code="0101", reason="x"),
            KnownTooLate,
        ),
        (
            FactDraft(FactKind.HOME, date(2019, 1, 1), ORDER, code="0101", reason="x"),
            BeforeAppointment,
        ),
    ],
)
def test_what_a_rule_refuses_leaves_no_line(
    officer: Officer, draft: FactDraft, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        write_line(officer, Deed.RECORD, draft, actor=make_actor(Role.HR_LEAD), at=NOON)
    assert len(lines(officer, FactKind.HOME)) == 1


def test_a_posting_waits_for_a_second_person_and_ends_the_one_before(
    officer: Officer,
) -> None:
    asked = ask(officer, posting())
    assert officer.unit_id == unit_of("23-11").id

    approvals.decide(asked, approve=True, actor=make_actor(Role.HR_LEAD), at=NOON)

    db.session.refresh(officer)
    assert officer.unit_id == unit_of("23").id
    spans = {(one.valid_from, one.valid_to) for one in lines(officer, FactKind.POSTING)}
    assert spans == {(SINCE, ORDER), (ORDER, None)}
    # As known before the order, the officer stood where the officer stood.
    before = [*facts_as_of(ORDER, SINCE, kinds=[FactKind.POSTING])]
    assert [one.unit_id for one in before] == [unit_of("23-11").id]


def test_nobody_decides_on_the_own_record(officer: Officer) -> None:
    asked = ask(officer, posting())
    own = replace(make_actor(Role.HR_LEAD), person_id=officer.person_id)

    with pytest.raises(NotAllowed):
        approvals.decide(asked, approve=True, actor=own, at=NOON)


def test_a_request_is_void_once_the_record_changed(officer: Officer) -> None:
    asked = ask(officer, posting())
    gone = FactDraft(
        FactKind.SEPARATION, ORDER, ORDER, code="resignation", reason="Act 9"
    )
    actions.record_fact(officer, gone, actor=make_actor(), at=NOON)

    state = approvals.present_state(asked, NOON)

    assert state is ApprovalState.SUPERSEDED
    with pytest.raises(AfterSeparation):
        ask(
            officer,
            FactDraft(
                FactKind.RANK,
                date(2025, 6, 1),
                ORDER,
                code="inspector",
                reason="Act 10",
            ),
        )


def test_a_separation_taken_back_brings_the_officer_back(officer: Officer) -> None:
    gone = FactDraft(
        FactKind.SEPARATION, ORDER, ORDER, code="resignation", reason="Act 9"
    )
    fact = actions.record_fact(officer, gone, actor=make_actor(), at=NOON)
    assert status_of(officer) is OfficerStatus.SEPARATED

    asked = write_line(
        officer,
        Deed.WITHDRAW,
        gone,
        fact_id=fact.id,
        actor=make_actor(Role.HR_LEAD),
        at=NOON,
    )
    assert asked is not None
    approvals.decide(asked, approve=True, actor=make_actor(Role.HR_LEAD), at=NOON)

    assert status_of(officer) is OfficerStatus.SERVING
    assert db.session.get_one(ServiceFact, fact.id).withdrawn is False


def test_an_hr_lead_writes_corrects_and_takes_back_in_the_pages(
    client: Client, officer: Officer
) -> None:
    client.sign_in(make_user(Role.HR_LEAD))
    address = f"/officers/{officer.public_id}"
    page = client.get(f"{address}/record").text
    assert f"{address}/record?kind=leave" in page

    sent = client.post(
        f"{address}/record?kind=training",
        data={
            "choice": "tiro",
            "amount": "40",
            "valid_from": "01/02/2025",
            "known_on": "03/02/2025",
            "reason": "Diploma 77",
        },
    )
    assert sent.status_code == 303, sent.text
    (line,) = lines(officer, FactKind.TRAINING)
    assert (line.code, line.known_on) == ("tiro", date(2025, 2, 3))

    wrong = client.post(
        f"{address}/lines/{line.id}/correct",
        data={"choice": "tiro", "valid_from": "31/02/2025", "reason": "Typing"},
    )
    assert wrong.status_code == 422
    assert "31/02/2025" in wrong.text
    assert (
        client.post(
            f"{address}/lines/{line.id}/withdraw", data={"reason": "Another person"}
        ).status_code
        == 303
    )
    assert lines(officer, FactKind.TRAINING) == []


def test_a_manager_asks_for_a_posting_of_the_own_people_only(
    client: Client, officer: Officer
) -> None:
    address = f"/officers/{officer.public_id}/posting-request"
    data = {
        "unit_id": "23",
        "valid_from": "01/03/2025",
        "known_on": "01/03/2025",
        "reason": "Nearer home",
    }
    client.sign_in(make_user(Role.MANAGER, unit=unit_of("DIST-NORTE")))
    assert client.post(address, data=data).status_code == 404

    client.sign_in(make_user(Role.MANAGER, unit=unit_of("23")))
    assert client.post(address, data=data).status_code == 303
    assert db.session.query(Approval).one().reason == "Nearer home"
    assert client.get(f"/officers/{officer.public_id}/record").status_code == 403
