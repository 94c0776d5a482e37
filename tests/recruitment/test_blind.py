"""Blind marking: a code and nothing else, each alone, a third where two differ."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from pncrecruit.access.actions import approvals
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval, User
from pncrecruit.access.rules import EVERYTHING, Role, SecondPersonNeeded
from pncrecruit.db import db
from pncrecruit.recruitment.actions import blind as marking
from pncrecruit.recruitment.actions import conflicts, panels, schemes
from pncrecruit.recruitment.actions.blind import Entry
from pncrecruit.recruitment.actions.marks import close_marking
from pncrecruit.recruitment.actions.measures import record_mark
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.actions.results import record_by_marks
from pncrecruit.recruitment.models import Application, BlindSheet, SelectionRule
from pncrecruit.recruitment.queries import blind, detail, finals, marks
from pncrecruit.recruitment.queries.blind import OwnSheet, PanelRow
from pncrecruit.recruitment.queries.marks import PhaseMarking
from pncrecruit.recruitment.queries.moves import Moving, moving
from pncrecruit.recruitment.queries.schemes import present
from pncrecruit.recruitment.rules import Result, Standing
from pncrecruit.recruitment.rules.blind import (
    Given,
    NotAnExaminer,
    NotBlind,
    NotYourSheet,
    Seat,
    SeatTaken,
    SheetChanged,
    SheetState,
    spread,
    turn,
)
from pncrecruit.recruitment.rules.conflicts import Tie
from pncrecruit.recruitment.rules.marks import (
    MarkLocked,
    NotClosed,
    NothingToLock,
    StillWaiting,
)
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.scheme import (
    BlindFixed,
    BlindOnly,
    NoWeight,
    PhaseScheme,
    Reserved,
    ReservedForNobody,
    ReservedTooMany,
    Scheme,
    SchemeFixed,
    TieUnknown,
    check_scheme,
    of_scheme,
    to_scheme,
)
from tests.conftest import Client
from tests.factories import NOON, make_actor, make_application, make_user
from tests.recruitment.conftest import Desk

SCHEME = Scheme(
    phases=(PhaseScheme("physical", Decimal(100), Decimal(60), True, 2, Decimal(10)),),
    seed="seed",
)


class Hall(NamedTuple):
    """A call whose test is marked blind by a panel of three."""

    desk: Desk
    lead: Actor
    examiners: tuple[Actor, Actor, Actor]
    some: list[Moving]

    @property
    def phase(self) -> PhaseMarking:
        (phase,) = marks.by_phase(self.desk.call.id, tuple(MARKED))
        return phase

    @property
    def panel(self) -> PanelRow:
        (panel,) = blind.of_phase(self.phase.id)
        return panel

    @property
    def scheme(self) -> PhaseScheme:
        return SCHEME.phases[0]

    def own(self, who: Actor) -> list[OwnSheet]:
        return blind.own_sheets(self.panel, self.scheme, who.user_id)

    def code(self, one: Moving) -> str:
        found = db.session.scalar(
            select(BlindSheet.code).where(BlindSheet.application_id == one.id)
        )
        assert found is not None
        return found

    def give(self, who: Actor, values: Mapping[int, int], *, lock: bool = True) -> None:
        entries = {
            self.code(self.some[place]): Entry(Decimal(value))
            for place, value in values.items()
        }
        marking.enter(self.panel, self.scheme, entries, actor=who, at=NOON)
        if lock:
            marking.lock_own(self.panel, self.scheme, actor=who, at=NOON)


@pytest.fixture
def hall(desk: Desk) -> Hall:
    """A panel of three examiners, and three applicants at the test."""
    lead = make_actor(Role.HR_LEAD)
    some = []
    for _ in range(3):
        one = make_application(desk.call, desk.office, desk.recruiter)
        record_result(
            one,
            Result.PASSED,
            client_id=uuid4(),
            version=one.version,
            actor=desk.recruiter,
            at=NOON,
        )
        some.append(one)
    schemes.set_scheme(desk.call, SCHEME, actor=lead, at=NOON, approval_id=None)
    examiners = tuple(make_actor(Role.RECRUITER, name=f"Examiner {n}") for n in "ABC")
    made = Hall(desk, lead, examiners, some)  # type: ignore[arg-type]
    panels.make_panel(desk.call.id, made.phase, "Terna 1", actor=lead, at=NOON)
    for who in examiners:
        panels.seat(made.panel, who.user_id, actor=lead, at=NOON)
    panels.deal(desk.call.code, made.phase, actor=lead, at=NOON)
    return made


MARKS = st.integers(0, 100).map(Decimal)


@given(st.lists(MARKS, min_size=3, max_size=3), st.integers(0, 100).map(Decimal))
def test_a_third_marks_exactly_where_two_differ_by_more_than_the_tolerance(
    values: list[Decimal], tolerance: Decimal
) -> None:
    seats = [Seat(one, one) for one in (1, 2, 3)]
    locked = {one: Given(value, True) for one, value in enumerate(values[:2], 1)}
    two = turn(seats, locked, barred=(), examiners=2, tolerance=tolerance)
    three = turn(
        seats,
        locked | {3: Given(values[2], True)},
        barred=(),
        examiners=2,
        tolerance=tolerance,
    )

    agree = abs(values[0] - values[1]) <= tolerance
    assert two.state is (SheetState.DONE if agree else SheetState.DIFFERS)
    assert (3 in two.examiners) is not agree
    assert three.state is SheetState.DONE
    expected = sum(values[:2]) / 2 if agree else sorted(values)[1]
    assert three.final == expected


def test_nothing_is_final_before_both_have_locked() -> None:
    seats = [Seat(1, 1), Seat(2, 2)]
    some = {1: Given(Decimal(50), True), 2: Given(Decimal(50), False)}
    found = turn(seats, some, barred=(), examiners=2, tolerance=Decimal(5))

    assert (found.state, found.final) == (SheetState.OPEN, None)


def test_who_has_a_conflict_or_left_gives_the_place_to_the_next_seat() -> None:
    seats = [Seat(1, 1), Seat(2, 2, ended=True), Seat(3, 3), Seat(4, 4)]
    rule = {"examiners": 2, "tolerance": Decimal(5)}

    assert turn(seats, {}, barred={1}, **rule).examiners == (3, 4)  # type: ignore[arg-type]
    kept = turn(seats, {2: Given(Decimal(1), True)}, barred=(), **rule)  # type: ignore[arg-type]
    assert kept.examiners == (1, 2)
    assert turn(seats, {}, barred={1, 3, 4}, **rule).state is SheetState.SHORT  # type: ignore[arg-type]


@given(
    st.integers(1, 60),
    st.integers(1, 5),
    st.sets(st.tuples(st.integers(1, 5), st.integers(0, 59))),
)
def test_sheets_are_dealt_evenly_and_past_conflicts(
    count: int, panel_count: int, barred: set[tuple[int, int]]
) -> None:
    every = list(range(1, panel_count + 1))
    dealt = spread(range(count), every, barred)

    assert [application for application, _panel in dealt] == list(range(count))
    for application, panel in dealt:
        free = [one for one in every if (one, application) not in barred]
        assert panel in (free or every)
    if not barred:
        sizes = [sum(1 for _a, panel in dealt if panel == one) for one in every]
        assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(
    ("scheme", "error"),
    [
        (Scheme((PhaseScheme("physical", Decimal(0)),)), NoWeight),
        (Scheme((PhaseScheme("papers", Decimal(1)),)), TieUnknown),
        (replace(SCHEME, ties=("physical", "physical")), TieUnknown),
        (replace(SCHEME, reserved=(Reserved(3),)), ReservedForNobody),
        (replace(SCHEME, reserved=(Reserved(101, None, "16"),)), ReservedTooMany),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(
    scheme: Scheme, error: type[Exception]
) -> None:
    with pytest.raises(error):
        check_scheme(scheme, phases={"physical"}, seats=100)


def test_a_rule_is_the_same_after_it_was_written_down() -> None:
    scheme = replace(SCHEME, reserved=(Reserved(3, None, "16"),), waiting=5)
    assert to_scheme(of_scheme(scheme)) == scheme


def test_two_persons_set_the_rule_and_the_seed_stays(desk: Desk) -> None:
    asker, second = make_actor(Role.HR_LEAD), make_actor(Role.HR_LEAD)
    for weight in (100, 50):
        scheme = Scheme((PhaseScheme("physical", Decimal(weight)),))
        asked = schemes.ask_to_set(
            desk.call, scheme, actor=asker, at=NOON, reason="The agreement says so"
        )
        with pytest.raises(SecondPersonNeeded):
            approvals.decide(asked, approve=True, actor=asker, at=NOON)
        approvals.decide(asked, approve=True, actor=second, at=NOON)

    first, later = db.session.scalars(
        select(SelectionRule).order_by(SelectionRule.edition)
    ).all()
    found = present(desk.call.id)
    assert found is not None
    assert found.edition == 2
    assert found.scheme.phases[0].weight == 50
    assert first.rule["seed"] == later.rule["seed"] != ""
    for deed in (update(SelectionRule).values(edition=9), delete(SelectionRule)):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(deed)


def test_the_first_two_seats_mark_every_sheet_and_the_third_waits(hall: Hall) -> None:
    first, second, third = hall.examiners
    assert len(hall.own(first)) == len(hall.own(second)) == 3
    assert hall.own(third) == []

    hall.give(first, {0: 70, 1: 50, 2: 80})
    assert {one.state for one in hall.own(first)} == {SheetState.OPEN}
    assert {one.value for one in hall.own(second)} == {None}
    hall.give(second, {0: 75, 1: 90, 2: 80})

    assert [one.code for one in hall.own(third)] == [hall.code(hall.some[1])]
    assert hall.own(third)[0].value is None
    hall.give(third, {1: 60})
    final = finals.final_marks(hall.phase.id, "physical", hall.desk.call.id)
    assert [final[one.id] for one in hall.some] == [Decimal("72.5"), 60, 80]


def test_a_mark_is_the_examiners_own_and_of_their_sheets_alone(hall: Hall) -> None:
    first, _second, third = hall.examiners
    with pytest.raises(NotYourSheet):
        hall.give(third, {0: 70})
    with pytest.raises(NotYourSheet):
        hall.give(make_actor(Role.RECRUITER), {0: 70})
    with pytest.raises(NothingToLock):
        marking.lock_own(hall.panel, hall.scheme, actor=first, at=NOON)
    hall.give(first, {0: 70}, lock=False)
    with pytest.raises(SheetChanged):
        hall.give(first, {0: 71})
    (own,) = [one for one in hall.own(first) if one.value is not None]
    marking.enter(
        hall.panel,
        hall.scheme,
        {own.code: Entry(Decimal(72), own.mark_id)},
        actor=first,
        at=NOON,
    )
    marking.lock_own(hall.panel, hall.scheme, actor=first, at=NOON)
    with pytest.raises(MarkLocked):
        hall.give(first, {0: 73})
    rows = marks.of_application(hall.some[0].id, every=True)
    assert [(row.value, row.holds) for row in rows] == [
        (Decimal(70), False),
        (Decimal(72), True),
    ]


def test_a_mark_of_a_sheet_stands_beside_no_name_before_the_phase_is_closed(
    hall: Hall,
) -> None:
    first, second, _third = hall.examiners
    hall.give(first, {0: 71, 1: 71, 2: 71})
    row = detail.application(hall.some[0].public_id, EVERYTHING)
    assert row is not None
    assert not [one for one in detail.history(row) if one.kind == "mark"]
    assert marks.of_application(row.id) == []

    hall.give(second, {0: 71, 1: 71, 2: 71})
    close_marking(hall.desk.call, hall.phase, actor=hall.lead, at=NOON)

    assert len([one for one in detail.history(row) if one.kind == "mark"]) == 2
    assert len(marks.of_application(row.id)) == 2


def test_a_clerk_does_not_mark_what_is_marked_blind(hall: Hall) -> None:
    one = moving(hall.some[0].public_id, EVERYTHING)
    assert one is not None
    with pytest.raises(BlindOnly):
        record_mark(one, Decimal(50), actor=hall.desk.recruiter, at=NOON)


def test_the_phase_is_closed_when_every_sheet_is_done_and_results_follow(
    hall: Hall,
) -> None:
    first, second, _third = hall.examiners
    hall.give(first, {0: 70, 1: 50, 2: 80})
    with pytest.raises(StillWaiting):
        close_marking(hall.desk.call, hall.phase, actor=hall.lead, at=NOON)
    with pytest.raises(NotClosed):
        record_by_marks(hall.desk.call, hall.phase, actor=hall.lead, at=NOON)
    hall.give(second, {0: 75, 1: 59, 2: 80})
    close_marking(hall.desk.call, hall.phase, actor=hall.lead, at=NOON)

    done = record_by_marks(hall.desk.call, hall.phase, actor=hall.lead, at=NOON)

    assert (done.passed, done.failed, done.left) == (2, 1, 0)
    stand = [db.session.get(Application, one.id) for one in hall.some]
    assert [(one.standing, one.phase_position) for one in stand if one] == [
        (Standing.ACTIVE, 2),
        (Standing.REJECTED, 1),
        (Standing.ACTIVE, 2),
    ]
    with pytest.raises(SchemeFixed):
        schemes.ask_to_set(
            hall.desk.call, SCHEME, actor=hall.lead, at=NOON, reason="Too late"
        )


def test_how_a_phase_is_marked_does_not_change_once_there_are_marks(hall: Hall) -> None:
    hall.give(hall.examiners[0], {0: 70})
    openly = Scheme((PhaseScheme("physical", Decimal(100)),))
    with pytest.raises(BlindFixed):
        schemes.ask_to_set(
            hall.desk.call, openly, actor=hall.lead, at=NOON, reason="Easier"
        )


def test_who_declares_a_tie_is_past_over_and_the_third_takes_the_sheet(
    hall: Hall,
) -> None:
    first, second, third = hall.examiners
    number = application_number(hall.desk.call.code, hall.some[0].number)
    conflicts.declare(number, Tie.FAMILY, "", actor=first, at=NOON)

    assert len(hall.own(first)) == 2
    assert len(hall.own(second)) == 3
    assert [one.code for one in hall.own(third)] == [hall.code(hall.some[0])]


def test_nobody_seats_themselves_or_a_stranger_or_twice(hall: Hall) -> None:
    both = make_actor(Role.HR_LEAD, Role.RECRUITER)
    for user_id in (both.user_id, hall.lead.user_id):
        with pytest.raises(NotAnExaminer):
            panels.seat(hall.panel, user_id, actor=both, at=NOON)
    with pytest.raises(SeatTaken):
        panels.seat(hall.panel, hall.examiners[0].user_id, actor=both, at=NOON)


def test_a_panel_needs_a_rule_that_says_blind(desk: Desk) -> None:
    (phase,) = marks.by_phase(desk.call.id, tuple(MARKED))
    with pytest.raises(NotBlind):
        panels.make_panel(
            desk.call.id, phase, "Terna", actor=make_actor(Role.HR_LEAD), at=NOON
        )


def test_sheets_are_never_changed_and_dealt_once(hall: Hall) -> None:
    assert panels.deal(hall.desk.call.code, hall.phase, actor=hall.lead, at=NOON) == 0
    for deed in (update(BlindSheet).values(code="X"), delete(BlindSheet)):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(deed)


def sign_in(client: Client, actor: Actor) -> None:
    user = db.session.get(User, actor.user_id)
    assert user is not None
    client.sign_in(user)


def test_the_examiners_page_has_codes_and_nothing_of_the_applicants(
    hall: Hall, client: Client
) -> None:
    first, second, third = hall.examiners
    codes = {place: hall.code(one) for place, one in enumerate(hall.some)}
    rows = [detail.application(one.public_id, EVERYTHING) for one in hall.some]
    secrets = [
        text
        for row in rows
        if row is not None
        for text in (
            row.given_names,
            row.first_surname,
            row.second_surname,
            application_number(row.call_code, row.number),
            str(row.public_id),
            row.office,
        )
    ]
    address = f"/recruitment/marking/{hall.panel.public_id}"
    sign_in(client, first)

    page = client.get(address).text
    assert all(code in page for code in codes.values())
    assert [text for text in secrets if text in page] == []
    assert "Woman" not in page
    refused = client.post(f"{address}/marks", data={f"mark-{codes[0]}": "abc"})
    assert refused.status_code == 422
    assert "abc" in refused.text
    sent = client.post(
        f"{address}/marks",
        data={f"mark-{code}": "71,5" for code in codes.values()},
    )
    assert sent.status_code == 303
    assert client.post(f"{address}/lock").status_code == 303
    sign_in(client, second)
    assert "71.5" not in client.get(address).text
    sign_in(client, third)
    assert codes[0] not in client.get(address).text
    assert (
        client.post(f"{address}/marks", data={f"mark-{codes[0]}": "1"}).status_code
        == 403
    )
    sign_in(client, make_actor(Role.RECRUITER))
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/lock").status_code == 404


def test_the_lead_seats_deals_and_asks_for_the_rule_on_pages(
    desk: Desk, client: Client
) -> None:
    lead = make_actor(Role.HR_LEAD)
    examiner = make_actor(Role.RECRUITER, name="Examiner Z")
    one = make_application(desk.call, desk.office, desk.recruiter)
    record_result(
        one,
        Result.PASSED,
        client_id=uuid4(),
        version=one.version,
        actor=desk.recruiter,
        at=NOON,
    )
    base = f"/recruitment/calls/{desk.call.code}"
    sign_in(client, lead)

    asked = client.post(
        f"{base}/selection-rule",
        data={
            "weight_physical": "100",
            "blind_physical": "y",
            "examiners_physical": "2",
            "tolerance_physical": "10",
            "tie_physical": "1",
            "seats_0": "40",
            "sex_0": "F",
            "department_0": "",
            "offer_days": "5",
            "review_days": "5",
            "reason": "As the agreement says",
        },
    )
    assert asked.status_code == 303
    approval = db.session.scalars(select(Approval)).one()
    assert client.get(asked.headers["Location"]).status_code == 200
    second = make_user(Role.HR_LEAD)
    client.sign_in(second)
    decided = client.post(
        f"/access/approvals/{approval.public_id}", data={"decision": "approve"}
    )
    assert decided.status_code == 303
    sign_in(client, lead)
    assert "Blind" in client.get(f"{base}/scoring").text
    panel_page = f"{base}/scoring/physical/panels"
    assert client.post(panel_page, data={"name": "Terna 1"}).status_code == 303
    panel_id = blind.of_phase(marks.by_phase(desk.call.id, tuple(MARKED))[0].id)[
        0
    ].public_id
    seats = f"/recruitment/panels/{panel_id}/seats"
    seated = client.post(seats, data={"examiner": str(examiner.user_id)})
    assert seated.status_code == 303
    again = client.post(seats, data={"examiner": str(examiner.user_id)})
    assert again.status_code == 422
    assert client.post(f"{base}/scoring/physical/deal").status_code == 303
    page = client.get(panel_page).text
    assert "lacks an examiner" in page
    assert client.get(f"/recruitment/panels/{panel_id}/codes").status_code == 200
    ended = client.post(f"{seats}/{examiner.user_id}/end")
    assert ended.status_code == 303
