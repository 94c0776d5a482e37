"""One gate before every request: a view that declares nothing is refused.

The order of refusals: 401 (or 303 to the sign-in page), 403 before any record is
looked up, 404 for a record out of scope, 403 for duties and purpose, 409, 422. The
gate gives the first two; the others come up from queries and rules.
"""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pncrecruit.access.actor import Actor
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import SYSTEM, Author, record
from pncrecruit.audit.rules import Outcome
from pncrecruit.db import db, now, set_writing, writing
from pncrecruit.errors import DomainError
from pncrecruit.web.sessions import leave_unread

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def require(
    permission: Permission,
    *,
    also: tuple[Permission, ...] = (),
    logs_view: bool = False,
    unless_anonymous: bool = False,
    also_without_role: bool = False,
) -> Callable[[View], View]:
    """Declare the permission of a view.

    ``also`` names further deeds that the view does for those who may (a search in a
    list, say); the view asks ``may`` for each. ``logs_view`` says that the page records
    who read it, so that its transaction is a writing one even for GET.
    ``unless_anonymous`` lets in who is not signed in, for the view to judge itself;
    ``also_without_role`` lets in an account that has no role yet, to what is its own.
    """

    def mark(view: View) -> View:
        declared: Any = view
        declared.permission = permission
        declared.also = also
        declared.logs_view = logs_view
        declared.public = unless_anonymous
        declared.also_without_role = also_without_role
        return view

    return mark


def public(view: View) -> View:
    """Declare that anyone may open a view."""
    declared: Any = view
    declared.permission = None
    declared.public = True
    return view


def same_for_all(view: View) -> View:
    """Declare that a view never asks who reads it: no session is read or kept."""
    declared: Any = view
    declared.same_for_all = True
    return view


def any_account(view: View) -> View:
    """Declare that every signed-in account may open a view (its home, its own data)."""
    declared: Any = view
    declared.permission = None
    return view


def performs(*permissions: Permission) -> Callable[[View], View]:
    """Declare which deeds a command does; `pncrecruit access coverage` reads it."""

    def mark(command: View) -> View:
        declared: Any = command
        declared.performs = permissions
        return command

    return mark


def signed_in() -> Actor:
    """Return who acts in this request; the gate has made sure that someone does."""
    actor: Actor = g.actor
    return actor


def present_actor() -> Actor | None:
    """Return who acts in this request, if anyone is signed in."""
    actor: Actor | None = g.get("actor")
    return actor


def may(permission: str | Permission) -> bool:
    """Say whether whoever is signed in may do a deed at all: for menus and buttons.

    A template names the deed as the matrix does: ``may("application.create")``.
    """
    actor = present_actor()
    return actor is not None and actor.may(Permission(permission))


def install(app: Flask, load_actor: Callable[[str], Actor | None]) -> None:
    """Put the gate before every request of an application.

    ``load_actor`` gives the present actor of the signed-in account, None if nobody is;
    it gets the identifier of the request.
    """

    @app.before_request
    def gate() -> ResponseReturnValue | None:
        view: Any = current_app.view_functions.get(request.endpoint or "")
        set_writing(request.method not in SAFE or getattr(view, "logs_view", False))
        g.actor = None
        if view is None or request.endpoint == "static":
            return None
        if getattr(view, "same_for_all", False) and getattr(view, "public", False):
            leave_unread()
            return None
        g.actor = load_actor(g.request_id)
        if g.actor is None and not getattr(view, "public", False):
            return _ask_to_sign_in()
        if not hasattr(view, "permission"):
            abort(403)
        permission: Permission | None = view.permission
        if permission is None or g.actor is None or g.actor.may(permission):
            return None
        if getattr(view, "also_without_role", False) and not g.actor.roles:
            return None
        return refuse(permission)

    @app.teardown_request
    def rest(_error: BaseException | None) -> None:
        set_writing(False)

    app.add_template_global(may)


def refuse(permission: Permission) -> NoReturn:
    """Answer 403 and leave a trace of the attempt."""
    note_refusal("permission", permission.value)
    abort(403)


def refused_by_rule(error: DomainError, permission: Permission | None = None) -> None:
    """Leave a trace of a deed that a rule refused to this person (duties, purpose)."""
    note_refusal(
        "permission", permission.value if permission else "-", rule=type(error).__name__
    )


def note_refusal(kind: str, subject: str, **values: object) -> None:
    """Write a refusal to the trail, undoing whatever the request had begun."""
    actor = present_actor()
    author: Author = actor.author if actor else SYSTEM
    db.session.rollback()
    with writing():
        record(
            "access.refused",
            (kind, subject),
            author=author,
            at=now(),
            outcome=Outcome.REFUSED,
            method=request.method,
            **values,
        )
        db.session.commit()


def _ask_to_sign_in() -> ResponseReturnValue:
    wants_page = request.method in SAFE and request.accept_mimetypes.accept_html
    if not wants_page:
        abort(401)
    place = request.full_path.rstrip("?")
    return redirect(url_for("security.login", next=place), code=303)
