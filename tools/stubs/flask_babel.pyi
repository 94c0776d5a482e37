# What we use of Flask-Babel, which does not say its types. A lazy text is Any, for
# the fields of a form ask for str.
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from babel import Locale
from flask import Flask

class Babel:
    def __init__(
        self,
        app: Flask | None = None,
        *,
        default_locale: str = ...,
        default_translation_directories: str = ...,
        locale_selector: Callable[[], str] | None = ...,
    ) -> None: ...

def gettext(string: str, **variables: object) -> str: ...
def ngettext(singular: str, plural: str, num: int, **variables: object) -> str: ...
def pgettext(context: str, string: str, **variables: object) -> str: ...
def lazy_gettext(string: str, **variables: object) -> Any: ...
def lazy_pgettext(context: str, string: str, **variables: object) -> Any: ...
def get_locale() -> Locale | None: ...
def force_locale(locale: str) -> AbstractContextManager[None]: ...
def format_decimal(number: float, format: str | None = None) -> str: ...  # noqa: A002
