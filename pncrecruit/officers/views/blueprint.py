"""The blueprint that the pages of units and officers hang on."""

from flask import Blueprint

bp = Blueprint("officers", "pncrecruit.officers")
