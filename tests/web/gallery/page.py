"""The application of the gallery: the real templates, made-up contents, no database."""

from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask, abort, flash, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from pncrecruit.paths import resource
from pncrecruit.web import assets, charts, filters, i18n, marks
from pncrecruit.web.drafts import draft_sent
from pncrecruit.web.shell import NavEntry, Shell, UserMenu
from tests.web.gallery import pictures

HERE = Path(__file__).resolve().parent
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'"
)
KNOWN = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)
SAMPLES = [
    ("Tzul Ixcoy, María Elena", "9999000130101", "Totonicapán", "good", 27),
    ("Ch'oc Ba', Juan Domingo", "9999001291609", "San Pedro Carchá", "info", 19),
    ("Álvarez Núñez, Ingrid Yesenia", "9999002421802", "Livingston", "warn", 22),
    ("Pérez Gómez, Óscar René", "9999003582101", "Jalapa", "wrong", 31),
]


class SampleForm(FlaskForm):  # type: ignore[misc]
    """A form with a field of each kind."""

    given = StringField("Nombres", validators=[InputRequired(), Length(max=80)])
    cui = StringField("CUI", validators=[InputRequired()])
    born = StringField("Fecha de nacimiento", validators=[InputRequired()])
    sex = RadioField(
        "Sexo, como está en el DPI",
        choices=[SelectChoice("f", "Mujer"), SelectChoice("m", "Hombre")],
        validators=[InputRequired()],
    )
    town = SelectField(
        "Municipio de residencia",
        choices=[SelectChoice("", "—"), SelectChoice("1", "Cobán")],
    )
    languages = SelectMultipleField(
        "Idiomas",
        choices=[
            SelectChoice("kek", "Q'eqchi'"),
            SelectChoice("quc", "K'iche'"),
            SelectChoice("es", "Español"),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    notes = TextAreaField("Observaciones", description="Lo que ayude a quien siga.")
    agree = BooleanField("Se le explicó el proceso")


def create_gallery(language: str = "es") -> Flask:
    """Return the application that serves the gallery in a language."""
    app = Flask("gallery", static_folder=str(resource("static")))
    app.config.update(
        SECRET_KEY="only for the gallery of tests",
        WTF_CSRF_SSL_STRICT=False,
        BABEL_TRANSLATION_DIRECTORIES=str(resource("translations")),
        BABEL_DOMAIN="messages",
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.loader = ChoiceLoader(
        [FileSystemLoader(resource("templates")), FileSystemLoader(HERE)]
    )
    Babel(app, locale_selector=lambda: "en" if language == "en" else "es_GT")
    CSRFProtect(app)
    assets.install(app)
    filters.install(app)
    i18n.install(app)
    marks.install(app)
    app.context_processor(_shell)
    app.after_request(_with_policy)
    app.add_url_rule("/", view_func=gallery, methods=["GET", "POST"])
    app.add_url_rule("/errors/<int:code>", view_func=error)
    app.add_url_rule("/sheet", view_func=sheet)
    return app


def _with_policy(response: object) -> object:
    response.headers["Content-Security-Policy"] = CSP  # type: ignore[attr-defined]
    return response


def _shell() -> dict[str, Shell]:
    entries = (
        NavEntry("/", "Hoy", "house", active=True),
        NavEntry("#a", "Aspirantes", "people", waiting=1203),
        NavEntry("#b", "Convocatorias", "calendar3"),
        NavEntry("#c", "Sesiones", "clipboard-check"),
        NavEntry("#d", "Importaciones", "file-earmark-arrow-up"),
    )
    user = UserMenu(
        "Inspectora Rosa Lima",
        "Reclutadora · Cobán",
        sign_out_url="/",
        links=(NavEntry("#k", "Mi cuenta", "person-badge"),),
        draft_owner=request.args.get("owner", "u-1"),
    )
    return {
        "shell": Shell(entries, user, synthetic=True, search_url="/", language_url="/")
    }


def gallery() -> ResponseReturnValue:
    """Show every component; `?wrong` shows the form refused."""
    form = SampleForm()
    if "wrong" in request.args or request.method == "POST":
        form.validate()
    if "sent" in request.args:
        draft_sent(request.args["sent"])
    if "flash" in request.args:
        flash("El resultado quedó registrado.", "success")
    session["seen"] = True
    page = render_template(
        "gallery.html",
        form=form,
        people=SAMPLES,
        version=request.args.get("version", "1"),
        pictures={
            name: charts.chart_svg(spec, "es_GT")
            for name, spec in pictures.specs().items()
        },
        day=date(2004, 3, 27),
        instant=datetime(2026, 11, 24, 3, 30, tzinfo=UTC),
    )
    return page, 422 if form.errors else 200


def error(code: int) -> ResponseReturnValue:
    """Show an error page as the product does."""
    if code not in KNOWN:
        abort(404)
    facts = {
        "who_may": ["Jefatura de recursos humanos"],
        "rows": [("Teléfono", "5123 4567", "5123 4568"), ("Nombres", "Ana", "Ana")],
        "again": "/",
        "limit": "10 MB",
        "retry_after": 30,
        "request_id": "7f3a-19",
    }
    return render_template("errors/error.html", status=code, reason="", **facts), code


def sheet() -> str:
    """Show a sheet to print."""
    return render_template("sheet.html")
