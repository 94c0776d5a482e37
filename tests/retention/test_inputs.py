"""The inputs of the model: as the record stood on the day, and never a day later."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pncrecruit.retention.features.asof import OPEN, Facts, Floats, Ints, Timeline
from pncrecruit.retention.features.inputs import NAMES, History, inputs

DAY = 20_000
KINDS = (
    "rank", "posting", "home", "rest", "leave", "request", "training", "site", "loss",
    "pay", "shift",
)  # fmt: skip


def facts(*rows: tuple[int, int, int, int, float, int]) -> Facts:
    columns = list(zip(*rows, strict=True)) or [()] * 6
    whole: list[Ints] = [np.array(column, dtype=np.int64) for column in columns]
    values: Floats = np.array(columns[4], dtype=np.float64)
    return Facts(whole[0], whole[1], whole[2], whole[3], values, whole[5])


def history(**kinds: Facts) -> History:
    nothing = {kind: facts() for kind in KINDS}
    return History(
        born=np.array([10_000.0, 9_000.0]),
        appointed=np.array([15_000, 16_000]),
        unit_municipality=np.array([101, 1601]),
        **(nothing | kinds),
    )


def of(made: History, name: str, officer: int = 0, day: int = DAY) -> float:
    row = inputs(made, np.array([officer]), np.array([day]))[0]
    return float(row[NAMES.index(name)])


def test_tenure_and_age_come_from_the_appointment_and_the_birth() -> None:
    made = history()

    assert of(made, "tenure_months") == pytest.approx(5_000 / 30.4375)
    assert of(made, "age_years") == pytest.approx(10_000 / 365.25)


def test_the_distance_is_that_of_the_posting_held_on_the_day() -> None:
    made = history(
        home=facts((0, 0, OPEN, 0, 0.0, 101)),
        posting=facts(
            (0, 15_000, OPEN, 15_000, 0.0, 0), (0, 19_000, OPEN, 19_000, 0.0, 1)
        ),
    )

    assert of(made, "distance_km", day=18_000) == 0.0
    assert 100 < of(made, "distance_km") < 140  # Guatemala to Cobán, straight


def test_what_happens_on_the_day_itself_is_not_known_yet() -> None:
    made = history(rest=facts((0, DAY, OPEN, DAY, 1.0, -1)))

    assert of(made, "rest_cancelled") == 0.0
    assert of(made, "rest_cancelled", day=DAY + 1) == 1.0


def test_a_fact_learnt_late_counts_from_when_it_was_known() -> None:
    made = history(leave=facts((0, DAY - 100, OPEN, DAY + 5, 0.0, -1)))

    assert of(made, "leave_refused") == 0.0
    assert of(made, "leave_refused", day=DAY + 6) == 1.0


def test_a_fact_learnt_late_about_the_past_does_not_displace_the_present() -> None:
    made = history(
        rank=facts(
            (0, 19_000, OPEN, 19_000, 0.0, -1), (0, 16_000, OPEN, 19_500, 0.0, -1)
        )
    )

    assert of(made, "months_in_rank") == pytest.approx(1_000 / 30.4375)


def test_a_request_waits_until_it_is_answered() -> None:
    made = history(request=facts((0, DAY - 90, DAY + 30, DAY - 90, 0.0, -1)))

    assert of(made, "request_open_months") == pytest.approx(90 / 30.4375)
    assert of(made, "request_open_months", day=DAY + 31) == 0.0


def test_a_kind_that_no_source_records_is_not_known_rather_than_never() -> None:
    assert np.isnan(of(history(), "rest_cancelled"))


ROW = st.tuples(
    st.integers(0, 1),
    st.integers(15_000, 22_000),
    st.one_of(st.just(OPEN), st.integers(15_000, 22_000)),
    st.integers(15_000, 22_000),
    st.floats(1, 100),
    st.integers(0, 1),
)


@given(
    known=st.lists(ROW, max_size=12),
    later=st.lists(ROW, max_size=12),
    kind=st.sampled_from(KINDS),
)
def test_no_later_fact_changes_an_input(
    known: list[tuple[int, int, int, int, float, int]],
    later: list[tuple[int, int, int, int, float, int]],
    kind: str,
) -> None:
    if kind == "home":
        known, later = ([(*r[:5], 101) for r in rows] for rows in (known, later))
    # One fact of long ago: that a kind is recorded at all is known on the day.
    known = [(0, 15_000, OPEN, 15_000, 1.0, 101 if kind == "home" else 0), *known]
    past = [row for row in known if max(row[1], row[3]) < DAY]
    future = [
        (who, start, end, max(seen, DAY), value, place)
        for who, start, end, seen, value, place in later
    ]
    officer, day = np.array([0, 1]), np.array([DAY, DAY])

    before = inputs(history(**{kind: facts(*past)}), officer, day)
    after = inputs(history(**{kind: facts(*past, *future)}), officer, day)

    assert before.tobytes() == after.tobytes()


@given(rows=st.lists(ROW, min_size=1, max_size=30), day=st.integers(15_000, 22_000))
def test_the_latest_fact_is_the_one_a_reader_would_choose(
    rows: list[tuple[int, int, int, int, float, int]], day: int
) -> None:
    line = Timeline(facts(*rows))

    found = int(line.latest(np.array([0]), np.array([day]))[0])

    seen = [row for row in rows if row[0] == 0 and max(row[1], row[3]) < day]
    if not seen:
        assert found == -1
    else:
        assert line.facts.start[found] == max(row[1] for row in seen)


def test_a_window_counts_what_was_seen_in_it() -> None:
    line = Timeline(
        facts(
            (0, DAY - 10, OPEN, DAY - 10, 2.0, -1),
            (0, DAY - 60, OPEN, DAY - 60, 3.0, -1),
            (1, DAY - 10, OPEN, DAY - 10, 5.0, -1),
        )
    )
    officer, day = np.array([0, 1]), np.array([DAY, DAY])

    assert line.count(officer, day, 60).tolist() == [2.0, 1.0]
    assert line.total(officer, day, 30).tolist() == [2.0, 5.0]


def test_the_unit_of_a_site_that_lacks_something_is_the_posting() -> None:
    made = history(
        posting=facts((0, 15_000, OPEN, 15_000, 0.0, 1)),
        site=facts(
            (0, 15_000, OPEN, 15_000, 0.0, -1), (1, 15_000, OPEN, 15_000, 2.0, -1)
        ),
    )

    assert of(made, "site_lacks") == 2.0
    assert np.isnan(of(replace(made, posting=facts()), "site_lacks"))
