"""Areas: maps of one country, the stronger the colour, the higher the part."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pncrecruit.web.charts.groups import PLAIN
from pncrecruit.web.charts.spec import INK, Spec, once, spec

# Where a band of parts begins, and how strong each band is: steps, for nobody can tell
# one shade from the next by eye.
BANDS: Final = (0.1, 0.25, 0.5, 0.75)
STRENGTH: Final = (0.08, 0.27, 0.47, 0.7, 1.0)


class Area(NamedTuple):
    """An area of one of the maps, in GeoJSON; no part where none may be told."""

    map: str
    name: str
    part: float | None
    text: str
    geometry: Mapping[str, Any]


def areas(found: Sequence[Area], *, width: int = 260, height: int = 270) -> Spec:
    """Draw maps beside each other, on one scale; what is not told is left empty."""
    rows = [
        {
            "type": "Feature",
            "geometry": one.geometry,
            "map": one.map,
            "part": one.part,
            "spoken": f"{one.map}, {one.name}: {one.text}",
        }
        for one in found
    ]
    outline = {"type": "geoshape", "stroke": INK, "strokeWidth": 0.6}
    red, green, blue = bytes.fromhex(PLAIN.removeprefix("#"))
    strength = {
        "field": "part",
        "type": "quantitative",
        "scale": {
            "type": "threshold",
            "domain": list(BANDS),
            "range": [f"rgba({red},{green},{blue},{part})" for part in STRENGTH],
        },
        "legend": {"format": ".0%", "labelOverlap": False},
    }
    layer = [
        {
            "transform": [{"filter": "datum.part == null"}],
            "mark": {**outline, "fill": "transparent", "strokeDash": [2, 2]},
            "encoding": {"description": {"field": "spoken"}},
        },
        {
            "transform": [{"filter": "datum.part != null"}],
            "mark": outline,
            "encoding": {
                "fill": strength,
                "description": {"field": "spoken"},
            },
        },
    ]
    return spec(
        rows,
        facet={"field": "map", "sort": once(one.map for one in found)},
        columns=2,
        spacing=24,
        spec={
            "width": width,
            "height": height,
            # Of a country so small and so near the equator the plane is true enough.
            "projection": {
                "type": "identity",
                "reflectY": True,
                **_fitted(found, width, height),
            },
            "layer": layer,
        },
    )


def _fitted(found: Sequence[Area], width: int, height: int) -> dict[str, object]:
    """Return how degrees become pixels, so that all areas fit and are in the middle."""
    points = [point for one in found for point in _points(one.geometry["coordinates"])]
    if not points:
        return {"scale": 1, "translate": [0, 0]}
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    scale = min(width / (east - west), height / (north - south)) * 0.98
    return {
        "scale": scale,
        "translate": [
            width / 2 - scale * (west + east) / 2,
            height / 2 + scale * (south + north) / 2,
        ],
    }


def _points(coordinates: Sequence[Any]) -> Iterator[tuple[float, float]]:
    """Yield the points of a geometry, however deep its rings lie."""
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
        return
    for one in coordinates:
        yield from _points(one)
