"""Charts: sound specifications, clean pictures, colours that eyes can tell apart."""

import json
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree as ET

import altair as alt
import numpy as np
import numpy.typing as npt
import pytest

from pncrecruit.web import charts
from pncrecruit.web.charts import STYLES, Group, Spec, chart_svg
from tests.web.gallery import pictures

SPECS = pictures.specs()
Numbers = npt.NDArray[np.float64]


@pytest.mark.parametrize("name", SPECS)
def test_a_specification_is_vega_lite(name: str) -> None:
    body = json.loads(SPECS[name].text)

    alt.Chart.from_dict(body, validate=True)


@pytest.mark.parametrize("name", SPECS)
def test_a_picture_holds_nothing_that_the_policy_forbids(name: str) -> None:
    svg = chart_svg(SPECS[name], "es_GT")

    root = ET.fromstring(svg)  # noqa: S314 - it is our own
    assert root.get("viewBox")
    for element in root.iter():
        assert element.tag.rpartition("}")[2] not in {"script", "style", "image", "a"}
        assert not {"style", "role", "aria-label"} & set(element.attrib)
        assert not any(key.startswith("on") for key in element.attrib)
        assert ";" not in element.get("data-tip", "")  # Vega's own, in English
    assert "currentColor" in svg
    assert 'font-family="Source Sans 3"' in svg


def test_a_label_cannot_become_markup() -> None:
    hostile = '<script>alert()" onload="x'
    chart = charts.bars([charts.Bar(hostile, 0.4), charts.Bar('url(#a) role="b"', 0.2)])

    svg = chart_svg(chart, "es_GT")

    root = ET.fromstring(svg)  # noqa: S314
    assert "<script" not in svg
    assert hostile in [element.text for element in root.iter()]


def test_numbers_are_written_as_in_guatemala() -> None:
    chart = charts.bars([charts.Bar("Agentes", 12345.5)], form=",.1f")

    assert "12,345.5" in chart_svg(chart, "es_GT")


def test_identifiers_of_two_charts_differ() -> None:
    found = [
        set(re.findall(r' id="([^"]+)"', chart_svg(SPECS[name], "es_GT")))
        for name in ("funnel", "bars")
    ]

    assert all(found)
    assert not found[0] & found[1]


def test_a_chart_is_drawn_once_and_then_read(tmp_path: Path) -> None:
    first = chart_svg(SPECS["bars"], "es_GT", tmp_path / "charts")
    (kept,) = (tmp_path / "charts").iterdir()
    kept.write_text("<svg>kept</svg>", encoding="utf-8")

    assert chart_svg(SPECS["bars"], "es_GT", tmp_path / "charts") == "<svg>kept</svg>"
    assert first.startswith("<svg")
    chart_svg(SPECS["bars"], "en", tmp_path / "charts")
    assert len(list((tmp_path / "charts").iterdir())) == 2


