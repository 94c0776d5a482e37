"""How the fields of a form are drawn, and its messages found, by the shortest way.

WTForms fills in a template of text for each attribute, looks at a signature for each
list and reads its file of messages at each request: half of a page with three forms.
What is drawn here is the same, character for character; the rest WTForms draws.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from babel import support
from markupsafe import Markup
from wtforms import widgets
from wtforms.i18n import messages_path
from wtforms.meta import DefaultMeta

from pncrecruit.web.catalogue import words
from pncrecruit.web.drawing import written


def attributes(named: Mapping[str, Any]) -> str:
    """Return the attributes of an element, by name: True is its name, False nothing."""
    parts = []
    for name in sorted(named):
        value = named[name]
        if value is True:
            parts.append(written(name))
        elif value is not False:
            text = str(written(value)).replace('"', "&quot;")
            parts.append(f'{written(name)}="{text}"')
    return " ".join(parts)


def _flagged(field: Any, named: dict[str, Any], allowed: Iterable[str]) -> None:
    """Add what the checks of a field say of it: that it is required, how long it is."""
    flags = vars(field.flags)
    for name in allowed:
        if name in flags and name not in named:
            named[name] = flags[name]


def _input(field: Any, named: dict[str, Any]) -> str:
    widget = field.widget
    named.setdefault("id", field.id)
    named.setdefault("type", widget.input_type)
    if "value" not in named:
        named["value"] = field._value()  # noqa: SLF001 - what a widget draws
    _flagged(field, named, widget.validation_attrs)
    named["name"] = field.name
    return f"<input {attributes(named)}>"


def _number(field: Any, named: dict[str, Any]) -> str:
    widget = field.widget
    for name in ("step", "min", "max"):
        value = getattr(widget, name, None)
        if value is not None:
            named.setdefault(name, value)
    return _input(field, named)


def _choice(field: Any, named: dict[str, Any]) -> str:
    if getattr(field, "checked", field.data):
        named.setdefault("checked", True)
    return _input(field, named)


def _area(field: Any, named: dict[str, Any]) -> str:
    named.setdefault("id", field.id)
    _flagged(field, named, field.widget.validation_attrs)
    named["name"] = field.name
    text = written(field._value())  # noqa: SLF001 - as above
    return f"<textarea {attributes(named)}>\r\n{text}</textarea>"


def _select(field: Any, named: dict[str, Any]) -> str | None:
    if field.has_groups():
        return None
    named.setdefault("id", field.id)
    if field.widget.multiple:
        named["multiple"] = True
    _flagged(field, named, field.widget.validation_attrs)
    named["name"] = field.name
    options = []
    for choice in field.iter_choices():
        if not hasattr(choice, "render_kw"):
            return None
        value = str(choice.value) if isinstance(choice.value, bool) else choice.value
        own: dict[str, Any] = {"value": value, **(choice.render_kw or {})}
        if choice.selected:
            own["selected"] = True
        label = written(choice.label or choice.value)
        options.append(f"<option {attributes(own)}>{label}</option>")
    return f"<select {attributes(named)}>{''.join(options)}</select>"


# By the widget's own class: whatever draws in its own way is left to it.
DRAWN: dict[type, Callable[[Any, dict[str, Any]], str | None]] = {
    widgets.TextInput: _input,
    widgets.HiddenInput: _input,
    widgets.NumberInput: _number,
    widgets.CheckboxInput: _choice,
    widgets.RadioInput: _choice,
    widgets.TextArea: _area,
    widgets.Select: _select,
}


def _clean(name: str) -> str:
    """Return the name of an attribute that is given as Python can name it."""
    name = name.rstrip("_")
    if name.startswith(("data_", "aria_")):
        return name.replace("_", "-")
    return name


def drawn(field: Any, given: Mapping[str, Any]) -> Markup:
    """Return a field as its widget draws it, with attributes of the page."""
    draw = DRAWN.get(type(field.widget))
    if draw is not None and getattr(field, "_datalist", None) is None:
        named = {_clean(name): one for name, one in (field.render_kw or {}).items()}
        named |= {_clean(name): one for name, one in given.items()}
        found = draw(field, named)
        if found is not None:
            return Markup(found)  # noqa: S704 - every value of it is escaped
    return DefaultMeta.render_field(None, field, given)  # type: ignore[arg-type]


@lru_cache(maxsize=8)
def _messages(language: str) -> Any:
    """Return the messages of WTForms in a language, read once."""
    return support.Translations.load(messages_path(), [language], domain="wtforms")


class Messages:
    """The messages of WTForms, in the reader's language."""

    def gettext(self, message: str) -> str:
        """Return a message."""
        return str(_messages(str(words().locale)).gettext(message))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the form of a message that goes with a number."""
        return str(_messages(str(words().locale)).ngettext(one, many, number))


MESSAGES = Messages()
