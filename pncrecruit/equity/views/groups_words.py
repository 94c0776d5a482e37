"""What is said of a people too small for rates, and for how long it stays so."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pncrecruit.equity.figures import Shown, groups
from pncrecruit.equity.figures.pooled import PooledPhase, years_until
from pncrecruit.equity.rules import (
    ANSWERED,
    LEAST_FOR_A_RATE,
    NEAR_KM,
)
from pncrecruit.equity.words import DASH, cell_text, group_label
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.figure_files import percent, with_interval
from pncrecruit.web.filters import as_date, number, share
from pncrecruit.words import N_

if TYPE_CHECKING:
    from pncrecruit.equity.views.groups import Standing

MOVED = {
    groups.JOINED: N_("Joined"),
    groups.LEFT: N_("Left"),
    groups.LEFT_OWN: N_("Left by own will"),
    groups.LEFT_OTHER: N_("Retired, died, were dismissed, or cause not known"),
}
PROCESS = {
    groups.NEAR: N_("Serve near home"),
    groups.FAR: N_("Serve far from home"),
    groups.UNPLACED: N_("Home or posting not recorded"),
    groups.WAITING: N_("Wait two months and more for the answer to a request"),
    groups.SUPPORTED: N_("Had a case within a year and were offered support"),
    groups.UNSUPPORTED: N_("Had a case within a year and no support yet"),
}


def headline(key: str, standing: "Standing") -> str:
    """Say how many serve, and how many would at the census's share."""
    if standing.parity is None:
        return group_label(key)
    return gettext(
        "%(group)s: %(n)s serve; at the census's share there would be %(parity)s",
        group=group_label(key),
        n=standing.serving,
        parity=number(standing.parity),
    )


def calls_headers() -> list[str]:
    """Return the columns of the calls together."""
    return [
        gettext("Phase"),
        gettext("Reached"),
        gettext("Lost in it"),
        gettext("Passed, of those decided"),
    ]


def calls_row(one: PooledPhase, name: str) -> list[str]:
    """Return a phase over all calls: a rate only from enough people."""
    if one.rate is None:
        rate = gettext("no rate: fewer than %(n)s decided", n=LEAST_FOR_A_RATE)
        if one.decided is None:
            rate = gettext("no rate: a range")
    else:
        rate = with_interval(*(percent(part) for part in one.rate))
    if one.reached.value == 0:
        return [name, gettext("not reached yet"), DASH, DASH]
    return [name, cell_text(one.reached), cell_text(one.lost), rate]


def moved_headers() -> list[str]:
    """Return the columns of who joined and left."""
    return [
        gettext("Movement"),
        gettext("Persons of the group"),
        gettext("All who answered"),
    ]


def moved_rows(key: str, table: Shown) -> list[list[str]]:
    """Return who joined and left within five years."""
    return [
        [
            gettext(label),
            cell_text(table.cells[key, column]),
            cell_text(table.cells[ANSWERED, column]),
        ]
        for column, label in MOVED.items()
    ]


def window_text(table: Shown) -> str:
    """Say which five years are counted."""
    start, end = (date.fromisoformat(one) for one in table.notes["window"])
    return gettext(
        "From %(start)s to %(end)s: the five years up to the last full quarter.",
        start=as_date(start),
        end=as_date(end),
    )


def process_headers() -> list[str]:
    """Return the columns of the process figures."""
    return [
        gettext("What is done"),
        gettext("Persons of the group"),
        gettext("All who answered"),
    ]


def process_rows(key: str, table: Shown) -> list[list[str]]:
    """Return the figures that need no inference: of each one, somebody answers."""
    if key not in table.rows:
        return []
    with_all = ANSWERED in table.rows
    return [
        [
            gettext(label),
            cell_text(table.cells[key, column]),
            cell_text(table.cells[ANSWERED, column]) if with_all else DASH,
        ]
        for column, label in PROCESS.items()
    ]


def process_sentence(key: str, table: Shown) -> str:
    """Say how many serve far from home, where it can be said."""
    if key not in table.rows:
        return gettext("Too few serve: every figure would name them, so none is shown.")
    return gettext(
        "%(far)s of them serve more than %(km)s km from home; %(waiting)s wait two"
        " months and more for an answer.",
        far=cell_text(table.cells[key, groups.FAR]),
        km=number(NEAR_KM),
        waiting=cell_text(table.cells[key, groups.WAITING]),
    )


def unknown(
    persons: int | None,
    notes: Mapping[str, Any],
    phases: Sequence[PooledPhase],
    calls: int,
) -> list[str]:
    """Say what cannot be estimated, and for how long it will stay so."""
    said = []
    years = None
    if persons and notes.get("person_years"):
        rate = notes["left_own"] / notes["person_years"]
        years = years_until(LEAST_FOR_A_RATE, persons, rate)
        if years is not None:
            said.append(
                gettext(
                    "A rate of leaving of their own: if they leave as all do"
                    " (%(rate)s a year), %(n)s departures take %(years)s years at"
                    " today's number. Until then only the count is given.",
                    rate=share(rate),
                    n=number(LEAST_FOR_A_RATE),
                    years=number(math.ceil(years)),
                )
            )
    if years is None:
        said.append(
            gettext(
                "A rate of leaving of their own, for as long as so few serve: only"
                " counts are given."
            )
        )
    open_phases = [
        one
        for one in phases
        if one.rate is None and one.decided is not None and one.decided > 0
    ]
    if open_phases and calls:
        last = min(open_phases, key=lambda one: one.decided or 0)
        each = (last.decided or 0) / calls
        said.append(
            gettext(
                "Pass rates of the later phases: with the numbers of today about"
                " %(n)s calls have to be joined until %(least)s are decided in each.",
                n=number(math.ceil(LEAST_FOR_A_RATE / each)),
                least=number(LEAST_FOR_A_RATE),
            )
        )
    said.append(
        gettext(
            "Why they leave: no number says it. What the record holds are distances,"
            " requests and postings; what it does not hold must be asked."
        )
    )
    return said
