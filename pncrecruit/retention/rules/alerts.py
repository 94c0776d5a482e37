"""When a record becomes an alert, how many there may be, and what may answer one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.retention.rules import AlertKind, AlertState, AnswerKind, Audience
from pncrecruit.retention.rules.catalogue import OF_THE_MANAGER, Action, CauseCode
from pncrecruit.words import N_


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """The published thresholds of the service alerts; days, kilometres, times."""

    request_days: int = 60
    rest_times: int = 3
    rest_window: int = 60
    far_km: float = 200.0
    far_months: int = 24
    leave_times: int = 2
    leave_window: int = 365


@dataclass(frozen=True, slots=True)
class AlertRules:
    """How alerts are limited, in days; scores are chances within twelve months."""

    due: int = 14
    cooling_off: int = 90
    # Who wants no support is left alone for longer; duties to them stay duties.
    declined_off: int = 180
    # Who has been in line for so long goes before those whom the model names.
    patience: int = 90
    floor: float = 0.02
    # One who is on the list leaves it only below rank 1.25 k, so that it is steady.
    hysteresis: float = 1.25


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause with the facts that its sentence names."""

    code: CauseCode
    facts: tuple[tuple[str, float | str], ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the cause as it is kept."""
        return {"code": self.code.value, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of an officer, or of a unit (no officer), on a day.

    ``people`` is how many a cause of a unit concerns.
    """

    officer_id: int | None
    unit_id: int
    causes: tuple[Cause, ...]
    kind: AlertKind
    people: int | None = None

    @property
    def subject(self) -> "Subject":
        """Whose case it is: one subject has at most one."""
        return subject(self.officer_id, self.unit_id)

    @property
    def codes(self) -> list[CauseCode]:
        """The causes without their facts."""
        return [cause.code for cause in self.causes]


# ("officer", id) or ("unit", id).
Subject = tuple[str, int]


def subject(officer_id: int | None, unit_id: int) -> Subject:
    """Return whose case it is: an officer's, or without an officer the unit's."""
    return ("unit", unit_id) if officer_id is None else ("officer", officer_id)


# Until when an action may be put off; further is a slip of the pen.
LONGEST = timedelta(days=366)


class AnswerIncomplete(DomainError):
    message = N_("Choose an action, or say why there is none.")
    field = "action"


class DueNeeded(DomainError):
    message = N_("Say until when the action is done.")
    field = "due_on"


class NoActionNeedsReason(DomainError):
    message = N_("“No action” needs a reason in words.")
    field = "reason"


class ActionNotSupport(DomainError):
    message = N_("This is not one of the actions of support.")
    field = "action"


class DueBeforeToday(DomainError):
    message = N_("The date until when must not lie in the past.")
    field = "due_on"


class DueTooFar(DomainError):
    message = N_(
        "An action is done within a year, by %(last)s: check the year, or agree on a"
        " first step."
    )
    field = "due_on"


class DoneInFuture(DomainError):
    message = N_("The day on which it was done must not lie in the future.")
    field = "done_on"


class CostNegative(DomainError):
    message = N_("The cost must not be less than nothing.")
    field = "cost"


class AlertNotOpen(Conflict):
    message = N_("This alert is %(state)s: it can no longer be answered or closed.")


class CloseNeedsAnswer(DomainError):
    message = N_("Answer the alert before you close it.")
    field = "reason"


def audience(causes: Iterable[CauseCode]) -> Audience:
    """Return who is asked to act.

    A cause on which the manager decides may be about the manager. One officer has one
    case: if such a cause is among them, the whole case goes to the retention team.
    """
    if any(cause in OF_THE_MANAGER for cause in causes):
        return Audience.RETENTION_TEAM
    return Audience.MANAGER


def choose(
    ranked: Sequence[tuple[int, float]],
    *,
    budget: int,
    open_now: frozenset[int],
    rules: AlertRules,
) -> list[int]:
    """Return the officers of one manager whom the model's list names.

    Parameters
    ----------
    ranked : sequence of (officer id, chance within twelve months)
        Everybody who may be named; ties are told apart by the id, so that the same
        input gives the same list.
    budget : int
        Cases that the manager can work on in a month.
    open_now : frozenset of officer ids
        Who is on the list already: they stay while they rank above 1.25 k.
    """
    order = sorted(
        ((who, chance) for who, chance in ranked if chance >= rules.floor),
        key=lambda one: (-one[1], one[0]),
    )
    stay_within = int(budget * rules.hysteresis)
    stays = [who for who, _ in order[:stay_within] if who in open_now][:budget]
    free = [who for who, _ in order[:budget] if who not in stays]
    return stays + free[: budget - len(stays)]


def due_day(raised: date, rules: AlertRules) -> date:
    """Return the day until which an alert is to be answered."""
    return raised + timedelta(days=rules.due)


def cooled_off(closed: date | None, day: date, rules: AlertRules) -> bool:
    """Say whether a new case may be raised for somebody whose last one was closed."""
    return closed is None or closed + timedelta(days=rules.cooling_off) <= day


def check_answer(
    state: AlertState,
    kind: AnswerKind,
    *,
    action: str,
    reason: str,
    due_on: date | None,
    today: date,
) -> Action | None:
    """Return the action of an answer, None for a reasoned "no action".

    Raises AlertNotOpen, NoActionNeedsReason, AnswerIncomplete, DueNeeded,
    ActionNotSupport, DueBeforeToday or DueTooFar.
    """
    check_open(state)
    if kind is AnswerKind.NO_ACTION:
        if not reason.strip():
            raise NoActionNeedsReason
        return None
    if not action:
        raise AnswerIncomplete
    if due_on is None:
        raise DueNeeded
    if action not in {one.value for one in Action}:
        raise ActionNotSupport
    if due_on < today:
        raise DueBeforeToday
    if due_on > today + LONGEST:
        raise DueTooFar(last=f"{today + LONGEST:%d/%m/%Y}")
    return Action(action)


def check_done(done_on: date, cost: Decimal | None, *, today: date) -> None:
    """Refuse an action that is done only in the future, or costs less than nothing."""
    if done_on > today:
        raise DoneInFuture
    if cost is not None and cost < 0:
        raise CostNegative


def check_open(state: AlertState) -> None:
    """Refuse a deed on an alert that is closed or expired."""
    if state not in (AlertState.OPEN, AlertState.ANSWERED):
        raise AlertNotOpen(state=state)


OUTCOME_DAYS: Final = (90, 180, 365)


def causes_changed(old: Iterable[dict[str, object]], new: Iterable[Cause]) -> bool:
    """Say whether the causes of a case are others than before, facts apart."""
    return [one["code"] for one in old] != [one.code.value for one in new]
