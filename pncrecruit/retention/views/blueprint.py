"""The blueprint that the pages of retention hang on."""

from flask import Blueprint

bp = Blueprint("retention", __name__, url_prefix="/retention")
