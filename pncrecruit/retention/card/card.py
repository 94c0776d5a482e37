"""The whole card: its parts in order, and the same as a text for the command line."""

from datetime import date

from flask_babel import gettext

from pncrecruit.retention.card import data, drift, figures, people, summary
from pncrecruit.retention.card.parts import Facts, Grid, Part
from pncrecruit.retention.models import ModelVersion
from pncrecruit.retention.queries import models as queries
from pncrecruit.retention.rules import ModelState


def facts_of(version: ModelVersion, *, made_up: bool, today: date) -> Facts:
    """Return what the card of a version is written from."""
    seen = queries.last_watch(version.id)
    return Facts(
        number=version.number,
        kind=version.kind,
        metrics=version.metrics,
        card=version.card,
        gate_open=version.gate_open,
        trained_on=version.trained_on,
        expires_on=version.expires_on,
        sha256=version.sha256,
        in_use=version.state is ModelState.ACTIVE,
        approved_on=queries.approved_on(version),
        watched=seen.findings if seen else None,
        watched_on=seen.watched_on if seen else None,
        made_up=made_up,
        today=today,
    )


def answers(facts: Facts) -> list[Part]:
    """Return the four answers that come first."""
    return [
        summary.purpose(facts),
        summary.goodness(facts),
        summary.unknowns(facts),
        summary.owner(facts),
    ]


def evidence(facts: Facts) -> list[Part]:
    """Return the figures that the answers rest on."""
    judged = facts.metrics["judgement"]
    found = []
    if judged:
        found += [
            figures.per_date(facts),
            figures.horizons(facts),
            figures.challengers(facts),
        ]
    if facts.metrics.get("tenure_band"):
        found.append(figures.band(facts))
    found.append(people.endings(facts))
    if facts.metrics["cohorts"]:
        found.append(people.cohorts(facts))
    if judged:
        found.append(people.proxies(facts))
    return [*found, drift.drift(facts), data.record(facts), data.read()]


def as_text(facts: Facts) -> str:
    """Return the card as Markdown, in the reader's language."""
    title = gettext("Card of the attrition model, version %(n)s", n=facts.number)
    lines = [f"# {title}"]
    for part in (*answers(facts), *evidence(facts)):
        lines += ["", f"## {part.title}"]
        for one in part.warnings:
            lines += ["", f"> {one}"]
        for one in part.text:
            lines += ["", one]
        for grid in part.grids:
            lines += ["", *_as_lines(grid)]
        if part.made:
            how = gettext("How it was made")
            lines += ["", f"*{how}: {part.made}*"]
    return "\n".join(lines)


def _as_lines(grid: Grid) -> list[str]:
    rule = ["---", *("---:" for _ in grid.columns[1:])]
    rows = [grid.columns, rule, *grid.rows]
    return [
        f"**{grid.caption}**",
        "",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
