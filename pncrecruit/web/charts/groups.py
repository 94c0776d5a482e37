"""The groups of people in charts: each has one colour, one dash and one shape."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Group(StrEnum):
    """A group as charts know it; OTHERS are all who answered and are not in it."""

    WOMEN = "women"
    MEN = "men"
    MAYA = "maya"
    XINKA = "xinka"
    GARIFUNA = "garifuna"
    INDIGENOUS = "indigenous"
    LADINO = "ladino"
    OTHERS = "others"
    TOTAL = "total"


class Style(NamedTuple):
    """How a group is drawn: so that it is known without its colour too."""

    colour: str
    dash: tuple[int, ...]
    shape: str


# Each colour has a contrast of 3 or more to both grounds, light and dark, and groups
# that share a chart stay apart for colour-blind eyes: a test measures both.
STYLES = {
    Group.WOMEN: Style("#b266cc", (), "circle"),
    Group.MEN: Style("#4c8073", (6, 3), "square"),
    Group.MAYA: Style("#b2836b", (), "triangle-up"),
    Group.XINKA: Style("#7c8c2a", (2, 2), "diamond"),
    Group.GARIFUNA: Style("#418dd9", (8, 3, 2, 3), "triangle-down"),
    Group.INDIGENOUS: Style("#b24774", (4, 2), "cross"),
    Group.LADINO: Style("#8149f2", (10, 4), "triangle-right"),
    Group.OTHERS: Style("#8a7f70", (1, 3), "triangle-left"),
    Group.TOTAL: Style("#7b8694", (12, 3), "circle"),
}

# The colour of bars that stand for no group.
PLAIN = "#2f78d0"


def scales(pairs: Iterable[tuple[str, Group]]) -> dict[str, dict[str, object]]:
    """Return Vega-Lite scales of colour, dash and shape for labels of groups."""
    of = dict(pairs)
    styles = [STYLES[group] for group in of.values()]
    domain = list(of)
    return {
        "color": {"domain": domain, "range": [style.colour for style in styles]},
        "strokeDash": {
            "domain": domain,
            "range": [list(style.dash) or [1, 0] for style in styles],
        },
        "shape": {"domain": domain, "range": [style.shape for style in styles]},
    }
