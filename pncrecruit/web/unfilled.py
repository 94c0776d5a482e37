"""Forms that nobody has filled in yet: what they ask is drawn once, and kept.

Every reader of a record gets the same ones, which differ in their hidden values alone;
to build and to draw them anew took a fifth of a page.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, ClassVar

from flask import Flask, current_app
from flask_wtf.csrf import generate_csrf
from jinja2.runtime import Macro
from markupsafe import Markup
from wtforms.widgets import HiddenInput

from pncrecruit.web.catalogue import words
from pncrecruit.web.drawing import written
from pncrecruit.web.form import Form

_KEPT = "unfilled"
_MOST = 500  # kept; the product has some dozens in a language
_MARK = "\0"  # in no template, and in no word of a catalogue
_TOKEN = "csrf_token"  # noqa: S105 - the name of a field


class _Drawn:
    """What was drawn of a form: its hidden fields around their values, its fields."""

    def __init__(self, form: Form) -> None:
        hidden = [one for one in form if isinstance(one.widget, HiddenInput)]
        self.names = [str(one.name) for one in hidden]
        texts = "\n".join(str(one(value=_MARK)) for one in hidden).split(_MARK)
        self.before, self.rest = texts[:-1], texts[-1]
        self.fields: dict[Macro, Markup] = {}


class Unfilled:
    """Stands for a form in a page; a template draws its fields by ``fields_of``."""

    errors: ClassVar[Mapping[str, list[str]]] = {}

    def __init__(self, make: Callable[[], Form], *key: Any, **hidden: Any) -> None:
        """Take how the form is made, and what its hidden fields hold this time.

        ``key`` names all that the form's questions depend on, but for the language.
        """
        self._make = make
        self._hidden = hidden
        kept: dict[Hashable, _Drawn] = current_app.extensions[_KEPT]
        place = (key, words())
        found = kept.get(place)
        if found is None:
            found = _Drawn(make())
            if len(kept) < _MOST:
                kept[place] = found
        self._drawn = found

    def hidden_tag(self) -> Markup:
        """Return the hidden fields, as the form itself would draw them."""
        drawn, text = self._drawn, ""
        for before, name in zip(drawn.before, drawn.names, strict=True):
            value = generate_csrf() if name == _TOKEN else str(self._hidden[name])
            text += f"{before}{written(value)}"
        # Drawn by the form's own fields, with every value escaped.
        return Markup(text + drawn.rest)  # noqa: S704

    def fields(self, macro: Macro) -> Markup:
        """Return what a macro draws of the form, which decides all of it."""
        found = self._drawn.fields.get(macro)
        if found is None:
            found = self._drawn.fields[macro] = Markup(macro(self._make()))  # noqa: S704
        return found


def fields_of(macro: Macro, form: Form | Unfilled) -> Markup:
    """Draw the fields of a form by a macro of an imported template."""
    if isinstance(form, Unfilled):
        return form.fields(macro)
    return Markup(macro(form))  # noqa: S704 - what a template drew


def install(app: Flask) -> None:
    """Give templates ``fields_of``: ``{{ fields_of(asked, form) }}``."""
    app.extensions[_KEPT] = {}
    app.add_template_global(fields_of)
