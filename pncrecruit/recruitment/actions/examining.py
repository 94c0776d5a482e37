"""Look at a draft before it is saved: what it lacks, and whom it resembles."""

from dataclasses import dataclass
from datetime import datetime

from pncrecruit.access.rules import Scope
from pncrecruit.db import local_day
from pncrecruit.errors import DomainError
from pncrecruit.persons import queries as persons
from pncrecruit.persons.queries import PersonRow
from pncrecruit.persons.rules import Likeness
from pncrecruit.recruitment.actions.applications import refuse_repeated_persons
from pncrecruit.recruitment.actions.matching import prepare
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.queries import intake
from pncrecruit.recruitment.rules.draft import ApplicantDraft, LikelyDuplicate, tidy
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


def examine(
    draft: ApplicantDraft, *, call: RecruitmentCall, scope: Scope, at: datetime
) -> Examination:
    """Examine a draft without writing anything."""
    clean, errors = tidy(draft, on=local_day(at))
    if errors:
        return Examination(errors, [], [], hidden=False)
    (one,) = prepare([draft], on=local_day(at))
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
        likely = [
            match.person
            for match in persons.matches(one.key)
            if match.likeness in (Likeness.SAME, Likeness.LIKELY)
        ]
        seen = intake.in_sight([person.id for person in likely], scope)
        alike = [person for person in likely if person.id in seen]
        return Examination([], failing, alike, hidden=len(alike) < len(likely))
    if one.error is not None:
        return Examination([one.error], failing, [], hidden=False)
    return Examination([], failing, [], hidden=False, sent_before=one.repeats)
