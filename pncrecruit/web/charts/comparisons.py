"""Groups beside each other: shares, ratios and bars."""

from collections.abc import Sequence
from typing import NamedTuple

from pncrecruit.web.charts.groups import PLAIN, STYLES, Group, scales
from pncrecruit.web.charts.spec import (
    INK,
    ONE,
    PERCENT,
    STEP,
    WIDTH,
    Spec,
    categories,
    measure,
    spec,
    step_for,
)


class ShareBar(NamedTuple):
    """A group's share, its interval, and the share to compare it with."""

    label: str
    group: Group
    share: float
    low: float | None = None
    high: float | None = None
    reference: float | None = None


class DotInterval(NamedTuple):
    """An estimate with its interval."""

    label: str
    group: Group
    value: float
    low: float
    high: float


class Bar(NamedTuple):
    """A label and its value."""

    label: str
    value: float
    group: Group | None = None


def shares(
    groups: Sequence[ShareBar], *, reference: str, x_title: str | None = None
) -> Spec:
    """Draw each group's share with its interval, and a tick at its reference."""
    named = [
        group._replace(
            label=f"{group.label}  {group.share * 100:.1f}\N{NO-BREAK SPACE}%"
        )
        for group in groups
    ]
    rows = [
        {**group._asdict(), "spoken": group.label + _between(group)} for group in named
    ]
    y = categories("label", [group.label for group in named])
    x = measure("share", title=x_title)
    palette = scales((group.label, group.group) for group in named)["color"]
    layer = [
        {
            "mark": {"type": "bar", "height": {"band": 0.62}, "cornerRadius": 1},
            "encoding": {
                "x": x,
                "y": y,
                "color": {"field": "label", "scale": palette, "legend": None},
                "description": {"field": "spoken"},
            },
        },
        {
            "transform": [{"filter": "datum.low != null && datum.high != null"}],
            "mark": {"type": "rule", "color": INK, "strokeWidth": 2, "aria": False},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
        },
        {
            "transform": [{"filter": "datum.reference != null"}],
            "mark": {
                "type": "tick",
                "color": INK,
                "thickness": 3,
                "height": {"band": 0.95},
                "aria": False,
            },
            "encoding": {"x": {**x, "field": "reference"}, "y": y},
        },
    ]
    title = f"\N{BOX DRAWINGS HEAVY VERTICAL} {reference}"
    step = step_for(group.label for group in named)
    return spec(rows, width=WIDTH, height={"step": step}, layer=layer, title=title)


def dots(
    estimates: Sequence[DotInterval],
    *,
    x_title: str,
    marks: Sequence[tuple[float, str]] = (),
    form: str = ".2f",
    logarithmic: bool = False,
) -> Spec:
    """Draw estimates with their intervals, and named lines to compare them with."""
    y = categories("label", [estimate.label for estimate in estimates])
    x = measure("value", title=x_title, form=form)
    x["scale"] = {
        "type": "log" if logarithmic else "linear",
        "zero": False,
        # A logarithmic axis that ends at powers of ten would press all to the middle.
        "nice": not logarithmic,
        "padding": 12,  # no interval ends where the picture does
    }
    styles = scales((estimate.label, estimate.group) for estimate in estimates)
    colour = {"field": "label", "scale": styles["color"], "legend": None}
    layer: list[dict[str, object]] = []
    for row, (value, name) in enumerate(marks):
        at = {"datum": value, "type": "quantitative"}
        rule = {"type": "rule", "color": INK, "strokeDash": [3, 3], "aria": False}
        # Names of lines that stand close are put above each other.
        text = {"type": "text", "dy": -6 - 16 * row, "baseline": "bottom"}
        layer += [
            {"data": ONE, "mark": rule, "encoding": {"x": at}},
            {
                "data": ONE,
                "mark": {**text, "aria": False},
                "encoding": {"x": at, "y": {"value": 0}, "text": {"value": name}},
            },
        ]
    layer += [
        {
            "mark": {"type": "rule", "strokeWidth": 3, "aria": False},
            "encoding": {
                "x": {**x, "field": "low"},
                "x2": {"field": "high"},
                "y": y,
                "color": colour,
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 170, "opacity": 1},
            "encoding": {
                "x": x,
                "y": y,
                "color": colour,
                "shape": {"field": "label", "scale": styles["shape"], "legend": None},
                "description": {"field": "spoken"},
            },
        },
    ]
    rows = [
        {
            **estimate._asdict(),
            "spoken": f"{estimate.label}: {estimate.value:,.2f} "
            f"({estimate.low:,.2f}\N{EN DASH}{estimate.high:,.2f})",
        }
        for estimate in estimates
    ]
    step = step_for((estimate.label for estimate in estimates), STEP + 4)
    return spec(rows, width=WIDTH, height={"step": step}, layer=layer)


def bars(
    values: Sequence[Bar], *, x_title: str | None = None, form: str = PERCENT
) -> Spec:
    """Draw horizontal bars from zero, each with its value, in the order given."""
    y = categories("label", [bar.label for bar in values])
    x = measure("value", title=x_title, form=form)
    colours = {
        "domain": [bar.label for bar in values],
        "range": [STYLES[bar.group].colour if bar.group else PLAIN for bar in values],
    }
    layer = [
        {
            "mark": {"type": "bar", "height": {"band": 0.7}, "cornerRadius": 1},
            "encoding": {
                "x": x,
                "y": y,
                "color": {"field": "label", "scale": colours, "legend": None},
                "description": {"field": "label"},
            },
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 6, "aria": False},
            "encoding": {"x": x, "y": y, "text": {"field": "value", "format": form}},
        },
    ]
    rows = [{"label": bar.label, "value": bar.value} for bar in values]
    step = step_for((bar.label for bar in values), STEP - 2)
    return spec(rows, width=WIDTH, height={"step": step}, layer=layer)


def _between(group: ShareBar) -> str:
    if group.low is None or group.high is None:
        return ""
    low, high = (f"{end * 100:.1f}" for end in (group.low, group.high))
    return f" ({low}\N{EN DASH}{high})"
