"""The pages of the figures: what they say, in whose language, and their files."""

import csv
import io
from collections.abc import Callable

import pytest

from pncrecruit.access.rules import Role
from pncrecruit.analysis.disclosure import Cell, Protection
from pncrecruit.equity.figures import Shown
from pncrecruit.equity.queries import snapshots
from pncrecruit.persons.kinds import Sex
from pncrecruit.reference import departments
from tests.conftest import Client
from tests.equity.conftest import World
from tests.factories import TODAY, make_user


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def serving(world: World) -> None:
    for people, agents, inspectors, officers in (
        ("maya", 30, 8, 7),
        ("xinka", 9, 0, 0),
        ("garifuna", 9, 6, 1),
        ("ladino", 40, 12, 9),
    ):
        world.serve(people, agents, sex=Sex.FEMALE)
        world.serve(people, inspectors, rank="inspector")
        world.serve(people, officers, rank="oficial_tercero")
    world.snapshot()


def test_peoples_by_group_of_ranks_are_shown_and_downloaded_alike(
    client: Client, world: World
) -> None:
    serving(world)
    client.sign_in(world.hr)

    page = client.get("/equity/representation").text
    rows = rows_of(client.get("/equity/representation/rank.csv").text)

    assert "Who serves by people and group of ranks" in page
    held = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    table = {row["Group"]: row for row in held}
    officers = "Officers (third officer and above)"
    assert "All ranks" in page
    assert [cell for cell in table["All who answered"].values() if cell][1:] == [
        *("88",) * 2,
        *("26",) * 2,
        *("17",) * 2,
        "131",
    ]
    # A range of the page has both its ends in the file.
    assert "0 to 4" in page
    assert table["Garifuna"][f"{officers}: from"] == "0"
    assert table["Garifuna"][f"{officers}: to"] == "4"


def test_a_phase_that_nobody_has_come_to_is_said_to_be_ahead(
    client: Client, world: World
) -> None:
    world.apply("ladino", 20, lost=True)
    world.apply("ladino", 30, furthest=1)
    world.apply("maya", 12, sex=Sex.FEMALE, furthest=1)
    world.snapshot()
    client.sign_in(world.hr)

    page = client.get("/equity/funnel").text
    rows = rows_of(client.get("/equity/funnel.csv").text)

    assert "Not reached yet: Medical, Basic course." in page
    assert "\N{MINUS SIGN}100" not in page
    assert [row[1] for row in rows[1:]] == ["12", "12", "", ""]
    assert rows[0][-1] == "Notes"
    assert "not reached yet" in rows[3][-1]


def test_the_pages_are_in_spanish_too(client: Client, world: World) -> None:
    serving(world)
    world.apply("ladino", 20)
    world.hr.language = "es_GT"
    client.sign_in(world.hr)

    assert "Pueblos por grupo de grados" in client.get("/equity/representation").text
    assert "Fases a las que aún no se llega" in client.get("/equity/funnel").text


def test_the_map_tells_a_share_only_where_enough_answered(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.serve("maya", 120)  # in Izabal
    snapshot = snapshots.SnapshotRow(as_of=TODAY, minimum_cell=5)
    cells = {
        (row, code): Cell(n, n, n, Protection.SHOWN)
        for row, n in (("maya_xinka_garifuna", 40), ("answered", 100))
        for code in departments()
    }
    cells["maya_xinka_garifuna", "17"] = Cell(None, 0, 4, Protection.SMALL)
    shown = Shown((), (), cells, 0, 0, 0, 0)
    monkeypatch.setattr(
        snapshots, "table", lambda *_: snapshots.Edition(snapshot, shown)
    )
    client.sign_in(world.hr)
    page = client.get("/equity/departments").text

    assert "Izabal: 40.0" in page
    assert "Petén: –" in page  # a range has no share
    assert "Izabal" in client.get("/equity/departments.csv").text

    world.serve("maya", 60)  # of 180, 100 answered: too few
    page = client.get("/equity/departments").text
    assert "Izabal: –" in page
    assert "Jutiapa: 40.0" in page


@pytest.mark.parametrize("address", ["/equity/representation/rank.csv"])
def test_files_are_for_those_who_may_download(
    client: Client, world: World, address: str
) -> None:
    client.sign_in(make_user(Role.RECRUITER))

    assert client.get(address).status_code == 403


def test_a_table_that_there_is_not_is_not_found(client: Client, world: World) -> None:
    client.sign_in(world.hr)

    assert client.get("/equity/representation/blood.csv").status_code == 404
    assert client.get("/equity/representation/rank.csv").status_code == 404


def decided(world: World) -> None:
    """Women pass the physical test half as often; in the papers all fare alike."""
    for department in ("01", "16"):
        for sex, n, passed in ((Sex.FEMALE, 60, 20), (Sex.MALE, 120, 80)):
            for furthest, persons, lost in (
                (0, n // 4, True),
                (1, n - passed, True),
                (2, passed, False),
            ):
                world.apply(
                    "ladino",
                    persons,
                    sex=sex,
                    furthest=furthest,
                    lost=lost,
                    department=department,
                )
    world.snapshot()


def test_a_loss_that_is_more_than_chance_is_said_before_its_figures(
    client: Client, world: World
) -> None:
    decided(world)
    client.sign_in(world.hr)

    page = client.get("/equity/impact").text
    rows = rows_of(client.get("/equity/impact.csv").text)
    strata = rows_of(client.get("/equity/impact-strata.csv").text)

    # 40 of 120 women passed; at the men's rate, 160 of 240, it would have been 80.
    assert "<h1" in page
    assert "Physical test: women are 40 persons short of what was to be expected" in (
        page
    )
    held = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    women = {row["Phase"]: row for row in held if row["Group"] == "Women"}
    physical = women["Physical test"]
    assert (physical["Passed"], physical["Decided"]) == ("40", "120")
    assert physical["Rate (%)"] == "33.3"
    assert physical["Ratio of the rates"] == "0.5"
    assert physical["Persons short of expected"] == "40"
    assert physical["What it says"] == "fewer, more than chance"
    assert women["Papers"]["What it says"] == "no difference seen"
    within = {row[0]: row for row in strata[1:]}
    # Within each department: (20/40) / (80/40) = 0.25.
    assert within["Physical test"][2:4] == ["2", "0.25"]


def test_one_phase_and_all_calls_can_be_chosen_and_nothing_else(
    client: Client, world: World
) -> None:
    decided(world)
    client.sign_in(world.hr)

    rows = rows_of(client.get("/equity/impact.csv?call=all&phase=physical").text)

    assert {row[0] for row in rows[1:]} == {"Physical test"}
    losses = rows_of(client.get("/equity/impact-losses.csv?call=all").text)
    assert losses[0] == ["Phase", "Women", "Men"]  # no way of leaving by sex
    assert ["Physical test", "80", "80"] in losses
    assert client.get("/equity/impact?phase=blood").status_code == 404
    assert client.get("/equity/impact?call=none").status_code == 404


def test_before_anything_is_decided_the_page_says_so(
    client: Client, world: World
) -> None:
    client.sign_in(world.hr)

    assert "No phase has been decided yet." in client.get("/equity/impact").text


def test_as_many_statements_for_many_applicants(
    client: Client, world: World, same_statements: Callable[..., int]
) -> None:
    decided(world)
    client.sign_in(world.hr)

    def grow(n: int) -> None:
        world.apply("maya", n, furthest=1, lost=True)

    asked = same_statements(grow, lambda: client.get("/equity/impact"))

    assert asked <= 16
