"""Names that are data: each thing carries its Spanish and its English name."""

from typing import Any, Protocol

from flask import Flask, g
from flask_babel import get_translations

from pncrecruit.web.filters import page_language


class Named(Protocol):
    """A thing with a name in both languages of the interface."""

    @property
    def name_es(self) -> str:
        """The name in Spanish."""

    @property
    def name_en(self) -> str:
        """The name in English."""


def named(thing: Named) -> str:
    """Return the name of a thing in the reader's language."""
    english = page_language() == "en" and thing.name_en
    return thing.name_en if english else thing.name_es


def install(app: Flask) -> None:
    """Give templates the filter ``named``, and messages by a catalogue found once.

    A page has hundreds of messages; Flask-Babel looks its catalogue up for each.
    """
    app.add_template_filter(named)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda message: _catalogue().ugettext(message),
        ngettext=lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
        pgettext=lambda about, message: _catalogue().upgettext(about, message),
        npgettext=lambda about, one, many, n: _catalogue().unpgettext(
            about, one, many, n
        ),
    )


def _catalogue() -> Any:
    """Return the catalogue of the reader's language, found once for each language."""
    language = page_language()
    found = g.get("catalogue")
    if found is None or found[0] != language:
        found = g.catalogue = (language, get_translations())
    return found[1]
