"""The blueprint that the pages of imports hang on."""

from flask import Blueprint

bp = Blueprint("imports", "pncrecruit.imports", url_prefix="/imports")
