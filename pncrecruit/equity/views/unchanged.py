"""A page that has not changed since its reader got it is not made again."""

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec

from flask import Response, current_app, make_response, request, session
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import signed_in
from pncrecruit.db import now
from pncrecruit.equity.queries.version import version
from pncrecruit.paths import resource

P = ParamSpec("P")
# For so long a page may be kept that nothing has changed: it shows the day, and a
# token of its forms is good for an hour.
KEPT_SECONDS = 30 * 60
_FOLDERS = ("templates", "translations", "pncrecruit")


def unless_unchanged(
    view: Callable[P, ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Answer 304 to whoever has the page as it would be made now, before making it.

    The gate has let the reader in by then. What they have is known by the version of
    the records, the page's address, the account with its roles, scope and language,
    the session, and the product's own files; nobody gets another's page. A page that
    records who reads it, and one with a message to show, is made every time.
    """

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        declared: Any = current_app.view_functions[request.endpoint or ""]
        if getattr(declared, "logs_view", False) or session.get("_flashes"):
            return view(*args, **kwargs)
        tag = _tag()
        if request.if_none_match.contains_weak(tag):
            return _private(Response(status=304), tag)
        made = make_response(view(*args, **kwargs))
        return _private(made, tag) if made.status_code == 200 else made

    return answer


def _private(response: Response, tag: str) -> Response:
    """Let the reader's own browser keep a page, and ask each time whether it holds."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _tag() -> str:
    """Return what the page is known by; keyed, so that it tells nothing itself."""
    actor = signed_in()
    known = (
        *version(),
        int(now().timestamp()) // KEPT_SECONDS,
        _build(),
        request.full_path,
        request.headers.get("HX-Request", ""),
        request.cookies.get(current_app.config["SESSION_COOKIE_NAME"]),
        actor.user_id,
        actor.name,
        sorted(role.value for role in actor.roles),
        actor.retention_team,
        actor.units,
        actor.assignments,
        actor.language,
    )
    key = str(current_app.secret_key).encode()[:64]
    return hashlib.blake2b(repr(known).encode(), key=key, digest_size=16).hexdigest()


@cache
def _build() -> str:
    """Return what the product's own files are known by: a release makes pages anew."""
    found = hashlib.blake2b(digest_size=16)
    for folder in _FOLDERS:
        for path in sorted(resource(folder).rglob("*.*")):
            if path.suffix in {".html", ".mo", ".py", ".csv"}:
                state = path.stat()
                found.update(
                    f"{path.name} {state.st_mtime_ns} {state.st_size}".encode()
                )
    return found.hexdigest()
