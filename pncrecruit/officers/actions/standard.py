"""The units and ranks that every installation starts from; loaded again, no change."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import insert

from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db
from pncrecruit.officers.actions.units import open_unit
from pncrecruit.officers.models import Rank
from pncrecruit.officers.queries import units as queries
from pncrecruit.officers.rules import UnitKind
from pncrecruit.officers.rules.units import UnitDraft
from pncrecruit.reference import comisarias, districts, headquarters, ranks

SOURCE = "standard"
# The lists that the standard units come from are of 2016 and 2017.
SINCE = date(2016, 1, 1)


class Loaded(NamedTuple):
    """How many units and ranks were added."""

    units: int
    ranks: int


def district_code(key: str) -> str:
    """Return the code of a district of the reference data."""
    return f"D-{key.upper()}"


def standard_units(since: date) -> list[UnitDraft]:
    """Return the units of the reference data, each after the one above it."""
    drafts = [
        UnitDraft(
            one.code,
            one.name_es,
            UnitKind(one.kind),
            one.parent_code,
            since,
            one.municipality_code,
        )
        for one in headquarters().values()
    ]
    national = drafts[0].code
    drafts += [
        UnitDraft(district_code(key), one.name_es, UnitKind.DISTRICT, national, since)
        for key, one in districts().items()
    ]
    drafts += [
        UnitDraft(
            one.code,
            one.name_es,
            UnitKind.COMISARIA,
            district_code(one.district_key),
            since,
        )
        for one in comisarias().values()
    ]
    return drafts


def load_standard(*, author: Author, at: datetime, since: date = SINCE) -> Loaded:
    """Add the standard units and ranks that are not there yet."""
    known = queries.ids_by_code()
    missing = [draft for draft in standard_units(since) if draft.code not in known]
    for draft in missing:
        open_unit(draft, author=author, at=at, source=SOURCE)
    return Loaded(len(missing), load_ranks(author=author, at=at))


def load_ranks(*, author: Author, at: datetime) -> int:
    """Add the ranks of the ladder that are not there yet."""
    known = queries.rank_keys()
    rows = [
        {
            "key": rank.key,
            "position": rank.order,
            "name_es": rank.name_es,
            "name_es_feminine": rank.name_es_feminine,
            "name_en": rank.name_en,
        }
        for rank in ranks().values()
        if rank.key not in known
    ]
    if rows:
        db.session.execute(insert(Rank), rows)
        record(
            "rank.load",
            ("rank", "ladder"),
            author=author,
            at=at,
            keys=[row["key"] for row in rows],
        )
    return len(rows)
