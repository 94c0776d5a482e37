"""Counts: funnels by phase, pyramids by band, units against periods."""

from collections.abc import Sequence
from typing import NamedTuple

from pncrecruit.web.charts.groups import PLAIN, Group, scales
from pncrecruit.web.charts.spec import (
    INK,
    STEP,
    WIDTH,
    Spec,
    categories,
    measure,
    once,
    spec,
    step_for,
)


class FunnelBar(NamedTuple):
    """How many of a group reached a phase; phases of a group come in their order.

    ``lost`` is how many left on the way to it, where some still wait to come there.
    """

    group: Group
    label: str
    phase: str
    reached: int
    lost: int | None = None


class PyramidBar(NamedTuple):
    """Women and men of one band of age or one rank."""

    band: str
    women: int
    men: int


class HeatCell(NamedTuple):
    """A unit's value in a period; None where too few people stand behind it."""

    row: str
    column: str
    value: float | None
    text: str


def funnel(
    steps: Sequence[FunnelBar], *, x_title: str, columns: int = 2, width: int = 250
) -> Spec:
    """Draw a funnel a group, as small multiples on one scale: part of those who began.

    On each bar stands how many reached the phase, and what part of those who had
    reached the phase before it was lost.
    """
    first: dict[str, int] = {}
    before: dict[str, int] = {}
    rows = []
    for step in steps:
        began = first.setdefault(step.label, step.reached)
        previous = before.get(step.label, step.reached)
        gone = previous - step.reached if step.lost is None else step.lost
        lost = gone / previous if previous else 0.0
        part = step.reached / began if began else 0.0
        loss = f"  \N{MINUS SIGN}{lost:.0%}".replace("%", "\N{NO-BREAK SPACE}%")
        note = f"{step.reached:,}" + (loss if step.label in before else "")
        before[step.label] = step.reached
        rows.append(
            {
                "label": step.label,
                "phase": step.phase,
                "part": part,
                "before": (step.reached + gone) / began if began else 0.0,
                "note": note,
                "spoken": f"{step.label}, {step.phase}: {note}",
            }
        )
    y = categories("phase", once(step.phase for step in steps))
    # Room for the note of a full bar.
    x = measure("part", title=x_title, limits=(0, 1.5))
    x["axis"] = {**_axis(x), "values": [0, 0.25, 0.5, 0.75, 1]}
    palette = scales((step.label, step.group) for step in steps)["color"]
    bar = {
        "mark": {"type": "bar", "cornerRadius": 1},
        "encoding": {
            "x": x,
            "y": y,
            "color": {"field": "label", "scale": palette, "legend": None},
            "description": {"field": "spoken"},
        },
    }
    lost_part = {
        "mark": {"type": "bar", "opacity": 0.22, "cornerRadius": 1, "aria": False},
        "encoding": {**bar["encoding"], "x2": {"field": "before"}},
    }
    text = {
        "mark": {"type": "text", "align": "left", "dx": 5, "aria": False},
        "encoding": {"x": {**x, "field": "before"}, "y": y, "text": {"field": "note"}},
    }
    return spec(
        rows,
        facet={"field": "label", "sort": once(step.label for step in steps)},
        columns=columns,
        spacing=24,
        spec={
            "width": width,
            "height": {"step": step_for((step.phase for step in steps), STEP - 4)},
            "layer": [lost_part, bar, text],
        },
    )


def pyramid(bands: Sequence[PyramidBar], *, women: str, men: str, x_title: str) -> Spec:
    """Draw women to the left and men to the right of each band, from the top down."""
    rows = [
        {
            "band": bar.band,
            "label": label,
            "people": people,
            "count": abs(people),
            "spoken": f"{label}, {bar.band}: {abs(people):,}",
        }
        for bar in bands
        for label, people in ((women, -bar.women), (men, bar.men))
    ]
    x = measure("people", title=x_title)
    x["axis"] = {**_axis(x), "labelExpr": "format(abs(datum.value), ',')"}
    x["stack"] = None
    reach = max((max(bar.women, bar.men) for bar in bands), default=1) or 1
    x["scale"] = {"domain": [-reach * 1.15, reach * 1.15], "nice": False}
    y = categories("band", [bar.band for bar in bands])
    palette = scales(((women, Group.WOMEN), (men, Group.MEN)))["color"]
    sides = [
        {
            "transform": [{"filter": f"datum.people {sign} 0"}],
            "mark": {"type": "text", "align": align, "dx": shift, "aria": False},
            "encoding": {"x": x, "y": y, "text": {"field": "count", "format": ","}},
        }
        for sign, align, shift in (("<", "right", -5), (">", "left", 5))
    ]
    bar = {
        "mark": {"type": "bar", "height": {"band": 0.82}},
        "encoding": {
            "x": x,
            "y": y,
            "color": {"field": "label", "type": "nominal", "scale": palette},
            "description": {"field": "spoken"},
        },
    }
    return spec(rows, width=WIDTH, height={"step": STEP - 4}, layer=[bar, *sides])


def heat(cells: Sequence[HeatCell]) -> Spec:
    """Draw units against periods: the stronger the colour, the higher the value.

    The value is written in its cell; a cell without one is left blank.
    """
    x = {
        "field": "column",
        "type": "nominal",
        "sort": once(cell.column for cell in cells),
        "axis": {
            "title": None,
            "orient": "top",
            "domain": False,
            "ticks": False,
            "labelAngle": 0,
        },
    }
    y = categories("row", once(cell.row for cell in cells))
    strength = {
        "field": "value",
        "type": "quantitative",
        "scale": {"range": [0.06, 0.6], "zero": False},
        "legend": None,
    }
    layer = [
        {
            "mark": {
                "type": "rect",
                "color": PLAIN,
                "stroke": INK,
                "strokeOpacity": 0.2,
            },
            "encoding": {
                "x": x,
                "y": y,
                "fillOpacity": strength,
                "description": {"field": "spoken"},
            },
        },
        {
            "mark": {"type": "text", "aria": False},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
    ]
    rows = [
        {**cell._asdict(), "spoken": f"{cell.row}, {cell.column}: {cell.text}"}
        for cell in cells
    ]
    return spec(rows, width={"step": 64}, height={"step": STEP}, layer=layer)


def _axis(channel: dict[str, object]) -> dict[str, object]:
    axis = channel["axis"]
    return dict(axis) if isinstance(axis, dict) else {}
