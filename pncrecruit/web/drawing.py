"""How a template writes what it shows: escaped, by the shortest way.

Jinja makes a Markup of every value that it writes, though what is written goes straight
into the text of the page: a fifth of a list of fifty rows was spent on that.
"""

import re
from typing import Any

from flask import Flask
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_special = re.compile("[&<>'\"]").search  # what markupsafe's escape replaces


def written(value: Any) -> str:
    """Return a value as it stands in a page: text escaped, markup as it is."""
    kind = type(value)
    if kind is Markup or (kind is str and _special(value) is None):
        return value  # type: ignore[no-any-return]
    return escape(value)


class Drawing(CodeGenerator):
    """Compiles a template whose values are written by ``written``."""

    def visit_Template(  # noqa: N802 - a name of Jinja's
        self, node: nodes.Template, frame: Frame | None = None
    ) -> None:
        """Compile a template, and give it the name that it writes values by."""
        super().visit_Template(node, frame)
        # Last, so that it stands instead of the one that Jinja imports first.
        self.writeline(f"from {__name__} import {written.__name__} as escape")


def install(app: Flask) -> None:
    """Let an application's templates be compiled so."""
    app.jinja_env.code_generator_class = Drawing
