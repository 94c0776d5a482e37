"""The frame of every page: who is signed in, where they can go, what data this is."""

from functools import lru_cache

from flask import Flask, current_app, g, request, url_for

from pncrecruit.access import queries as access_queries
from pncrecruit.access.actor import Actor, granted
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import Role
from pncrecruit.home.navigation import navigation
from pncrecruit.web.catalogue import gettext, words
from pncrecruit.web.shell import NavEntry, Shell, UserMenu

_SYNTHETIC = "pncrecruit_synthetic"


def install(app: Flask) -> None:
    """Give every template its frame."""

    @app.context_processor
    def frame() -> dict[str, Shell]:
        return {"shell": shell(g.get("actor"))}


def shell(actor: Actor | None) -> Shell:
    """Return the frame for a person, or for somebody not signed in."""
    if actor is None:
        return Shell(synthetic=_synthetic(), language_url=url_for("access.language"))
    drawn = _of_roles(
        actor.roles, request.endpoint or "", request.script_root, words().language
    )
    user = drawn.user and drawn.user._replace(
        name=actor.name, draft_owner=str(actor.user_id)
    )
    return drawn._replace(user=user, synthetic=_synthetic())


@lru_cache(maxsize=2048)
def _of_roles(
    roles: frozenset[Role], endpoint: str, _root: str, _language: str
) -> Shell:
    """Return what is the same for everybody with these roles, on a page."""
    return Shell(
        navigation=navigation(roles, endpoint),
        user=UserMenu(
            "",
            " · ".join(gettext(role.label) for role in sorted(roles)),
            sign_out_url=url_for("security.logout"),
            links=(
                NavEntry(url_for("access.profile"), gettext("My account"), "person"),
                NavEntry(url_for("access.sessions"), gettext("My sessions"), "key"),
            ),
        ),
        home_url=url_for("home.index"),
        search_url=(
            url_for("recruitment.search")
            if granted(roles, Permission.APPLICATION_SEARCH)
            else ""
        ),
        language_url=url_for("access.language"),
    )


def _synthetic() -> bool:
    """Say whether the database is marked synthetic; the mark never changes."""
    known: bool | None = current_app.extensions.get(_SYNTHETIC)
    if known is None:
        known = access_queries.setting("synthetic") is not None
        current_app.extensions[_SYNTHETIC] = known
    return known
