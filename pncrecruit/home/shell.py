"""The frame of every page: who is signed in, where they can go, what data this is."""

from flask import Flask, current_app, g, url_for
from flask_babel import gettext

from pncrecruit.access import queries as access_queries
from pncrecruit.access.actor import Actor
from pncrecruit.access.policy import Permission
from pncrecruit.home.navigation import navigation
from pncrecruit.web.shell import NavEntry, Shell, UserMenu

_SYNTHETIC = "pncrecruit_synthetic"


def install(app: Flask) -> None:
    """Give every template its frame."""

    @app.context_processor
    def frame() -> dict[str, Shell]:
        return {"shell": shell(g.get("actor"))}


def shell(actor: Actor | None) -> Shell:
    """Return the frame for a person, or for somebody not signed in."""
    language_url = url_for("access.language")
    if actor is None:
        return Shell(synthetic=_synthetic(), language_url=language_url)
    may_search = actor.may(Permission.APPLICATION_SEARCH)
    return Shell(
        navigation=navigation(actor),
        user=UserMenu(
            actor.name,
            " · ".join(gettext(role.label) for role in sorted(actor.roles)),
            sign_out_url=url_for("security.logout"),
            links=(
                NavEntry(url_for("access.profile"), gettext("My account"), "person"),
                NavEntry(url_for("access.sessions"), gettext("My sessions"), "key"),
            ),
            draft_owner=str(actor.user_id),
        ),
        synthetic=_synthetic(),
        home_url=url_for("home.index"),
        search_url=url_for("recruitment.search") if may_search else "",
        language_url=language_url,
    )


def _synthetic() -> bool:
    """Say whether the database is marked synthetic; the mark never changes."""
    known: bool | None = current_app.extensions.get(_SYNTHETIC)
    if known is None:
        known = access_queries.setting("synthetic") is not None
        current_app.extensions[_SYNTHETIC] = known
    return known
