"""The data behind every page: the demo country, and what its people still wait for.

Made once for a module, with the demo's own machinery and the product's own actions, so
that each page of each role has a record to show.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

from flask_security.recoverable import generate_reset_password_token
from flask_security.utils import hash_password
from sqlalchemy import select

from pncrecruit.access.actions import approvals
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval, RoleGrant, UnitAncestor, User
from pncrecruit.access.policy import POLICY
from pncrecruit.access.queries import actor
from pncrecruit.access.rules import EVERYTHING, SECOND_FACTOR_ROLES, Role
from pncrecruit.audit.actions import Author
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db, local_day, now
from pncrecruit.demo import actions as demo
from pncrecruit.demo.mark import Wanted
from pncrecruit.demo.staff import STAFF
from pncrecruit.documents.keeping import folder_of
from pncrecruit.imports.models import ImportBatch
from pncrecruit.officers.models import Officer, ServiceFact, Unit
from pncrecruit.officers.rules import OfficerStatus
from pncrecruit.recruitment.actions import calls, panels, selection
from pncrecruit.recruitment.actions.assignments import assign
from pncrecruit.recruitment.actions.conflicts import declare
from pncrecruit.recruitment.actions.documents import receive
from pncrecruit.recruitment.actions.marks import close_marking
from pncrecruit.recruitment.actions.measures import record_mark
from pncrecruit.recruitment.actions.moves import record_result
from pncrecruit.recruitment.actions.offers import answer_offer, make_offers
from pncrecruit.recruitment.actions.reviews import ask_review
from pncrecruit.recruitment.actions.schemes import set_scheme
from pncrecruit.recruitment.actions.starting import starting_set
from pncrecruit.recruitment.models import (
    Application,
    CallAssignment,
    CallTemplate,
    ExamSession,
    Phase,
    RecruitmentCall,
    SelectionOffer,
)
from pncrecruit.recruitment.queries import blind, detail, marks
from pncrecruit.recruitment.queries import selection as editions
from pncrecruit.recruitment.queries.assignments import assignments_of
from pncrecruit.recruitment.queries.moves import Moving, moving
from pncrecruit.recruitment.rules import CallState, PhaseKind, Result, Standing
from pncrecruit.recruitment.rules.call_parts import PhaseDraft
from pncrecruit.recruitment.rules.conflicts import Tie
from pncrecruit.recruitment.rules.measures import MARKED
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.offers import Answer
from pncrecruit.recruitment.rules.scheme import PhaseScheme, Scheme
from pncrecruit.recruitment.rules.sessions import SessionState
from pncrecruit.retention.models import Alert, AlertNotice, ModelVersion
from pncrecruit.retention.rules import AlertState, Audience
from tests.browser.conftest import PASSWORD, Live
from tests.browser.open_data import publish
from tests.browser.twice import Twice, lead_together
from tests.factories import make_application, make_call_draft

SMALL = Wanted(officers=300, applicants=240, seed=5, flat_hazard=False)
# Who opens the pages of a role: the first of the demo's people who has it.
FIRST = {member.role: member for member in reversed(STAFF)}
PHASES = (
    PhaseDraft("papers", PhaseKind.PAPERS, "Papelería", "Papers"),
    PhaseDraft("test", PhaseKind.TEST, "Examen", "Test", pass_mark=Decimal(60)),
    PhaseDraft("selection", PhaseKind.SELECTION, "Selección", "Selection"),
    PhaseDraft("course", PhaseKind.COURSE, "Curso básico", "Basic course"),
)
CUIS = ("9999000480101", "9999000560101", "9999000640101", "9999000720101")
APPLICANT = Author(None, "applicant", "applicant")


@dataclass(frozen=True)
class Hall:
    """A call whose candidates sat a test, and what came of it."""

    code: str
    phase: str
    application: UUID
    declaration: UUID | None = None
    panel: UUID | None = None
    edition: UUID | None = None
    offer: UUID | None = None
    review: UUID | None = None
    document: UUID | None = None


@dataclass(frozen=True)
class Known:
    """What there is to open, by what an address calls it."""

    account: UUID
    grant: int
    approvals: dict[Role, list[UUID]]
    template: int
    batch: UUID
    officer: UUID
    fact: int
    alerts: list[UUID]
    notice: UUID
    notices: UUID
    model: int
    unit: str
    application: UUID
    session: UUID
    session_phase: int
    entry: int
    open_call: str
    draft_call: str
    token: str
    course: Hall
    blind: Hall
    twice: Twice


def populate(live: Live) -> Known:
    """Fill the empty database of a server; return what can be opened."""
    at = now()
    with live.data():
        demo.fill(SMALL, today=local_day(at), at=at, tell=lambda _: None)
        staff = _give_passwords(live)
        recruiter = staff["recluta1"]
        _, office_id = _acting(recruiter).assignments[0]
        office = db.session.get_one(Unit, office_id)
        maker = Maker(staff, office, folder_of(live.app.config["DATA_DIR"]), at)
        publish(maker.who("rrhh1"), maker.who("rrhh2"), at)
        leads = maker.who("rrhh1"), maker.who("rrhh2")
        call = maker.call("63-2026")
        twice = lead_together(call, office, maker.who("recluta1"), leads, at)
        halls = maker.course(), maker.blind_hall()
        return _known(staff, halls, twice, maker.who("jefa1").units)


def _give_passwords(live: Live) -> dict[str, User]:
    """Let the demo's people sign in as tests do, with the second factor."""
    made, word = {}, hash_password(PASSWORD)
    for member in STAFF:
        user = db.session.scalars(select(User).where(User.email == member.email)).one()
        user.password = word
        if member.role in SECOND_FACTOR_ROLES:
            user.tf_primary_method = "authenticator"
            user.tf_totp_secret = live.secret()
        made[member.login] = user
    db.session.flush()
    return made


