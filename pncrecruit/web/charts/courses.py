"""Lines over time: survival, trends and projections, each with its band."""

from collections.abc import Sequence
from typing import NamedTuple

from pncrecruit.web.charts.groups import STYLES, Group, scales
from pncrecruit.web.charts.spec import INK, ONE, PERCENT, WIDTH, Spec, once, spec


class LinePoint(NamedTuple):
    """One point of a group's line, with its interval if there is one."""

    group: Group
    label: str
    x: float
    y: float
    low: float | None = None
    high: float | None = None


def lines(
    points: Sequence[LinePoint],
    *,
    x_title: str,
    y_title: str,
    form: str = PERCENT,
    steps: bool = False,
    from_zero: bool = True,
    target: tuple[float, str] | None = None,
    x_format: str = "d",
) -> Spec:
    """Draw a line a group: solid, dashed or dotted by group, its interval as a band.

    With steps, a value holds until the next one, as survival does. target is a
    horizontal line with its name.
    """
    labels = {point.label: point.group for point in points}
    order = once(point.label for point in points)
    styles = scales((label, labels[label]) for label in order)
    shape = "step-after" if steps else "linear"
    x = {
        "field": "x",
        "type": "quantitative",
        "axis": {"title": x_title, "grid": False, "format": x_format, "tickCount": 8},
        "scale": {"nice": False, "zero": False},
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "axis": {"title": y_title, "format": form, "tickCount": 6, "domain": False},
        "scale": {"zero": from_zero},
    }
    colour = {
        "field": "label",
        "type": "nominal",
        "scale": styles["color"],
        "legend": None,
    }
    band: dict[str, object] = {
        "transform": [{"filter": "datum.low != null && datum.high != null"}],
        "mark": {"type": "area", "opacity": 0.16, "interpolate": shape, "aria": False},
        "encoding": {
            "x": x,
            "y": {**y, "field": "low"},
            "y2": {"field": "high"},
            "color": colour,
        },
    }
    line: dict[str, object] = {
        "mark": {
            "type": "line",
            "strokeWidth": 2.5,
            "interpolate": shape,
            "aria": False,
        },
        "encoding": {
            "x": x,
            "y": y,
            "color": colour,
            "strokeDash": {
                "field": "label",
                "type": "nominal",
                "scale": styles["strokeDash"],
                "legend": None,
            },
        },
    }
    layer: list[dict[str, object]] = [
        band,
        line,
        *_key([(label, labels[label]) for label in order]),
    ]
    if target is not None:
        layer.extend(_target(*target))
    return spec((_row(point) for point in points), width=WIDTH, height=280, layer=layer)


def _row(point: LinePoint) -> dict[str, object]:
    return {
        "label": point.label,
        "x": point.x,
        "y": point.y,
        "low": point.low,
        "high": point.high,
    }


def _key(names: Sequence[tuple[str, Group]]) -> list[dict[str, object]]:
    """Name the lines above the picture, each beside a piece of its line.

    Vega-Lite's own legend loses either the dashes or the colours once there are bands.
    """
    layer: list[dict[str, object]] = []
    left, above = 0, -38
    for name, group in names:
        style = STYLES[group]
        piece = {
            "type": "rule",
            "strokeWidth": 3,
            "color": style.colour,
            "strokeDash": list(style.dash),
            "aria": False,
        }
        text = {"type": "text", "align": "left", "text": name, "aria": False}
        at = {"y": {"value": above}}
        ends = {"x": {"value": left}, "x2": {"value": left + 30}, **at}
        beside = {"x": {"value": left + 37}, **at}
        layer.append(
            {"name": f"line-{len(layer)}", "data": ONE, "mark": piece, "encoding": ends}
        )
        layer.append(
            {
                "name": f"line-{len(layer)}",
                "data": ONE,
                "mark": text,
                "encoding": beside,
            }
        )
        left += 64 + 7 * len(name)
        if left > WIDTH - 80:
            left, above = 0, above - 20
    return layer


def _target(value: float, name: str) -> list[dict[str, object]]:
    at = {"datum": value, "type": "quantitative"}
    rule = {"type": "rule", "color": INK, "strokeDash": [3, 3], "aria": False}
    text = {"type": "text", "align": "left", "dy": -7, "dx": 4, "aria": False}
    return [
        {"data": ONE, "mark": rule, "encoding": {"y": at}},
        {
            "data": ONE,
            "mark": text,
            "encoding": {"x": {"value": 0}, "y": at, "text": {"value": name}},
        },
    ]
