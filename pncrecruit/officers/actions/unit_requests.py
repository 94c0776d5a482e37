"""What one HR lead asks and a second approves: to open, move or close a unit."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.db import local_day
from pncrecruit.officers.actions import units as actions
from pncrecruit.officers.models import Unit
from pncrecruit.officers.queries import units as queries
from pncrecruit.officers.rules import UnitKind
from pncrecruit.officers.rules.units import UnitDraft
from pncrecruit.reference import municipalities
from pncrecruit.words import N_

OPEN, MOVE, CLOSE = "unit.open", "unit.move", "unit.close"
NEW = 0  # the base version of a unit that does not exist yet


def ask_to_open(
    draft: UnitDraft, *, actor: Actor, at: datetime, reason: str = ""
) -> Approval:
    """Ask for a new unit, whose draft the rules accept today."""
    actions.check_draft(draft, local_day(at))
    payload = {
        "code": draft.code,
        "name": draft.name.strip(),
        "kind": draft.kind.value,
        "parent": draft.parent_code,
        "opened_on": draft.opened_on.isoformat(),
        "municipality": draft.municipality,
        "establishment": draft.establishment,
    }
    return approvals.ask(
        OPEN, ("unit", draft.code), payload, NEW, actor=actor, at=at, reason=reason
    )


def ask_to_move(
    unit: Unit,
    parent: Unit,
    kind: UnitKind,
    *,
    since: date,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Approval:
    """Ask that a unit lie below another, as a unit of a kind, since a day."""
    actions.check_move(unit, parent, kind, since, local_day(at))
    before = queries.by_id(unit.parent_id) if unit.parent_id else None
    payload = {
        "parent": parent.code,
        "kind": kind.value,
        "since": since.isoformat(),
        "parent_before": before.code if before else None,
        "kind_before": unit.kind.value,
    }
    return approvals.ask(
        MOVE,
        ("unit", unit.code),
        payload,
        unit.version,
        actor=actor,
        at=at,
        reason=reason,
    )


def ask_to_close(
    unit: Unit, *, on: date, actor: Actor, at: datetime, reason: str = ""
) -> Approval:
    """Ask that a unit be closed on a day."""
    actions.check_close(unit, on, local_day(at))
    return approvals.ask(
        CLOSE,
        ("unit", unit.code),
        {"on": on.isoformat()},
        unit.version,
        actor=actor,
        at=at,
        reason=reason,
    )


def draft_of(payload: dict[str, Any]) -> UnitDraft:
    """Return the unit that a request asks for."""
    return UnitDraft(
        payload["code"],
        payload["name"],
        UnitKind(payload["kind"]),
        payload["parent"],
        date.fromisoformat(payload["opened_on"]),
        payload["municipality"],
        payload["establishment"],
    )


def _unit(code: str) -> Unit:
    unit = queries.by_code(code)
    if unit is None:
        raise LookupError(code)
    return unit


def _version(code: str) -> int | None:
    unit = queries.by_code(code)
    return unit.version if unit else None


def _version_of_new(code: str) -> int | None:
    """Return NEW while no unit has the code; afterwards the request is void."""
    return NEW if queries.by_code(code) is None else None


def _apply_open(approval: Approval, actor: Actor, at: datetime) -> None:
    actions.open_unit(draft_of(approval.payload), author=actor.author, at=at)


def _apply_move(approval: Approval, actor: Actor, at: datetime) -> None:
    asked = approval.payload
    actions.move(
        _unit(approval.subject_id),
        _unit(asked["parent"]),
        kind=UnitKind(asked["kind"]),
        since=date.fromisoformat(asked["since"]),
        author=actor.author,
        at=at,
    )


def _apply_close(approval: Approval, actor: Actor, at: datetime) -> None:
    day = date.fromisoformat(approval.payload["on"])
    actions.close(_unit(approval.subject_id), on=day, author=actor.author, at=at)


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def _named(code: str | None) -> str:
    unit = queries.by_code(code) if code else None
    return f"{unit.code} {unit.name}" if unit else code or ""


def _place(code: str | None) -> str:
    found = municipalities().get(code) if code else None
    return f"{found.name}, {found.department.name}" if found else ""


def _describe_open(approval: Approval) -> list[Line]:
    asked = approval.payload
    posts = asked["establishment"]
    lines = [
        Line(N_("Code"), "", asked["code"]),
        Line(N_("Name"), "", asked["name"]),
        Line(N_("Kind"), "", gettext(UnitKind(asked["kind"]).label)),
        Line(N_("Lies below"), "", _named(asked["parent"])),
        Line(N_("Open since"), "", _day(asked["opened_on"])),
        Line(N_("Municipality"), "", _place(asked["municipality"])),
        Line(N_("Establishment"), "", "" if posts is None else f"{posts:,}"),
    ]
    return [line for line in lines if line.new]


def _describe_move(approval: Approval) -> list[Line]:
    asked = approval.payload
    lines = [
        Line(N_("Unit"), _named(approval.subject_id), _named(approval.subject_id)),
        Line(N_("Lies below"), _named(asked["parent_before"]), _named(asked["parent"])),
        Line(N_("Since"), "", _day(asked["since"])),
    ]
    if asked["kind"] != asked["kind_before"]:
        before, after = UnitKind(asked["kind_before"]), UnitKind(asked["kind"])
        lines.append(Line(N_("Kind"), gettext(before.label), gettext(after.label)))
    return lines


def _describe_close(approval: Approval) -> list[Line]:
    named = _named(approval.subject_id)
    return [
        Line(N_("Unit"), named, named),
        Line(N_("Closed on"), "", _day(approval.payload["on"])),
    ]


approvals.register(
    Handler(
        kind=OPEN,
        label=N_("Open a unit"),
        permission=Permission.UNIT_CREATE,
        version=_version_of_new,
        describe=_describe_open,
        apply=_apply_open,
    )
)
approvals.register(
    Handler(
        kind=MOVE,
        label=N_("Move a unit"),
        permission=Permission.UNIT_MOVE,
        version=_version,
        describe=_describe_move,
        apply=_apply_move,
    )
)
approvals.register(
    Handler(
        kind=CLOSE,
        label=N_("Close a unit"),
        permission=Permission.UNIT_CLOSE,
        version=_version,
        describe=_describe_close,
        apply=_apply_close,
    )
)
