"""A specification becomes SVG, once; afterwards it is read from a folder."""

import hashlib
import importlib
import os
import re
import tempfile
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from markupsafe import Markup

from pncrecruit.paths import resource
from pncrecruit.web.charts.slim import narrow
from pncrecruit.web.charts.spec import Spec

# Raised when charts look different for the same specification.
EDITION = "2"
NUMBERS = {
    "decimal": ".",
    "thousands": ",",
    "grouping": [3],
    "currency": ["Q", ""],
    "percent": "\N{NO-BREAK SPACE}%",
}
MONTHS = {
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}
DAYS = {"es": "dom lun mar mié jue vie sáb", "en": "Sun Mon Tue Wed Thu Fri Sat"}
TAG = re.compile(r"<[^>]+>")
SPOKEN = re.compile(r' (?:role|aria-roledescription|aria-hidden)="[^"]*"')
IDENTIFIERS = re.compile(r'(\bid="|url\(#|href="#)([A-Za-z][\w-]*)')


def chart_svg(spec: Spec, locale: str, cache: Path | None = None) -> Markup:
    """Draw a chart; with a cache folder, only if it was not drawn before.

    The text of labels is escaped by the drawing library, nothing is fetched, and what
    comes out holds neither scripts nor styles: this is the one place that may call a
    text Markup.
    """
    language = "en" if locale.startswith("en") else "es"
    key = hashlib.sha256(f"{EDITION} {language} {spec.text}".encode()).hexdigest()[:32]
    kept = cache / f"{key}.svg" if cache is not None else None
    if kept is not None and kept.exists():
        return Markup(kept.read_text("utf-8"))  # noqa: S704 - the text drawn below
    text = TAG.sub(lambda tag: _tidied(tag[0], key[:8]), _draw(spec, language))
    if kept is not None:
        _keep(kept, text)
    return Markup(text)  # noqa: S704


def pictures(spec: Spec, locale: str, cache: Path | None = None) -> Markup:
    """Draw a chart for wide and for narrow screens; the style sheet shows one."""
    wide = chart_svg(spec, locale, cache)
    small = chart_svg(narrow(spec), locale, cache)
    return Markup(  # noqa: S704 - both drawn above
        f'<div class="picture-wide">{wide}</div>'
        f'<div class="picture-narrow">{small}</div>'
    )


def _draw(spec: Spec, language: str) -> str:
    svg = _converter().vegalite_to_svg(
        spec.text,
        allowed_base_urls=[],
        format_locale=NUMBERS,
        time_format_locale=_times(language),
    )
    return str(svg)


def _tidied(tag: str, prefix: str) -> str:
    """Make a tag fit for a page: the figure around the picture has its name and role.

    Identifiers of several charts on one page must differ; what describes a mark is
    shown by static/js/charts.js.
    """
    tag = SPOKEN.sub("", tag).replace(" aria-label=", " data-tip=")
    return IDENTIFIERS.sub(rf"\1c{prefix}-\2", tag)


@lru_cache(maxsize=1)
def _converter() -> ModuleType:
    """Load the drawing library, and give it the product's font to measure text.

    It starts a JavaScript engine of some 70 MB. So it is imported here, by name, when
    the first chart is drawn, and never at the head of a module: commands and pages
    without a chart do not pay for it. A process must not fork after this.
    """
    converter = importlib.import_module("vl_convert")
    converter.register_font_directory(str(resource("static/vendor/source-sans-3")))
    return converter


def _times(language: str) -> dict[str, object]:
    months, days = MONTHS[language].split(), DAYS[language].split()
    return {
        "dateTime": "%d/%m/%Y %H:%M",
        "date": "%d/%m/%Y",
        "time": "%H:%M",
        "periods": ["a. m.", "p. m."],
        "days": days,
        "shortDays": days,
        "months": months,
        "shortMonths": months,
    }


def _keep(target: Path, text: str) -> None:
    """Write a file that nobody ever reads half-written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(target)
