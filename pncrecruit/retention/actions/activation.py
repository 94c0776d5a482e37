"""A version is put into use by two people, or put back by two; the other retires."""

from datetime import datetime

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.db import db
from pncrecruit.retention.actions.loading import load
from pncrecruit.retention.models import ModelVersion
from pncrecruit.retention.queries import models as queries
from pncrecruit.retention.rules import ModelState
from pncrecruit.retention.rules.versions import NeverInUse, NotACandidate
from pncrecruit.words import N_

KIND = "model_version.activate"
BACK = "model_version.rollback"


def ask(version: ModelVersion, *, reason: str, actor: Actor, at: datetime) -> Approval:
    """Ask a second HR lead to put a candidate into use.

    Raises NotACandidate, or what `load` raises where it is not what was kept.
    """
    _check(KIND, version)
    return _ask(KIND, version, reason=reason, actor=actor, at=at)


def ask_back(
    version: ModelVersion, *, reason: str, actor: Actor, at: datetime
) -> Approval:
    """Ask a second HR lead to put a version back that was in use before.

    Raises NeverInUse, or what `load` raises where it is not what was kept.
    """
    _check(BACK, version)
    return _ask(BACK, version, reason=reason, actor=actor, at=at)


def _check(kind: str, version: ModelVersion) -> None:
    if kind == KIND and version.state is not ModelState.CANDIDATE:
        raise NotACandidate(number=version.number)
    retired = version.state is ModelState.RETIRED and version.approval_id is not None
    if kind == BACK and not retired:
        raise NeverInUse(number=version.number)
    load(version)


def _ask(
    kind: str, version: ModelVersion, *, reason: str, actor: Actor, at: datetime
) -> Approval:
    return approvals.ask(
        kind,
        ("model_version", version.number),
        {
            "number": version.number,
            "sha256": version.sha256,
            "gate_open": version.gate_open,
        },
        version.version,
        actor=actor,
        at=at,
        reason=reason,
    )


def _version(subject_id: str) -> int | None:
    found = queries.version(int(subject_id))
    return found.version if found else None


def _describe(approval: Approval) -> list[Line]:
    now_active = queries.active()
    return [
        Line(
            N_("Version in use"),
            str(now_active.number) if now_active else "",
            str(approval.payload["number"]),
        ),
        Line(
            N_("SHA-256"),
            now_active.sha256 if now_active else "",
            str(approval.payload["sha256"]),
        ),
    ]


def _apply(approval: Approval, actor: Actor, at: datetime) -> None:
    version = queries.version(int(approval.subject_id))
    if version is None:
        raise LookupError(approval.subject_id)
    _check(approval.kind, version)
    activate(
        version,
        approval_id=approval.id,
        actor=actor,
        at=at,
        verb=BACK if approval.kind == BACK else KIND,
    )


def activate(
    version: ModelVersion,
    *,
    approval_id: int | None,
    actor: Actor,
    at: datetime,
    verb: str = KIND,
) -> None:
    """Put a version into use; the one before it retires."""
    before = queries.active()
    if before is not None and before is not version:
        before.state = ModelState.RETIRED
    version.state, version.approval_id = ModelState.ACTIVE, approval_id
    db.session.flush()
    record(
        verb,
        ("model_version", version.number),
        author=actor.author,
        at=at,
        active=(before.number if before else None, version.number),
        sha256=version.sha256,
    )


for _kind, _label in (
    (KIND, N_("Use a version of the attrition model")),
    (BACK, N_("Put an earlier version of the attrition model back")),
):
    approvals.register(
        Handler(
            kind=_kind,
            label=_label,
            permission=Permission.MODEL_VERSION_ACTIVATE,
            version=_version,
            describe=_describe,
            apply=_apply,
        )
    )
