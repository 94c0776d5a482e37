"""The blueprint that the pages of calls and applications hang on."""

from flask import Blueprint

bp = Blueprint("recruitment", "pncrecruit.recruitment", url_prefix="/recruitment")
