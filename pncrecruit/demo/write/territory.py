"""Units with their history, their ancestors and what each site offers; ranks."""

from datetime import date, datetime

import numpy as np
from sqlalchemy import func, select

from pncrecruit.access.models import UnitAncestor
from pncrecruit.db import db
from pncrecruit.demo.country import Country
from pncrecruit.demo.ladder import MINIMUM_MONTHS
from pncrecruit.demo.write.bulk import SOURCE, ids, insert_rows
from pncrecruit.officers.models import Facility, Rank, Unit, UnitPeriod
from pncrecruit.officers.rules import UnitKind
from pncrecruit.reference import ranks

SINCE = date(1998, 1, 1)


def write_units(land: Country, at: datetime) -> list[int]:
    """Write the tree of units; return the identifiers in its order."""
    tree = land.units
    numbers = ids(Unit, len(tree))
    parents = [numbers[row] if row >= 0 else None for row in tree.parent.tolist()]
    serving = int(np.isnat(land.officers.ended).sum())
    posts = np.maximum(np.round(tree.posts * serving * 1.1), 2).astype(int)
    common = {
        "name": tree.name.tolist(),
        "kind": [UnitKind(one) for one in tree.kind.tolist()],
        "parent_id": parents,
        "municipality": tree.municipality.tolist(),
        "establishment": posts.tolist(),
    }
    insert_rows(
        Unit,
        {"id": numbers, "code": tree.code.tolist(), **common},
        alert_budget=5,
        source=SOURCE,
        version=1,
    )
    insert_rows(
        UnitPeriod,
        {"unit_id": numbers, **common},
        valid_from=SINCE,
        known_on=SINCE,
        recorded_at=at,
    )
    beds = np.where(tree.enough_beds, posts, posts * 0.35).astype(int)
    insert_rows(
        Facility,
        {
            "unit_id": numbers,
            "womens_quarters": tree.womens_quarters.tolist(),
            "womens_baths": tree.womens_baths.tolist(),
            "water": tree.water.tolist(),
            "beds": beds.tolist(),
        },
        valid_from=SINCE,
        known_on=SINCE,
        recorded_at=at,
    )
    pairs = [pair for row in range(len(tree)) for pair in _ancestry(land, row)]
    insert_rows(
        UnitAncestor,
        {
            "unit_id": [numbers[below] for below, _ in pairs],
            "ancestor_id": [numbers[above] for _, above in pairs],
        },
    )
    return numbers


def _ancestry(land: Country, row: int) -> list[tuple[int, int]]:
    """Return the pairs of a unit with itself and every unit above it."""
    pairs, above = [], row
    while above >= 0:
        pairs.append((row, above))
        above = int(land.units.parent[above])
    return pairs


def write_ranks() -> None:
    """Write the nine ranks, unless they are there."""
    if db.session.scalar(select(func.count()).select_from(Rank)):
        return
    known = list(ranks().values())
    insert_rows(
        Rank,
        {
            "key": [one.key for one in known],
            "position": [one.order for one in known],
            "name_es": [one.name_es for one in known],
            "name_es_feminine": [one.name_es_feminine for one in known],
            "name_en": [one.name_en for one in known],
            "minimum_months": [int(months) or None for months in MINIMUM_MONTHS],
        },
    )
