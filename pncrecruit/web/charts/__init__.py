"""Charts drawn on the server: typed rows become a specification, and that SVG."""

from pncrecruit.web.charts.comparisons import (
    Bar,
    DotInterval,
    ShareBar,
    bars,
    dots,
    shares,
)
from pncrecruit.web.charts.counts import (
    FunnelBar,
    HeatCell,
    PyramidBar,
    funnel,
    heat,
    pyramid,
)
from pncrecruit.web.charts.courses import LinePoint, lines
from pncrecruit.web.charts.drawing import chart_svg, pictures
from pncrecruit.web.charts.groups import STYLES, Group
from pncrecruit.web.charts.maps import Area, areas
from pncrecruit.web.charts.slim import narrow
from pncrecruit.web.charts.spec import Spec

__all__ = [
    "STYLES",
    "Area",
    "Bar",
    "DotInterval",
    "FunnelBar",
    "Group",
    "HeatCell",
    "LinePoint",
    "PyramidBar",
    "ShareBar",
    "Spec",
    "areas",
    "bars",
    "chart_svg",
    "dots",
    "funnel",
    "heat",
    "lines",
    "narrow",
    "pictures",
    "pyramid",
    "shares",
]
