"""What is odd about a line is never told without how it is mended."""

from pncrecruit.imports import wording
from pncrecruit.imports.rules.mending import MENDING
from pncrecruit.imports.rules.problems import WARNINGS
from tests.conftest import Client


def test_every_warning_says_how_it_is_mended() -> None:
    assert MENDING.keys() == WARNINGS


def test_each_way_is_said_once(client: Client) -> None:
    twice = [["valid_to", "postings_overlap", {}], ["", "postings_overlap", {}]]

    with client.application.test_request_context("/"):
        assert len(wording.mending(twice)) == 1
        assert wording.mending(None) == []
