"""Where a result leads, what may be undone, and what the funnel makes of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pncrecruit.recruitment.rules import PhaseKind, Result, Standing
from pncrecruit.recruitment.rules.standing import (
    ApplicationClosed,
    Event,
    LossStays,
    NotCompleted,
    NotDeferred,
    NothingToUndo,
    NotYourMove,
    Place,
    ReasonNeeded,
    ReasonUnknown,
    SomethingFollowed,
    UndoTooLate,
    after,
    checked_reason,
    funnel,
    place_after,
    reasons,
    undoable,
)

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)
BEFORE = NOON - timedelta(days=1)
PHASES = 4


def event(number: int, result: Result, place: Place, following: Place) -> Event:
    moved = following.position != place.position
    return Event(
        number,
        place.position,
        result,
        following.position if moved else None,
        following.standing,
        None,
        7,
        NOON,
    )


def test_who_passes_waits_for_the_next_phase() -> None:
    assert after(Place(), Result.PASSED, phases=2) == Place(Standing.ACTIVE, 1, 1)


def test_who_passes_the_last_phase_has_completed_the_call() -> None:
    last = Place(Standing.ACTIVE, 3, 3)

    assert after(last, Result.PASSED, phases=4) == Place(Standing.COMPLETED, 3, 3)


@pytest.mark.parametrize(
    ("result", "standing"),
    [
        (Result.FAILED, Standing.REJECTED),
        (Result.NO_SHOW, Standing.NO_SHOW),
        (Result.WITHDREW, Standing.WITHDRAWN),
        (Result.DEFERRED, Standing.DEFERRED),
        (Result.NOT_MET, Standing.NOT_MET),
    ],
)
def test_any_other_result_leaves_in_the_phase(
    result: Result, standing: Standing
) -> None:
    place = after(Place(Standing.ACTIVE, 2, 2), result, phases=4)

    assert place == Place(standing, 2, 2)


def test_nothing_is_recorded_for_who_is_no_longer_in_process() -> None:
    with pytest.raises(ApplicationClosed):
        after(Place(Standing.REJECTED, 1, 1), Result.PASSED, phases=4)


def test_a_refusal_needs_its_coded_reason() -> None:
    with pytest.raises(ReasonNeeded):
        checked_reason(Result.FAILED, PhaseKind.PAPERS, "", None)
    with pytest.raises(ReasonUnknown):
        checked_reason(Result.FAILED, PhaseKind.PAPERS, "", "unfit_medical")
    assert (
        checked_reason(Result.FAILED, PhaseKind.PAPERS, "", "document_missing")
        == "document_missing"
    )


def test_not_attending_has_one_reason_and_asks_for_none() -> None:
    assert checked_reason(Result.NO_SHOW, PhaseKind.TEST, "", None) == "did_not_attend"


@pytest.mark.parametrize("kind", list(PhaseKind))
def test_a_deferral_asks_for_no_cause_and_keeps_none(kind: PhaseKind) -> None:
    assert reasons(Result.DEFERRED, kind) == []
    assert checked_reason(Result.DEFERRED, kind, "", "withdrew_family") is None


@pytest.mark.parametrize("kind", list(PhaseKind))
@pytest.mark.parametrize("result", [Result.FAILED, Result.WITHDREW])
def test_every_kind_of_phase_has_a_reason_for_every_loss(
    kind: PhaseKind, result: Result
) -> None:
    assert reasons(result, kind)


def test_a_reason_of_another_phase_is_neither_offered_nor_taken() -> None:
    def codes(kind: PhaseKind, phase: str) -> set[str]:
        return {one.code for one in reasons(Result.FAILED, kind, phase)}

    evaluation = PhaseKind.FITNESS_EVALUATION
    medical = codes(evaluation, "medical")
    assert medical == {"unfit_medical", "height_not_met", "requirement_not_met"}
    assert "unfit_medical" not in codes(evaluation, "psychological")
    assert codes(evaluation, "own") >= {"unfit_medical", "unfit_psychological"}
    assert codes(PhaseKind.INVESTIGATION, "reliability") == {
        "reliability_not_passed",
        "nationality_not_met",
        "requirement_not_met",
    }
    with pytest.raises(ReasonUnknown):
        checked_reason(Result.FAILED, evaluation, "medical", "unfit_psychological")


def test_no_reason_speaks_of_pregnancy() -> None:
    texts = [
        f"{reason.code} {reason.name_es} {reason.name_en}".casefold()
        for kind in PhaseKind
        for result in Result
        for reason in reasons(result, kind)
    ]

    assert not [text for text in texts if "pregn" in text or "embaraz" in text]


def test_one_can_undo_ones_own_last_move_for_thirty_minutes() -> None:
    moved = event(1, Result.PASSED, Place(), Place(Standing.ACTIVE, 1, 1))
    later = NOON + timedelta(minutes=30)

    assert undoable([moved], user_id=7, at=later, last_deed_at=BEFORE) == moved
    with pytest.raises(UndoTooLate):
        undoable(
            [moved], user_id=7, at=later + timedelta(seconds=1), last_deed_at=BEFORE
        )
    with pytest.raises(NotYourMove):
        undoable([moved], user_id=8, at=later, last_deed_at=BEFORE)
    with pytest.raises(SomethingFollowed):
        undoable([moved], user_id=7, at=later, last_deed_at=NOON + timedelta(minutes=1))
    with pytest.raises(NothingToUndo):
        undoable([], user_id=7, at=later, last_deed_at=BEFORE)


def test_the_first_loss_is_not_undone_as_a_move() -> None:
    lost = event(1, Result.NOT_MET, Place(), Place(Standing.NOT_MET))

    with pytest.raises(LossStays):
        undoable([lost], user_id=7, at=NOON, last_deed_at=BEFORE)


deeds = st.lists(st.sampled_from([*Result, "undo"]), max_size=25)


def run(sequence: list[Result | str]) -> tuple[list[Event], Place]:
    """Do what the rules allow of a sequence of deeds; the rest is refused."""
    events: list[Event] = []
    place = Place()
    for number, deed in enumerate(sequence, start=1):
        if isinstance(deed, Result):
            try:
                following = after(place, deed, phases=PHASES)
            except (ApplicationClosed, NotDeferred, NotCompleted):
                continue
            events.append(event(number, deed, place, following))
            place = following
        else:
            try:
                last = undoable(events, user_id=7, at=NOON, last_deed_at=BEFORE)
            except (NothingToUndo, LossStays):
                continue
            rest = [one for one in events if one.id != last.id]
            place = place_after(rest)
            events.append(
                Event(
                    number,
                    last.position,
                    Result.UNDONE,
                    None,
                    place.standing,
                    last.id,
                    7,
                    NOON,
                )
            )
    return events, place


@given(deeds)
def test_no_order_of_deeds_leaves_the_place_and_its_history_apart(
    sequence: list[Result | str],
) -> None:
    events, place = run(sequence)

    assert place_after(events) == place
    assert 0 <= place.position <= place.furthest < PHASES
    if place.standing in (Standing.COMPLETED, Standing.APPOINTED):
        assert place.position == PHASES - 1


@given(deeds)
def test_in_each_phase_those_who_reached_it_wait_or_left_it(
    sequence: list[Result | str],
) -> None:
    events, place = run(sequence)

    entries = funnel(events)
    reached = {position for position, result in entries if not result}
    left = [position for position, result in entries if result]
    waits = {place.position} if place.standing is Standing.ACTIVE else set()
    assert len(left) == len(set(left))
    assert reached == set(left) | waits
    assert reached == set(range(place.furthest + 1))


@given(deeds, st.sampled_from([r for r in Result if r is not Result.UNDONE]))
def test_an_undo_restores_exactly(sequence: list[Result | str], deed: Result) -> None:
    events, place = run(sequence)
    more, _ = run([*sequence, deed])

    undone_as_a_move = deed not in (Result.APPOINTED, Result.NOT_MET)
    if len(more) > len(events) and undone_as_a_move:
        undone, restored = run([*sequence, deed, "undo"])
        assert restored == place
        assert funnel(undone) == funnel(events)
