"""Names that are data: each thing carries its Spanish and its English name."""

from typing import Protocol

from flask import Flask

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
    return thing.name_en if page_language().startswith("en") else thing.name_es


def install(app: Flask) -> None:
    """Give templates the filter ``named``."""
    app.add_template_filter(named)
