"""The application: settings, extensions, the gate, every domain's pages."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from secrets import token_urlsafe

import structlog
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy import inspect
from werkzeug.middleware.proxy_fix import ProxyFix

from pncrecruit.access import guard, signing
from pncrecruit.access import models as _access_models
from pncrecruit.access import queries as access_queries
from pncrecruit.access import views as access_views
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Setting
from pncrecruit.access.store import DatabaseStore
from pncrecruit.audit import models as _audit_models
from pncrecruit.db import db
from pncrecruit.documents import models as _documents_models
from pncrecruit.equity import models as _equity_models
from pncrecruit.equity import nightly as _equity_nightly
from pncrecruit.equity import views as equity_views
from pncrecruit.home import shell
from pncrecruit.home import views as home_views
from pncrecruit.identity import models as _identity_models
from pncrecruit.imports import models as _imports_models
from pncrecruit.imports import views as imports_views
from pncrecruit.jobs import models as _jobs_models
from pncrecruit.jobs import nightly as _jobs_nightly
from pncrecruit.jobs import views as jobs_views
from pncrecruit.messages import models as _messages_models
from pncrecruit.officers import models as _officers_models
from pncrecruit.officers import views as officers_views
from pncrecruit.oversight import views as oversight_views
from pncrecruit.paths import resource
from pncrecruit.persons import models as _persons_models
from pncrecruit.recruitment import models as _recruitment_models
from pncrecruit.recruitment import nightly as _recruitment_nightly
from pncrecruit.recruitment import views as recruitment_views
from pncrecruit.recruitment.queries.assignments import assignments_of
from pncrecruit.retention import models as _retention_models
from pncrecruit.retention import nightly as _retention_nightly
from pncrecruit.retention import views as retention_views
from pncrecruit.web import (
    assets,
    drawing,
    each,
    errors,
    filters,
    headers,
    i18n,
    marks,
    numbers,
    requests,
    sessions,
    unfilled,
    uploads,
)
from pncrecruit.web.addresses import Product
from pncrecruit.web.mail import TRANSPORTS, outbox, texts

# Every domain's tables must be known to the migrations.
MODELS = (
    _access_models,
    _audit_models,
    _documents_models,
    _equity_models,
    _identity_models,
    _imports_models,
    _jobs_models,
    _messages_models,
    _officers_models,
    _persons_models,
    _recruitment_models,
    _retention_models,
)
# Every domain's jobs make themselves known when they are loaded.
JOBS = (_equity_nightly, _jobs_nightly, _recruitment_nightly, _retention_nightly)
PAGES = (
    access_views,
    equity_views,
    home_views,
    imports_views,
    jobs_views,
    officers_views,
    oversight_views,
    recruitment_views,
    retention_views,
)
SYNTHETIC = "synthetic"  # the mark that the demo leaves in its database
SECRETS = {"SECRET_KEY": 32, "PASSWORD_SALT": 16, "TOTP_SECRET": 32, "AUDIT_KEY": 32}


class UnsafeSettings(RuntimeError):
    """A setting is missing, short or an example: the application does not start."""


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """Return the application, with settings that override those of the environment.

    Raises UnsafeSettings in production when a secret is missing or short, or when the
    database is marked synthetic.
    """
    app = Product(
        "pncrecruit",
        template_folder=str(resource("templates")),
        static_folder=str(resource("static")),
    )
    app.config.from_pyfile(str(resource("config.py")))
    app.config.update(settings or {})
    Path(app.config["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    _check(app)
    _log(app)

    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    drawing.install(app)
    each.install(app)
    unfilled.install(app)
    if app.config["PROXIES"]:
        hops = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]

    db.init_app(app)
    Migrate(app, db, directory=str(resource("migrations")), render_as_batch=True)
    Babel(
        app,
        default_translation_directories=str(resource("translations")),
        locale_selector=_locale,
    )
    app.config.setdefault("COMPRESS_ALGORITHM_STREAMING", ["zstd", "br", "gzip"])
    Compress(app)

    numbers.install(app)
    requests.install(app)
    # Before anything looks at the method, and long before the body is looked for.
    uploads.install(app)
    app.extensions["outbox"] = outbox(app.config)
    app.extensions["texts"] = texts(app.config)
    sessions.install(app, DatabaseStore())
    # The gate says whether a request writes: nothing may read before it.
    guard.install(app, _actor)
    signing.install(app, str(resource("translations")))
    CSRFProtect(app)
    for pages in PAGES:
        app.register_blueprint(pages.bp)
    assets.install(app)
    filters.install(app)
    i18n.install(app)
    marks.install(app)
    shell.install(app)
    headers.install(app)
    errors.install(app)
    if app.config["MODE"] == "production":
        _refuse_synthetic(app)
    return app


def _refuse_synthetic(app: Flask) -> None:
    """Refuse to start production on a database of made-up people."""
    with app.app_context():
        # Before the first migration there is no table to ask.
        migrated = inspect(db.engine).has_table(Setting.__tablename__)
        marked = migrated and access_queries.setting(SYNTHETIC) is not None
        db.session.remove()
        db.engine.dispose()
    if marked:
        raise UnsafeSettings(
            "DATABASE_URL names the synthetic database of the demo: production never"
            " starts on it. Give it a database of its own."
        )


def _actor(request_id: str) -> Actor | None:
    account = getattr(session, "account", None)
    if account is None:
        return None
    return access_queries.actor(
        account, assignments_of=assignments_of, request_id=request_id
    )


def _locale() -> str:
    """Choose the language: the account's, else the one asked for, else Spanish."""
    actor = g.get("actor")
    if actor is not None:
        return str(actor.language)
    asked = request.cookies.get("language", "") if has_request_context() else ""
    return asked if asked in ("es_GT", "en") else "es_GT"


def _check(app: Flask) -> None:
    """Refuse a gap in production; elsewhere keep secrets made for this place alone."""
    if app.config["SMTP_HOST"] and not app.config["MAIL_FROM"]:
        raise UnsafeSettings("MAIL_FROM must be set where SMTP_HOST is")
    if app.config["SMTP_TLS"] not in TRANSPORTS:
        raise UnsafeSettings(f"SMTP_TLS must be one of {', '.join(TRANSPORTS)}")
    short = [name for name, length in SECRETS.items() if len(app.config[name]) < length]
    if not short:
        return
    if app.config["MODE"] == "production":
        raise UnsafeSettings(
            f"{short[0]} must be set, with {SECRETS[short[0]]} characters or more"
        )
    kept = Path(app.config["DATA_DIR"]) / "secrets.json"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(json.dumps({name: token_urlsafe(48) for name in SECRETS}))
        app.extensions["new_secrets"] = kept  # a refused restore takes it away again
    made: dict[str, str] = json.loads(kept.read_text())
    app.config.update({name: made[name] for name in short})


def _log(app: Flask) -> None:
    renderer = (
        structlog.processors.JSONRenderer()
        if app.config["LOG_FORMAT"] == "json"
        else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
