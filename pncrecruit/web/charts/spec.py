"""What a chart's specification is, and the parts that every chart shares."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FONT = "Source Sans 3"
INK = "currentColor"
WIDTH = 560
STEP = 30
LONGEST = 26  # letters of a label before it breaks
PERCENT = ".0%"
# What is drawn once, whatever the rows are.
ONE: dict[str, object] = {"values": [{}]}

CONFIG = {
    "background": "transparent",
    "font": FONT,
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        # What Vega says aloud of axes and legends is English: the table says it better.
        "aria": False,
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": INK,
        "gridOpacity": 0.14,
        "domainColor": INK,
        "domainOpacity": 0.5,
        "tickColor": INK,
        "tickOpacity": 0.5,
        "labelLimit": 0,
        "labelFlush": False,
    },
    "axisY": {"titleAngle": 0, "titleAlign": "left", "titleX": 0, "titleY": -12},
    "legend": {
        "aria": False,
        "orient": "top",
        "offset": 16,
        "labelColor": INK,
        "labelFontSize": 13,
        "labelLimit": 260,
        "title": None,
        "symbolSize": 260,
        "symbolStrokeWidth": 2.5,
    },
    "header": {
        "labelColor": INK,
        "labelFontSize": 14,
        "labelFontWeight": "bold",
        "labelAnchor": "start",
        "title": None,
    },
    "title": {
        "aria": False,
        "color": INK,
        "fontSize": 13,
        "fontWeight": "normal",
        "anchor": "start",
        "frame": "group",
        "offset": 8,
    },
    "text": {"color": INK, "fontSize": 13},
}


@dataclass(frozen=True, slots=True)
class Spec:
    """A chart in Vega-Lite: whole, with its data inside."""

    text: str


def spec(rows: Iterable[Mapping[str, object]], **parts: object) -> Spec:
    """Return a chart of rows, in the look of the product."""
    body = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": CONFIG,
        "data": {"values": list(rows)},
        **parts,
    }
    return Spec(json.dumps(body, ensure_ascii=False, allow_nan=False, sort_keys=True))


def categories(field: str, order: Sequence[str], **more: object) -> dict[str, object]:
    """Return the vertical axis of a chart of horizontal bars, in a given order."""
    axis = {
        "domain": False,
        "ticks": False,
        "title": None,
        "labelPadding": 8,
        "labelExpr": wrapped(LONGEST),
    }
    return {
        "field": field,
        "type": "nominal",
        "sort": list(order),
        "axis": axis,
        **more,
    }


def wrapped(longest: int) -> str:
    """Return what breaks a long label between its words, after so many letters."""
    pattern = f"(.{{1,{longest}}})( +|$)"
    broken = f"replace(datum.label, regexp('{pattern}', 'g'), '$1\\n')"
    return f"split(trim({broken}), '\\n')"


def step_for(labels: Iterable[str], step: int = STEP) -> int:
    """Return the height of a row: more where a label takes two lines."""
    return step if all(len(label) <= LONGEST for label in labels) else max(step, 38)


def measure(
    field: str,
    *,
    title: str | None = None,
    form: str = PERCENT,
    limits: tuple[float, float] | None = None,
) -> dict[str, object]:
    """Return a horizontal measure that starts at zero."""
    scale: dict[str, object] = {"zero": True, "nice": True}
    if limits is not None:
        scale = {"domain": list(limits), "nice": False}
    axis = {"format": form, "title": title, "tickCount": 5, "domain": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


def once(labels: Iterable[str]) -> list[str]:
    """Return labels in the order in which they first come."""
    return list(dict.fromkeys(labels))
