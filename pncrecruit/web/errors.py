"""Pages for what goes wrong: what happened, why, and what to do now; never a trace."""

import structlog
from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from pncrecruit.db import db, doubled_key, is_doubled
from pncrecruit.errors import DomainError
from pncrecruit.web.said import said
from pncrecruit.web.sessions import read_after_all

log = structlog.get_logger(__name__)
KNOWN = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)


def install(app: Flask) -> None:
    """Answer every error of an application with a page in the reader's language."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _refused)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, reason: str = "") -> ResponseReturnValue:
    """Return the error page of a status, with the rule's reason if there is one."""
    db.session.rollback()
    read_after_all()
    shown = status if status in KNOWN else (500 if status >= 500 else 400)
    body = render_template(
        "errors/error.html",
        status=shown,
        reason=reason,
        again=_way_back(),
        request_id=g.get("request_id", ""),
    )
    return body, status


def _way_back() -> str:
    """Return the address of the page that a form was sent to; empty if it is none."""
    adapter = current_app.create_url_adapter(request)
    if request.method == "GET" or adapter is None:
        return ""
    try:
        adapter.match(method="GET")
    except HTTPException:
        return ""
    return request.path


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    return page(error.code or 500)


def _domain(error: DomainError) -> ResponseReturnValue:
    return page(error.status, said(error))


def _stale(_error: StaleDataError) -> ResponseReturnValue:
    return page(409)


def _refused(error: IntegrityError) -> ResponseReturnValue:
    if not is_doubled(error):
        return _unexpected(error)
    # Two saved the same at once, and both had seen that it was not there yet.
    log.warning("doubled", path=request.path, key=doubled_key(error))
    return page(409)


def _database(error: DBAPIError) -> ResponseReturnValue:
    log.error("database", error=str(error.orig))
    return page(503)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error("unexpected", error=type(error).__name__, exc_info=error)
    return page(500)
