"""Why people were lost in each phase and how long they stayed: words and tables."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pncrecruit.analysis.composition import Coverage
from pncrecruit.analysis.disclosure import Protection
from pncrecruit.analysis.waiting import Median
from pncrecruit.equity.figures import ALL, SEXES, Shown
from pncrecruit.equity.figures.stays import BAND_ENDS, FURTHER, Within, within
from pncrecruit.equity.queries import snapshots
from pncrecruit.equity.queries.counts import CallRow, PhaseRow
from pncrecruit.equity.rules import (
    ALL_THREE,
    ANSWERED,
    EVERYBODY,
    GARIFUNA,
    INDIGENOUS,
    OTHER,
    Question,
    phase_of,
)
from pncrecruit.equity.words import DASH, cell_text, group_label
from pncrecruit.persons.kinds import Sex
from pncrecruit.reference import loss_reasons
from pncrecruit.web.catalogue import gettext, ngettext
from pncrecruit.web.figure_files import count, with_interval
from pncrecruit.web.filters import as_date, number
from pncrecruit.web.i18n import named
from pncrecruit.words import N_

PEOPLES = (INDIGENOUS, GARIFUNA, ALL_THREE, OTHER, ANSWERED)
_LINES = (EVERYBODY, *SEXES, *PEOPLES)
_SEX_LABELS = {Sex.FEMALE.value: N_("Women"), Sex.MALE.value: N_("Men")}


class Told(NamedTuple):
    """A table of the page: its sentences, its heads and its lines."""

    sentences: list[str]
    headers: list[str]
    rows: list[list[str]]
    counted: str  # of which day each phase is told


class Phases(NamedTuple):
    """What is told of the phases of a call that are over."""

    losses: Told
    stays: Told

    @property
    def any(self) -> bool:
        """Whether anything is told yet."""
        return bool(self.stays.rows)


def phase_figures(call: CallRow, phases: Sequence[PhaseRow]) -> Phases:
    """Return the reasons of loss and the time in phase, as the edition shows them."""
    parents = {phase_of(f"call:{call.code}", one.position): one for one in phases}
    tables = snapshots.several([Question.LOSSES, Question.STAYS], parents)
    return Phases(
        _losses(parents, tables[Question.LOSSES]),
        _stays(parents, tables[Question.STAYS]),
    )


def line_label(key: str) -> str:
    """Return the name of a line: women, men, or a group of peoples."""
    return gettext(_SEX_LABELS[key]) if key in _SEX_LABELS else group_label(key)


def _losses(parents: Mapping[str, PhaseRow], tables: Mapping[str, Shown]) -> Told:
    sentences, rows, counted = [], [], []
    for parent, phase in parents.items():
        shown = tables.get(parent)
        if shown is None or len(shown.columns) == 1 or _all_withheld(shown):
            continue
        sentences.append(_loss_sentence(named(phase), shown))
        counted.append(_counted(phase, shown))
        rows += [
            [named(phase), _reason(column), *_line(shown, column)]
            for column in shown.columns[:-1]
        ]
    headers = [gettext("Phase"), gettext("Reason"), *map(line_label, _LINES)]
    return Told(sentences, headers, rows, "; ".join(counted))


def _counted(phase: PhaseRow, shown: Shown) -> str:
    return f"{named(phase)} {as_date(snapshots.day_of(shown))}"


def _line(shown: Shown, column: str) -> list[str]:
    return [
        cell_text(shown.cells[line, column]) if line in shown.rows else DASH
        for line in _LINES
    ]


def _reason(code: str) -> str:
    if code == FURTHER:
        return gettext("Other reasons, each of few")
    known = loss_reasons().get(code)
    return named(known) if known else code


def _loss_sentence(phase: str, shown: Shown) -> str:
    """Say for which reason most were lost, and of women and men how many."""
    first = next(code for code in shown.columns if code != FURTHER)
    facts = {
        "phase": phase,
        "reason": _reason(first),
        "n": cell_text(shown.cells[EVERYBODY, first]),
        "all": number(shown.total),
    }
    told = gettext(
        "%(phase)s: the most common reason was “%(reason)s”, %(n)s of %(all)s lost.",
        **facts,
    )
    sexes = [
        (shown.cells[sex, first].value, shown.cells[sex, ALL].value) for sex in SEXES
    ]
    (women, all_women), (men, all_men) = sexes
    if None in {women, all_women, men, all_men}:
        return told
    return gettext(
        "%(told)s Of the women lost it was %(women)s of %(all_women)s, of the men"
        " %(men)s of %(all_men)s.",
        told=told,
        women=number(women),
        all_women=number(all_women),
        men=number(men),
        all_men=number(all_men),
    )


def _all_withheld(shown: Shown) -> bool:
    return all(one.protection is Protection.WITHHELD for one in shown.cells.values())


def _stays(parents: Mapping[str, PhaseRow], tables: Mapping[str, Shown]) -> Told:
    sentences, rows, counted = [], [], []
    for parent, phase in parents.items():
        shown = tables.get(parent)
        if shown is None:
            continue
        shares = snapshots.coverage(shown) is Coverage.SHARES
        days = {key: Median(*kept[2:]) for key, kept in shown.notes["days"].items()}
        sentences.append(_stay_sentence(named(phase), days))
        counted.append(_counted(phase, shown))
        rows.append(
            [
                named(phase),
                *(_days(days.get(line)) for line in (EVERYBODY, *SEXES)),
                *(_band(within(shown, row) if shares else None) for row in PEOPLES),
            ]
        )
    headers = [
        gettext("Phase"),
        *(
            gettext("%(group)s: median days (interval)", group=line_label(line))
            for line in (EVERYBODY, *SEXES)
        ),
        *(
            gettext(
                "%(group)s: days within which the median lies", group=line_label(row)
            )
            for row in PEOPLES
        ),
    ]
    return Told(sentences, headers, rows, "; ".join(counted))


def _stay_sentence(phase: str, days: Mapping[str, Median]) -> str:
    parts = [
        gettext(
            "of women half had a result after %(days)s days or fewer (interval %(low)s"
            " to %(high)s)",
            **_numbers(days[sex]),
        )
        if sex == Sex.FEMALE.value
        else gettext(
            "of men after %(days)s (interval %(low)s to %(high)s)",
            **_numbers(days[sex]),
        )
        for sex in SEXES
        if sex in days and days[sex].enough
    ]
    if len(parts) < len(SEXES):
        return gettext(
            "%(phase)s: not enough data to compare the time of women and men.",
            phase=phase,
        )
    return gettext(
        "%(phase)s: %(women)s; %(men)s.", phase=phase, women=parts[0], men=parts[1]
    )


def _numbers(one: Median) -> dict[str, str]:
    return {"days": number(one.days), "low": number(one.low), "high": number(one.high)}


def _days(one: Median | None) -> str:
    if one is None or not one.enough:
        return gettext("not enough data")
    return with_interval(count(one.days), count(one.low), count(one.high))


def _band(one: Within | None) -> str:
    """Return between which days a people's median lies, and how sure that is."""
    if one is None or not one.enough:
        return gettext("not enough data")
    ends = (0, *(end + 1 for end in BAND_ENDS))
    if one.median >= len(BAND_ENDS):
        told = gettext("%(n)s days or more", n=number(ends[len(BAND_ENDS)]))
    else:
        low, high = ends[one.median], BAND_ENDS[one.median]
        told = ngettext(
            "%(low)s to %(num)s day", "%(low)s to %(num)s days", high, low=number(low)
        )
    if one.low == one.high:
        return told
    if one.high >= len(BAND_ENDS):
        return gettext(
            "%(band)s (interval from %(low)s)", band=told, low=number(ends[one.low])
        )
    return gettext(
        "%(band)s (interval %(low)s to %(high)s)",
        band=told,
        low=number(ends[one.low]),
        high=number(BAND_ENDS[one.high]),
    )
