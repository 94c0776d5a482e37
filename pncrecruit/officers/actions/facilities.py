"""Say what a site offers those who serve and sleep there."""

from datetime import date, datetime

from sqlalchemy.orm.attributes import flag_modified

from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db, local_day
from pncrecruit.officers.actions.units import check_open, check_version
from pncrecruit.officers.models import Facility, Unit
from pncrecruit.officers.queries import unit_records as records
from pncrecruit.officers.rules import units as rules


def record_facility(
    unit: Unit,
    facts: rules.FacilityFacts,
    *,
    version: int,
    since: date,
    author: Author,
    at: datetime,
    known_on: date | None = None,
) -> Facility:
    """Say what a site offers since a day; said again for the same day, it corrects.

    Raises Conflict if another change was saved since ``version`` was read.
    """
    check_version(unit, version)
    check_open(unit)
    rules.check_facility(facts)
    rows = records.facilities(unit.id)
    last = rows[0] if rows else None
    rules.check_since(since, local_day(at), last)
    known = known_on or local_day(at)
    corrects = None
    if last is not None and last.valid_from == since:
        corrects = last.id
    elif last is not None:
        ended = _facility(unit, _facts_of(last), last.valid_from, known, at)
        ended.valid_to, ended.supersedes_id = since, last.id
    row = _facility(unit, facts, since, known, at)
    row.supersedes_id = corrects
    flag_modified(unit, "name")  # so that the version counts this change too
    db.session.flush()
    record(
        "unit.facility",
        ("unit", unit.code),
        author=author,
        at=at,
        since=since,
        womens_quarters=facts.womens_quarters,
        womens_baths=facts.womens_baths,
        water=facts.water,
        beds=facts.beds,
    )
    return row


def _facts_of(row: Facility) -> rules.FacilityFacts:
    return rules.FacilityFacts(
        row.womens_quarters, row.womens_baths, row.water, row.beds
    )


def _facility(
    unit: Unit, facts: rules.FacilityFacts, since: date, known_on: date, at: datetime
) -> Facility:
    row = Facility(
        unit_id=unit.id,
        womens_quarters=facts.womens_quarters,
        womens_baths=facts.womens_baths,
        water=facts.water,
        beds=facts.beds,
        valid_from=since,
        known_on=known_on,
        recorded_at=at,
    )
    db.session.add(row)
    return row
