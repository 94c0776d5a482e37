"""A line of a timeline (components/status.html), for whoever tells what befell."""

from typing import NamedTuple


class Told(NamedTuple):
    """What happened, and when; what is empty is not drawn.

    ``kind`` is that of a badge; ``links`` are pairs of address and label.
    """

    when: str
    title: str
    text: str = ""
    kind: str = ""
    who: str = ""
    links: tuple[tuple[str, str], ...] = ()
