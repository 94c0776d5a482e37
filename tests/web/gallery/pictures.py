"""One chart of each kind, with made-up figures."""

from math import exp

from pncrecruit.reference import department_boundaries
from pncrecruit.web import charts
from pncrecruit.web.charts import Group

PHASES = ("Inscripción", "Papelería", "Médica", "Física", "Académica", "Seleccionados")
REACHED = (
    (Group.WOMEN, "Mujeres", (9800, 8120, 6900, 3905, 3300, 2010)),
    (Group.MEN, "Hombres", (18200, 15100, 13010, 10950, 9020, 6105)),
    (Group.MAYA, "Maya", (10400, 8300, 7020, 5005, 3900, 2400)),
    (Group.GARIFUNA, "Garífuna", (140, 121, 100, 82, 70, 44)),
)
STAYING = (
    (Group.WOMEN, "Mujeres", 0.05),
    (Group.MEN, "Hombres", 0.035),
    (Group.TOTAL, "Todas las personas", 0.04),
)


def specs() -> dict[str, charts.Spec]:
    """Return a specification of each kind of chart, by its name."""
    return {
        "funnel": charts.funnel(
            [
                charts.FunnelBar(group, label, phase, count)
                for group, label, counts in REACHED
                for phase, count in zip(PHASES, counts, strict=True)
            ],
            x_title="Parte de quienes se inscribieron",
        ),
        "shares": charts.shares(
            [
                charts.ShareBar("Mujeres", Group.WOMEN, 0.352, 0.34, 0.365, 0.515),
                charts.ShareBar("Maya", Group.MAYA, 0.38, 0.36, 0.4, 0.417),
                charts.ShareBar("Xinka", Group.XINKA, 0.012, 0.009, 0.016, 0.018),
                charts.ShareBar("Ladina", Group.LADINO, 0.6),
            ],
            reference="Censo 2018",
        ),
        "lines": charts.lines(
            [
                charts.LinePoint(
                    group,
                    label,
                    year,
                    exp(-rate * year),
                    exp(-rate * year) - 0.01 * year**0.5,
                    exp(-rate * year) + 0.01 * year**0.5,
                )
                for group, label, rate in STAYING
                for year in range(21)
            ],
            x_title="Años de servicio",
            y_title="Siguen en servicio",
            steps=True,
            target=(0.5, "Meta"),
        ),
        "dots": charts.dots(
            [
                charts.DotInterval("Mujeres", Group.WOMEN, 0.62, 0.55, 0.7),
                charts.DotInterval("Maya", Group.MAYA, 0.93, 0.86, 1.01),
                charts.DotInterval("Garífuna", Group.GARIFUNA, 1.1, 0.7, 1.6),
            ],
            x_title="Razón de tasas de selección",
            marks=[(1, "igual"), (0.8, "cuatro quintos")],
        ),
        "pyramid": charts.pyramid(
            [
                charts.PyramidBar("50 y más", 120, 1800),
                charts.PyramidBar("40–49", 900, 6100),
                charts.PyramidBar("30–39", 2300, 12800),
                charts.PyramidBar("20–29", 2100, 9100),
            ],
            women="Mujeres",
            men="Hombres",
            x_title="Personas",
        ),
        "heat": charts.heat(
            [
                charts.HeatCell(
                    unit, month, value, "" if value is None else f"{value} %"
                )
                for unit, values in (
                    ("Comisaría 11", (1, 2, None, 4, 3, 2)),
                    ("Comisaría 23", (6, 5, 4, 4, 7, 6)),
                    ("Comisaría 51", (None, 1, 1, 0, 2, 1)),
                )
                for month, value in zip(
                    ("ene", "feb", "mar", "abr", "may", "jun"), values, strict=True
                )
            ]
        ),
        "areas": charts.areas(
            [
                charts.Area(name, code, part, "–", one["geometry"])
                for name, shift in (("Quiénes sirven", 0.0), ("Quiénes viven", 0.1))
                for n, one in enumerate(department_boundaries()["features"])
                for code in (one["id"],)
                for part in (None if n % 7 == 3 else n / 25 + shift,)
            ]
        ),
        "bars": charts.bars(
            [
                charts.Bar("Estatura", 0.41),
                charts.Bar("Escolaridad", 0.33),
                charts.Bar("Edad", 0.12),
            ],
            x_title="Parte de quienes no cumplen",
        ),
    }
