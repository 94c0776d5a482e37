"""How careers end, and what the model means for groups: risks, errors, proxies."""

import math
from typing import Any

from flask_babel import gettext

from pncrecruit.analysis.metrics import LISTED
from pncrecruit.analysis.pooling import NOTHING_UNDER
from pncrecruit.retention.card.parts import (
    DASH,
    THOUSAND,
    Facts,
    Grid,
    Part,
    cohort_name,
    input_name,
    of_range,
    share_with_ends,
    thousandths,
    with_ends,
)
from pncrecruit.web.filters import number, share

NOBODY_KNOWS = 99  # years; further than that no record is planned


def endings(facts: Facts) -> Part:
    """Say how careers end: by own will, or otherwise."""
    found = facts.metrics.get("incidence", [])
    text = []
    if found:
        last = found[-1]
        others = sum(
            last[cause][0]
            for cause in ("retirement", "involuntary", "death", "unknown")
        )
        text.append(
            gettext(
                "Of every 100 who enter, within %(years)s years of service %(will)s"
                " leave by own will; %(others)s end otherwise (retirement, dismissal,"
                " death, or for a reason nobody recorded); %(stay)s still serve.",
                years=last["years"],
                will=number(last["voluntary"][0] * 100),
                others=number(others * 100),
                stay=number(max(1 - others - last["voluntary"][0], 0) * 100),
            )
        )
    rows = [
        [
            number(one["years"]),
            number(one["at_risk"]),
            share_with_ends(one["voluntary"]),
            share(one["retirement"][0]),
            share(one["involuntary"][0]),
            share(one["death"][0]),
            share(one["unknown"][0]),
        ]
        for one in found
    ]
    return Part(
        "endings",
        gettext("How careers end"),
        tuple(text),
        (
            Grid(
                gettext("Share that has left, by years of service and cause"),
                [
                    gettext("Years of service"),
                    gettext("Observed until then"),
                    gettext("By own will"),
                    gettext("Retirement"),
                    gettext("Dismissal"),
                    gettext("Death"),
                    gettext("Reason not recorded"),
                ],
                rows,
            ),
        ),
        gettext(
            "Cumulative incidence by Aalen and Johansen: who retires, is dismissed or"
            " dies is counted neither as staying nor as leaving by own will. Somebody"
            " counts from the day on which the record begins to see them. Intervals are"
            " of 95 percent; years that fewer than 30 lived through are left out."
        ),
    )


def cohorts(facts: Facts) -> Part:
    """Say what holds for groups, or why nothing can be said of one."""
    found = facts.metrics["cohorts"]
    text = [] if facts.metrics["judgement"] else [_by_the_table()]
    text += [line for one in found if (line := _sentence(one))]
    text += [line for one in found if (line := _listed(one))]
    text += [_nothing(one, facts) for one in found if one["allowed"] == "nothing"]
    first = Grid(
        gettext("What was seen of groups, and what the model expected"),
        [
            gettext("Group"),
            gettext("Person-years"),
            gettext("Left by own will"),
            gettext("Expected"),
            gettext("Observed in 12 months"),
            gettext("Observed over expected"),
        ],
        [
            [
                cohort_name(one["key"]),
                of_range(one["persons"]),
                of_range(one["left"]),
                number(one["expected"], 1),
                share_with_ends(one["observed"]),
                with_ends(one["pooled"]),
            ]
            for one in found
        ],
    )
    grids = (first, _errors(found)) if found and "errors" in found[0] else (first,)
    return Part(
        "cohorts",
        gettext("What holds for women, peoples and both"),
        tuple(text),
        grids,
        gettext(
            "Over all dates together; one person counts at each date of service."
            " Nobody's sex or people is an input: they are read for this audit alone,"
            " and figures of few people are shown as ranges. The ratio is drawn"
            " towards all groups (fully Bayesian), at the level of all. On the list:"
            " the 5 in 100 at highest risk. Intervals in the second table hold for all"
            " its groups at once, with 95 percent, and know that the same people come"
            " back at several dates."
        ),
    )


def _by_the_table() -> str:
    return gettext(
        "No model could be judged yet. What is expected of a group here comes from the"
        " table by years of service of all, in the very years it was made from."
    )


def _sentence(one: dict[str, Any]) -> str:
    if not one["pooled"] or one["allowed"] == "nothing":
        return ""
    _, low, high = one["pooled"]
    figures = {
        "group": cohort_name(one["key"]),
        "left": of_range(one["left"]),
        "expected": number(one["expected"], 1),
    }
    if low > 1:
        return gettext(
            "%(group)s: %(left)s left by own will, more than the %(expected)s expected"
            " at the level of all: the model understates this group.",
            **figures,
        )
    if high < 1:
        return gettext(
            "%(group)s: %(left)s left by own will, fewer than the %(expected)s expected"
            " at the level of all: the model overstates this group.",
            **figures,
        )
    return ""


