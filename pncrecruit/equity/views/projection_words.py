"""A projection in words, in pictures and in rows."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from wtforms import SelectChoice  # type: ignore[attr-defined]

from pncrecruit.equity.figures.levers import FACTORS, HORIZON, PUT_IN, Start
from pncrecruit.equity.rules import RANK_LABELS, SENTENCE_LABELS, WOMEN
from pncrecruit.equity.views.blueprint import picture
from pncrecruit.equity.words import DASH, group_label
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.charts import Group, LinePoint, lines
from pncrecruit.web.figure_files import count, percent, span
from pncrecruit.web.filters import as_date, number, share

if TYPE_CHECKING:
    from pncrecruit.equity.views.projection import Course

SHORT, MEDIUM = 2, 5  # years; the long term is the horizon
_DRAWN = {
    WOMEN: Group.WOMEN,
    "indigenous": Group.INDIGENOUS,
    "garifuna": Group.GARIFUNA,
}
# The lines of scenarios that are compared: no group of people is meant by them.
_COMPARED = (Group.OTHERS, Group.MEN, Group.LADINO, Group.XINKA, Group.MAYA)


def label_of(group: str) -> str:
    """Return the name of a group, women among them."""
    return gettext("Women") if group == WOMEN else group_label(group)


def options(groups: Iterable[str]) -> list[tuple[str, str]]:
    """Return the groups that can be projected."""
    return [(one, label_of(one)) for one in groups]


def rank_choices() -> list[SelectChoice]:
    """Return among whom a target may be meant."""
    return [
        SelectChoice("", gettext("All ranks")),
        *(SelectChoice(key, gettext(label)) for key, label in RANK_LABELS.items()),
    ]


def headline(made: "Course", counted: date) -> str:
    """Say where the group stood when it was counted, and where it stands at the end."""
    return gettext(
        "%(group)s: %(now)s on %(day)s, %(then)s in %(year)s",
        day=as_date(counted),
        group=label_of(made.levers.group),
        now=share(made.share[0]),
        then=share(made.share[-1]),
        year=counted.year + HORIZON,
    )


def sentences(made: "Course", start: Start, first_year: int) -> list[str]:
    """Say what the course means, and what it is made of."""
    levers = made.levers
    said = [
        gettext(
            "Nine of ten courses end between %(low)s and %(high)s of %(group)s in"
            " %(year)s.",
            low=share(made.low[-1]),
            high=share(made.high[-1]),
            group=gettext(SENTENCE_LABELS[levers.group]),
            year=first_year + HORIZON,
        )
    ]
    reached = [i for i, part in enumerate(made.share) if part >= levers.target]
    if reached:
        said.append(
            gettext(
                "The target of %(target)s is reached in %(year)s.",
                target=share(levers.target),
                year=first_year + reached[0],
            )
        )
    else:
        said.append(
            gettext(
                "The target of %(target)s is not reached by %(year)s.",
                target=share(levers.target),
                year=first_year + HORIZON,
            )
        )
    said.append(
        gettext(
            "Today's flows: %(entrants)s enter the academy a year, %(intake)s of them"
            " of the group; %(graduate)s of these finish.",
            entrants=number(start.entrants),
            intake=share(start.intake),
            graduate=share(start.graduate[0]),
        )
    )
    return said


def terms(made: "Course", first_year: int) -> list[tuple[str, str, str]]:
    """Return the short, the medium and the long term: label, share, interval."""
    return [
        (
            name,
            share(made.share[years]),
            gettext(
                "%(low)s to %(high)s",
                low=share(made.low[years]),
                high=share(made.high[years]),
            ),
        )
        for name, years in (
            (gettext("Short term: %(year)s", year=first_year + SHORT), SHORT),
            (gettext("Medium term: %(year)s", year=first_year + MEDIUM), MEDIUM),
            (gettext("Long term: %(year)s", year=first_year + HORIZON), HORIZON),
        )
    ]


def course_chart(
    made: "Course", compared: Sequence[tuple[Any, "Course"]], first_year: int
) -> str:
    """Draw the course with its band, the scenarios beside it, and the target."""
    mine = gettext("These levers")
    points = [
        LinePoint(
            _DRAWN.get(made.levers.group, Group.TOTAL),
            mine,
            first_year + i,
            float(part),
            float(made.low[i]),
            float(made.high[i]),
        )
        for i, part in enumerate(made.share)
        if not math.isnan(part)
    ]
    for group, (scenario, other) in zip(_COMPARED, compared, strict=False):
        points += [
            LinePoint(group, scenario.name, first_year + i, float(part))
            for i, part in enumerate(other.share)
            if not math.isnan(part)
        ]
    return picture(
        lines(
            points,
            x_title=gettext("Year"),
            y_title=gettext("Share of those who serve"),
            target=(
                made.levers.target,
                gettext("Target %(target)s", target=share(made.levers.target)),
            ),
        )
    )


def course_headers() -> list[str]:
    """Return the columns of a course."""
    return [
        gettext("Year"),
        gettext("Persons of the group"),
        gettext("All who serve"),
        *(gettext(label) for label in RANK_LABELS.values()),
        gettext("Share"),
        gettext("Nine of ten courses"),
    ]


def course_rows(made: "Course", first_year: int) -> list[list[str]]:
    """Return the course year by year; by rank, the persons of the group."""
    return [
        [
            str(first_year + i),
            count(float(counts[PUT_IN].sum())),
            count(float(counts.sum())),
            *(count(float(one)) for one in counts[PUT_IN]),
            percent(made.share[i]),
            DASH
            if math.isnan(made.low[i])
            else span(percent(made.low[i]), percent(made.high[i])),
        ]
        for i, counts in enumerate(made.counts)
    ]


def needed_headers() -> list[str]:
    """Return the columns of what is needed."""
    return [
        gettext("Leave by own will, times as often as today"),
        gettext("Share of each intake that reaches the target"),
    ]


def needed_rows(made: "Course") -> list[list[str]]:
    """Return the intake that each rate of leaving needs."""
    return [
        [
            number(float(factor), 1),
            gettext("not even the group alone")
            if math.isnan(part)
            else share(float(part)),
        ]
        for factor, part in zip(FACTORS, made.needed, strict=True)
    ]


def needed_chart(made: "Course") -> str:
    """Draw the curve of what reaches the target: leaving across, intake up."""
    points = [
        LinePoint(
            _DRAWN.get(made.levers.group, Group.TOTAL),
            gettext("Reaches the target"),
            float(factor),
            float(part),
        )
        for factor, part in zip(FACTORS, made.needed, strict=True)
        if not math.isnan(part)
    ]
    if len(points) < 2:
        return ""
    return picture(
        lines(
            points,
            x_title=gettext("Leave by own will, times as often as today"),
            y_title=gettext("Share at intake"),
            x_format=".1f",
            target=(
                made.levers.intake,
                gettext("Share at intake now %(part)s", part=share(made.levers.intake)),
            ),
        )
    )


def needed_sentence(made: "Course", first_year: int) -> str:
    """Say which intake reaches the target if people leave as they do today."""
    levers = made.levers
    part = float(made.needed[list(FACTORS).index(1.0)])
    facts = {
        "target": share(levers.target),
        "year": first_year + levers.year,
        "group": gettext(SENTENCE_LABELS[levers.group]),
    }
    if math.isnan(part):
        return gettext(
            "%(target)s by %(year)s cannot be reached by the intakes alone, were they"
            " all %(group)s: it takes longer, or another rank, or fewer who leave.",
            **facts,
        )
    return gettext(
        "%(target)s by %(year)s takes %(part)s of %(group)s in every intake from now"
        " on, if they leave as often as these levers say; the curve says what fewer or"
        " more departures change.",
        part=share(part),
        **facts,
    )


def compared_headers() -> list[str]:
    """Return the columns of the scenarios beside each other."""
    return [
        gettext("Scenario"),
        gettext("Entrants"),
        gettext("Share at intake"),
        gettext("Leaving"),
        gettext("Promotion"),
        gettext("Share in %(n)s years", n=MEDIUM),
        gettext("Share in %(n)s years", n=HORIZON),
        gettext("Reaches its target"),
    ]


def compared_row(name: str, made: "Course", first_year: int) -> list[str]:
    """Return a scenario beside the others."""
    levers = made.levers
    reached = [i for i, part in enumerate(made.share) if part >= levers.target]
    return [
        name,
        number(levers.entrants),
        share(levers.intake),
        f"× {number(levers.exits, 2)}",
        f"× {number(levers.rising, 2)}",
        share(made.share[MEDIUM]),
        share(made.share[HORIZON]),
        gettext(
            "%(target)s in %(year)s",
            target=share(levers.target),
            year=first_year + reached[0],
        )
        if reached
        else gettext("%(target)s: not yet", target=share(levers.target)),
    ]
