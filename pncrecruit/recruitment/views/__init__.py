"""The pages of recruitment, one module a subject."""

from flask import Blueprint

bp = Blueprint("recruitment", __name__, url_prefix="/recruitment")
