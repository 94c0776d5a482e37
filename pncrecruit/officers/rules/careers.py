"""What may follow what in a career, and what a career comes to on a day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from pncrecruit.errors import DomainError
from pncrecruit.officers.rules import FactKind, OfficerStatus
from pncrecruit.officers.rules.dates import last_day, shown
from pncrecruit.officers.rules.facts import FactDraft
from pncrecruit.persons.kinds import Precision
from pncrecruit.reference import ranks
from pncrecruit.words import N_


class EndBeforeStart(DomainError):
    message = N_("It ends on %(end)s, before it starts on %(start)s.")
    field = "valid_to"


class BeforeAppointment(DomainError):
    message = N_("It starts on %(start)s, before the appointment on %(appointed)s.")
    field = "valid_from"


class AfterSeparation(DomainError):
    message = N_(
        "It starts on %(start)s, after the separation on %(separated)s:"
        " only a re-entry may follow."
    )
    field = "valid_from"


class OpenAfterSeparation(DomainError):
    message = N_(
        "It has no end, although the officer separated on %(separated)s:"
        " the separation ends it."
    )
    field = "valid_to"


class PostingsOverlap(DomainError):
    message = N_(
        "On the same days there is another principal posting, since %(start)s."
    )
    field = "valid_from"


class RankSkipped(DomainError):
    message = N_("From %(before)s to %(after)s a rank is skipped: give the reason.")
    field = "reason"


class AlreadySeparated(DomainError):
    message = N_("The officer separated on %(separated)s already.")
    field = "valid_from"


class NeverSeparated(DomainError):
    message = N_("A re-entry follows a separation, and there is none before it.")
    field = "valid_from"


class AlreadyAppointed(DomainError):
    message = N_("The officer was appointed on %(appointed)s already.")
    field = "valid_from"


class Span(NamedTuple):
    """A time from a day up to, not including, another; open without an end."""

    start: date
    end: date | None

    def overlaps(self, other: "Span") -> bool:
        """Tell whether two times share a day."""
        return (self.end is None or other.start < self.end) and (
            other.end is None or self.start < other.end
        )


@dataclass(slots=True)
class Career:
    """What is on record of an officer, as far as the next fact depends on it."""

    appointed: date | None = None
    separated: date | None = None  # the last one that no re-entry followed
    separated_precision: Precision = Precision.DAY
    reentered: date | None = None
    postings: list[Span] = field(default_factory=list)  # the principal ones
    ranks: list[tuple[date, str]] = field(default_factory=list)


def objections(draft: FactDraft, career: Career) -> Iterator[DomainError]:
    """Yield what speaks against adding a fact to a career.

    A form refuses with the first; an import weighs each, for a roster tells what
    happened and not what is asked for.
    """
    kind, start = draft.kind, draft.valid_from
    if draft.valid_to is not None and draft.valid_to < start:
        yield EndBeforeStart(
            start=shown(start, draft.precision),
            end=shown(draft.valid_to, draft.precision),
        )
    if kind is FactKind.APPOINTMENT:
        if career.appointed is not None:
            yield AlreadyAppointed(appointed=f"{career.appointed:%d/%m/%Y}")
        return
    if career.appointed and last_day(start, draft.precision) < career.appointed:
        yield BeforeAppointment(
            start=shown(start, draft.precision),
            appointed=f"{career.appointed:%d/%m/%Y}",
        )
    yield from _against_separation(draft, career)
    if kind is FactKind.POSTING:
        yield from _against_postings(draft, career.postings)
    elif kind is FactKind.RANK:
        yield from _against_ranks(draft, career.ranks)


def _against_separation(draft: FactDraft, career: Career) -> Iterator[DomainError]:
    separated = career.separated
    if draft.kind is FactKind.REENTRY:
        if separated is None or draft.valid_from < separated:
            yield NeverSeparated()
        return
    if separated is None:
        return
    words = shown(separated, career.separated_precision)
    if draft.kind is FactKind.SEPARATION:
        yield AlreadySeparated(separated=words)
    elif draft.valid_from > last_day(separated, career.separated_precision):
        yield AfterSeparation(
            start=shown(draft.valid_from, draft.precision), separated=words
        )
    elif draft.kind is FactKind.POSTING and draft.valid_to is None:
        yield OpenAfterSeparation(separated=words)


def _against_postings(
    draft: FactDraft, postings: Sequence[Span]
) -> Iterator[DomainError]:
    if not is_principal(draft.details):
        return
    wanted = Span(draft.valid_from, draft.valid_to)
    if wanted.end is not None and wanted.end <= wanted.start:
        return  # it counts on no day
    for other in postings:
        if other.overlaps(wanted):
            yield PostingsOverlap(start=shown(other.start, draft.precision))
            return


def _against_ranks(
    draft: FactDraft, held: Sequence[tuple[date, str]]
) -> Iterator[DomainError]:
    earlier = [one for one in held if one[0] <= draft.valid_from]
    if not earlier or draft.reason.strip():
        return
    before, after = ranks().get(max(earlier)[1]), ranks().get(draft.code or "")
    if before and after and after.order > before.order + 1:
        yield RankSkipped(before=before.name_es, after=after.name_es)


def is_principal(details: object) -> bool:
    """Tell whether a posting is the principal one: it is unless it says otherwise."""
    return not (isinstance(details, dict) and details.get("principal") is False)


class Fact(Protocol):
    """A fact as a query gives it."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> FactKind: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def precision(self) -> Precision: ...
    @property
    def unit_id(self) -> int | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def details(self) -> dict[str, object] | None: ...


