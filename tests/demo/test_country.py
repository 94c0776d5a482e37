"""The synthetic country follows its stated marginals, and its truth can be found."""

from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from pncrecruit.demo import truth as true
from pncrecruit.demo.country import Country, country
from pncrecruit.demo.ladder import RANKS
from pncrecruit.demo.write.calls import PHASE_DAYS
from pncrecruit.persons.rules import CuiStatus, check_cui
from pncrecruit.recruitment.rules import CallState, PhaseKind
from pncrecruit.recruitment.rules.passing import CallDays, check_days, check_open
from pncrecruit.reference import census_people, distance_km, loss_reasons
from pncrecruit.reference import separation_kinds as kinds

TODAY = date(2026, 11, 24)


class Step(NamedTuple):
    """A phase as the rules of passing read it."""

    kind: PhaseKind
    days: int | None


@pytest.fixture(scope="module")
def land() -> Country:
    return country(today=TODAY)


@pytest.fixture(scope="module")
def large() -> Country:
    return country(7, today=TODAY, officers=12_000, applicants=40_000)


def women(land: Country) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell of each application whether a woman made it."""
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        land.persons.sex[land.applications.person] == "F"
    )
    return found


def test_a_seed_gives_one_country_and_another_seed_another() -> None:
    one, again, other = (
        country(seed, today=TODAY, officers=400, applicants=600) for seed in (1, 1, 2)
    )

    np.testing.assert_array_equal(one.persons.cui, again.persons.cui)
    np.testing.assert_array_equal(one.officers.ended, again.officers.ended)
    np.testing.assert_array_equal(one.transitions.day, again.transitions.day)
    assert not np.array_equal(one.persons.cui[:50], other.persons.cui[:50])


def test_the_force_has_the_size_that_was_asked_for(land: Country) -> None:
    serving = np.isnat(land.officers.ended)

    assert serving.sum() == 6_000
    assert len(land.applications.person) == 6_000
    assert len(land.officers) > 7_500


def test_nobody_who_left_before_the_observation_began_is_in_the_record(
    land: Country,
) -> None:
    ended = land.officers.ended[~np.isnat(land.officers.ended)]

    assert land.observed_from == date(2016, 11, 1)
    assert ended.min() >= np.datetime64(land.observed_from)
    assert ended.max() < np.datetime64("2026-11-01")


def test_women_are_fifteen_in_a_hundred_and_fewer_the_higher_the_rank(
    large: Country,
) -> None:
    serving = np.isnat(large.officers.ended)
    female = large.persons.sex[large.officers.person] == "F"
    rank = large.officers.rank
    share = [
        female[serving & (low <= rank) & (rank <= high)].mean()
        for low, high in ((0, 0), (1, 2), (3, 8))
    ]

    assert female[serving].mean() == pytest.approx(0.15, abs=0.015)
    assert share[0] > share[1] > share[2]


def test_the_ranks_form_a_pyramid_of_nine(land: Country) -> None:
    serving = np.isnat(land.officers.ended)
    counts = np.bincount(land.officers.rank[serving], minlength=9)

    assert len(RANKS) == 9
    assert counts[0] / counts.sum() == pytest.approx(0.81, abs=0.03)
    assert (counts[1:] > 0).all()
    assert all(low > high for low, high in pairwise(counts[:6]))


def test_peoples_follow_the_census_of_the_municipality_of_origin(
    large: Country,
) -> None:
    census = census_people("municipality")
    who = large.persons
    drawn = ~who.oversampled

    expected = np.array(
        [census[code].maya / census[code].population for code in who.origin[drawn]]
    )
    observed = who.people[drawn] == "maya"

    spread = np.sqrt((expected * (1 - expected)).sum())
    assert abs(observed.sum() - expected.sum()) < 4 * spread
    assert (who.people == "xinka").mean() > 0.01


def test_garifuna_are_oversampled_and_marked_so(large: Country) -> None:
    garifuna = large.persons.people == "garifuna"

    assert garifuna.mean() == pytest.approx(true.GARIFUNA_SHARE, abs=0.006)
    assert (large.persons.people[large.persons.oversampled] == "garifuna").all()
    assert large.persons.oversampled.sum() > 0.9 * garifuna.sum()


def test_three_states_of_an_answer_are_kept_apart(land: Country) -> None:
    states, counts = np.unique(land.persons.answer, return_counts=True)

    assert list(states) == ["answered", "declined", "not_asked"]
    assert (counts > 300).all()


def test_a_linguistic_community_is_of_maya_alone_and_speech_is_apart(
    land: Country,
) -> None:
    maya = land.persons.people == "maya"
    spoken = land.skills.language != "espanol"
    speakers = np.unique(land.skills.person[spoken])

    assert (land.persons.community[~maya] == "").all()
    assert (land.persons.community[maya] != "").mean() > 0.9
    assert np.isin(speakers, np.flatnonzero(maya)).mean() < 0.99
    assert 0.5 < np.isin(np.flatnonzero(maya), speakers).mean() < 0.8


def test_cuis_are_valid_unique_and_start_with_9999(land: Country) -> None:
    given = land.persons.cui[land.persons.cui != ""]

    assert (
        len(np.unique(given))
        == len(given)
        == len(land.persons) - len(land.faults.no_cui)
    )
    assert all(check_cui(cui).status is CuiStatus.VALID for cui in given)
    assert all(cui.startswith("9999") for cui in given)


def test_one_person_may_apply_twice_but_not_to_one_call(land: Country) -> None:
    pairs = np.stack([land.applications.call, land.applications.person])

    assert len(np.unique(pairs, axis=1).T) == 6_000
    assert len(np.unique(land.applications.person)) < 6_000


def test_women_are_lost_between_application_and_graduation(large: Country) -> None:
    closed = large.applications.call == 0
    appointed = closed & (large.applications.standing == "appointed")

    assert women(large)[closed].mean() == pytest.approx(0.35, abs=0.015)
    assert women(large)[appointed].mean() == pytest.approx(0.22, abs=0.03)


def test_the_physical_test_is_the_planted_adverse_impact(large: Country) -> None:
    moves = large.transitions
    female = women(large)[moves.application]

    def ratio(phase: str) -> float:
        place = [one.key for one in true.PHASES].index(phase)
        here = (moves.phase == place) & np.isin(moves.result, ("passed", "failed"))
        passed = moves.result == "passed"
        return float(passed[here & female].mean() / passed[here & ~female].mean())

    assert ratio("physical") < 0.8
    for phase in ("academic", "medical", "psychological", "reliability"):
        assert ratio(phase) > 0.9


def test_height_excludes_more_women_and_more_indigenous_applicants(
    large: Country,
) -> None:
    moves = large.transitions
    lost = np.zeros(len(large.applications.person), dtype=bool)
    lost[moves.application[moves.reason == "height_not_met"]] = True
    people = large.persons.people[large.applications.person]

    assert lost[women(large)].mean() > 1.5 * lost[~women(large)].mean()
    assert lost[people == "maya"].mean() > 1.2 * lost[people == "ladino"].mean()


def test_every_loss_has_a_known_reason_and_a_raw_value_where_one_decides(
    large: Country,
) -> None:
    moves = large.transitions
    lost = ~np.isin(moves.result, ("passed", "appointed"))
    measured = np.isin(
        moves.reason,
        ("age_not_met", "height_not_met", "schooling_not_met", "measure_not_met"),
    )

    assert set(moves.reason[lost]) <= set(loss_reasons())
    assert (moves.reason[~lost] == "").all()
    assert (moves.raw_value[measured] != "").all()


def test_transitions_follow_the_order_of_the_phases_and_of_time(large: Country) -> None:
    moves = large.transitions
    sworn = np.flatnonzero(moves.result == "appointed")
    order = np.lexsort((moves.phase, moves.application))
    order = order[~np.isin(order, sworn)]
    same = moves.application[order][1:] == moves.application[order][:-1]

    assert (np.diff(moves.phase[order])[same] == 1).all()
    assert (np.diff(moves.day[order]).astype(int)[same] >= 0).all()
    assert (moves.result[order][:-1][same] == "passed").all()
    assert moves.day.max() < np.datetime64(TODAY)


def test_the_open_call_is_in_mid_process_and_the_closed_one_is_over(
    land: Country,
) -> None:
    waiting = land.applications.standing == "active"

    assert not waiting[land.applications.call == 0].any()
    assert len(np.unique(land.applications.phase[waiting])) >= 4
    assert [one.state for one in land.calls] == ["finished", "open", "draft"]


def test_those_appointed_from_the_closed_call_are_the_newest_officers(
    land: Country,
) -> None:
    graduates = land.officers.application >= 0
    application = land.officers.application[graduates]

    assert (land.applications.standing[application] == "appointed").all()
    assert (land.applications.standing == "appointed").sum() == graduates.sum()
    np.testing.assert_array_equal(
        land.officers.person[graduates], land.applications.person[application]
    )
    assert (land.officers.appointed[graduates] == land.officers.appointed.max()).all()


def test_units_form_a_tree_with_27_comisarias_and_codes_like_23_11(
    land: Country,
) -> None:
    tree = land.units

    assert (tree.kind == "comisaria").sum() == 27
    assert len(np.unique(tree.code)) == len(tree)
    assert "23-11" in tree.code
    assert (tree.parent[1:] < np.arange(1, len(tree))).all()
    assert set(tree.kind[tree.parent[tree.kind == "substation"]]) == {"station"}


def test_postings_follow_one_another_and_faults_are_where_they_are_said_to_be(
    land: Country,
) -> None:
    posting = land.record.posting
    end, start = posting["end"], posting["start"]
    same = posting["officer"][1:] == posting["officer"][:-1]
    sound = np.ones(len(end), dtype=bool)
    sound[land.faults.overlapping] = False

    assert (end[:-1] == start[1:])[same & sound[:-1]].all()
    assert (end[land.faults.overlapping] > start[land.faults.overlapping]).all()
    assert len(land.faults.overlapping) > 20
    backwards = land.faults.backwards
    assert (backwards["end"] <= backwards["start"]).all()
    assert len(backwards["end"]) > 10


def test_kinds_of_separation_are_known_and_some_reasons_are_lost(land: Country) -> None:
    found, counts = np.unique(land.officers.end_kind, return_counts=True)
    left = dict(zip(found.tolist(), counts.tolist(), strict=True))
    del left[""]

    assert set(left) <= set(kinds())
    assert left["resignation"] > left["desertion"] > 0
    assert left["unknown"] / sum(left.values()) == pytest.approx(0.05, abs=0.015)
    recorded = np.array([kinds()[one].cause for one in left])
    assert set(recorded) == {
        "voluntary",
        "retirement",
        "involuntary",
        "death",
        "unknown",
    }


def test_simple_counts_find_the_true_effects(large: Country) -> None:
    counts = large.counts

    def rate(key: str, level: int) -> float:
        here = (counts["key"] == key) & (counts["level"] == level)
        return float(counts["ends"][here].sum() / counts["months"][here].sum())

    # Alone, a term multiplies the rate by about exp(coefficient): the rest is held
    # equal only on average, so each is asked for half of its size.
    for key in ("no_womens_quarters", "harassment", "unanswered", "garifuna"):
        assert rate(key, 1) / rate(key, 0) > np.exp(0.5 * large.truth.coefficient(key))
    for key in ("distance", "conditions", "rest_cancelled"):
        assert rate(key, 2) / rate(key, 0) > np.exp(large.truth.coefficient(key))
    assert rate("tenure", 0) > rate("tenure", 2) > rate("tenure", 4)


def test_the_record_itself_shows_that_distance_drives_people_out(
    large: Country,
) -> None:
    posting, staff = large.record.posting, large.officers
    home = large.persons.residence[staff.person[posting["officer"]]]
    known = home != ""
    where = large.units.municipality[posting["unit"]]
    km = np.full(len(home), np.nan)
    km[known] = distance_km(home[known], where[known])
    begun = np.datetime64(large.observed_from)
    until = np.where(
        np.isnat(staff.ended[posting["officer"]]),
        np.datetime64(TODAY),
        staff.ended[posting["officer"]],
    )
    end = np.where(np.isnat(posting["end"]), until, posting["end"])
    days = (end - np.maximum(posting["start"], begun)).astype(int).clip(0)
    last = np.isnat(posting["end"])
    left = last & (staff.true_cause[posting["officer"]] == "voluntary")

    far, near = km > 150, km < 50

    assert left[far].sum() / days[far].sum() > 2 * left[near].sum() / days[near].sum()


def test_about_three_in_a_hundred_leave_by_own_will_each_year(land: Country) -> None:
    months, ends = (
        land.counts[name][land.counts["key"] == "blocked"].sum()
        for name in ("months", "ends")
    )

    assert 0.024 < 12 * ends / months < 0.038


def test_no_phase_is_passed_before_the_dates_of_its_call_allow_it(
    land: Country,
) -> None:
    moves, call = land.transitions, land.applications.call
    steps = [Step(PhaseKind(one.kind), PHASE_DAYS.get(one.key)) for one in true.PHASES]
    checked = 0

    for number, held in enumerate(land.calls[:2]):
        days = CallDays(
            CallState(held.state), held.opens_on, held.closes_on, held.course_starts_on
        )
        for position in range(len(steps)):
            rows = (
                (call[moves.application] == number)
                & (moves.phase == position)
                & (moves.result == "passed")
            )
            for day in np.unique(moves.day[rows]).tolist():
                check_open(days, day)
                check_days(steps, position, days, day)
                checked += 1
    assert checked > 100


def test_some_graduates_wait_to_be_appointed(land: Country) -> None:
    waiting = np.flatnonzero(land.applications.standing == "completed")

    assert 3 <= len(waiting) <= 6
    assert not np.isin(waiting, land.officers.application).any()
