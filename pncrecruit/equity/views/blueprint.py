"""The blueprint of the figures, and what its pages share."""

from pathlib import Path

from flask import Blueprint, current_app
from flask_babel import get_locale
from markupsafe import Markup

from pncrecruit.web.charts import Spec, pictures

bp = Blueprint("equity", __name__, url_prefix="/equity")


def picture(spec: Spec) -> Markup:
    """Return a chart in the reader's language; one that was drawn before is kept."""
    folder = Path(current_app.config["DATA_DIR"]) / "charts"
    return pictures(spec, str(get_locale()), cache=folder)
