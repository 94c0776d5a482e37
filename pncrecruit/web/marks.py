"""Pieces of a page that are drawn once and kept: icons, badges, the frame.

A page has a hundred icons, and its frame is the same on every page.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from flask import Flask, current_app
from jinja2.runtime import Macro

from pncrecruit.web.catalogue import words

Found = TypeVar("Found")
KEPT = 1024  # of each piece, the latest


def once(macro: Macro) -> Callable[..., str]:
    """Return a macro that is drawn once for its arguments and the language.

    For macros that read nothing else: no request, no token, no message of a session,
    and no record. While templates are being written, nothing is kept.
    """

    # By type as well: a text and the same text as markup are drawn differently.
    @lru_cache(maxsize=KEPT, typed=True)
    def drawn(_language: str, *values: Any, **named: Any) -> str:
        return macro(*values, **named)

    @wraps(macro)
    def draw(*values: Any, **named: Any) -> str:
        if current_app.debug:
            return macro(*values, **named)
        return drawn(words().language, *values, **named)

    return draw


def by_language(find: Callable[[], Found]) -> Callable[[], Found]:
    """Return a function that is asked once for each language: for words of our own.

    It reads nothing else. While the product is being written, nothing is kept.
    """

    @lru_cache(maxsize=8)
    def kept(_language: str) -> Found:
        return find()

    @wraps(find)
    def found() -> Found:
        return find() if current_app.debug else kept(words().language)

    return found


def badge(label: str, kind: str = "") -> str:
    """Return a badge (components/status.html) for the rows of a list."""
    parts: Any = current_app.jinja_env.get_template("components/status.html").module
    drawn: str = parts.badge(label, kind)
    return drawn


def install(app: Flask) -> None:
    """Give templates ``once``: ``{% set icon = once(_icon) %}``."""
    app.add_template_global(once)
