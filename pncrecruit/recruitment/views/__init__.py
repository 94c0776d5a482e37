"""The pages of calls and applications."""

from pncrecruit.recruitment.views.blueprint import bp

__all__ = ["bp"]
