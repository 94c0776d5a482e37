"""The rule of the list: the same for the same inputs, in whatever order they come."""

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules.offers import to_offer
from pncrecruit.recruitment.rules.ranking import (
    Candidate,
    Inputs,
    Outcome,
    Placed,
    inputs_hash,
    lot,
    make_list,
    ranked,
    result_hash,
    total,
)
from pncrecruit.recruitment.rules.scheme import PhaseScheme, Reserved, Scheme

MARKS = st.integers(0, 20).map(lambda steps: Decimal(steps * 5))
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 500),
        st.sampled_from(Sex),
        st.sampled_from(["01", "16", "18"]),
        st.tuples(MARKS, MARKS),
        st.just(False),
    ),
    max_size=40,
    unique_by=lambda one: one.number,
).map(tuple)
RESERVED = st.sampled_from(
    [
        (),
        (Reserved(3, Sex.FEMALE),),
        (Reserved(3, Sex.FEMALE), Reserved(2, Sex.MALE)),
        (Reserved(2, None, "16"), Reserved(1, None, "18")),
    ]
)
SCHEMES = st.builds(
    Scheme,
    phases=st.tuples(
        st.builds(
            PhaseScheme,
            st.just("written"),
            st.sampled_from([Decimal(60), Decimal(50)]),
            st.sampled_from([None, Decimal(40)]),
            st.just(False),
            st.just(2),
            st.just(Decimal(10)),
        ),
        st.just(PhaseScheme("board", Decimal(40))),
    ),
    ties=st.sampled_from([(), ("board",), ("board", "written")]),
    reserved=RESERVED,
    waiting=st.sampled_from([None, 0, 3]),
    offer_days=st.just(5),
    review_days=st.just(5),
    seed=st.sampled_from(["a", "b"]),
)
INPUTS = st.builds(Inputs, SCHEMES, st.integers(5, 30), CANDIDATES)


def by_outcome(placed: list[Placed], outcome: Outcome) -> list[int]:
    return [one.number for one in placed if one.outcome is outcome]


