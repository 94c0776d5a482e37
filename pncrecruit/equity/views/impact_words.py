"""Comparisons of selection in words: what each figure says, before the figure."""

import math

from pncrecruit.analysis.selection import Verdict
from pncrecruit.equity.figures.impact import Impact
from pncrecruit.equity.rules import SENTENCE_LABELS, WOMEN
from pncrecruit.equity.words import DASH, group_label
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.figure_files import at_least, count, percent, span
from pncrecruit.web.filters import number, share
from pncrecruit.words import N_

SMALLEST_P = 0.001
VERDICTS = {
    Verdict.LOWER: N_("fewer, more than chance"),
    Verdict.HIGHER: N_("more, beyond chance"),
    Verdict.ALIKE: N_("no difference seen"),
    Verdict.NOT_ENOUGH: N_("not enough data"),
}


def name_of(one: Impact) -> str:
    """Return the group of a comparison."""
    if one.pair.group == WOMEN:
        return gettext("Women")
    return group_label(one.pair.group)


def said_of(one: Impact) -> str:
    """Return the group of a comparison as it stands in a sentence."""
    return gettext(SENTENCE_LABELS[one.pair.group])


def others_of(one: Impact) -> str:
    """Return whom a group is compared with."""
    if one.pair.group == WOMEN:
        return gettext("men")
    return gettext("all others who answered")


def p_text(p: float) -> str:
    """Return a p-value as it is read."""
    if math.isnan(p):
        return DASH
    if p < SMALLEST_P:
        return f"< {number(SMALLEST_P, 3)}"
    return count(p, 3)


def _p_said(p: float) -> str:
    text = p_text(p)
    return f"p {text}" if text.startswith("<") else f"p = {text}"


def between(low: float, high: float, digits: int = 2) -> str:
    """Return both ends of an interval; an open one says so."""
    if math.isnan(low) or math.isnan(high):
        return DASH
    if math.isinf(high):
        return at_least(count(low, digits))
    return span(count(low, digits), count(high, digits))


def sentence(one: Impact) -> str:
    """Say what a phase did to a group, or that there is not enough data."""
    if math.isnan(one.p_value):
        return gettext(
            "%(phase)s, %(group)s: there is not enough data to compare; nobody, or"
            " nobody that can be shown, has been decided on one of the sides.",
            phase=one.pair.name,
            group=said_of(one),
        )
    told = gettext(
        "%(phase)s: of %(group)s %(rate)s passed (%(passed)s of %(ended)s), of"
        " %(others)s %(other)s.",
        phase=one.pair.name,
        group=said_of(one),
        rate=share(one.rate),
        passed=number(one.pair.mine.passed),
        ended=number(one.pair.mine.ended),
        others=others_of(one),
        other=share(one.other_rate),
    )
    return f"{told} {_verdict(one)}"


def _verdict(one: Impact) -> str:
    if one.verdict is Verdict.LOWER:
        return gettext(
            "%(n)s persons are short of what the others' rate would give (between"
            " %(low)s and %(high)s); it is more than chance.",
            n=number(one.short),
            low=number(one.short_low),
            high=number(one.short_high),
        )
    if one.verdict is Verdict.HIGHER:
        return gettext("They passed more often; it is more than chance.")
    if one.verdict is Verdict.ALIKE:
        return gettext("No difference can be seen.")
    return " ".join((gettext("That is not enough data to tell."), enough(one))).strip()


def enough(one: Impact) -> str:
    """Say how many of the group would be enough, where any number would."""
    if one.enough is None or one.enough <= one.pair.mine.ended:
        return ""
    return gettext(
        "About %(n)s would be enough to see a ratio of 0.8 four times out of five.",
        n=number(one.enough),
    )


def within(one: Impact) -> str:
    """Say what remains of a difference within calls and departments."""
    made = one.stratified
    if made is None:
        return ""
    facts = {
        "phase": one.pair.name,
        "group": said_of(one),
        "n": number(made.strata),
        "odds": number(made.odds_ratio, 2),
        "interval": between(made.odds_low, made.odds_high),
        "others": others_of(one),
        "p": _p_said(made.p_value),
    }
    if made.p_value < 1 - 0.95:
        return gettext(
            "%(phase)s, %(group)s: within %(n)s strata the odds of passing are"
            " %(odds)s times those of %(others)s (%(interval)s; %(p)s). So it is not"
            " because of where or in which call they applied.",
            **facts,
        )
    return gettext(
        "%(phase)s, %(group)s: within %(n)s strata the odds of passing are %(odds)s"
        " times those of %(others)s (%(interval)s; %(p)s): no difference that is more"
        " than chance remains.",
        **facts,
    )


def headers() -> list[str]:
    """Return the columns of a comparison."""
    return [
        gettext("Phase"),
        gettext("Group"),
        gettext("Passed"),
        gettext("Decided"),
        gettext("Rate"),
        gettext("Interval of the rate"),
        gettext("Rate of the others"),
        gettext("Ratio of the rates"),
        gettext("Interval of the ratio"),
        gettext("Persons short of expected"),
        gettext("Interval of persons short"),
        gettext("p, exact"),
        gettext("p, adjusted"),
        gettext("What it says"),
        gettext("Extra: under four fifths"),
    ]


def row(one: Impact) -> list[str]:
    """Return a comparison as a line of the table and of the file."""
    if math.isnan(one.p_value):
        verdict = gettext(VERDICTS[Verdict.NOT_ENOUGH])
        return [one.pair.name, name_of(one), *(DASH,) * 11, verdict, DASH]
    return [
        one.pair.name,
        name_of(one),
        count(one.pair.mine.passed),
        count(one.pair.mine.ended),
        percent(one.rate),
        span(percent(one.rate_low), percent(one.rate_high)),
        percent(one.other_rate),
        DASH if math.isnan(one.ratio) else count(one.ratio, 2),
        between(one.ratio_low, one.ratio_high),
        count(one.short),
        between(one.short_low, one.short_high, 0),
        p_text(one.p_value),
        p_text(one.adjusted),
        gettext(VERDICTS[one.verdict]),
        gettext("yes") if one.under_four_fifths else gettext("no"),
    ]


def within_headers() -> list[str]:
    """Return the columns of a comparison within strata."""
    return [
        gettext("Phase"),
        gettext("Group"),
        gettext("Strata that count"),
        gettext("Common odds ratio"),
        gettext("Interval of the odds ratio"),
        gettext("Chi-squared"),
        gettext("p"),
    ]


def within_row(one: Impact) -> list[str]:
    """Return a comparison within strata as a line of the table and of the file."""
    made = one.stratified
    if made is None:
        return [one.pair.name, name_of(one), *(DASH,) * 5]
    return [
        one.pair.name,
        name_of(one),
        count(made.strata),
        DASH if not math.isfinite(made.odds_ratio) else count(made.odds_ratio, 2),
        between(made.odds_low, made.odds_high),
        count(made.statistic, 2),
        p_text(made.p_value),
    ]
