"""The pages of imports (/imports), and the data-quality page of the officers."""

from pncrecruit.imports.views import batches, deeds, quality, upload
from pncrecruit.imports.views.blueprint import bp

__all__ = ["batches", "bp", "deeds", "quality", "upload"]
