"""The same chart for a telephone: narrow, with the labels above their bars."""

import json
from typing import Any, Final

from pncrecruit.web.charts.spec import Spec, wrapped

WIDTH: Final = 300  # of a picture: what a figure has on a screen of 360
FACET: Final = 206  # of one of several pictures: only a single one can be fitted
LABELS: Final = 16  # pixels above a bar for its label
GAP: Final = 3  # pixels between a label and its bar
LONGEST: Final = 40  # letters that fit beside each other
TICKS: Final = 4


def narrow(spec: Spec) -> Spec:
    """Return a chart's specification for a narrow screen, with the same data."""
    body: dict[str, Any] = json.loads(spec.text)
    inner: dict[str, Any] = body.get("spec", body)
    categories = _y_axis(inner)
    if "facet" in body:
        body["columns"] = 1
        if "projection" not in inner:  # a map has no labels beside it, and fits
            inner["width"] = FACET
    elif isinstance(inner.get("width"), int):
        body["autosize"] = {"type": "fit-x", "contains": "padding"}
        body["width"] = WIDTH
    if categories and isinstance(inner.get("width"), int):
        step = inner["height"]["step"]
        inner["height"] = {"step": step + LABELS}
        half = max((_share(layer) for layer in inner["layer"]), default=0) / 2
        for layer in inner["layer"]:
            _above(layer, step, half * (step - LABELS / 2) + GAP)
    for layer in inner.get("layer", []):
        for channel in layer.get("encoding", {}).values():
            axis = channel.get("axis") if isinstance(channel, dict) else None
            if axis and "tickCount" in axis:
                axis["tickCount"] = TICKS
    _wrap_key(inner)
    return Spec(json.dumps(body, ensure_ascii=False, sort_keys=True))


def _y_axis(inner: dict[str, Any]) -> bool:
    """Say whether the rows of a chart are categories, with a label each."""
    return any(
        layer.get("encoding", {}).get("y", {}).get("type") == "nominal"
        for layer in inner.get("layer", [])
    )


def _share(layer: dict[str, Any]) -> float:
    """Return how much of its row a bar takes; of a point, what it would."""
    mark = layer.get("mark", {})
    if mark.get("type") == "bar":
        return float(mark.get("height", {"band": 0.9})["band"])
    return 0.6 if mark.get("type") == "point" else 0.0


def _above(layer: dict[str, Any], step: int, offset: float) -> None:
    """Put the label of each row above what is drawn in it."""
    y = layer.get("encoding", {}).get("y", {})
    if "axis" in y:
        y["axis"] = {
            **y["axis"],
            "labelAlign": "left",
            "labelBaseline": "bottom",
            "labelOffset": -offset,
            "labelPadding": 0,
            "labelExpr": wrapped(LONGEST),
            "zindex": 1,
        }
    mark = layer.get("mark")
    if isinstance(mark, dict) and mark["type"] in ("bar", "tick"):
        share = mark.get("height", {"band": 0.9})["band"]
        mark["height"] = {"band": share * (step - LABELS / 2) / (step + LABELS)}


def _wrap_key(inner: dict[str, Any]) -> None:
    """Name the lines below each other instead of beside."""
    names = [one for one in inner.get("layer", []) if "name" in one]
    for at, one in enumerate(names):
        for axis in ("x", "x2", "y"):
            place = one["encoding"].get(axis)
            if place is None:
                continue
            if axis == "y":
                place["value"] = -38 - 20 * (len(names) // 2 - 1 - at // 2)
            elif one["mark"]["type"] == "text":
                place["value"] = 37
            else:
                place["value"] = 0 if axis == "x" else 30
