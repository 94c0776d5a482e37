"""What a day finds: of whom the record says something, and of which unit's sites."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

from pncrecruit.retention.features.asof import Ints
from pncrecruit.retention.features.inputs import inputs, unit_at
from pncrecruit.retention.features.service import model_causes, service_causes
from pncrecruit.retention.queries import cases as case_queries
from pncrecruit.retention.queries import heads as head_queries
from pncrecruit.retention.queries.careers import Force
from pncrecruit.retention.queries.ends import SERVING
from pncrecruit.retention.queries.models import Ranked
from pncrecruit.retention.rules import AlertKind
from pncrecruit.retention.rules.alerts import (
    AlertRules,
    Cause,
    Finding,
    ServiceRules,
    Subject,
    choose,
)
from pncrecruit.retention.rules.catalogue import CauseCode

Findings = dict[Subject, Finding]


def posted(found: Force) -> dict[int, int]:
    """Return the unit of each officer who serves, as the record says at a day's end.

    Read from the record and not from today's columns, so that a day of the past is
    found again as it was known.
    """
    officer, after = _serving(found)
    place = unit_at(found.history, officer, after)
    known = place >= 0
    return dict(
        zip(
            found.officer_id[officer[known]].tolist(),
            found.unit_id[place[known]].tolist(),
            strict=True,
        )
    )


def of_officers(
    found: Force, units: Mapping[int, int], rules: ServiceRules
) -> Findings:
    """Return what the published rules find of those who serve at a unit."""
    officer, _ = _serving(found)
    ids = found.officer_id
    officer = officer[np.isin(ids[officer], np.array(sorted(units), dtype=np.int64))]
    if not officer.size:
        return {}
    days = np.full(officer.size, _after(found.day))
    causes = service_causes(
        found.history,
        officer,
        days,
        inputs(found.history, officer, days),
        without_quarters=frozenset(),  # a cause of the site: found for the unit
        rules=rules,
    )
    findings = [
        Finding(int(ids[who]), units[int(ids[who])], tuple(what), AlertKind.SERVICE)
        for who, what in causes.items()
    ]
    return {one.subject: one for one in findings}


def of_units(day: date, units: Mapping[int, int], heads: Mapping[int, int]) -> Findings:
    """Return what is wrong at sites, one finding for each head, with how many people.

    Women at a site that is known to have no separate quarters are counted, not named.
    """
    bare, women = head_queries.sites_without_quarters(day), head_queries.women()
    there = Counter(
        unit_id
        for officer_id, unit_id in units.items()
        if unit_id in bare and officer_id in women
    )
    people: Counter[int] = Counter()
    sites: Counter[int] = Counter()
    for unit_id, count in there.items():
        people[heads[unit_id]] += count
        sites[heads[unit_id]] += 1
    findings = [
        Finding(
            None,
            head,
            (
                Cause(
                    CauseCode.NO_WOMENS_QUARTERS,
                    (("people", float(count)), ("sites", float(sites[head]))),
                ),
            ),
            AlertKind.SERVICE,
            people=count,
        )
        for head, count in people.items()
    ]
    return {one.subject: one for one in findings}


def of_model(
    ranked: list[Ranked],
    *,
    units: Mapping[int, int],
    heads: Mapping[int, int],
    known: Findings,
    may_start: Callable[[int], bool],
    rules: AlertRules,
) -> Findings:
    """Return whom the model names of those whom no rule has found.

    Each head's list is as long as what the head can work on in a month. Before a head
    who has not started yet nobody new is named; who was named before stays.
    """
    budgets = head_queries.budgets()
    listed = frozenset(
        alert.officer_id
        for alert in case_queries.living().values()
        if alert.kind is AlertKind.MODEL and alert.officer_id is not None
    )
    by_head: dict[int, list[Ranked]] = {}
    for one in ranked:
        unit = units.get(one.officer_id)
        if unit is None or not (may_start(heads[unit]) or one.officer_id in listed):
            continue
        if ("officer", one.officer_id) not in known:
            by_head.setdefault(heads[unit], []).append(one)
    named: Findings = {}
    for head, members in by_head.items():
        chosen = choose(
            [(one.officer_id, one.within_12) for one in members],
            budget=budgets.get(head, 0),
            open_now=listed,
            rules=rules,
        )
        for one in members:
            if one.officer_id in chosen:
                finding = Finding(
                    one.officer_id,
                    units[one.officer_id],
                    tuple(model_causes(one.contributions, one.values)),
                    AlertKind.MODEL,
                )
                named[finding.subject] = finding
    return named


def _serving(found: Force) -> tuple[Ints, Ints]:
    """Return the positions of those who serve, and for each the day after."""
    officer = np.flatnonzero(found.cause == SERVING)
    return officer, np.full(officer.size, _after(found.day))


def _after(day: date) -> int:
    return (day - date(1970, 1, 1)).days + 1
