"""Decide whose record a draft belongs to: one matcher for every way in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from pncrecruit.db import db
from pncrecruit.errors import DomainError
from pncrecruit.persons import queries as persons
from pncrecruit.persons.queries import PersonRow
from pncrecruit.persons.rules import name_key
from pncrecruit.persons.rules.likeness import (
    NAME_EQUAL,
    NAME_RELATED,
    Likeness,
    PersonKey,
    close_among,
    likeness,
    may_be_one,
    name_likeness,
)
from pncrecruit.recruitment.queries import intake, undone
from pncrecruit.recruitment.rules.draft import (
    ApplicantDraft,
    Checked,
    CuiFinding,
    CuiOfAnother,
    LikelyDuplicate,
)

# Under this the holder of a CUI and the applicant have names of different people.
NAME_UNLIKE = 55.0
# Numbers of persons that transactions not yet committed may have been given.
UNCOMMITTED = 10_000


@dataclass(slots=True)
class Prepared:
    """A draft on its way into the database: checked, and matched with a person."""

    draft: ApplicantDraft
    cui: CuiFinding
    person: PersonRow | None = None
    error: DomainError | None = None
    repeats: intake.Applied | None = None
    # The undone application that came with the same sender's identifier, and that of
    # the person to this call, which is taken up again.
    sent: intake.Applied | None = None
    undone: intake.Applied | None = None
    name_key: str = ""  # without the married surname, which may be new
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
        return self.cui.cui

    @property
    def key(self) -> PersonKey:
        """What the rule of likeness reads."""
        draft = self.draft
        return PersonKey(
            self.name, self.number, draft.birth_date, draft.residence_municipality
        )


def compared_now() -> int:
    """Return the person up to whom drafts that are prepared from now on are compared.

    On PostgreSQL somebody may have an earlier number and not be committed yet: a
    chunk's worth of numbers each for a few who are at work is left out.
    """
    margin = 0 if db.session.get_bind().dialect.name == "sqlite" else UNCOMMITTED
    return max(persons.last_id() - margin, 0)


def prepare(drafts: Sequence[Checked], *, compared_to: int = 0) -> list[Prepared]:
    """Find the persons that drafts belong to, each question asked once.

    Those compared before, say when their file was read, are compared by name only with
    who was recorded after ``compared_to`` (of compared_now), or changed.
    """
    sent = intake.sent_before(one.draft.client_id for one in drafts)
    found = []
    for draft, cui, errors in drafts:
        before = sent.get(draft.client_id)
        one = Prepared(draft, cui)
        if before is not None and before.undone:
            one.sent = before
        else:
            one.repeats = before
        if errors and one.repeats is None:
            one.error = errors[0]
        found.append(one)
    waiting = [one for one in found if one.error is None and one.repeats is None]
    _match(waiting, compared_to)
    return found


def _match(waiting: list[Prepared], compared_to: int) -> None:
    holders = persons.by_cui(one.number for one in waiting if one.number)
    for one in waiting:
        one.name_key = name_key(one.name)
    neighbours = _neighbours(waiting, compared_to)
    told = persons.by_public_id(
        one.draft.same_as for one in waiting if one.draft.same_as
    )
    senders = persons.by_id({one.sent.person_id for one in waiting if one.sent})
    alike = {
        id(one): [
            row
            for row in neighbours.get(id(one), ())
            if likeness(one.key, row.key) is Likeness.LIKELY
        ]
        for one in waiting
    }
    unseen = undone.only_undone({row.id for rows in alike.values() for row in rows})
    earlier: dict[date, list[tuple[str, Prepared]]] = defaultdict(list)
    by_cui: dict[str, Prepared] = {}
    for one in waiting:
        number, key = one.number, one.name_key
        try:
            one.person = _person(one, holders, told, senders)
            if one.person is None and not one.draft.distinct:
                one.person = _unseen(alike[id(one)], unseen)
        except DomainError as error:
            one.error = error
            continue
        if number and number in by_cui:
            one.same_chunk = by_cui[number]
        elif one.person is None and not one.draft.distinct:
            one.same_chunk = _alike(one, key, earlier[one.draft.birth_date])
        if number:
            by_cui.setdefault(number, one)
        earlier[one.draft.birth_date].append((key, one))


def _neighbours(
    waiting: list[Prepared], compared_to: int
) -> dict[int, list[PersonRow]]:
    """Return for each draft who was born on its day and has a name as close.

    Two records with different CUIs are not taken for one, so whoever has a CUI is
    compared only with those recorded without one.
    """
    days: dict[bool, dict[date, list[tuple[str, int]]]] = {True: {}, False: {}}
    for one in waiting:
        if one.draft.same_as is None and not one.draft.distinct:
            same_day = days[bool(one.number)]
            same_day.setdefault(one.draft.birth_date, []).append(
                (one.name_key, id(one))
            )
    close: dict[int, list[int]] = defaultdict(list)
    for with_cui, born in days.items():
        if not born:
            continue
        rows = persons.born_on(born, without_cui=with_cui, changed_after=compared_to)
        for day, (ids, keys) in rows.items():
            for key, one_id in born[day]:
                close[one_id] += [ids[place] for place in close_among(key, keys)]
    found = persons.by_id({person for people in close.values() for person in people})
    return {one: [found[person] for person in people] for one, people in close.items()}


def _person(
    one: Prepared,
    holders: dict[str, PersonRow],
    told: dict[UUID, PersonRow],
    senders: dict[int, PersonRow],
) -> PersonRow | None:
    """Return the recorded person a draft belongs to, or nobody.

    Raises CuiOfAnother when a person must decide.
    """
    draft = one.draft
    holder = holders.get(one.number or "")
    if holder is not None:
        if name_likeness(one.name, holder.full_name) < NAME_UNLIKE:
            raise CuiOfAnother
        return holder
    if draft.same_as is not None:
        return told.get(draft.same_as)
    sender = senders[one.sent.person_id] if one.sent else None
    if sender is not None and _is_same_row(one, sender):
        return sender
    return None


def _is_same_row(one: Prepared, sender: PersonRow) -> bool:
    """Tell whether a row that was undone still tells of the same person.

    It may have been corrected since; it may also have been filled in anew.
    """
    if one.number and sender.cui and one.number != sender.cui:
        return False
    born_alike = one.draft.birth_date == sender.birth_date
    needed = NAME_RELATED if born_alike else NAME_EQUAL
    return name_likeness(one.name, sender.full_name) >= needed


def _unseen(alike: Sequence[PersonRow], unseen: set[int]) -> PersonRow | None:
    """Return the only one that a draft resembles if nobody has them in sight.

    Raises LikelyDuplicate where a person must compare and decide.
    """
    if not alike:
        return None
    if len({one.id for one in alike}) == 1 and alike[0].id in unseen:
        return alike[0]
    raise LikelyDuplicate


def _alike(
    one: Prepared, key: str, earlier: list[tuple[str, Prepared]]
) -> Prepared | None:
    for before, other in earlier:
        if may_be_one(key, before) and likeness(one.key, other.key) in (
            Likeness.SAME,
            Likeness.LIKELY,
        ):
            return other
    return None
