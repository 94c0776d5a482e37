"""Departments, municipalities, their centres, and how far they lie apart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from .reading import rows, text

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class Department:
    """One of the 22 departments, by its INE code."""

    code: str
    name: str
    iso: str
    capital_code: str
    capital_name: str
    municipality_count: int


@dataclass(frozen=True, slots=True)
class Municipality:
    """One of the 340 municipalities, by its INE code, with an approximate centre."""

    code: str
    name: str
    other_name: str
    department: Department
    latitude: float
    longitude: float


@cache
def departments() -> Mapping[str, Department]:
    """Return the departments by code, in the order of the INE."""
    return MappingProxyType(
        {
            row["department_code"]: Department(
                row["department_code"],
                row["name"],
                row["iso_3166_2"],
                row["capital_municipality_code"],
                row["capital_name"],
                int(row["municipality_count"]),
            )
            for row in rows("departments.csv")
        }
    )


@cache
def municipalities() -> Mapping[str, Municipality]:
    """Return the municipalities by code, in the order of the INE."""
    centre = {
        row["municipality_code"]: (float(row["latitude"]), float(row["longitude"]))
        for row in rows("municipality_centres.csv")
    }
    return MappingProxyType(
        {
            row["municipality_code"]: Municipality(
                row["municipality_code"],
                row["name"],
                row["alt_name"],
                departments()[row["department_code"]],
                *centre[row["municipality_code"]],
            )
            for row in rows("municipalities.csv")
        }
    )


@cache
def department_boundaries() -> Mapping[str, Any]:
    """Return the simplified boundaries of the departments as GeoJSON.

    The identifier of a feature is the code of its department. For maps coloured by
    area only: never to say where something lies.
    """
    return MappingProxyType(json.loads(text("departments.geojson")))


@cache
def _centres() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return all codes as numbers, sorted, and the centres in radians beside them."""
    known = municipalities().values()
    codes = np.array([int(one.code) for one in known])
    places = np.radians([(one.latitude, one.longitude) for one in known])
    order = np.argsort(codes)
    return codes[order], places[order]


def _place(codes: npt.ArrayLike) -> npt.NDArray[np.float64]:
    known, places = _centres()
    wanted = np.asarray(codes).astype(np.int64)
    found = np.searchsorted(known, wanted).clip(max=len(known) - 1)
    if (known[found] != wanted).any():
        raise ValueError("a code is not one of a municipality")
    place: npt.NDArray[np.float64] = places[found]
    return place


def distance_km(a: npt.ArrayLike, b: npt.ArrayLike) -> npt.NDArray[np.float64]:
    r"""Return about how far municipalities lie apart, in kilometres.

    The great circle between their centres of area, by the haversine formula:

    .. math:: 2 R \arcsin \sqrt{\sin^2 \tfrac{\Delta\varphi}{2}
              + \cos\varphi_a \cos\varphi_b \sin^2 \tfrac{\Delta\lambda}{2}}

    Roads are longer, and inside one municipality it says 0: show it as approximate.

    Parameters
    ----------
    a, b : array-like of codes ("0101" or 101), of shapes that broadcast

    Returns
    -------
    ndarray of float, kilometres, 0 and more

    Raises
    ------
    ValueError
        If a code is not one of a municipality.
    """
    here, there = _place(a), _place(b)
    half = np.sin((there - here) / 2) ** 2
    across = np.cos(here[..., 0]) * np.cos(there[..., 0]) * half[..., 1]
    root = np.sqrt(np.clip(half[..., 0] + across, 0.0, 1.0))
    distance: npt.NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(root)
    return distance
