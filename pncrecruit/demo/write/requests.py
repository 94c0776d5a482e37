"""What waits for a second person in the demo: roles, a call, a new unit.

The rules of the call are kept as a template too.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from pncrecruit.access.actions.accounts import create_account
from pncrecruit.access.actions.roles import ask_role
from pncrecruit.access.actor import Actor
from pncrecruit.access.rules import Role
from pncrecruit.db import db, local_day
from pncrecruit.demo.staff import DOMAIN
from pncrecruit.officers.actions.unit_requests import ask_to_open
from pncrecruit.officers.models import Unit
from pncrecruit.officers.rules import UnitKind
from pncrecruit.officers.rules.units import UnitDraft
from pncrecruit.recruitment.actions import templates
from pncrecruit.recruitment.actions.call_requests import ask_to_publish
from pncrecruit.recruitment.models import RecruitmentCall
from pncrecruit.recruitment.rules import CallState

# Whose roles are asked for: an HR lead decides on the first, an auditor on the second.
NEW = (
    ("recluta3", "Brenda Azucena", "Coyoy", Role.RECRUITER),
    ("auditor3", "Hugo Leonel", "Sical", Role.AUDITOR),
)


def ask(*, administrator: Actor, lead: Actor, at: datetime) -> None:
    """Let an administrator and an HR lead ask for what a second person decides."""
    for login, given, surname, role in NEW:
        user = create_account(
            email=f"{login}@{DOMAIN}",
            given_names=given,
            first_surname=surname,
            author=administrator.author,
            at=at,
        )
        reason = "Personal nuevo de la dependencia"
        ask_role(user, role, reason=reason, actor=administrator, at=at)
    draft = db.session.scalars(
        select(RecruitmentCall).where(RecruitmentCall.state == CallState.DRAFT)
    ).one()
    ask_to_publish(draft, actor=lead, at=at, reason="Convocatoria del próximo año")
    templates.keep(draft, "Curso básico de agentes", author=lead.author, at=at)
    station = db.session.scalars(
        select(Unit).where(Unit.kind == UnitKind.STATION).order_by(Unit.id).limit(1)
    ).one()
    code = f"{station.code[:2]}-90"
    ask_to_open(
        UnitDraft(
            code,
            f"Subestación {code}",
            UnitKind.SUBSTATION,
            station.code,
            local_day(at) - timedelta(days=1),
            station.municipality,
            12,
        ),
        actor=lead,
        at=at,
        reason="La comunidad la solicitó",
    )
