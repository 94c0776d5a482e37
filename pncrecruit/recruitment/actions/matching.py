"""Decide whose record a draft belongs to: one matcher for every way in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pncrecruit.errors import DomainError
from pncrecruit.persons import queries as persons
from pncrecruit.persons.queries import PersonRow
from pncrecruit.persons.rules import (
    Likeness,
    PersonKey,
    fold_name,
    likeness,
    may_be_one,
    name_likeness,
)
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
    def name(self) -> str:
        """Given names and surnames, as the rule of likeness compares them."""
        draft = self.draft
        parts = (draft.given_names, draft.first_surname, draft.second_surname)
        return " ".join(filter(None, parts))

    @property
    def number(self) -> str | None:
        """The CUI, if there is one."""
        return self.cui.cui if self.cui else None

    @property
    def key(self) -> PersonKey:
        """What the rule of likeness reads."""
        draft = self.draft
        return PersonKey(
            self.name, self.number, draft.birth_date, draft.residence_municipality
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
    holders = persons.by_cui(one.number for one in waiting if one.number)
    neighbours = _neighbours(waiting)
    earlier: dict[date, list[tuple[str, Prepared]]] = defaultdict(list)
    by_cui: dict[str, Prepared] = {}
    for one in waiting:
        number = one.number
        try:
            one.person = _person(one, holders, neighbours.get(id(one), ()))
        except DomainError as error:
            one.error = error
            continue
        folded = fold_name(one.name)
        if number and number in by_cui:
            one.same_chunk = by_cui[number]
        elif one.person is None and not one.draft.distinct:
            one.same_chunk = _alike(one, folded, earlier[one.draft.birth_date])
        if number:
            by_cui.setdefault(number, one)
        earlier[one.draft.birth_date].append((folded, one))


def _neighbours(waiting: list[Prepared]) -> dict[int, list[PersonRow]]:
    """Return for each draft who was born on its day and has a name as close.

    Two records with different CUIs are not taken for one, so whoever has a CUI is
    compared only with those recorded without one.
    """
    days: dict[bool, dict[date, list[Prepared]]] = {True: {}, False: {}}
    for one in waiting:
        if one.draft.same_as is None and not one.draft.distinct:
            same_day = days[bool(one.number)]
            same_day.setdefault(one.draft.birth_date, []).append(one)
    close: dict[int, list[int]] = defaultdict(list)
    for with_cui, born in days.items():
        names = {
            id(one): fold_name(one.name)
            for same_day in born.values()
            for one in same_day
        }
        rows = persons.born_on(born, without_cui=with_cui) if born else ()
        for row in rows:
            folded = fold_name(row.name)
            for one in born[row.birth_date]:
                if may_be_one(names[id(one)], folded):
                    close[id(one)].append(row.id)
    found = persons.by_id({person for people in close.values() for person in people})
    return {one: [found[person] for person in people] for one, people in close.items()}


def _person(
    one: Prepared, holders: dict[str, PersonRow], neighbours: Sequence[PersonRow]
) -> PersonRow | None:
    """Return the recorded person a draft belongs to, or nobody.

    Raises CuiOfAnother or LikelyDuplicate when a person must decide.
    """
    draft = one.draft
    holder = holders.get(one.number or "")
    if holder is not None:
        if name_likeness(one.name, holder.full_name) < NAME_UNLIKE:
            raise CuiOfAnother
        return holder
    if draft.same_as is not None:
        return persons.by_public_id(draft.same_as)
    if draft.distinct:
        return None
    if any(likeness(one.key, row.key) is Likeness.LIKELY for row in neighbours):
        raise LikelyDuplicate
    return None


def _alike(
    one: Prepared, folded: str, earlier: list[tuple[str, Prepared]]
) -> Prepared | None:
    for name, other in earlier:
        if may_be_one(folded, name) and likeness(one.key, other.key) in (
            Likeness.SAME,
            Likeness.LIKELY,
        ):
            return other
    return None
