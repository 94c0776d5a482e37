"""Look at a draft before it is saved: what it lacks, and whom it resembles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pncrecruit.access.rules import Scope
from pncrecruit.db import local_day
from pncrecruit.errors import DomainError
from pncrecruit.persons import queries as persons
from pncrecruit.persons.kinds import CuiState
from pncrecruit.persons.queries import PersonRow
from pncrecruit.persons.rules.likeness import Likeness, PersonKey
from pncrecruit.recruitment.actions.applications import refuse_repeated_persons
from pncrecruit.recruitment.actions.matching import Prepared, prepare
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import intake
from pncrecruit.recruitment.rules.draft import (
    ApplicantDraft,
    Checked,
    CuiReasonTooMuch,
    LikelyDuplicate,
    checked,
)
from pncrecruit.recruitment.rules.eligibility import Facts, Unmet, unmet


@dataclass(frozen=True, slots=True)
class Examination:
    """What is known of a draft before anything is written."""

    errors: list[DomainError]
    unmet: list[Unmet]
    alike: list[PersonRow]  # in sight of who asks
    hidden: bool  # somebody alike is recorded out of sight
    sent_before: intake.Applied | None = None

    @property
    def undecided(self) -> bool:
        """Whether a person has to say if they are the same."""
        return bool(self.alike) or self.hidden


def _of_the_cui(
    told: Checked, call: RecruitmentCall, scope: Scope
) -> list[DomainError]:
    """Return what is wrong with a CUI that nothing else in the draft says.

    A reason beside a number that is right says that the number is not there; and whose
    number it is can be told though another field is at fault.
    """
    draft, found, errors = told
    if any(error.field in ("cui", "cui_reason") for error in errors):
        return []
    if found.state is CuiState.CHECKED and draft.cui_reason.strip():
        return [CuiReasonTooMuch()]
    holder = persons.by_cui([found.cui]).get(found.cui) if found.cui else None
    if (
        not errors
        or holder is None
        or draft.client_id in intake.sent_before([draft.client_id])
    ):
        return []
    one = Prepared(draft, cui=found, person=holder)
    refuse_repeated_persons([one], call, scope)
    return [one.error] if one.error else []


def likely(key: PersonKey, *, but: int | None = None) -> list[PersonRow]:
    """Return who is recorded and likely is this person, leaving one record out."""
    return [
        match.person
        for match in persons.matches(key)
        if match.likeness in (Likeness.SAME, Likeness.LIKELY) and match.person.id != but
    ]


def in_sight(people: Sequence[PersonRow], scope: Scope) -> tuple[list[PersonRow], bool]:
    """Return those of some people whom a scope reaches, and whether there are more."""
    seen = intake.in_sight([one.id for one in people], scope)
    alike = [one for one in people if one.id in seen]
    return alike, len(alike) < len(people)


def examine(
    draft: ApplicantDraft, *, call: RecruitmentCall, scope: Scope, at: datetime
) -> Examination:
    """Examine a draft without writing anything."""
    found = checked(draft, on=local_day(at))
    clean = found.draft
    errors = [*found.errors, *_of_the_cui(found, call, scope)]
    if errors:
        return Examination(errors, [], [], hidden=False)
    (one,) = prepare([found])
    refuse_repeated_persons([one], call, scope)
    facts = Facts(
        sex=clean.sex,
        birth_date=clean.birth_date,
        height_cm=clean.height_cm,
        schooling=clean.schooling,
        declarations=dict(clean.declarations),
    )
    failing = unmet(intake.requirements(call.id), facts, age_day=call.age_on)
    if isinstance(one.error, LikelyDuplicate):
        alike, hidden = in_sight(likely(one.key), scope)
        return Examination([], failing, alike, hidden=hidden)
    if one.error is not None:
        return Examination([one.error], failing, [], hidden=False)
    return Examination([], failing, [], hidden=False, sent_before=one.repeats)
