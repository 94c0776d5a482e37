"""Rows that are drawn by filling in one: the same text, and no row like another."""

import pytest
from jinja2 import Environment
from markupsafe import Markup

from pncrecruit.web.drawing import Drawing
from pncrecruit.web.each import each

ROWS = [
    ("1", "Ana 100 %", Markup("<b>x</b>"), 5),
    ("2", "<script>&", Markup("<i>%s</i>"), None),
    ("3", "nul \0 here", "plain", 7),
]


def drawn(row: str, rows: list[tuple[object, ...]]) -> tuple[str, str]:
    """Return rows drawn one by one, and the same by filling in one."""
    plain = Environment(autoescape=True)
    ours = Environment(autoescape=True)
    ours.code_generator_class = Drawing
    ours.globals["each"] = each
    macro = f"{{% macro row(a, b, c, d) %}}{row}{{% endmacro %}}"
    one_by_one = plain.from_string(
        macro + "{% for one in rows %}{{ row(*one) }}{% endfor %}"
    )
    filled_in = ours.from_string(macro + "{{ each(row, rows) }}")
    return one_by_one.render(rows=rows), filled_in.render(rows=rows)


def test_rows_are_what_they_are_one_by_one() -> None:
    row = "<tr data-id='{{ a }}'><td>{{ b }} 5%</td>{{ c }}/x/{{ a }}{{ d }}</tr>"

    one_by_one, filled_in = drawn(row, list(ROWS))

    assert filled_in == one_by_one
    assert drawn(row, []) == ("", "")
    assert drawn(row, list(ROWS[:1]))[1] == drawn(row, list(ROWS[:1]))[0]


@pytest.mark.parametrize(
    "row",
    [
        "{% if a %}x{% endif %}",
        "{{ 'x' if b == '2' }}",
        "{{ c | upper }}",
        "{{ b | length }}",
        "{{ a.name }}",
        "{{ '/x/' ~ a }}",
        "{% for one in b %}{{ one }}{% endfor %}",
    ],
)
def test_a_row_that_looks_at_its_values_is_refused(row: str) -> None:
    with pytest.raises(TypeError, match="writes its values"):
        drawn(row, list(ROWS))
