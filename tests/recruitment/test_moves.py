"""Moves on the database: counts equal to a recount, nothing twice, undo restores."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from pncrecruit.access.actor import Actor
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import EVERYTHING
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.errors import Conflict, DomainError
from pncrecruit.recruitment.actions.measures import record_measure
from pncrecruit.recruitment.actions.moves import record_result, record_results, undo
from pncrecruit.recruitment.models import Application, PhaseTransition
from pncrecruit.recruitment.queries.moves import (
    Moving,
    events,
    moving,
    moving_many,
)
from pncrecruit.recruitment.queries.rollup import kept, recount
from pncrecruit.recruitment.rules import Result, Standing
from pncrecruit.recruitment.rules.measures import MeasureKind
from pncrecruit.recruitment.rules.standing import (
    LossStays,
    NotYourMove,
    SomethingFollowed,
    effective,
)
from tests.factories import NOON, PHASES, TODAY, make_application, make_recruiter
from tests.recruitment.desk import Desk

REASON = {
    Result.FAILED: {
        0: "document_missing",
        1: "mark_below_pass",
        2: "unfit_medical",
        3: "course_failed",
    }
}


def now_of(one: Moving) -> Moving:
    found = moving(one.public_id, EVERYTHING)
    assert found is not None
    return found


def give(
    desk: Desk,
    one: Moving,
    result: Result,
    key: UUID | None = None,
    actor: Actor | None = None,
) -> Moving:
    present = now_of(one)
    reason = REASON.get(result, {}).get(present.position)
    if result is Result.WITHDREW:
        reason = "withdrew_no_reason"
    record_result(
        present,
        result,
        client_id=key or uuid4(),
        version=present.version,
        actor=actor or desk.recruiter,
        at=NOON + timedelta(seconds=present.version),
        reason_code=reason,
    )
    return now_of(one)


def test_a_result_moves_on_and_is_counted(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)

    moved = give(desk, one, Result.PASSED)

    assert (moved.standing, moved.position, moved.furthest) == (Standing.ACTIVE, 1, 1)
    assert kept(desk.call.id) == recount(desk.call.id)
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "application.result_recorded")
    ).one()
    assert entry.subject_id == str(one.public_id)


def test_the_same_deed_sent_twice_is_done_once(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    key = uuid4()

    give(desk, one, Result.PASSED, key)
    again = give(desk, one, Result.PASSED, key)

    assert again.position == 1
    assert db.session.scalar(select(func.count()).select_from(PhaseTransition)) == 1


def test_a_stale_version_is_refused(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    give(desk, one, Result.PASSED)

    with pytest.raises(Conflict):
        record_result(
            now_of(one),
            Result.PASSED,
            client_id=uuid4(),
            version=one.version,
            actor=desk.recruiter,
            at=NOON,
        )


def test_transitions_are_never_changed_or_removed(desk: Desk) -> None:
    give(desk, make_application(desk.call, desk.office, desk.recruiter), Result.PASSED)

    for deed in (
        update(PhaseTransition).values(note="other"),
        delete(PhaseTransition),
    ):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(deed)


def test_undo_takes_back_the_move_and_its_counts(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    before = kept(desk.call.id)
    moved = give(desk, one, Result.PASSED)

    place = undo(moved, client_id=uuid4(), actor=desk.recruiter, at=NOON)

    assert (place.position, place.furthest) == (0, 0)
    assert kept(desk.call.id) == before == recount(desk.call.id)


def test_another_recruiter_does_not_undo_it(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    moved = give(desk, one, Result.PASSED)
    colleague = make_recruiter(desk.call, desk.office)

    with pytest.raises(NotYourMove):
        undo(moved, client_id=uuid4(), actor=colleague, at=NOON)


def test_a_bulk_move_leaves_what_a_rule_refuses(desk: Desk) -> None:
    some = [make_application(desk.call, desk.office, desk.recruiter) for _ in range(5)]
    give(desk, some[0], Result.WITHDREW)
    give(desk, some[1], Result.PASSED)
    bulk = uuid4()

    def move() -> list[int]:
        chosen = moving_many(desk.call.id, [o.public_id for o in some], EVERYTHING)
        moved = record_results(
            chosen, Result.PASSED, client_id=bulk, actor=desk.recruiter, at=NOON
        )
        assert [number for number, _ in moved.left] == [1]
        return moved.done

    assert move() == [2, 3, 4, 5]
    assert move() == []
    assert [now_of(one).position for one in some] == [0, 2, 1, 1, 1]
    assert kept(desk.call.id) == recount(desk.call.id)


def test_a_bulk_move_asks_as_often_for_fifty_as_for_ten(
    desk: Desk, statements: object
) -> None:
    asked = []
    for size in (10, 50):
        some = [
            make_application(desk.call, desk.office, desk.recruiter)
            for _ in range(size)
        ]
        assert callable(statements)
        with statements() as seen:
            chosen = moving_many(desk.call.id, [o.public_id for o in some], EVERYTHING)
            record_results(
                chosen, Result.PASSED, client_id=uuid4(), actor=desk.recruiter, at=NOON
            )
        asked.append(len(seen))

    assert asked[0] == asked[1] <= 13  # one of them for the papers asked for


def test_a_move_out_of_scope_is_not_found(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    stranger = make_recruiter(desk.call, desk.other)

    assert moving(one.public_id, stranger.scope(Permission.STAGE_MOVE_MOVE)) is None


def _last_hand(one: Moving, *some: Actor) -> Actor:
    """Return who of some recorded the last result that holds."""
    held = effective(events(one.id))
    found = {actor.user_id: actor for actor in some}
    return found[(held[-1].recorded_by_id if held else None) or some[0].user_id]


DEEDS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from([*Result, "undo"]),
    ),
    max_size=14,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(DEEDS)
def test_the_counts_equal_a_recount_after_any_order_of_deeds(
    desk: Desk, deeds: list[tuple[int, Result | str]]
) -> None:
    with db.session.begin_nested() as part:
        desk.call.course_starts_on = TODAY
        colleague = make_recruiter(desk.call, desk.office)
        some = [
            make_application(
                desk.call,
                desk.office,
                desk.recruiter,
                residence_municipality=f"{16 - place % 2}01",
                height_cm=Decimal(150 if place == 3 else 160),
            )
            for place in range(4)
        ]
        for which, deed in deeds:
            try:
                if isinstance(deed, Result):
                    # Who took somebody through the phases does not end them.
                    last = now_of(some[which]).position == len(PHASES) - 1
                    actor = colleague if last else desk.recruiter
                    give(desk, some[which], deed, actor=actor)
                else:
                    undo(
                        now_of(some[which]),
                        client_id=uuid4(),
                        actor=_last_hand(some[which], desk.recruiter, colleague),
                        at=NOON + timedelta(minutes=2),
                    )
            except DomainError:
                continue
        assert kept(desk.call.id) == recount(desk.call.id)
        for one in some:
            present = now_of(one)
            row = db.session.scalars(
                select(Application).where(Application.id == one.id)
            ).one()
            assert (row.phase_position, row.standing) == (
                present.position,
                present.standing,
            )
        part.rollback()


def test_what_followed_stands_in_the_way_of_an_undo(desk: Desk) -> None:
    one = make_application(desk.call, desk.office, desk.recruiter)
    moved = give(desk, one, Result.PASSED)
    record_measure(
        moved,
        MeasureKind.PUSH_UPS,
        Decimal(30),
        actor=desk.recruiter,
        at=NOON + timedelta(minutes=1),
    )

    with pytest.raises(SomethingFollowed):
        undo(
            now_of(one),
            client_id=uuid4(),
            actor=desk.recruiter,
            at=NOON + timedelta(minutes=2),
        )


def test_the_loss_at_the_counter_stays(desk: Desk) -> None:
    one = make_application(
        desk.call, desk.office, desk.recruiter, height_cm=Decimal(150)
    )
    before = kept(desk.call.id)

    with pytest.raises(LossStays):
        undo(one, client_id=uuid4(), actor=desk.recruiter, at=NOON)

    assert now_of(one).standing is Standing.NOT_MET
    assert kept(desk.call.id) == before
