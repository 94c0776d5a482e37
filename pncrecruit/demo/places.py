"""The units of the demo country: a tree from the nation to the sub-station."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pncrecruit.reference import (
    census_people,
    comisarias,
    departments,
    districts,
    municipalities,
)

from .truth import Bools, Floats, Ints

CAPITAL = "01"
SHARE_IN_CAPITAL = 0.42  # many come from the interior and serve in the capital
PEOPLE_PER_EXTRA_SITE = 60_000
SITES_PER_STATION = 7
SHIFTS = ("11x6", "8x8", "7x7", "11x4", "15x15")
SHIFT_SHARES = (0.55, 0.2, 0.1, 0.1, 0.05)


@dataclass(frozen=True, slots=True)
class Units:
    """The units, parents before children; the facilities matter at sites.

    `parent` is a row number, -1 for the nation; `kind` one of the kinds of units;
    `posts` the share of the force that serves there.
    """

    code: npt.NDArray[np.str_]
    kind: npt.NDArray[np.str_]
    name: npt.NDArray[np.str_]
    parent: Ints
    municipality: npt.NDArray[np.str_]
    comisaria: npt.NDArray[np.str_]
    posts: Floats
    water: Bools
    enough_beds: Bools
    womens_quarters: Bools
    womens_baths: Bools
    shift: npt.NDArray[np.str_]
    rest_rate: Floats  # rests cancelled, an officer a month
    culture: Floats  # how much more than elsewhere harassment happens
    answering: Floats  # chance that an open transfer request is answered in a month

    @property
    def lacking(self) -> Ints:
        """How many of water and enough beds are missing, 0 to 2."""
        return (~self.water).astype(np.int64) + ~self.enough_beds

    def __len__(self) -> int:
        return len(self.code)


def _sites(comisaria: str, department: str) -> list[str]:
    """Return the municipality of each sub-station of a comisaría."""
    all_codes = [
        code for code, one in municipalities().items() if code[:2] == department
    ]
    if department == CAPITAL:
        turn = int(comisaria) - 11  # the six comisarías of the capital share it out
        own = all_codes[1:][turn::6]
        return ["0101"] * 9 + own * 2
    people = census_people("municipality")
    return [
        code
        for code in all_codes
        for _ in range(1 + people[code].population // PEOPLE_PER_EXTRA_SITE)
    ]


def units(rng: np.random.Generator) -> Units:
    """Make the tree of units; only its facilities and habits depend on chance."""
    rows: list[tuple[str, str, str, int, str, str, float]] = [
        ("PNC", "national", "Policía Nacional Civil", -1, "0101", "", 0.004)
    ]
    rows += [
        (
            "SGP",
            "directorate",
            "Subdirección General de Personal",
            0,
            "0101",
            "",
            0.004,
        ),
        (
            "SGED",
            "directorate",
            "Subdirección General de Estudios",
            0,
            "0101",
            "",
            0.002,
        ),
        ("ACADEMIA", "academy", "Academia de la PNC", 2, "0101", "", 0.004),
    ]
    place: dict[str, int] = {}
    for key, district in districts().items():
        seat = next(one for one in comisarias().values() if one.district_key == key)
        capital = departments()[seat.department_code].capital_code
        place[key] = len(rows)
        rows.append(
            (f"D-{key.upper()}", "district", district.name_es, 0, capital, "", 0.0015)
        )
    names = municipalities()
    for code, comisaria in comisarias().items():
        department = comisaria.department_code
        seat_code = departments()[department].capital_code
        inside = department == CAPITAL
        staff = SHARE_IN_CAPITAL / 6 if inside else _share(department)
        own = len(rows)
        rows.append(
            (
                code,
                "comisaria",
                comisaria.name_es,
                place[comisaria.district_key],
                seat_code,
                code,
                staff * 0.16,
            )
        )
        sites = _sites(code, department)
        number = 10
        for start in range(0, len(sites), SITES_PER_STATION):
            group = sites[start : start + SITES_PER_STATION]
            station = len(rows)
            label = f"{code}-{1 + start // SITES_PER_STATION:02d}"
            weight = staff * 0.84 * len(group) / len(sites)
            rows.append(
                (
                    label,
                    "station",
                    f"Estación {label} {names[group[0]].name}",
                    own,
                    group[0],
                    code,
                    weight * 0.3,
                )
            )
            for municipality in group:
                number += 1
                label = f"{code}-{number}"
                rows.append(
                    (
                        label,
                        "substation",
                        f"Subestación {label} {names[municipality].name}",
                        station,
                        municipality,
                        code,
                        weight * 0.7 / len(group),
                    )
                )
    return _with_facilities(rng, rows)


def _share(department: str) -> float:
    """Return the share of the force in a department outside the capital."""
    table = census_people("department")
    outside = {
        code: one.population**0.8 for code, one in table.items() if code != CAPITAL
    }
    share: float = outside[department] / sum(outside.values())
    return (1 - SHARE_IN_CAPITAL) * share


def _with_facilities(
    rng: np.random.Generator, rows: list[tuple[str, str, str, int, str, str, float]]
) -> Units:
    code, kind, name, parent, municipality, comisaria, posts = (
        np.array(column) for column in zip(*rows, strict=True)
    )
    small = np.isin(kind, ("station", "substation"))
    poor = np.where(small, rng.beta(1.6, 2.4, len(rows)), 0.04)

    def has(missing: float) -> Bools:
        return rng.random(len(rows)) >= np.minimum(poor * missing, 0.95)

    comisaria_rows = np.unique(comisaria, return_inverse=True)[1]
    answering = rng.choice([0.08, 0.15, 0.25, 0.35], comisaria_rows.max() + 1)
    return Units(
        code=code,
        kind=kind,
        name=name,
        parent=parent.astype(np.int64),
        municipality=municipality,
        comisaria=comisaria,
        posts=posts / posts.sum(),
        water=has(0.6),
        enough_beds=has(1.1),
        womens_quarters=has(0.9),
        womens_baths=has(0.9),
        shift=rng.choice(SHIFTS, len(rows), p=SHIFT_SHARES),
        rest_rate=np.where(small, rng.gamma(1.0, 0.07, len(rows)), 0.02),
        culture=rng.lognormal(-0.3, 0.8, len(rows)),
        answering=answering[comisaria_rows],
    )