def test_many_threads_draw_at_once(tmp_path: Path) -> None:
    drawn: list[str] = []
    threads = [
        Thread(target=lambda: drawn.append(chart_svg(SPECS["dots"], "es_GT", tmp_path)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(drawn) == 8
    assert len(set(drawn)) == 1


def test_the_drawing_library_is_not_loaded_before_the_first_chart() -> None:
    code = (
        "import sys; import pncrecruit.web.charts as charts;"
        "charts.bars([charts.Bar('a', 1)]);"
        "sys.exit(bool({'vl_convert', 'altair', 'pandas', 'numpy'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_funnel_writes_who_is_left_and_what_part_was_lost() -> None:
    steps = [("Papelería", 200), ("Médica", 150), ("Física", 90)]
    chart = charts.funnel(
        [charts.FunnelBar(Group.WOMEN, "Mujeres", *step) for step in steps],
        x_title="de quienes empezaron",
    )

    notes = [row["note"] for row in json.loads(chart.text)["data"]["values"]]
    assert [re.sub(r"\s+", " ", note) for note in notes] == [
        "200",
        "150 −25 %",
        "90 −40 %",
    ]


def test_a_funnel_where_nobody_came_is_drawn_too() -> None:
    chart = charts.funnel(
        [charts.FunnelBar(Group.XINKA, "Xinka", phase, 0) for phase in ("A", "B")],
        x_title="x",
    )

    assert chart_svg(chart, "es_GT").startswith("<svg")


def test_a_value_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        charts.bars([charts.Bar("Agentes", float("nan"))])


def test_a_chart_fetches_nothing() -> None:
    body = json.dumps({"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "bar"})

    with pytest.raises(ValueError, match=r"(?i)url"):
        chart_svg(Spec(body), "es_GT")


def test_a_group_has_a_colour_and_a_dash_or_a_shape_of_its_own() -> None:
    assert set(STYLES) == set(Group)
    colours = [style.colour for style in STYLES.values()]
    marks = [(style.dash, style.shape) for style in STYLES.values()]
    assert len(set(colours)) == len(colours)
    assert len(set(marks)) == len(marks)


# Grounds and panels of both themes, as in static/app.css.
GROUNDS = ("#ffffff", "#10161d", "#18212b")
# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
EYES = {
    "all colours": np.eye(3),
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
PEOPLES = (Group.MAYA, Group.XINKA, Group.GARIFUNA, Group.LADINO)
TOGETHER = [
    (Group.WOMEN, Group.MEN),
    *combinations(PEOPLES, 2),
    *((Group.INDIGENOUS, other) for other in PEOPLES),
]


def linear(colour: str) -> Numbers:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def seen(colour: str, eye: Numbers) -> Numbers:
    """Return a colour as an eye sees it, in CIELAB."""
    light = np.clip(eye @ linear(colour), 0, 1)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    ratio = to_xyz @ light / np.array([0.9505, 1.0, 1.089])
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("group", Group)
def test_a_group_stands_out_from_both_grounds(group: Group) -> None:
    own = luminance(STYLES[group].colour)
    for ground in GROUNDS:
        darker, lighter = sorted((own, luminance(ground)))
        assert (lighter + 0.05) / (darker + 0.05) >= 3


@pytest.mark.parametrize("eye", EYES)
def test_groups_of_one_chart_differ_for_every_eye(eye: str) -> None:
    for one, other in TOGETHER:
        first, second = (
            seen(STYLES[group].colour, EYES[eye]) for group in (one, other)
        )
        assert float(np.linalg.norm(first - second)) >= 20, (one, other)


@pytest.mark.parametrize("name", sorted(SPECS.keys() - {"heat"}))
def test_a_narrow_picture_fits_a_telephone_with_the_same_data(name: str) -> None:
    small = charts.narrow(SPECS[name])

    body, whole = json.loads(small.text), json.loads(SPECS[name].text)
    alt.Chart.from_dict(body, validate=True)
    assert body["data"] == whole["data"]
    root = ET.fromstring(chart_svg(small, "es_GT"))  # noqa: S314
    assert float(root.attrib["width"]) <= 304  # of 360, within a figure


def test_a_long_label_is_broken_and_never_cut() -> None:
    label = "Comunidad lingüística de la Franja Transversal del Norte"
    chart = charts.bars([charts.Bar(label, 0.4), charts.Bar("Maya", 0.2)])

    for spec in (chart, charts.narrow(chart)):
        svg = chart_svg(spec, "es_GT")
        words = " ".join(ET.fromstring(svg).itertext())  # noqa: S314
        assert "…" not in words
        assert set(label.split()) <= set(words.split())


def test_a_page_has_both_pictures_and_their_parts_are_not_mixed_up() -> None:
    both = charts.pictures(SPECS["funnel"], "es_GT")

    ids = re.findall(r' id="([^"]+)"', both)
    assert both.count("<svg") == 2
    assert len(ids) == len(set(ids))
