"""What every request carries: an identifier, a language, a line in the log."""

import time
from secrets import token_hex

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger(__name__)


def install(app: Flask) -> None:
    """Give each request its identifier, and log how it was answered."""

    @app.before_request
    def begin() -> None:
        g.request_id = token_hex(8)
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        if request.endpoint != "static":
            # The route, not the path: addresses of records stay out of the log.
            route = request.url_rule.rule if request.url_rule else "-"
            log.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                ms=round(1000 * (time.perf_counter() - g.started), 1),
            )
        return response
