"""The marks that a person's name may be written with, in every script."""

import pytest

from pncrecruit.persons.rules.names import wrong_names


def faults(name: str) -> list[tuple[str, object]]:
    """Return the fields and marks that are refused of a name."""
    told = {"given_names": "Ana", "second_surname": name}
    return [(one.field, one.facts["mark"]) for one in wrong_names(told)]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Xicará Güitz",
        "Ch'orti'",
        "Ch\u2019orti\u02bc Q\ua78ceqchi\u00b4",
        "Pérez-Tzul",
        "Jose\u0301 de J.",
        "M.ª del Carmen",
        "Sant\u00b7Feliu",
        "Чоколь 王 حسن नाम",
    ],
)
def test_a_name_is_written_in_any_script(name: str) -> None:
    assert faults(name) == []


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("Ixcoy 2", "2"),
        ("Ix\u0664coy", "\u0664"),
        ("Ixcoy \U0001f600", "\U0001f600"),
        ("\u202eyocxI", "U+202E"),
        ("Ix\u200bcoy", "U+200B"),
        ("Ix\x07coy", "U+0007"),
        ("\u3164", "\u3164"),
        ("<b>Ixcoy", "<"),
        ("Ixcoy, Rigoberta", ","),
        ("-", "-"),
    ],
)
def test_what_stands_in_no_name_is_told(name: str, mark: str) -> None:
    assert faults(name) == [("second_surname", mark)]
