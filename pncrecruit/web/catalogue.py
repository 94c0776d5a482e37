"""The words of the reader's language: bound once a request, each looked up once."""

from collections.abc import Callable
from typing import Any

from babel import Locale
from flask import current_app, g
from flask_babel import LazyString, get_locale, get_translations
from markupsafe import Markup

_MOST = 20_000  # messages kept; a catalogue has far fewer
_STATE = "_flask_babel"  # where Flask-Babel keeps the locale of a request, by its name
_proxy: Any = g
_held = _proxy._get_current_object  # noqa: SLF001 - Werkzeug's way around a proxy


class _Kept(dict[Any, Any]):
    """What a function returned for each key, as long as there are not too many."""

    def __init__(self, find: Callable[[Any], Any]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: Any) -> Any:
        found = self._find(key)
        if len(self) < _MOST:
            self[key] = found
        return found


class Words:
    """The messages of one language.

    ``text`` and ``marked`` give a message as it stands in the catalogue, ``plain`` and
    ``page`` one that has nothing to fill in (of which "%%" is a "%").
    """

    def __init__(self, locale: Locale | None, catalogue: Any) -> None:
        """Take the messages of a catalogue."""
        self.locale = locale
        self.catalogue = catalogue
        self.language = str(locale.language) if locale is not None else "es"
        self.text: dict[str, str] = _Kept(catalogue.gettext)
        # The messages are our own: Jinja takes them for markup as well.
        self.marked: dict[str, Markup] = _Kept(lambda one: Markup(self.text[one]))  # noqa: S704
        self.plain: dict[str, str] = _Kept(lambda one: self.text[one] % {})
        self.page: dict[str, Markup] = _Kept(lambda one: self.marked[one] % {})

    def counted(self, one: str, many: str, number: int) -> str:
        """Return the form of a message that goes with a number."""
        return str(self.catalogue.ngettext(one, many, number))

    def counted_on_page(self, one: str, many: str, number: int) -> Markup:
        """Return the same for a page, where what is filled in is escaped."""
        return Markup(self.counted(one, many, number))  # noqa: S704


def words() -> Words:
    """Return the words of the reader's language.

    A page asks a hundred times: what is bound holds until the language of the request
    is another.
    """
    try:
        state = _held().__dict__.get(_STATE)
    except RuntimeError:  # no application: the messages as they are written
        return Words(None, get_translations())
    bound: Words | None = getattr(state, "words", None)
    if bound is not None and bound.locale is getattr(state, "babel_locale", None):
        return bound
    locale, catalogue = get_locale(), get_translations()
    known: dict[str, Words] = current_app.extensions.setdefault("words", {})
    found = known.get(str(locale))
    if found is None or found.catalogue is not catalogue or found.locale != locale:
        found = known[str(locale)] = Words(locale, catalogue)
    g.get(_STATE).words = found
    g.get(_STATE).babel_locale = found.locale
    return found


def gettext(message: str, /, **values: object) -> str:
    """Return a message in the reader's language, as Flask-Babel's gettext does."""
    text = words().text[message]
    return text % values if values else text


def lazy_gettext(message: str, /, **values: object) -> Any:
    """Return a message that is found when it is read: for what is built beforehand."""
    return LazyString(gettext, message, **values)


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the form of a message for a number, which it may name %(num)d."""
    return words().counted(one, many, number) % {"num": number, **values}
