"""Where accounts, sessions and requests are seen, for the tests of the matrix."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from pncrecruit.access.actions import roles
from pncrecruit.access.models import ServerSession, User
from pncrecruit.access.rules import Role
from pncrecruit.db import db, now
from tests.access.matrix import Detail, Surface, detail, surface
from tests.factories import make_actor, make_user


def _session(user: User, inside: bool) -> Mapping[str, Any]:
    owner = user if inside else make_user()
    row = ServerSession(
        key_hash=uuid4().hex, user_id=owner.id, data={}, created_at=now(), seen_at=now()
    )
    db.session.add(row)
    db.session.flush()
    return {"session_id": row.id}


def _sessions() -> object:
    return db.session.scalar(select(func.count()).select_from(ServerSession))


def _request(user: User, inside: bool) -> str:
    asked = roles.ask_role(
        make_user(),
        Role.RECRUITER if inside else Role.AUDITOR,
        reason="A new post",
        actor=make_actor(Role.ADMIN),
        at=now(),
    )
    return str(asked.public_id)


def _request_values(user: User, inside: bool) -> Mapping[str, Any]:
    return {"approval_id": _request(user, inside)}


surface(Surface("access.approvals", Role.HR_LEAD, _request))
detail(Detail("access.approval", Role.HR_LEAD, _request_values))
detail(
    Detail(
        "access.end_session",
        Role.RECRUITER,
        _session,
        method="POST",
        effect=_sessions,
    )
)
