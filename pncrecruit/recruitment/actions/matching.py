"""Decide whose record a draft belongs to: one matcher for every way in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pncrecruit.errors import DomainError
from pncrecruit.persons import queries as persons
from pncrecruit.persons.queries import PersonRow
from pncrecruit.persons.rules import Likeness, PersonKey, likeness, name_likeness
from pncrecruit.recruitment.queries import intake
from pncrecruit.recruitment.rules.draft import (
    ApplicantDraft,
    CuiFinding,
    CuiOfAnother,
    LikelyDuplicate,
    cui_finding,
    tidy,
)

# Under this the holder of a CUI and the applicant have names of different people.
NAME_UNLIKE = 55.0


@dataclass(slots=True)
class Prepared:
    """A draft on its way into the database: checked, and matched with a person."""

    draft: ApplicantDraft
    cui: CuiFinding | None = None
    person: PersonRow | None = None
    error: DomainError | None = None
    repeats: intake.Applied | None = None
    # The draft before it in the same chunk that is the same person.
    same_chunk: "Prepared | None" = field(default=None, repr=False)

    @property
    def key(self) -> PersonKey:
        """What the rule of likeness reads."""
        draft = self.draft
        parts = (draft.given_names, draft.first_surname, draft.second_surname)
        return PersonKey(
            " ".join(filter(None, parts)),
            self.cui.cui if self.cui else None,
            draft.birth_date,
            draft.residence_municipality,
        )


def prepare(drafts: Sequence[ApplicantDraft], *, on: date) -> list[Prepared]:
    """Check drafts and find the persons they belong to, each question asked once."""
    sent = intake.sent_before(draft.client_id for draft in drafts)
    found = []
    for draft in drafts:
        if draft.client_id in sent:
            found.append(Prepared(draft, repeats=sent[draft.client_id]))
            continue
        clean, errors = tidy(draft, on=on)
        one = Prepared(clean, error=errors[0] if errors else None)
        if one.error is None:
            one.cui = cui_finding(clean.cui, clean.cui_reason)
        found.append(one)
    _match([one for one in found if one.error is None and one.repeats is None])
    return found


def _match(waiting: list[Prepared]) -> None:
    holders = persons.by_cui(one.cui.cui for one in waiting if one.cui and one.cui.cui)
    neighbours = _neighbours(waiting)
    earlier: dict[date, list[Prepared]] = defaultdict(list)
    by_cui: dict[str, Prepared] = {}
    for one in waiting:
        number = one.cui.cui if one.cui else None
        try:
            one.person = _person(one, holders, neighbours)
        except DomainError as error:
            one.error = error
            continue
        if number and number in by_cui:
            one.same_chunk = by_cui[number]
        elif one.person is None and not one.draft.distinct:
            one.same_chunk = _alike(one, earlier[one.draft.birth_date])
        if number:
            by_cui.setdefault(number, one)
        earlier[one.draft.birth_date].append(one)


def _neighbours(waiting: list[Prepared]) -> dict[date, list[PersonRow]]:
    """Return who was born on the same days and may be the same person.

    Two records with different CUIs are not taken for one, so whoever has a CUI is
    compared only with those recorded without one.
    """
    days: dict[bool, set[date]] = {True: set(), False: set()}
    for one in waiting:
        if one.draft.same_as is None and not one.draft.distinct:
            days[bool(one.cui and one.cui.cui)].add(one.draft.birth_date)
    found: dict[date, list[PersonRow]] = defaultdict(list)
    known: set[int] = set()
    for with_cui, born in days.items():
        for row in persons.born_on(born, without_cui=with_cui) if born else ():
            if row.birth_date is not None and row.id not in known:
                known.add(row.id)
                found[row.birth_date].append(row)
    return found


def _person(
    one: Prepared,
    holders: dict[str, PersonRow],
    neighbours: dict[date, list[PersonRow]],
) -> PersonRow | None:
    """Return the recorded person a draft belongs to, or nobody.

    Raises CuiOfAnother or LikelyDuplicate when a person must decide.
    """
    draft, key = one.draft, one.key
    holder = holders.get(key.cui or "")
    if holder is not None:
        if name_likeness(key.name, holder.full_name) < NAME_UNLIKE:
            raise CuiOfAnother
        return holder
    if draft.same_as is not None:
        return persons.by_public_id(draft.same_as)
    if draft.distinct:
        return None
    for row in neighbours.get(draft.birth_date, ()):
        if likeness(key, row.key) is Likeness.LIKELY:
            raise LikelyDuplicate
    return None


def _alike(one: Prepared, earlier: list[Prepared]) -> Prepared | None:
    for other in earlier:
        if likeness(one.key, other.key) in (Likeness.SAME, Likeness.LIKELY):
            return other
    return None
