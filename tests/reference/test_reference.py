"""The bundled reference data are whole, and add up as the census does."""

import csv
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest

from pncrecruit import reference


def test_every_department_has_the_municipalities_it_claims() -> None:
    counted = Counter(
        one.department.code for one in reference.municipalities().values()
    )

    assert len(reference.municipalities()) == 340
    assert counted == {
        code: one.municipality_count for code, one in reference.departments().items()
    }
    assert counted["05"] == 14
    assert counted["13"] == 33


def test_peoples_add_up_from_municipality_to_country() -> None:
    country = reference.census_people("national")[""]

    for level in ("department", "municipality"):
        places = reference.census_people(level).values()
        assert sum(one.population for one in places) == country.population == 14_901_286
        assert sum(one.maya for one in places) == country.maya == 6_207_503
        assert sum(one.xinka for one in places) == country.xinka == 264_167
        assert sum(one.garifuna for one in places) == country.garifuna == 19_529
    assert country.indigenous == 6_207_503 + 264_167


def test_what_the_census_does_not_publish_is_not_known_and_not_zero() -> None:
    assert reference.census_people("national")[""].ladino == 8_346_120
    assert reference.census_people("department")["01"].ladino is None


def test_linguistic_communities_add_up_to_the_maya_of_each_municipality() -> None:
    people = reference.census_people("municipality")
    communities = reference.census_communities("municipality")

    assert len(reference.linguistic_communities()) == 22
    for code, place in people.items():
        assert sum(communities.get(code, {}).values()) == place.maya


def test_sex_and_age_add_up_in_every_department() -> None:
    table = reference.census_sex_age()

    assert len(table) == 23
    assert table[""].women == 7_678_190
    for place in table.values():
        assert place.men + place.women == place.population
        assert sum(place.by_age.values()) == place.population
        assert len(place.by_age) == 21


def test_languages_peoples_ranks_and_comisarias_are_all_there() -> None:
    assert len(reference.languages()) == 25
    assert [
        one.key for one in reference.peoples().values() if one.in_indigenous_total
    ] == [
        "maya",
        "garifuna",
        "xinka",
    ]
    assert [one.order for one in reference.ranks().values()] == list(range(1, 10))
    assert len(reference.comisarias()) == 27
    for one in reference.comisarias().values():
        assert one.department_code in reference.departments()
        assert one.district_key in reference.districts()
    assert len(reference.glossary()) == 143


def test_communities_carry_the_key_of_a_mayan_language() -> None:
    for key in reference.linguistic_communities():
        assert reference.languages()[key].people_key == "maya"


def test_reasons_and_kinds_use_the_closed_sets() -> None:
    kinds = {
        "papers",
        "measurement",
        "test",
        "language_test",
        "fitness_evaluation",
    }
    kinds |= {"board", "investigation", "course", "selection"}
    causes = {"voluntary", "retirement", "involuntary", "death", "unknown"}

    named = [one.phase_kinds for one in reference.loss_reasons().values()]
    assert frozenset().union(*named) == kinds
    assert {one.cause for one in reference.separation_kinds().values()} == causes
    for reason in reference.loss_reasons().values():
        assert reason.name_es
        assert reason.name_en
    for kind in reference.separation_kinds().values():
        assert kind.name_es
        assert kind.name_en
    assert list(reference.schooling_levels()) == [
        one.code for one in sorted(reference.schooling_levels().values())
    ]


def test_nothing_asks_for_or_records_a_pregnancy() -> None:
    folder = files("pncrecruit.reference") / "data"
    for name in ("loss_reasons.csv", "separation_kinds.csv"):
        content = (folder / name).read_text(encoding="utf-8").lower()
        assert "embaraz" not in content
        assert "pregnan" not in content


def test_every_municipality_lies_in_guatemala_and_within_reach_of_its_capital() -> None:
    for one in reference.municipalities().values():
        assert 13.7 < one.latitude < 17.9
        assert -92.3 < one.longitude < -88.2
        reach = 190 if one.department.code == "17" else 110  # Petén is the largest
        assert reference.distance_km(one.code, one.department.capital_code) < reach


def test_distances_are_those_of_the_map() -> None:
    # Great-circle distances between the towns: Guatemala to Quetzaltenango 113 km, to
    # Flores 268 km. Centres of area differ from town squares by some kilometres.
    assert reference.distance_km("0101", "0901") == pytest.approx(113, abs=12)
    assert reference.distance_km("0101", "1701") == pytest.approx(268, abs=60)
    assert reference.distance_km(101, "0101") == 0


def test_distances_are_vectorised_symmetric_and_refuse_an_unknown_code() -> None:
    codes = np.array(list(reference.municipalities()))

    table = reference.distance_km(codes[:, None], codes[None, :])

    assert table.shape == (340, 340)
    np.testing.assert_allclose(table, table.T)
    assert table.max() < 560
    with pytest.raises(ValueError, match="not one of a municipality"):
        reference.distance_km("0118", "0101")


def test_boundaries_hold_every_department_once_and_stay_small() -> None:
    path = files("pncrecruit.reference") / "data" / "departments.geojson"
    features = reference.department_boundaries()["features"]

    assert [one["id"] for one in features] == list(reference.departments())
    assert len(path.read_bytes()) < 60_000
    for feature in features:
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert len(ring) >= 4


def test_records_cannot_be_changed_and_are_read_once() -> None:
    with pytest.raises(TypeError):
        reference.departments()["99"] = reference.departments()["01"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        reference.departments()["01"].name = "Otro"  # type: ignore[misc]
    assert reference.municipalities() is reference.municipalities()


def test_every_bundled_table_is_named_in_the_readme() -> None:
    folder = files("pncrecruit.reference") / "data"
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for path in folder.iterdir():
        if path.name.endswith((".csv", ".geojson")):
            assert f"`{path.name}`" in readme
        if path.name.endswith(".csv"):
            first = next(csv.reader(path.read_text(encoding="utf-8").splitlines()))
            assert all(name == name.lower() for name in first)
