"""The blueprint that the pages of access hang on."""

from flask import Blueprint

bp = Blueprint("access", __name__, url_prefix="/access")