@given(INPUTS, st.randoms(use_true_random=False))
def test_a_recount_equals_it_in_whatever_order_the_records_come(
    inputs: Inputs, random: object
) -> None:
    shuffled = list(inputs.candidates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = replace(inputs, candidates=tuple(shuffled))

    assert make_list(again) == make_list(inputs)
    assert inputs_hash(again) == inputs_hash(inputs)
    assert result_hash(make_list(again)) == result_hash(make_list(inputs))


@given(INPUTS)
def test_everybody_is_on_the_list_once_and_seats_are_neither_lost_nor_invented(
    inputs: Inputs,
) -> None:
    placed = make_list(inputs)
    eligible = ranked(inputs)

    assert sorted(one.number for one in placed) == sorted(
        one.number for one in inputs.candidates
    )
    assert [one.rank for one in placed if one.rank] == list(range(1, len(eligible) + 1))
    selected = by_outcome(placed, Outcome.SELECTED)
    assert len(selected) == min(inputs.seats, len(eligible))
    waiting = by_outcome(placed, Outcome.WAITING)
    rest = len(eligible) - len(selected)
    limit = inputs.scheme.waiting
    assert len(waiting) == (rest if limit is None else min(limit, rest))


@given(INPUTS)
def test_a_group_gets_its_reserved_seats_and_its_best_get_them(inputs: Inputs) -> None:
    selected = set(by_outcome(make_list(inputs), Outcome.SELECTED))
    order = ranked(inputs)

    for group in inputs.scheme.reserved:
        of_group = [
            one.number
            for one in order
            if group.sex in (None, one.sex)
            and group.department in (None, one.department)
        ]
        seated = [one for one in of_group if one in selected]
        assert len(seated) >= min(group.seats, len(of_group), inputs.seats)
        assert seated == of_group[: len(seated)]


@given(INPUTS)
def test_without_reservations_nobody_is_passed_over(inputs: Inputs) -> None:
    plain = replace(inputs, scheme=replace(inputs.scheme, reserved=()))
    placed = make_list(plain)

    seats = len(by_outcome(placed, Outcome.SELECTED))
    assert by_outcome(placed, Outcome.SELECTED) == [
        one.number for one in placed[:seats]
    ]
    totals = [one.total for one in placed if one.rank]
    assert totals == sorted(totals, reverse=True)


@given(INPUTS, st.integers(0, 39))
def test_a_better_mark_never_costs_a_rank_or_a_seat(inputs: Inputs, which: int) -> None:
    if which >= len(inputs.candidates):
        return
    one = inputs.candidates[which]
    better = one._replace(
        marks=tuple(min(mark + 5, Decimal(100)) for mark in one.marks)
    )
    others = tuple(other for other in inputs.candidates if other is not one)
    before = {row.number: row for row in make_list(inputs)}[one.number]
    after = {
        row.number: row
        for row in make_list(replace(inputs, candidates=(*others, better)))
    }[one.number]

    assert after.total >= before.total
    if before.rank is not None:
        assert after.rank is not None
        assert after.rank <= before.rank
    if before.outcome is Outcome.SELECTED:
        assert after.outcome is Outcome.SELECTED


@given(INPUTS, st.data())
def test_a_seat_that_comes_free_goes_to_one_other_and_all_keep_theirs(
    inputs: Inputs, data: st.DataObject
) -> None:
    numbers = {one.number for one in inputs.candidates}
    held: set[int] = set()
    out: set[int] = set()
    held |= set(to_offer(inputs, held=held, out=out))
    assert held == set(by_outcome(make_list(inputs), Outcome.SELECTED))
    for _ in range(4):
        if not held:
            break
        gone = data.draw(st.sampled_from(sorted(held)))
        held.remove(gone)
        out.add(gone)
        following = to_offer(inputs, held=held, out=out)
        assert len(following) <= 1
        held |= set(following)
        assert held.isdisjoint(out)
        assert held <= numbers
        free = [one.number for one in ranked(inputs) if one.number not in out]
        assert len(held) == min(inputs.seats, len(free))


@given(INPUTS, st.integers(0, 39), st.integers(1, 5))
def test_a_changed_mark_changes_the_checksum(
    inputs: Inputs, which: int, step: int
) -> None:
    if which >= len(inputs.candidates):
        return
    one = inputs.candidates[which]
    other = one._replace(marks=(one.marks[0] + step, one.marks[1]))
    others = tuple(some for some in inputs.candidates if some is not one)
    changed = replace(inputs, candidates=(*others, other))
    assert inputs_hash(changed) != inputs_hash(inputs)


def test_the_total_is_the_mean_by_weights_with_halves_up() -> None:
    scheme = Scheme(
        (
            PhaseScheme("written", Decimal(60)),
            PhaseScheme("fit", Decimal(0)),
            PhaseScheme("board", Decimal(40)),
        )
    )
    # (60 × 70 + 40 × 80) / 100 = 74, and (60 × 70.01 + 40 × 70) / 100 = 70.006.
    assert total(scheme, (Decimal(70), Decimal(80))) == 74
    assert total(scheme, (Decimal("70.01"), Decimal(70))) == Decimal("70.01")


def test_ties_are_decided_by_the_named_phase_and_then_by_the_lot() -> None:
    scheme = Scheme(
        (PhaseScheme("written", Decimal(50)), PhaseScheme("board", Decimal(50))),
        ties=("board",),
        seed="2026",
    )
    some = tuple(
        Candidate(number, Sex.MALE, "01", marks)
        for number, marks in (
            (1, (Decimal(80), Decimal(60))),
            (2, (Decimal(60), Decimal(80))),
            (3, (Decimal(60), Decimal(80))),
        )
    )
    order = [one.number for one in ranked(Inputs(scheme, 1, some))]

    lots = {one: sha256(f"2026:{one}".encode()).hexdigest() for one in (2, 3)}
    assert lot("2026", 2) == lots[2]
    assert order == [*sorted((2, 3), key=lambda one: lots[one]), 1]
