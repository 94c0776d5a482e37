"""Sites of the country, and who serves there and holds a conversation in a language."""

from sqlalchemy import func, select

from pncrecruit.db import db
from pncrecruit.equity.figures.languages import Site
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.officers.rules import OfficerStatus, UnitKind
from pncrecruit.persons.kinds import Level
from pncrecruit.persons.models import LanguageSkill

# Where the public comes to the counter.
_SITES = (UnitKind.COMISARIA, UnitKind.STATION, UnitKind.SUBSTATION)
# Who knows a language a little cannot take a complaint in it.
SPEAKS = (Level.CONVERSATION, Level.FLUENT, Level.MOTHER_TONGUE)


def sites() -> list[Site]:
    """Return the sites that are open and have a municipality, by their codes."""
    rows = db.session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.municipality)
        .where(
            Unit.kind.in_(_SITES),
            Unit.closed_on.is_(None),
            Unit.municipality.is_not(None),
        )
        .order_by(Unit.municipality, Unit.code)
    )
    return [Site(key, code, name, place or "") for key, code, name, place in rows]


def speakers() -> dict[tuple[int, str], int]:
    """Return how many who serve at each site speak each language."""
    rows = db.session.execute(
        select(Officer.unit_id, LanguageSkill.language_key, func.count())
        .join(LanguageSkill, LanguageSkill.person_id == Officer.person_id)
        .where(
            Officer.status == OfficerStatus.SERVING,
            Officer.listed,
            LanguageSkill.level.in_(SPEAKS),
        )
        .group_by(Officer.unit_id, LanguageSkill.language_key)
    )
    return {(unit, language): n for unit, language, n in rows if unit is not None}
