"""The open data as files: CSV with a dictionary, charts, the report in two languages.

Everything comes from a pack's content alone, in a fixed order and with fixed times: the
same content and release give the same bytes.
"""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from flask import current_app
from flask_babel import force_locale, gettext
from markupsafe import Markup

from pncrecruit.analysis.composition import Coverage, composition
from pncrecruit.equity.figures.public import BASE, FINISHED, PUBLIC_MINIMUM
from pncrecruit.equity.figures.tables import ALL, SEXES
from pncrecruit.equity.rules import (
    ALL_THREE,
    ANSWERED,
    COHORTS,
    GARIFUNA,
    GROUP_LABELS,
    INDIGENOUS,
    MAYA,
    NATION,
    RANK_LABELS,
    XINKA,
)
from pncrecruit.reference import census_people, census_sex_age
from pncrecruit.web.charts import Group, ShareBar, Spec, chart_svg, pictures, shares
from pncrecruit.web.download import cell as safe
from pncrecruit.web.filters import number, share
from pncrecruit.words import N_

LANGUAGES: Final = {"es": "es_GT", "en": "en"}
_NAME: Final = re.compile(r'\bid="([\w-]+)"')
_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the first that an archive can hold
_DRAWN: Final = "pncrecruit_public_pictures"
_MOST_DRAWN: Final = 4  # two languages, of the pack before and the one after
_COLUMNS: Final = (
    ("table", N_("What is counted: serving, ranks, applied, finished")),
    ("call", N_("Code of the call; empty for the whole force")),
    ("group", N_("Women, men, or a people by their own answer")),
    ("low", N_("The least that the figure can be; empty if it is not shown")),
    ("high", N_("The most that it can be; empty without a bound")),
    ("exact", N_("1 if it is exact, 0 if rounded to five or a range")),
)
_STATES: Final = {
    "open": N_("Open"),
    "closed": N_("Closed to applicants"),
    "finished": N_("Finished"),
}


class Progress(NamedTuple):
    """A commitment's measure: a group's share of who serves, beside the census."""

    label: str
    serving: str
    share: float | None
    reference: float


def pack_zip(content: Mapping[str, Any], digest: str) -> bytes:
    """Return all files of a pack in one archive, the same bytes each time."""
    files = dict(_files(content, digest))
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    files["manifest.json"] = json.dumps(
        {"content": digest, "made_from": content["made_from"], "files": listed},
        indent=2,
        sort_keys=True,
    ).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            archive.writestr(
                zipfile.ZipInfo(name, _TIME), files[name], zipfile.ZIP_DEFLATED, 9
            )
    return made.getvalue()


def _files(content: Mapping[str, Any], digest: str) -> Iterator[tuple[str, bytes]]:
    yield "data.csv", _csv([[name for name, _ in _COLUMNS], *_rows(content)])
    yield "content.json", json.dumps(content, indent=2, sort_keys=True).encode()
    for code, locale in LANGUAGES.items():
        with force_locale(locale):
            lines = [[name, gettext(said)] for name, said in _COLUMNS]
            yield (
                f"dictionary-{code}.csv",
                _csv([[gettext("column"), gettext("meaning")], *lines]),
            )
            yield f"serving-{code}.svg", str(chart(content, locale)).encode()
            yield f"report-{code}.html", report(content, digest, code).encode()


def report(content: Mapping[str, Any], digest: str, code: str) -> str:
    """Return the report in one language: a page that needs nothing beside it."""
    locale = LANGUAGES[code]
    with force_locale(locale):
        # Without what a request adds: a command makes the same page as a button.
        page = current_app.jinja_env.get_template("equity/pack_report.html")
        svg = chart(content, locale)
        return page.render(language=code, shown=facts(content, digest, svg))


def picture(content: Mapping[str, Any], digest: str, code: str) -> Markup:
    """Return the chart of a pack for wide and narrow screens.

    It is drawn once in a process: anybody may ask for it.
    """
    drawn: dict[tuple[str, str], Markup] = current_app.extensions.setdefault(_DRAWN, {})
    if (digest, code) not in drawn:
        if len(drawn) >= _MOST_DRAWN:
            drawn.clear()
        locale = LANGUAGES[code]
        with force_locale(locale):
            drawn[digest, code] = _numbered(pictures(_bars(content), locale))
    return drawn[digest, code]


def facts(
    content: Mapping[str, Any], digest: str, svg: Markup | None = None
) -> dict[str, Any]:
    """Return what the report and the public page show, in the present language.

    ``svg`` is the chart, where there is one.
    """
    return {
        "year": content["year"],
        "as_of": day_text(content["as_of"]),
        "digest": digest,
        "made_from": content["made_from"],
        "progress": [
            (one.label, one.serving, _share(one.share), share(one.reference))
            for one in progress(content)
        ],
        "ranks": [
            (_rank(name), number(women), number(men), _part(women, women + men))
            for name, women, men in content["ranks"]
            if women + men
        ],
        "calls": [
            (
                call["name"],
                _state(call["state"]),
                day_text(call["closes_on"]),
                number(call["seats"]),
                _exactly(call["women"]),
                _exactly(call["men"]),
            )
            for call in content["calls"]
        ],
        "peoples": list(_peoples(content)),
        "courses": list(_courses(content)),
        "svg": svg,
        "synthetic": content["synthetic"],
        # Packs of before did not keep it: they were made with the least there is.
        "minimum": content.get("minimum", PUBLIC_MINIMUM),
        "base": BASE,
    }


