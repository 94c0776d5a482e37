"""Attrition by cohort: observed, expected by the model, or the honest sentence."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from pncrecruit.access.guard import may, require
from pncrecruit.access.policy import Permission
from pncrecruit.equity.views.blueprint import bp, picture
from pncrecruit.equity.views.unchanged import unless_unchanged
from pncrecruit.equity.words import DASH
from pncrecruit.retention.queries import models
from pncrecruit.retention.rules.cohorts import NAMES
from pncrecruit.web.catalogue import gettext
from pncrecruit.web.charts import DotInterval, Group, dots
from pncrecruit.web.figure_files import at_least, count, figures_csv, percent, span
from pncrecruit.web.filters import as_date, number

_GROUPS = {
    "women": Group.WOMEN,
    "men": Group.MEN,
    "maya": Group.MAYA,
    "xinka": Group.XINKA,
    "garifuna": Group.GARIFUNA,
    "indigenous": Group.INDIGENOUS,
    "indigenous:women": Group.INDIGENOUS,
}


@bp.get("/attrition")
@require(Permission.RISK_SCORE_COUNT, also=(Permission.MODEL_VERSION_READ_FAIRNESS,))
@unless_unchanged
def attrition() -> ResponseReturnValue:
    """Show who leaves by own will, by cohort, over the dates that were judged."""
    version = models.active() or next(iter(models.versions()), None)
    if version is None or not version.metrics["cohorts"]:
        return render_template("equity/attrition_empty.html", version=version)
    figures = [one for one in version.metrics["cohorts"] if one["key"] in NAMES]
    figures += [one for one in version.metrics["cohorts"] if "=" in one["key"]]
    told = [one for one in figures if one["pooled"] and one["pooled"][0] is not None]
    chart = dots(
        [
            DotInterval(
                _name(one), _GROUPS.get(one["key"], Group.TOTAL), *one["pooled"]
            )
            for one in told
        ],
        x_title=gettext("Observed over expected"),
        marks=((1.0, gettext("as expected")),),
    )
    return render_template(
        "equity/attrition.html",
        version=version,
        sentences=[_sentence(one) for one in figures],
        svg=picture(chart) if told else "",
        headers=_headers(),
        rows=[_row(one) for one in figures],
        made=as_date(version.trained_on),
        level=number(version.metrics.get("level", 1.0), 2),
        years=len(version.metrics["judgement"]["folds"]),
        may_download=may(Permission.EQUITY_FIGURES_DOWNLOAD),
    )


@bp.get("/attrition.csv")
@require(Permission.EQUITY_FIGURES_DOWNLOAD)
def attrition_csv() -> ResponseReturnValue:
    """Give the same figures as a file."""
    version = models.active() or next(iter(models.versions()), None)
    found = version.metrics["cohorts"] if version else []
    rows = [_row(one) for one in found if one["key"] in NAMES or "=" in one["key"]]
    return figures_csv("attrition.csv", _headers(), rows)


def _name(one: Mapping[str, Any]) -> str:
    key = str(one["key"])
    return gettext(NAMES[key]) if key in NAMES else key.replace("=", ": ")


def _range(cell: list[int | None]) -> str:
    value, low, high = cell
    if value is not None:
        return count(value)
    if high is None:
        return at_least(count(low))
    return span(count(low), count(high))


def _headers() -> list[str]:
    return [
        gettext("Group"),
        gettext("Person-years"),
        gettext("Left by own will"),
        gettext("Expected by the model"),
        gettext("Observed in 12 months"),
        gettext("Its 95-percent interval"),
        gettext("Observed over expected, pooled"),
        gettext("Interval of the pooled ratio"),
    ]


def _row(one: Mapping[str, Any]) -> list[str]:
    observed, pooled = one["observed"], one["pooled"]
    return [
        _name(one),
        _range(one["persons"]),
        _range(one["left"]),
        count(one["expected"], 1),
        percent(observed[0]) if observed and observed[0] is not None else DASH,
        _ends(observed, percent) if observed else DASH,
        count(pooled[0], 2) if pooled and pooled[0] is not None else DASH,
        _ends(pooled, lambda end: count(end, 2)) if pooled else DASH,
    ]


def _ends(figure: list[Any], form: Any) -> str:
    return span(form(figure[1]), form(figure[2]))


def _sentence(one: Mapping[str, Any]) -> str:
    """Say what can be said of a cohort, or why nothing can."""
    name = _name(one)
    if one["allowed"] == "nothing":
        return gettext(
            "%(group)s: too few people to estimate anything (the model expected"
            " %(expected)s leavers). What can be watched are requests unanswered and"
            " postings near home.",
            group=name,
            expected=number(one["expected"], 1),
        )
    low, high = one["pooled"][1:]
    facts = {
        "group": name,
        "left": _range(one["left"]),
        "expected": number(one["expected"], 1),
    }
    if low > 1:
        return gettext(
            "%(group)s: %(left)s left by own will, more than the %(expected)s expected"
            " at the level of all: the model understates this group.",
            **facts,
        )
    if high < 1:
        return gettext(
            "%(group)s: %(left)s left by own will, fewer than the %(expected)s expected"
            " at the level of all: the model overstates this group.",
            **facts,
        )
    return gettext(
        "%(group)s: %(left)s left by own will; %(expected)s were expected.",
        **facts,
    )
