"""Who the officers are: identifiers, lists, search, one officer."""

from collections.abc import Collection

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.officers.models import Officer
from pncrecruit.persons.models import Person


def ids_by_identifier(
    source_key: str, identifiers: Collection[str], *, by_nip: bool
) -> dict[str, int]:
    """Return officers by the identifier that a source has for them.

    ``by_nip`` looks among the NIPs of the force as well, which win.
    """
    rows = db.session.execute(
        select(Person.external_id, Officer.id)
        .join(Officer, Officer.person_id == Person.id)
        .where(
            Person.source == source_key,
            Person.external_id.in_(identifiers),
            Officer.listed,
        )
    )
    found = {str(key): int(officer_id) for key, officer_id in rows}
    if by_nip:
        nips = db.session.execute(
            select(Officer.nip, Officer.id).where(
                Officer.nip.in_(identifiers), Officer.listed
            )
        )
        found |= {str(key): int(officer_id) for key, officer_id in nips}
    return found
