"""Whose failures are counted: those of Flask-Security's pages, and of no others."""

from typing import Any

from flask import Flask

SECURITY = "security"  # the blueprint of Flask-Security's pages


def count_signing_alone(app: Flask) -> None:
    """Let the limiter, just installed, look at requests for pages that it limits.

    It would ask of each request whether it has a limit: a tenth of an empty page.
    """
    every: tuple[Any, ...] = (
        app.before_request_funcs,
        app.after_request_funcs,
        app.teardown_request_funcs,
    )
    for hooks in every:
        hooks.setdefault(SECURITY, []).append(hooks[None].pop())
