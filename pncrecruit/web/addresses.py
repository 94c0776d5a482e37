"""The addresses of pages, built from what was built before.

A page has dozens, and of those of an endpoint only the values differ. Werkzeug builds
the first; where its values stand in it, others are put in. Whatever might be written
otherwise than it reads goes to Werkzeug each time.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from flask import Flask, has_request_context, request
from werkzeug.routing import BuildError

_plain = re.compile(r"[A-Za-z0-9_.~-]+").fullmatch  # never quoted in an address
_NUMBER = 7_300_000_000  # whoever stands for a number, with its place added
_MOST = 2_000  # kept; the product has far fewer


class Pattern(NamedTuple):
    """An address without its values: the text before each, and the rest."""

    before: tuple[str, ...]
    names: tuple[str, ...]
    rest: str


class Product(Flask):
    """An application whose addresses are built quickly, and whose views are plain."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """Begin without any pattern."""
        super().__init__(*args, **named)
        self._patterns: dict[tuple[object, ...], Pattern | None] = {}

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a view as it is: none is a coroutine, and each request asks of 15."""
        return func

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """Return the address of an endpoint, as Flask's own method does."""
        if (
            not (_method or _scheme or _external or endpoint[0] == ".")
            and has_request_context()
        ):
            built = self._quickly(endpoint, values)
            if built is not None:
                if _anchor is None:
                    return built
                if _plain(_anchor):
                    return f"{built}#{_anchor}"
        return super().url_for(
            endpoint,
            _anchor=_anchor,
            _method=_method,
            _scheme=_scheme,
            _external=_external,
            **values,
        )

    def _quickly(self, endpoint: str, values: dict[str, Any]) -> str | None:
        """Return an address from its pattern; None if it has none."""
        texts, shape = {}, [request.script_root, endpoint]
        for name, value in values.items():
            kind = type(value)
            if kind is str:
                if not _plain(value):
                    return None
            elif kind is not UUID and kind is not int:
                return None
            texts[name] = str(value)
            shape += (name, kind.__name__)
        key = tuple(shape)
        try:
            pattern = self._patterns[key]
        except KeyError:
            pattern = self._pattern(endpoint, values)
            if len(self._patterns) < _MOST:
                self._patterns[key] = pattern
        if pattern is None:
            return None
        found = ""
        for before, name in zip(pattern.before, pattern.names, strict=True):
            found += before + texts[name]
        return found + pattern.rest

    def _pattern(self, endpoint: str, values: dict[str, Any]) -> Pattern | None:
        """Return where an endpoint's address has its values; None if that is not sure.

            An endpoint of several rules may choose another one for another value; a
        converter with arguments may write a value in its own way.
        """
        known = endpoint in self.view_functions
        rules = list(self.url_map.iter_rules(endpoint)) if known else []
        if len(rules) != 1 or rules[0].defaults or "(" in rules[0].rule:
            return None
        if self.url_default_functions:
            return None
        stand_ins: dict[str, Any] = {
            name: _stand_in(place, type(value))
            for place, (name, value) in enumerate(values.items())
        }
        try:
            built = super().url_for(endpoint, **stand_ins)
        except (BuildError, ValueError):
            return None
        places = sorted((built.find(str(one)), name) for name, one in stand_ins.items())
        before, end = [], 0
        for place, name in places:
            text = str(stand_ins[name])
            if place < end or built.count(text) != 1:
                return None
            before.append(built[end:place])
            end = place + len(text)
        return Pattern(tuple(before), tuple(name for _, name in places), built[end:])


def _stand_in(place: int, kind: type) -> str | int | UUID:
    """Return a value of a kind that is like no other part of an address."""
    if kind is int:
        return _NUMBER + place
    return UUID(int=_NUMBER + place) if kind is UUID else f"stands-in-{place}-"
