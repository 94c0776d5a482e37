"""Addresses of static files, which change when their content does."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, current_app, request, url_for


def asset_url(name: str) -> str:
    """Return the address of a static file, with the first ten digits of its hash.

    A browser may keep such an address for ever; the headers say so. A page has some
    ninety of them: while the server runs, files change only for those who write them.
    """
    known: dict[str, str] = current_app.extensions.setdefault("asset_urls", {})
    if name not in known or current_app.debug or current_app.testing:
        path = Path(current_app.static_folder or "") / name
        state = path.stat()
        known[name] = url_for(
            "static", filename=name, v=_digest(path, state.st_mtime_ns, state.st_size)
        )
    return known[name]


@lru_cache(maxsize=256)
def _digest(path: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def url_with(**changes: object) -> str:
    """Return the address of this page with some of its arguments changed.

    None and "" take an argument out; a list gives it several times. The others stay as
    they are, so that a sort keeps the filters and a filter keeps the sort.
    """
    arguments: dict[str, list[str]] = {
        name: values for name, values in request.args.lists() if name not in changes
    }
    for name, value in changes.items():
        given = value if isinstance(value, list | tuple) else [value]
        arguments[name] = [str(one) for one in given if one not in (None, "")]
    place: dict[str, Any] = {**(request.view_args or {})}
    for name, found in sorted(arguments.items()):
        if found:
            place[name] = found if len(found) > 1 else found[0]
    return url_for(request.endpoint or "static", **place)


def address_before(endpoint: str) -> str:
    """Return the address of a record up to its public id, which ends it.

    For the rows of a list: the address of each is this and its id.
    """
    nobody = UUID(int=0)
    return url_for(endpoint, public_id=nobody).removesuffix(str(nobody))


def install(app: Flask) -> None:
    """Give templates and their macros asset_url and url_with."""
    app.add_template_global(asset_url)
    app.add_template_global(url_with)
