"""Where a language is needed, and that a few speakers are never counted out."""

import pytest

from pncrecruit.access.rules import Role
from pncrecruit.analysis.disclosure import Protection
from pncrecruit.db import db
from pncrecruit.equity.figures.languages import (
    Coverage,
    Site,
    by_community,
    communities,
    needs,
)
from pncrecruit.persons.kinds import Level
from pncrecruit.persons.models import LanguageSkill
from tests.conftest import Client
from tests.equity.conftest import World
from tests.equity.test_pages import rows_of
from tests.factories import NOON, make_user

COBAN = "1601"  # most are Q'eqchi'; Poqomchi' are fewer than a fifth
SITES = [Site(1, "a", "A", "01"), Site(2, "b", "B", "01"), Site(3, "c", "C", "02")]


def test_a_language_is_needed_from_a_fifth_of_the_population_on() -> None:
    large = communities(
        {"01": {"kiche": 20, "mam": 19}, "02": {"kiche": 70, "mam": 30}},
        {"03": {"garifuna": 40}},
        {"01": 100, "02": 100, "03": 100, "04": 100},
    )

    assert large == {
        "01": [("kiche", 0.2)],
        "02": [("kiche", 0.7), ("mam", 0.3)],
        "03": [("garifuna", 0.4)],
    }


@pytest.mark.parametrize(
    ("persons", "low", "high", "protection"),
    [
        (0, 0, 0, Protection.SHOWN),
        (1, 1, 4, Protection.SMALL),
        (4, 1, 4, Protection.SMALL),
        (5, 5, 5, Protection.SHOWN),
    ],
)
def test_that_there_is_nobody_is_said_and_a_few_are_a_range(
    persons: int, low: int, high: int, protection: Protection
) -> None:
    found = needs(SITES[:1], {"01": [("kiche", 0.4)]}, {(1, "kiche"): persons})

    assert found[0].speakers[1:] == (low, high, protection)
    assert found[0].met == (persons > 0)


def test_the_language_with_most_sites_without_comes_first() -> None:
    large = {"01": [("kiche", 0.6), ("mam", 0.3)], "02": [("mam", 0.9)]}
    speak = {(1, "kiche"): 2, (2, "kiche"): 1, (3, "mam"): 3}

    found = by_community(needs(SITES, large, speak))

    assert found == [Coverage("mam", 3, 1), Coverage("kiche", 2, 2)]


def speaks(world: World, n: int, level: Level, language: str = "qeqchi") -> None:
    for officer in world.serve("ladino", n):
        db.session.add(
            LanguageSkill(
                person_id=officer.person_id,
                language_key=language,
                level=level,
                source="test",
                recorded_at=NOON,
            )
        )
    db.session.flush()


def test_a_site_without_a_speaker_is_named_and_one_who_knows_a_little_is_none(
    client: Client, world: World
) -> None:
    for code in ("23-1", "23-11"):
        world.units[code].municipality = COBAN
    speaks(world, 2, Level.BASIC)
    # A Q'eqchi' officer of whom no language is recorded: nothing is read from that.
    world.serve("maya", 6)
    client.sign_in(world.hr)

    before = rows_of(client.get("/equity/languages.csv").text)
    assert [row[-1] for row in before[1:]] == ["nobody", "nobody"]

    speaks(world, 2, Level.CONVERSATION)
    page = client.get("/equity/languages").text
    after = rows_of(client.get("/equity/languages.csv").text)
    without = rows_of(client.get("/equity/languages.csv?only=without&place=16").text)

    assert "At 1 of 2 sites nobody speaks the language of the community" in page
    assert {row[3] for row in after[1:]} == {"Q'eqchi'"}
    assert sorted(row[-1] for row in after[1:]) == ["1 to 4", "nobody"]
    assert [row[-1] for row in without[1:]] == ["nobody"]
    assert client.get("/equity/languages?place=99").status_code == 404
    assert client.get("/equity/languages?only=some").status_code == 404


def test_it_is_for_those_who_plan_and_in_spanish(client: Client, world: World) -> None:
    world.units["23-11"].municipality = COBAN
    client.sign_in(make_user(Role.MANAGER))
    for address in ("/equity/languages", "/equity/languages.csv"):
        assert client.get(address).status_code == 403

    world.hr.language = "es_GT"
    client.sign_in(world.hr)

    assert (
        "nadie habla el idioma de la comunidad" in client.get("/equity/languages").text
    )
