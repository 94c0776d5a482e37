"""Has the world moved since the model was fitted, and what is to be done."""

from typing import Any

from flask_babel import gettext

from pncrecruit.retention.card.parts import (
    Facts,
    Grid,
    Part,
    cohort_name,
    input_name,
    month_name,
)
from pncrecruit.web.filters import as_date, number, share


def drift(facts: Facts) -> Part:
    """Say what was seen when the version last scored, and what to do about it."""
    title = gettext("Has the world moved away from it?")
    made = gettext(
        "Looked at each time the model scores. An input has moved where its index of"
        " stability is above 0.25, or a tenth more or fewer values are missing; the"
        " level where two cumulative sums see twice or half the expected leavers; a"
        " group where its share is a quarter more or less, beyond three standard"
        " errors."
    )
    if facts.watched is None:
        nothing = gettext(
            "This version has not scored yet: there is nothing to compare."
        )
        return Part("drift", title, (nothing,), made=made)
    seen = facts.watched
    alarms = [*_inputs(seen["inputs"]), *_level(seen["level"]), *_mix(seen["mix"])]
    text = [
        gettext(
            "When it last scored, with what was known on %(day)s, it raised %(n)s"
            " alarms.",
            day=as_date(facts.watched_on),
            n=number(len(alarms)),
        ),
        _months(seen["level"]),
        gettext(
            "Nothing corrects itself: the level is not moved and the model is not"
            " fitted anew until two persons say so."
        ),
    ]
    return Part(
        "drift",
        title,
        tuple(text),
        (_input_grid(seen["inputs"]), _mix_grid(seen["mix"])),
        made,
        tuple(alarms),
    )


def _inputs(rows: list[dict[str, Any]]) -> list[str]:
    return [
        gettext(
            "Alarm: “%(input)s” is spread otherwise than when the model was fitted."
            " What to do: see on the page of imports whether its source or its mapping"
            " has changed; if the world has, train a new version and have it judged.",
            input=input_name(one["key"]),
        )
        for one in rows
        if one["alarm"]
    ]


def _level(level: dict[str, Any]) -> list[str]:
    if level["alarm"] is None:
        return []
    since = month_name(level["since"])
    if level["alarm"] == "higher":
        text = gettext(
            "Alarm: since %(month)s far more leave than expected.", month=since
        )
    else:
        text = gettext(
            "Alarm: since %(month)s far fewer leave than expected.", month=since
        )
    more = gettext(
        "What to do: ask what has changed for everybody (pay, law, an operation, late"
        " records); use the order of the list and not its level; train a new version"
        " when a year of the new level is on record."
    )
    return [f"{text} {more}"]


def _mix(rows: list[dict[str, Any]]) -> list[str]:
    return [
        gettext(
            "Alarm: the share of %(group)s has moved from %(before)s to %(now)s. What"
            " to do: read the figures by group again before anything is said of this"
            " group, and train a new version.",
            group=cohort_name(one["key"]),
            before=share(one["before"]),
            now=share(one["now"]),
        )
        for one in rows
        if one["alarm"]
    ]


def _months(level: dict[str, Any]) -> str:
    if not level["months"]:
        return gettext(
            "No month since it was fitted is settled yet, so its level cannot be held"
            " against anything."
        )
    return gettext(
        "In the %(n)s settled months since it was fitted %(expected)s leavers were"
        " expected and %(left)s left.",
        n=number(level["months"]),
        expected=number(level["expected"], 1),
        left=number(level["observed"]),
    )


def _input_grid(rows: list[dict[str, Any]]) -> Grid:
    return Grid(
        gettext("How far each input has moved"),
        [
            gettext("Input"),
            gettext("Index of stability"),
            gettext("Missing then"),
            gettext("Missing now"),
            gettext("Alarm"),
        ],
        [
            [
                input_name(one["key"]),
                number(one["psi"], 3),
                share(one["missing"][0]),
                share(one["missing"][1]),
                gettext("Yes") if one["alarm"] else gettext("No"),
            ]
            for one in rows
        ],
    )


def _mix_grid(rows: list[dict[str, Any]]) -> Grid:
    return Grid(
        gettext("Who serves, by group"),
        [gettext("Group"), gettext("Then"), gettext("Now"), gettext("Alarm")],
        [
            [
                cohort_name(one["key"]),
                share(one["before"]),
                share(one["now"]),
                gettext("Yes") if one["alarm"] else gettext("No"),
            ]
            for one in rows
        ],
    )