def _listed(one: dict[str, Any]) -> str:
    """Say of a group if the list holds clearly more, or fewer, of it than of all."""
    alerted = one.get("errors", {}).get("alerted")
    if not alerted or alerted[1] <= LISTED <= alerted[2]:
        return ""
    figures = {
        "group": cohort_name(one["key"]),
        "part": share(alerted[0]),
        "all": share(LISTED, 0),
    }
    if alerted[1] > LISTED:
        return gettext(
            "%(group)s: %(part)s are on the list, more than the %(all)s of all. Whoever"
            " is watched more must also be helped more.",
            **figures,
        )
    return gettext(
        "%(group)s: %(part)s are on the list, fewer than the %(all)s of all.", **figures
    )


def _nothing(one: dict[str, Any], facts: Facts) -> str:
    """Say why nothing is estimated, what is known instead, and from when on more."""
    text = gettext(
        "%(group)s: no estimate, for the model expected only %(expected)s leavers in"
        " %(n)s years; it takes 3. Known is: %(persons)s person-years, %(left)s left.",
        group=cohort_name(one["key"]),
        expected=number(one["expected"], 1),
        n=number(one.get("dates", 0)),
        persons=of_range(one["persons"]),
        left=of_range(one["left"]),
    )
    years = _years_until(one)
    if years is not None:
        text += " " + gettext(
            "With as many people as now an estimate is possible after about %(n)s years"
            " of record.",
            n=number(years),
        )
    waits = facts.metrics.get("waiting", {}).get(one["key"])
    if waits:
        text += " " + gettext(
            "Transfer requests unanswered for two months: %(n)s.", n=of_range(waits)
        )
    return text


def _years_until(one: dict[str, Any]) -> int | None:
    if not one["expected"] or not one.get("dates"):
        return None
    years = math.ceil(NOTHING_UNDER / (one["expected"] / one["dates"]))
    return years if one["dates"] < years <= NOBODY_KNOWS else None


def _errors(found: list[dict[str, Any]]) -> Grid:
    return Grid(
        gettext("How the list and its errors fall on groups"),
        [
            gettext("Group"),
            gettext("On the list"),
            gettext("Of leavers, found"),
            gettext("Of stayers, listed in vain"),
            gettext("Of the listed, left"),
            gettext("Intercept"),
            gettext("Slope"),
        ],
        [
            [
                cohort_name(one["key"]),
                *(
                    share_with_ends(one["errors"][name])
                    for name in ("alerted", "found", "false_alarms", "precision")
                ),
                with_ends(one["errors"]["intercept"]),
                with_ends(one["errors"]["slope"]),
            ]
            for one in found
            if any(one["errors"].values())
        ],
    )


def proxies(facts: Facts) -> Part:
    """Say how well the inputs give away what must not be an input."""
    found = facts.metrics.get("proxies", [])
    gain = facts.metrics["judgement"]["gain"] if facts.metrics["judgement"] else None
    text = [
        gettext(
            "%(group)s: of 100 pairs of somebody who belongs and somebody who does not,"
            " the inputs together pick the right one in %(n)s (50 is a coin). The input"
            " that tells most: %(input)s.",
            group=cohort_name(one["key"]),
            n=number(one["auc"] * 100),
            input=input_name(one["strongest"]),
        )
        for one in found
    ]
    blind = facts.card["cost_of_blindness"]
    if isinstance(blind, int | float):
        text.append(
            gettext(
                "With sex and people as inputs the log-loss at the last date would be"
                " lower by %(cost)s thousandths. That is what this policy costs; it is"
                " paid on purpose.",
                cost=number(blind * THOUSAND, 2),
            )
        )
    if not found:
        text.append(gettext("Too few people are known to belong to measure it."))
    rows = [
        [
            cohort_name(one["key"]),
            with_ends([one["auc"], *one["interval"]]),
            input_name(one["strongest"]),
            number(one["strongest_auc"], 2),
            *_cost(one["cost"], gain),
        ]
        for one in found
    ]
    return Part(
        "proxies",
        gettext("Can the inputs guess sex or people?"),
        tuple(text),
        (
            Grid(
                gettext("What the inputs give away"),
                [
                    gettext("Group"),
                    gettext("AUC of all inputs"),
                    gettext("Strongest input"),
                    gettext("Its AUC alone"),
                    gettext("Cost of dropping it"),
                    gettext("As part of the gain"),
                ],
                rows,
            ),
        )
        if rows
        else (),
        gettext(
            "Among those who serve and whose answer is known, each told by a model"
            " that had not seen that person. The cost of dropping an input is by how"
            " many thousandths the log-loss rises at the last date, and what part of"
            " the gain over the table by years of service that is."
        ),
    )


def _cost(cost: dict[str, Any] | None, gain: float | None) -> list[str]:
    if cost is None:
        return [DASH, DASH]
    part = share(cost["log_loss"] / gain, 0) if gain and gain > 0 else DASH
    return [thousandths([cost["log_loss"], *cost["interval"]]), part]
