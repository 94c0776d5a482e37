"""What the model read: the window of the record, reasons of leaving, inputs."""

from datetime import date

from flask_babel import gettext

from pncrecruit.officers.rules import SeparationCause
from pncrecruit.officers.sentences import separation_name
from pncrecruit.retention.card.parts import Facts, Grid, Part
from pncrecruit.retention.features.inputs import INPUTS
from pncrecruit.web.filters import as_date, number


def record(facts: Facts) -> Part:
    """Say which record it was fitted on, and which reasons count as what."""
    window = facts.card["data_window"]
    first = date.fromisoformat(window["from"]) if window["from"] else None
    text = (
        gettext(
            "%(n)s careers, observed from %(first)s to %(last)s; %(left)s of them ended"
            " by own will.",
            n=number(window.get("officers", 0)),
            first=as_date(first),
            last=as_date(date.fromisoformat(window["to"])),
            left=number(window.get("left_voluntary", 0)),
        ),
        gettext("SHA-256 of the model: %(hash)s", hash=facts.sha256),
    )
    causes = {one.value: one.label for one in SeparationCause}
    rows = [
        [separation_name(key), gettext(causes.get(cause, cause))]
        for key, cause in facts.card["reason_mapping"].items()
    ]
    grid = Grid(
        gettext("Which reason counts as what"),
        [gettext("Reason in the record"), gettext("Counts as")],
        rows,
    )
    return Part("record", gettext("What it learned from"), text, (grid,))


def read() -> Part:
    """Say what it reads of an officer."""
    grid = Grid(
        gettext("Inputs of the model"),
        [gettext("Input"), gettext("Known from"), gettext("Can it be changed?")],
        [
            [
                gettext(one.label),
                gettext(one.known),
                gettext("Yes") if one.actionable else gettext("No"),
            ]
            for one in INPUTS
        ],
    )
    return Part(
        "inputs",
        gettext("What it reads"),
        (
            gettext(
                "Only what was true and known on the day. What each input adds to the"
                " log-odds of an officer adds up to what the model says; that is an"
                " association, not a cause."
            ),
        ),
        (grid,),
    )
