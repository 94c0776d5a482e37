"""One gate before every request: a view that declares nothing is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from pncrecruit.access.actor import Actor
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import SYSTEM, Author, record
from pncrecruit.audit.rules import Outcome
from pncrecruit.db import db, now, set_writing, writing

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def require(
    permission: Permission, *, logs_view: bool = False
) -> Callable[[View], View]:
    """Declare the permission of a view.

    ``logs_view`` says that the page records who read it, so that its transaction
    is a writing one even for GET.
    """

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        view.logs_view = logs_view  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Declare that anyone may open a view."""
    view.permission = None  # type: ignore[attr-defined]
    view.public = True  # type: ignore[attr-defined]
    return view


def any_account(view: View) -> View:
    """Declare that every signed-in account may open a view (its home, its own data)."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def signed_in() -> Actor:
    """Return who acts in this request; the gate has made sure that someone does."""
    actor: Actor = g.actor
    return actor


def install(app: Flask, load_actor: Callable[[str], Actor]) -> None:
    """Put the gate before every request of an application.

    ``load_actor`` gives the present actor of the signed-in account; it gets the
    identifier of the request.
    """

    @app.before_request
    def gate() -> ResponseReturnValue | None:
        view: Any = current_app.view_functions.get(request.endpoint or "")
        set_writing(request.method not in SAFE or getattr(view, "logs_view", False))
        g.actor = None
        if view is None or request.endpoint == "static":
            return None
        if _of_accounts(request.endpoint or ""):
            return None
        if getattr(view, "public", False):
            if current_user.is_authenticated:
                g.actor = load_actor(g.request_id)
            return None
        if not current_user.is_authenticated:
            return _ask_to_sign_in()
        g.actor = load_actor(g.request_id)
        if not hasattr(view, "permission"):
            abort(403)
        permission: Permission | None = view.permission
        if permission is not None and not g.actor.may(permission):
            refuse(permission)
        return None

    @app.teardown_request
    def rest(_error: BaseException | None) -> None:
        set_writing(False)


def refuse(permission: Permission) -> None:
    """Answer 403 and leave a trace of the attempt."""
    actor: Actor | None = g.actor
    author: Author = actor.author if actor else SYSTEM
    db.session.rollback()
    with writing():
        record(
            "access.refused",
            ("permission", permission.value),
            author=author,
            at=now(),
            outcome=Outcome.REFUSED,
            method=request.method,
        )
        db.session.commit()
    abort(403)


def _of_accounts(endpoint: str) -> bool:
    """Say whether a page is one of signing in, which guards itself."""
    return endpoint.startswith("security.")


def _ask_to_sign_in() -> ResponseReturnValue:
    wants_page = request.method in SAFE and request.accept_mimetypes.accept_html
    if not wants_page:
        abort(401)
    return redirect(url_for("security.login", next=request.full_path), code=303)