def _acting(user: User) -> Actor:
    return actor(user, assignments_of=assignments_of)


@dataclass
class Maker:
    """Makes calls in which much has happened, by the hands of the demo's people."""

    staff: dict[str, User]
    office: Unit
    files: Path
    at: datetime

    def who(self, login: str) -> Actor:
        return _acting(self.staff[login])

    def call(self, code: str) -> RecruitmentCall:
        """Publish a call with one test, and give it to both recruiters."""
        today, lead = local_day(self.at), self.who("rrhh1")
        call = calls.draft_call(
            make_call_draft(
                code,
                name=f"Convocatoria {code}",
                seats=2,
                opens_on=today - timedelta(days=60),
                closes_on=today - timedelta(days=20),
                age_on=today,
                course_starts_on=today - timedelta(days=10),
            ),
            start=starting_set()._replace(phases=PHASES),
            author=lead.author,
            at=self.at,
        )
        opened = self.at - timedelta(days=50)
        calls.publish(call, author=self.who("rrhh2").author, at=opened)
        for login in ("recluta1", "recluta2"):
            assign(call, self.staff[login], self.office, author=lead.author, at=self.at)
        return call

    def candidates(self, call: RecruitmentCall, *cuis: str) -> list[Moving]:
        """Register some who meet every requirement, and let their papers pass."""
        by, at = self.who("recluta1"), self.at
        made = [
            make_application(call, self.office, by, at=at, cui=cui, cui_reason="")
            for cui in cuis
        ]
        for one in made:
            self.passed(one)
        return made

    def now(self, one: Moving) -> Moving:
        present = moving(one.public_id, EVERYTHING)
        assert present is not None
        return present

    def passed(self, one: Moving, by: str = "recluta1") -> None:
        """Let somebody pass the phase they are in."""
        present = self.now(one)
        record_result(
            present,
            Result.PASSED,
            client_id=uuid4(),
            version=present.version,
            actor=self.who(by),
            at=self.at,
            note="Los documentos se entregan en la prueba",
        )

    def course(self) -> Hall:
        """Make a call with a published list, seats offered, and a review asked for."""
        call, lead = self.call("61-2026"), self.who("rrhh1")
        scheme = Scheme((PhaseScheme("test", Decimal(100)),), seed="seed")
        set_scheme(call, scheme, actor=lead, at=self.at, approval_id=None)
        some = self.candidates(call, *CUIS)
        for one, value in zip(some, (90, 80, 70, 65), strict=True):
            value_of = Decimal(value)
            by = self.who("recluta2")
            record_mark(self.now(one), value_of, actor=by, at=self.at)
            self.passed(one)
        (phase,) = marks.by_phase(call.id, tuple(MARKED))
        close_marking(call, phase, actor=lead, at=self.at)
        made = selection.generate(call, actor=lead, at=self.at)
        row = editions.edition(made.public_id)
        assert row is not None
        asked = selection.ask_to_publish(row, actor=lead, at=self.at)
        approvals.decide(asked, approve=True, actor=self.who("rrhh2"), at=self.at)
        make_offers(call, actor=lead, at=self.at)
        review = ask_review(
            call.id,
            (some[3].id, some[3].public_id),
            "test",
            "La pregunta 7 estaba bien contestada.",
            client_id=uuid4(),
            author=APPLICANT,
            at=self.at,
        )
        first, *_ = editions.offers(call.id, EVERYTHING)
        answer_offer(first, Answer.ACCEPTED, actor=lead, at=self.at)
        (graduate,) = [one for one in some if one.id == first.application_id]
        self.passed(graduate, by="rrhh1")
        number = application_number(call.code, some[3].number)
        declared = declare(
            number, Tie.CLOSE, "", actor=self.who("recluta2"), at=self.at
        )
        (offer,) = db.session.scalars(
            select(SelectionOffer).where(SelectionOffer.id != first.id)
        )
        held = detail.application(some[2].public_id, EVERYTHING)
        assert held is not None
        document = receive(
            held,
            starting_set().documents[0].kind,
            issued_on=local_day(self.at) - timedelta(days=3),
            upload=None,
            folder=self.files,
            client_id=uuid4(),
            actor=self.who("recluta1"),
            at=self.at,
        )
        return Hall(
            call.code,
            "test",
            some[2].public_id,
            document=document,
            declaration=declared.public_id,
            edition=made.public_id,
            offer=offer.public_id,
            review=review.public_id,
        )

    def blind_hall(self) -> Hall:
        """Make a call whose test is marked blind, by a panel of the two recruiters."""
        call, lead = self.call("62-2026"), self.who("rrhh1")
        phase = PhaseScheme("test", Decimal(100), Decimal(60), True, 2, Decimal(10))
        scheme = Scheme((phase,), seed="seed")
        set_scheme(call, scheme, actor=lead, at=self.at, approval_id=None)
        some = self.candidates(call, *CUIS[:3])
        (asked,) = marks.by_phase(call.id, tuple(MARKED))
        panels.make_panel(call.id, asked, "Terna 1", actor=lead, at=self.at)
        (panel,) = blind.of_phase(asked.id)
        for login in ("recluta1", "recluta2"):
            panels.seat(panel, self.staff[login].id, actor=lead, at=self.at)
        panels.deal(call.code, asked, actor=lead, at=self.at)
        return Hall(call.code, "test", some[0].public_id, panel=panel.public_id)