def progress(content: Mapping[str, Any]) -> list[Progress]:
    """Return each group's share of who serves beside its share of the population."""
    sexes, census = census_sex_age()[""], census_people("national")[""]
    women = sum(row[1] for row in content["ranks"])
    total = women + sum(row[2] for row in content["ranks"])
    found = [
        Progress(
            gettext("Women"),
            number(women),
            women / total if total else None,
            sexes.women / sexes.population,
        )
    ]
    population = {
        MAYA: census.maya,
        XINKA: census.xinka,
        GARIFUNA: census.garifuna,
        INDIGENOUS: census.indigenous,
        ALL_THREE: census.indigenous + census.garifuna,
    }
    table = content["tables"].get(NATION)
    if table is None:
        return found
    answered = _ends(table, ANSWERED, ALL)
    # Of the answers that were rounded: exactly how many kept silent is nobody's here.
    replies = min(answered[0] or 0, total)
    enough = composition([], replies, total).allows is Coverage.SHARES
    for key, persons in population.items():
        low, high = _ends(table, key, ALL)
        known = low is not None and low == high and answered[0] == answered[1]
        part = low / answered[0] if enough and known and low and answered[0] else None
        said = told(low, high)
        found.append(
            Progress(
                gettext(GROUP_LABELS[key]), said, part, persons / census.population
            )
        )
    return found


def chart(content: Mapping[str, Any], locale: str) -> Markup:
    """Draw the shares of who serves beside the census, for a file."""
    return _numbered(chart_svg(_bars(content), locale))


def _bars(content: Mapping[str, Any]) -> Spec:
    """Return the shares of who serves beside the census, as far as they are told."""
    groups = (
        Group.WOMEN,
        Group.MAYA,
        Group.XINKA,
        Group.GARIFUNA,
        Group.INDIGENOUS,
        Group.TOTAL,
    )
    bars = [
        ShareBar(one.label, group, one.share, reference=one.reference)
        for one, group in zip(progress(content), groups, strict=False)
        if one.share is not None
    ]
    return shares(bars, reference=gettext("Census 2018"))


def _numbered(svg: Markup) -> Markup:
    """Return a picture whose marks are numbered from 0.

    The library counts on from picture to picture; the same pack has the same bytes.
    """
    names = dict.fromkeys(_NAME.findall(svg))
    for name in sorted(names, key=len, reverse=True):
        svg = svg.replace(name, f"part-{list(names).index(name)}-")
    return svg


def _peoples(content: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield each group of those who serve: women, men, all."""
    table = content["tables"].get(NATION)
    for row in table["rows"] if table else ():
        told_of = [told(*_ends(table, row, column)) for column in (*SEXES, ALL)]
        yield [gettext(GROUP_LABELS[row]), *told_of]


def _courses(content: Mapping[str, Any]) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each finished call with its groups: who applied, who came to its end."""
    names = {call["code"]: call["name"] for call in content["calls"]}
    for parent, table in content["tables"].items():
        code = parent.removeprefix("call:")
        if parent != NATION and code in names:
            yield (
                names[code],
                [
                    [
                        gettext(GROUP_LABELS[row]),
                        told(*_ends(table, row, ALL)),
                        told(*_ends(table, row, FINISHED)),
                    ]
                    for row in (*COHORTS, INDIGENOUS, ALL_THREE, ANSWERED)
                ],
            )


def _rows(content: Mapping[str, Any]) -> Iterator[list[object]]:
    for name, women, men in content["ranks"]:
        yield [f"ranks:{name}", "", "women", women, women, 1]
        yield [f"ranks:{name}", "", "men", men, men, 1]
    for call in content["calls"]:
        for sex in ("women", "men"):
            low, high = call[sex]
            yield ["applied", call["code"], sex, low, high, int(low is not None)]
    for parent, table in sorted(content["tables"].items()):
        code = "" if parent == NATION else parent.removeprefix("call:")
        for row in table["rows"]:
            for column in table["columns"]:
                name = "applied" if code and column == ALL else column
                low, high = _ends(table, row, column)
                what = name if code else f"serving:{column}"
                yield [what, code, row, low, high, 0]


def _csv(rows: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([safe(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _ends(table: Mapping[str, Any], row: str, column: str) -> list[int | None]:
    ends: list[int | None] = table["cells"][table["rows"].index(row)][
        table["columns"].index(column)
    ]
    return ends


def _exactly(ends: list[int | None]) -> str:
    return gettext("not shown") if ends[0] is None else number(ends[0])


def told(low: int | None, high: int | None) -> str:
    """Return a published figure or range in words."""
    if low is None:
        return gettext("not shown")
    if high is None:
        return gettext("%(low)s or more", low=number(low))
    if low == high:
        return gettext("about %(n)s", n=number(low))
    return gettext("%(low)s to %(high)s", low=number(low), high=number(high))


def _state(kept: str) -> str:
    return gettext(_STATES[kept])


def _rank(name: str) -> str:
    return gettext(RANK_LABELS[name]) if name in RANK_LABELS else gettext("Other ranks")


def _share(value: float | None) -> str:
    return "–" if value is None else share(value)


def _part(n: int, whole: int) -> str:
    return share(n / whole) if whole else "–"


def day_text(text: str) -> str:
    """Return a kept day as it is read."""
    return "/".join(reversed(text.split("-")))
