"""Leading two records together, or apart, is asked by one and decided by another."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import gettext

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line, Preview
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.access.rules import ReasonRequired
from pncrecruit.db import db
from pncrecruit.errors import Conflict
from pncrecruit.persons import actions as persons
from pncrecruit.persons.kinds import Sex
from pncrecruit.persons.models import Person, PersonMerge
from pncrecruit.persons.rules import grouped_cui
from pncrecruit.recruitment.actions.merging import (
    check_separable,
    merge,
    planned,
    refuse_tied,
    separate,
)
from pncrecruit.recruitment.queries import merging
from pncrecruit.recruitment.queries.merging import AppliedRow
from pncrecruit.recruitment.rules.merging import LABELS, Plan
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.reference import municipalities
from pncrecruit.words import N_

MERGE, SEPARATE = "person.merge", "person.separate"


class Shown(NamedTuple):
    """A record as it is shown beside another: its data, applications, service."""

    person: Person
    residence: str
    applications: list[AppliedRow]
    numbers: list[str]
    nip: str | None
    officer: bool


class Pair(NamedTuple):
    """Two records side by side, and what leading one into the other does."""

    kept: Shown
    absorbed: Shown
    plan: Plan | None


def pair(kept: Person, absorbed: Person, plan: Plan | None = None) -> Pair:
    """Return two records side by side."""
    both = (kept.id, absorbed.id)
    applied, officers = merging.applied(both), merging.officers(both)

    def shown(person: Person) -> Shown:
        rows = [one for one in applied[person.id] if one.listed]
        officer = officers.get(person.id)
        return Shown(
            person,
            _place(person.residence_municipality),
            rows,
            [application_number(one.call_code, one.number) for one in rows],
            officer.nip if officer else None,
            officer is not None,
        )

    return Pair(shown(kept), shown(absorbed), plan)


def ask_to_merge(
    kept: Person,
    absorbed: Person,
    number: str,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Approval:
    """Ask a second person to lead one record into another.

    ``number`` is what the request is called by. Raises what stands in the way of it, a
    conflict of interest among them, or ReasonRequired.
    """
    refuse_tied(actor, (kept, absorbed))
    todo = planned(kept, absorbed)
    if not reason.strip():
        raise ReasonRequired
    return approvals.ask(
        MERGE,
        ("person_pair", f"{kept.id}-{absorbed.id}"),
        {
            "number": number,
            "kept": str(kept.public_id),
            "absorbed": str(absorbed.public_id),
            **_told(todo),
        },
        kept.version + absorbed.version,
        actor=actor,
        at=at,
        reason=reason,
    )


def ask_to_separate(
    made: PersonMerge, number: str, *, reason: str, actor: Actor, at: datetime
) -> Approval:
    """Ask a second person to take two records apart again."""
    check_separable(made)
    refuse_tied(actor, _people(made))
    if not reason.strip():
        raise ReasonRequired
    return approvals.ask(
        SEPARATE,
        ("person_merge", made.public_id),
        {"number": number},
        made.version,
        actor=actor,
        at=at,
        reason=reason,
    )


def _pair_of(identifier: str) -> tuple[Person, Person] | None:
    kept, _, absorbed = identifier.partition("-")
    people = [db.session.get(Person, int(one)) for one in (kept, absorbed)]
    return (people[0], people[1]) if people[0] and people[1] else None


def _people(made: PersonMerge) -> tuple[Person, Person]:
    return (
        db.session.get_one(Person, made.kept_id),
        db.session.get_one(Person, made.absorbed_id),
    )


def _merge_version(identifier: str) -> int | None:
    """Return the sum of both versions: each only grows, so that it tells any change."""
    people = _pair_of(identifier)
    if people is None or any(merging.is_absorbed(one.id) for one in people):
        return None
    return people[0].version + people[1].version


def _describe_merge(approval: Approval) -> list[Line]:
    people = _pair_of(approval.subject_id)
    if people is None:
        return []
    both, told = pair(*people), approval.payload
    lines = [
        Line(N_("Applications that change hands"), "", ", ".join(told["moved"])),
        Line(N_("Closed as a repetition"), "", ", ".join(told["closed"])),
    ]
    lines = [line for line in lines if line.new]
    lines += [
        Line(LABELS[name], _said(name, old), _said(name, new))
        for name, (old, new) in persons.lacking(*people).items()
        if name in LABELS
    ]
    if both.absorbed.officer:
        lines.append(
            Line(
                N_("Service record of an officer"),
                "",
                both.absorbed.nip or gettext("Yes"),
            )
        )
    return lines


def _preview_merge(approval: Approval) -> Preview | None:
    people = _pair_of(approval.subject_id)
    if people is None:
        return None
    return Preview("recruitment/_merge_pair.html", {"pair": pair(*people)})


def _told(todo: Plan) -> dict[str, list[str]]:
    """Return what a merge would do as the request shows it: numbers of applications."""

    def numbers(ids: list[int]) -> list[str]:
        rows = merging.numbers(ids).values()
        return [application_number(code, number) for _, code, number in rows]

    return {
        "moved": numbers(todo.moved),
        "closed": numbers([one for one, _ in todo.closed]),
    }


def _apply_merge(approval: Approval, actor: Actor, at: datetime) -> None:
    people = _pair_of(approval.subject_id)
    # What is done is what was shown: one of them may have applied again since.
    shown = approval.payload
    if people is not None and shown != {**shown, **_told(planned(*people))}:
        raise Conflict
    kept, _, absorbed = approval.subject_id.partition("-")
    merge(
        int(kept),
        int(absorbed),
        reason=approval.reason,
        approval=(approval.id, approval.public_id),
        actor=actor,
        at=at,
    )


def _check_merge(approval: Approval, actor: Actor) -> None:
    people = _pair_of(approval.subject_id)
    if people is not None:
        refuse_tied(actor, people)


def _made(approval: Approval) -> PersonMerge | None:
    return _merge_of(approval.subject_id)


def _merge_of(identifier: str) -> PersonMerge | None:
    row = merging.merge(UUID(identifier))
    return row.merge if row else None


def _separate_version(identifier: str) -> int | None:
    made = _merge_of(identifier)
    stands = made is not None and made.undone_at is None
    return made.version if made is not None and stands else None


def _describe_separate(approval: Approval) -> list[Line]:
    made = _made(approval)
    if made is None:
        return []
    told = merging.numbers(made.moved["applications"])
    closed = merging.numbers([one for one, _ in merging.closed_by(made.id)])
    back = [application_number(code, number) for _, code, number in told.values()]
    again = [application_number(code, number) for _, code, number in closed.values()]
    lines = [Line(N_("Applications that go back"), "", ", ".join(back))]
    if again:
        lines.append(Line(N_("Applications opened again"), "", ", ".join(again)))
    if made.moved["officers"]:
        lines.append(Line(N_("Service record of an officer"), "", gettext("Goes back")))
    fields: Mapping[str, list[Any]] = made.moved["person"]["fields"]
    lines += [
        Line(LABELS[name], _said(name, new), _said(name, old))
        for name, (old, new) in fields.items()
        if name in LABELS
    ]
    return lines


def _apply_separate(approval: Approval, actor: Actor, at: datetime) -> None:
    made = _made(approval)
    if made is not None:
        separate(
            made,
            reason=approval.reason,
            approval=approval.public_id,
            actor=actor,
            at=at,
        )


def _check_separate(approval: Approval, actor: Actor) -> None:
    made = _made(approval)
    if made is not None:
        refuse_tied(actor, _people(made))


def _said(name: str, value: Any) -> str:
    """Return a field of a person in words; what a merge keeps is plain JSON."""
    if value in (None, ""):
        return ""
    if name == "birth_date":
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return f"{day:%d/%m/%Y}"
    tell: Mapping[str, Callable[[Any], str]] = {
        "cui": grouped_cui,
        "sex": lambda one: str(gettext(Sex(one).label)),
        "residence_municipality": _place,
        "origin_municipality": _place,
    }
    return tell[name](value) if name in tell else str(value)


def _place(code: str | None) -> str:
    known = municipalities().get(code or "")
    return f"{known.name}, {known.department.name}" if known else ""


approvals.register(
    Handler(
        kind=MERGE,
        label=N_("Lead two records of one person together"),
        permission=Permission.APPLICATION_MERGE,
        version=_merge_version,
        describe=_describe_merge,
        apply=_apply_merge,
        check=_check_merge,
        preview=_preview_merge,
    )
)
approvals.register(
    Handler(
        kind=SEPARATE,
        label=N_("Take two records apart again"),
        permission=Permission.APPLICATION_MERGE,
        version=_separate_version,
        describe=_describe_separate,
        apply=_apply_separate,
        check=_check_separate,
    )
)
