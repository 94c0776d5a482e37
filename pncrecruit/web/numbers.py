"""Numbers in addresses: none larger than a database can hold."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class KeyConverter(IntegerConverter):
    """A whole number of an address; a larger one is no address of ours."""

    def __init__(self, map: Map, fixed_digits: int = 0) -> None:  # noqa: A002
        """Hold the number to what a database can hold."""
        super().__init__(map, fixed_digits=fixed_digits, max=LARGEST)


def key(text: str) -> int:
    """Return a whole number from 0 on that is sent in a query.

    Raises ValueError for anything else, so that ``args.get(type=key)`` leaves it out.
    """
    value = int(text)
    if not 0 <= value <= LARGEST:
        raise ValueError(text)
    return value


def install(app: Flask) -> None:
    """Hold the numbers of all addresses; before any address is registered."""
    app.url_map.converters["int"] = KeyConverter
