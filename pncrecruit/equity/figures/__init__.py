"""PURE: from counts of a population to protected tables, and from these to figures."""

from pncrecruit.equity.figures.funnel import Course, call_tables
from pncrecruit.equity.figures.serving import rank_table, serving_tables
from pncrecruit.equity.figures.tables import ALL, SEXES, Answer, Shown, read

__all__ = [
    "ALL",
    "SEXES",
    "Answer",
    "Course",
    "Shown",
    "call_tables",
    "rank_table",
    "read",
    "serving_tables",
]
