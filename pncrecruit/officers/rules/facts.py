"""What a fact of each kind is made of, and the shape that every one must have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache

from pncrecruit.errors import DomainError
from pncrecruit.officers.rules import FactKind
from pncrecruit.persons.kinds import Precision
from pncrecruit.reference import municipalities, ranks, separation_kinds
from pncrecruit.words import N_

CODE_LENGTH, REASON_LENGTH = 40, 80


class Need(Enum):
    """Whether a kind of fact has a value."""

    REQUIRED = "required"
    MAY = "may"
    NEVER = "never"


class Codes(Enum):
    """Where the codes of a kind of fact come from."""

    FREE = "free"
    RANKS = "ranks"
    SEPARATIONS = "separations"
    MUNICIPALITIES = "municipalities"


@dataclass(frozen=True, slots=True)
class Payload:
    """What a kind of fact holds: unit, code, amount, and its further details."""

    unit: Need = Need.NEVER
    code: Need = Need.NEVER
    codes: Codes = Codes.FREE
    amount: Need = Need.NEVER
    details: Mapping[str, type] = field(default_factory=dict)
    ends: bool = True  # whether it can have an end


PAYLOADS: Mapping[FactKind, Payload] = {
    FactKind.APPOINTMENT: Payload(unit=Need.MAY, code=Need.MAY, ends=False),
    FactKind.RANK: Payload(code=Need.REQUIRED, codes=Codes.RANKS),
    FactKind.POSTING: Payload(
        unit=Need.REQUIRED, code=Need.MAY, details={"principal": bool}
    ),
    FactKind.SEPARATION: Payload(
        code=Need.REQUIRED,
        codes=Codes.SEPARATIONS,
        details={"stated_reason": str},
        ends=False,
    ),
    FactKind.REENTRY: Payload(unit=Need.MAY, ends=False),
    FactKind.PAY: Payload(
        code=Need.MAY, amount=Need.REQUIRED, details={"rank_group": str}
    ),
    FactKind.COMPLAINT: Payload(code=Need.MAY, details={"finding": str}),
    FactKind.HOME: Payload(code=Need.REQUIRED, codes=Codes.MUNICIPALITIES),
    FactKind.SHIFT: Payload(
        code=Need.REQUIRED, details={"days_on": int, "days_off": int}
    ),
    FactKind.REST_CANCELLED: Payload(unit=Need.MAY, amount=Need.REQUIRED),
    FactKind.LEAVE: Payload(code=Need.REQUIRED, amount=Need.MAY),
    FactKind.LEAVE_REFUSED: Payload(code=Need.REQUIRED, amount=Need.MAY),
    FactKind.TRANSFER_REQUEST: Payload(unit=Need.MAY, code=Need.REQUIRED),
    FactKind.TRAINING: Payload(code=Need.REQUIRED, amount=Need.MAY),
    FactKind.COMMENDATION: Payload(code=Need.REQUIRED),
    FactKind.DISCIPLINE: Payload(code=Need.REQUIRED),
    FactKind.APPRAISAL: Payload(code=Need.REQUIRED, amount=Need.MAY),
    FactKind.BUDGET_LINE: Payload(code=Need.REQUIRED),
}


@dataclass(frozen=True, slots=True)
class FactDraft:
    """A fact as somebody wants it recorded."""

    kind: FactKind
    valid_from: date
    known_on: date
    valid_to: date | None = None
    precision: Precision = Precision.DAY
    unit_id: int | None = None
    code: str | None = None
    amount: Decimal | None = None
    details: Mapping[str, object] | None = None
    reason: str = ""


class ValueMissing(DomainError):
    message = N_("A fact of the kind %(kind)s needs a value: %(value)s.")


class ValueNotForKind(DomainError):
    message = N_("A fact of the kind %(kind)s has no such value: %(value)s.")


class CodeUnknown(DomainError):
    message = N_("%(code)s is not one of the codes of the kind %(kind)s.")
    field = "code"


class DetailUnknown(DomainError):
    message = N_("A fact of the kind %(kind)s has no detail %(detail)s of this form.")
    field = "details"


@cache
def allowed_codes(codes: Codes) -> frozenset[str] | None:
    """Return the codes of a list, or nothing where any code may be used."""
    match codes:
        case Codes.RANKS:
            return frozenset(ranks())
        case Codes.SEPARATIONS:
            return frozenset(separation_kinds())
        case Codes.MUNICIPALITIES:
            return frozenset(municipalities())
        case Codes.FREE:
            return None


def check_payload(draft: FactDraft) -> None:
    """Refuse a fact that holds what its kind does not, or lacks what it needs."""
    payload = PAYLOADS[draft.kind]
    for name, need in (
        ("unit_id", payload.unit),
        ("code", payload.code),
        ("amount", payload.amount),
        ("valid_to", Need.MAY if payload.ends else Need.NEVER),
    ):
        _check_need(draft, name, need)
    allowed = allowed_codes(payload.codes)
    if draft.code is not None and (
        (allowed is not None and draft.code not in allowed)
        or len(draft.code) > CODE_LENGTH
    ):
        raise CodeUnknown(code=draft.code, kind=draft.kind)
    for name, value in (draft.details or {}).items():
        if not isinstance(value, payload.details.get(name, Need)):
            raise DetailUnknown(kind=draft.kind, detail=name)


def _check_need(draft: FactDraft, name: str, need: Need) -> None:
    given = getattr(draft, name) is not None
    if given is (need is Need.REQUIRED) or need is Need.MAY:
        return
    refusal = ValueNotForKind if given else ValueMissing
    raise refusal(kind=draft.kind, value=name)