def _deciders(asked: Approval) -> set[Role]:
    """Return the roles that decide on a request."""
    needed = approvals.handler_of(asked.kind).needs(asked.payload)
    return set(POLICY[needed])


def _known(
    staff: dict[str, User],
    halls: tuple[Hall, Hall],
    twice: Twice,
    unit_ids: tuple[int, ...],
) -> Known:
    """Look up in the demo what the pages of one record will show."""
    course, hall = halls
    other = staff["recluta2"]
    grant = db.session.scalars(
        select(RoleGrant.id).where(RoleGrant.user_id == other.id)
    ).one()
    below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id.in_(unit_ids))
    alerts = {
        (one.state, one.officer_id is None): one.public_id
        for one in db.session.scalars(
            select(Alert).where(
                Alert.unit_id.in_(below), Alert.audience == Audience.MANAGER
            )
        )
    }
    officer = db.session.scalars(
        select(Officer).where(
            Officer.unit_id.in_(below), Officer.status == OfficerStatus.SERVING
        )
    ).first()
    assert {state for state, _ in alerts} >= {AlertState.ANSWERED, AlertState.CLOSED}
    assert officer is not None
    fact = db.session.scalars(
        select(ServiceFact.id)
        .where(ServiceFact.officer_id == officer.id)
        .order_by(ServiceFact.id.desc())
    ).first()
    assert fact is not None
    asked = db.session.scalars(select(Approval)).all()
    notice = db.session.scalars(select(AlertNotice).order_by(AlertNotice.id)).first()
    assert notice is not None
    codes = {
        one.state: one.code
        for one in db.session.scalars(
            select(RecruitmentCall).order_by(RecruitmentCall.id.desc())
        )
    }
    application = db.session.scalars(
        select(Application.public_id)
        .join(
            CallAssignment,
            (CallAssignment.call_id == Application.call_id)
            & (CallAssignment.office_id == Application.office_id),
        )
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .where(
            CallAssignment.user_id == staff["recluta1"].id,
            RecruitmentCall.code == codes[CallState.OPEN],
            Application.standing == Standing.ACTIVE,
        )
        .order_by(Application.id)
    ).first()
    assert application is not None
    session = db.session.scalars(
        select(ExamSession)
        .join(CallAssignment, CallAssignment.office_id == ExamSession.office_id)
        .where(
            CallAssignment.user_id == staff["recluta1"].id,
            ExamSession.state == SessionState.OPEN,
        )
        .order_by(ExamSession.starts_at.desc())
    ).first()
    assert session is not None
    return Known(
        account=other.public_id,
        grant=grant,
        approvals={
            role: [one.public_id for one in asked if role in _deciders(one)]
            for role in (Role.HR_LEAD, Role.AUDITOR)
        },
        template=db.session.scalars(select(CallTemplate.id)).one(),
        batch=db.session.scalars(select(ImportBatch.public_id)).one(),
        officer=officer.public_id,
        fact=fact,
        alerts=list(alerts.values()),
        notice=notice.public_id,
        notices=notice.batch,
        model=db.session.scalars(select(ModelVersion.number)).one(),
        unit=db.session.get_one(Unit, officer.unit_id).code,
        application=application,
        session=session.public_id,
        session_phase=db.session.get_one(Phase, session.phase_id).position,
        entry=db.session.scalars(select(AuditEntry.id)).first() or 0,
        open_call=codes[CallState.OPEN],
        draft_call=codes[CallState.DRAFT],
        token=str(generate_reset_password_token(other)),  # type: ignore[no-untyped-call]
        course=course,
        blind=hall,
        twice=twice,
    )
