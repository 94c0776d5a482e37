"""Sources of service records, and the units that a foreign one brings along."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from pncrecruit.audit.actions import Author
from pncrecruit.db import db
from pncrecruit.errors import Conflict
from pncrecruit.officers.actions import units as unit_actions
from pncrecruit.officers.models import DataSource, Unit
from pncrecruit.officers.queries import sources as queries
from pncrecruit.officers.queries import units as unit_queries
from pncrecruit.officers.rules import UnitKind
from pncrecruit.officers.rules.units import UnitDraft
from pncrecruit.words import N_

# A foreign roster does not say since when its units exist.
_SINCE = date(1900, 1, 1)


class SourceDiffers(Conflict):
    message = N_("The source %(key)s is on record with another %(field)s: %(known)s.")
    field = "mapping"


def source(
    key: str,
    name: str,
    *,
    at: datetime,
    observed_from: date | None = None,
    extracted_on: date | None = None,
    currency: str = "GTQ",
    cohort_scheme: str | None = None,
    confirmed_labels: bool = False,
) -> DataSource:
    """Return the source of a key, made at its first use.

    A newer extraction moves its end forward. Another start of observation, currency
    or scheme is another source, and is refused.
    """
    found = queries.by_key(key)
    if found is None:
        found = DataSource(
            key=key,
            name=name,
            observed_from=observed_from,
            extracted_on=extracted_on,
            currency=currency,
            cohort_scheme=cohort_scheme,
            confirmed_labels=confirmed_labels,
            recorded_at=at,
        )
        db.session.add(found)
        db.session.flush()
        return found
    told = {"observed_from": observed_from, "currency": currency}
    if cohort_scheme is not None:
        told["cohort_scheme"] = cohort_scheme
    for field, value in told.items():
        known = getattr(found, field)
        if field == "cohort_scheme" and known is None:
            found.cohort_scheme, found.confirmed_labels = (
                cohort_scheme,
                confirmed_labels,
            )
        elif known != value:
            raise SourceDiffers(key=key, field=field, known=known)
    if extracted_on and (
        found.extracted_on is None or extracted_on > found.extracted_on
    ):
        found.extracted_on = extracted_on
    return found


def own_source_id(at: datetime) -> int:
    """Return the id of the source of what is entered here."""
    return source(queries.OURS, "PNC Recruit", at=at).id


def foreign_code(source_key: str, code: str) -> str:
    """Return the code under which a unit of a foreign source stands in the tree."""
    tidy = re.sub(r"[^A-Z0-9-]", "-", f"{source_key}-{code}".upper())
    return tidy[:20]


def foreign_units(
    origin: DataSource, codes: Iterable[str], *, author: Author, at: datetime
) -> dict[str, int]:
    """Return the units of a foreign source by their code there; open those missing.

    They stand under a root of their own, outside the national tree.
    """
    known = unit_queries.ids_by_code()
    wanted = {code: foreign_code(origin.key, code) for code in set(codes)}
    root = foreign_code(origin.key, "")[:-1]
    missing = sorted(set(wanted.values()) - set(known))
    if missing and root not in known:
        _open(
            root,
            origin.name,
            UnitKind.NATIONAL,
            None,
            origin=origin,
            author=author,
            at=at,
        )
    names = {ours: theirs for theirs, ours in wanted.items()}
    for ours in missing:
        unit = _open(
            ours,
            names[ours],
            UnitKind.OFFICE,
            root,
            origin=origin,
            author=author,
            at=at,
        )
        known[ours] = unit.id
    return {theirs: known[ours] for theirs, ours in wanted.items()}


def _open(
    code: str,
    name: str,
    kind: UnitKind,
    parent: str | None,
    *,
    origin: DataSource,
    author: Author,
    at: datetime,
) -> Unit:
    draft = UnitDraft(
        code=code, name=name, kind=kind, parent_code=parent, opened_on=_SINCE
    )
    return unit_actions.open_unit(
        draft, author=author, at=at, source=origin.key, known_on=_SINCE
    )