@dataclass(frozen=True, slots=True)
class State:
    """What a career comes to on a day."""

    status: OfficerStatus | None = None  # nothing before the appointment
    appointed_on: date | None = None
    rank_key: str | None = None
    rank_since: date | None = None
    unit_id: int | None = None
    posted_since: date | None = None
    separated_on: date | None = None
    separation_code: str | None = None
    home: str | None = None
    pay_grade: str | None = None


def career(facts: Iterable[Fact]) -> Career:
    """Return what is on record of one officer, from facts that are valid."""
    found = Career()
    for fact in sorted(facts, key=lambda one: (one.valid_from, one.id)):
        match fact.kind:
            case FactKind.APPOINTMENT:
                found.appointed = found.appointed or fact.valid_from
            case FactKind.SEPARATION:
                found.separated = fact.valid_from
                found.separated_precision = fact.precision
            case FactKind.REENTRY:
                found.reentered, found.separated = fact.valid_from, None
            case FactKind.POSTING if is_principal(fact.details):
                found.postings.append(Span(fact.valid_from, fact.valid_to))
            case FactKind.RANK if fact.code:
                found.ranks.append((fact.valid_from, fact.code))
    return found


def state(facts: Iterable[Fact], day: date) -> State:
    """Return what one officer's facts come to on a day.

    ``facts`` are those known: what starts later or has ended is left aside here. Of
    two that hold at once the one that started later counts. A separation ends every
    posting without changing it.
    """
    latest: dict[FactKind, Fact] = {}
    for fact in facts:
        if fact.valid_from > day or (fact.valid_to and fact.valid_to <= day):
            continue
        if fact.kind is FactKind.POSTING and not is_principal(fact.details):
            continue
        known = latest.get(fact.kind)
        if known is None or (fact.valid_from, fact.id) > (known.valid_from, known.id):
            latest[fact.kind] = fact
    return _state_of(latest)


def _state_of(latest: dict[FactKind, Fact]) -> State:
    appointment = latest.get(FactKind.APPOINTMENT)
    separation, reentry = latest.get(FactKind.SEPARATION), latest.get(FactKind.REENTRY)
    posting, rank = latest.get(FactKind.POSTING), latest.get(FactKind.RANK)
    back = separation and reentry and reentry.valid_from >= separation.valid_from
    if separation and posting:
        # One who came back does not take up the posting that the separation ended.
        kept = back and posting.valid_from >= separation.valid_from
        posting = posting if kept else None
    if back:
        separation = None
    home, pay = latest.get(FactKind.HOME), latest.get(FactKind.PAY)
    serving = appointment or reentry
    return State(
        status=(
            OfficerStatus.SEPARATED
            if separation
            else OfficerStatus.SERVING
            if serving
            else None
        ),
        appointed_on=appointment.valid_from if appointment else None,
        rank_key=rank.code if rank else None,
        rank_since=rank.valid_from if rank else None,
        unit_id=posting.unit_id if posting else None,
        posted_since=posting.valid_from if posting else None,
        separated_on=separation.valid_from if separation else None,
        separation_code=separation.code if separation else None,
        home=home.code if home else None,
        pay_grade=pay.code if pay else None,
    )
