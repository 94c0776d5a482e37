"""The mark of a synthetic database: which country it holds, and nothing beside it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from pncrecruit.access.models import Setting, User
from pncrecruit.db import Base, db
from pncrecruit.demo.rules import HoldsAnotherCountry, HoldsOtherData
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import Application, RecruitmentCall

MARK = "synthetic"
# What an empty database may hold is reference data alone.
MUST_BE_EMPTY: tuple[type[Base], ...] = (
    User,
    Person,
    Unit,
    Officer,
    RecruitmentCall,
    Application,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which country is asked for."""

    officers: int
    applicants: int
    seed: int
    flat_hazard: bool = False


def mark() -> dict[str, Any] | None:
    """Return what the mark of a synthetic database says, if there is one."""
    return db.session.scalar(select(Setting.value).where(Setting.key == MARK))


def is_there(wanted: Wanted) -> bool:
    """Say whether this very country is in the database.

    Raises HoldsAnotherCountry or HoldsOtherData if something else is.
    """
    found = mark()
    if found is not None:
        same = Wanted(
            found["officers"],
            found["applicants"],
            found["seed"],
            found["flat_hazard"],
        )
        if same != wanted:
            raise HoldsAnotherCountry(
                seed=same.seed, officers=same.officers, applicants=same.applicants
            )
        return True
    for table in MUST_BE_EMPTY:
        if db.session.execute(select(table).limit(1)).first() is not None:
            raise HoldsOtherData
    return False
