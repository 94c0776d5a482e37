"""Figures in files: numbers with a dot, units in the head, ranges in two columns."""

import csv
import io

import pytest

from pncrecruit.web.figure_files import (
    at_least,
    count,
    figures_csv,
    percent,
    span,
    with_interval,
)
from tests.conftest import Client


def lines(headers: list[str], rows: list[list[str]]) -> list[list[str]]:
    text = figures_csv("x.csv", headers, rows).get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture(autouse=True)
def _spanish(client: Client) -> object:
    with client.application.test_request_context("/"):
        yield


def test_a_share_is_a_number_in_percent_and_a_count_has_no_comma() -> None:
    rows = [["Maya", count(12345), percent(0.3524)], ["Xinka", count(7), "–"]]

    assert lines(["Group", "Persons", "Share"], rows) == [
        ["Group", "Persons", "Share (%)"],
        ["Maya", "12345", "35.2"],
        ["Xinka", "7", ""],
    ]


def test_both_ends_of_a_range_have_a_column_also_where_others_are_exact() -> None:
    rows = [
        ["Agents", span(count(240), count(244))],
        ["Officers", count(94)],
        ["Inspectors", at_least(count(8))],
    ]

    assert lines(["Group", "Persons"], rows) == [
        ["Group", "Persons: desde", "Persons: hasta"],
        ["Agents", "240", "244"],
        ["Officers", "94", "94"],
        ["Inspectors", "8", ""],
    ]


def test_a_rate_with_its_interval_has_three_columns() -> None:
    rate = with_interval(percent(0.66), percent(0.62), percent(0.7))

    assert rate.replace("\N{NO-BREAK SPACE}", " ") == "66.0 % (62.0 % a 70.0 %)"
    assert lines(["Phase", "Passed"], [["Test", rate]]) == [
        ["Phase", "Passed (%)", "Passed (%): desde", "Passed (%): hasta"],
        ["Test", "66.0", "62.0", "70.0"],
    ]


def test_words_among_numbers_are_told_in_a_note() -> None:
    rows = [["A", count(3)], ["B", "not reached yet"]]

    assert lines(["Phase", "Reached"], rows) == [
        ["Phase", "Reached", "Notas"],
        ["A", "3", ""],
        ["B", "", "Reached: not reached yet"],
    ]


def test_a_name_cannot_become_a_formula() -> None:
    assert lines(["Unit", "Persons"], [["=1+1", count(-3)]])[1] == ["'=1+1", "-3"]
