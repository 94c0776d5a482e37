"""What the records that the trail names are called, many of them by one question."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select

from pncrecruit.access.models import Approval, RoleGrant, User
from pncrecruit.bulk import among
from pncrecruit.db import db
from pncrecruit.equity.models import FigureSnapshot, ProjectionScenario
from pncrecruit.imports.models import ImportBatch
from pncrecruit.officers.models import Officer, Unit
from pncrecruit.persons.models import Person
from pncrecruit.recruitment.models import (
    Application,
    ApplicationDocument,
    ConflictDeclaration,
    ExamSession,
    Panel,
    Phase,
    RecruitmentCall,
    ReviewRequest,
    SelectionList,
)
from pncrecruit.retention.models import Alert, ModelVersion

_DIGITS = 9  # a longer number is none of a row


class CallName(NamedTuple):
    """What a call is called."""

    key: str
    code: str
    name: str


class UnitName(NamedTuple):
    """What a unit is called."""

    key: str
    code: str
    name: str


class ApplicationName(NamedTuple):
    """Which application it is: its call's code and its number there."""

    key: str
    public_id: UUID
    call_code: str
    number: int


class OfficerName(NamedTuple):
    """Who an officer is."""

    key: str
    public_id: UUID
    given_names: str
    first_surname: str
    second_surname: str
    nip: str | None
    external_id: str | None


class PhaseName(NamedTuple):
    """What a phase of a call is called."""

    position: int
    key: str
    name_es: str
    name_en: str


def numbers(keys: Iterable[str]) -> list[int]:
    """Return the identifiers that are numbers; what is none names no record."""
    return [
        int(key)
        for key in keys
        if key.isascii() and key.isdigit() and len(key) <= _DIGITS
    ]


def uuids(keys: Iterable[str]) -> list[UUID]:
    """Return the identifiers that are UUIDs; what is none names no record."""
    found = []
    for key in keys:
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found


def calls(column: Any, keys: Collection[Any]) -> list[CallName]:
    """Return calls by their code or number."""
    rows = db.session.execute(
        select(column, RecruitmentCall.code, RecruitmentCall.name).where(
            among(column, keys)
        )
    )
    return [CallName(str(row[0]), row[1], row[2]) for row in rows]


def units(column: Any, keys: Collection[Any]) -> list[UnitName]:
    """Return units by their code or number."""
    rows = db.session.execute(
        select(column, Unit.code, Unit.name).where(among(column, keys))
    )
    return [UnitName(str(row[0]), row[1], row[2]) for row in rows]


def applications(column: Any, keys: Collection[Any]) -> list[ApplicationName]:
    """Return applications by a column of theirs, or of their person's."""
    rows = db.session.execute(
        select(column, Application.public_id, RecruitmentCall.code, Application.number)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .join(Person, Person.id == Application.person_id)
        .where(among(column, keys))
        .order_by(Application.id)
    )
    return [ApplicationName(str(row[0]), row[1], row[2], row[3]) for row in rows]


def application_of(call_code: str, number: int) -> UUID | None:
    """Return the identifier of the application with a number of a call."""
    return db.session.scalar(
        select(Application.public_id)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .where(RecruitmentCall.code == call_code, Application.number == number)
    )


def officers(column: Any, keys: Collection[Any]) -> list[OfficerName]:
    """Return officers by a column of theirs, or of their person's."""
    rows = db.session.execute(
        select(
            column,
            Officer.public_id,
            Person.given_names,
            Person.first_surname,
            Person.second_surname,
            Officer.nip,
            Person.external_id,
        )
        .join(Person, Person.id == Officer.person_id)
        .where(among(column, keys))
    )
    return [OfficerName(str(row[0]), *row[1:]) for row in rows]


def accounts(column: Any, keys: Collection[Any]) -> list[tuple[str, UUID, str]]:
    """Return accounts by their number or public identifier: with public id and name."""
    rows = db.session.execute(
        select(column, User.public_id, User.name).where(among(column, keys))
    )
    return [(str(row[0]), row[1], row[2]) for row in rows]


def approvals(keys: Collection[UUID]) -> list[Approval]:
    """Return requests for a second person."""
    return list(
        db.session.scalars(select(Approval).where(among(Approval.public_id, keys)))
    )


def role_grants(keys: Collection[int]) -> list[tuple[str, UUID, str]]:
    """Return the accounts of roles that were asked for: with public id and name."""
    rows = db.session.execute(
        select(RoleGrant.id, User.public_id, User.name)
        .join(User, User.id == RoleGrant.user_id)
        .where(among(RoleGrant.id, keys))
    )
    return [(str(row[0]), row[1], row[2]) for row in rows]


def batches(column: Any, keys: Collection[Any]) -> list[tuple[str, UUID, str]]:
    """Return imports by their number or public identifier: with the file's name."""
    rows = db.session.execute(
        select(column, ImportBatch.public_id, ImportBatch.filename).where(
            among(column, keys)
        )
    )
    return [(str(row[0]), row[1], row[2]) for row in rows]


def snapshots(keys: Collection[int]) -> list[tuple[str, date, int]]:
    """Return the editions of figures: with their day and number."""
    rows = db.session.execute(
        select(FigureSnapshot.id, FigureSnapshot.as_of, FigureSnapshot.edition).where(
            among(FigureSnapshot.id, keys)
        )
    )
    return [(str(row[0]), row[1], row[2]) for row in rows]


def scenarios(keys: Collection[UUID]) -> list[tuple[str, str]]:
    """Return scenarios of the projection: with their names."""
    return _pairs(ProjectionScenario.public_id, ProjectionScenario.name, keys)


def panels(keys: Collection[UUID]) -> list[tuple[str, str, str, str]]:
    """Return panels: with name, call's code and the key of their phase."""
    rows = db.session.execute(
        select(Panel.public_id, Panel.name, RecruitmentCall.code, Phase.key)
        .join(Phase, Phase.id == Panel.phase_id)
        .join(RecruitmentCall, RecruitmentCall.id == Phase.call_id)
        .where(among(Panel.public_id, keys))
    )
    return [(str(row[0]), row[1], row[2], row[3]) for row in rows]


def selection_lists(keys: Collection[UUID]) -> list[tuple[str, str, int]]:
    """Return selection lists: with call's code and edition."""
    rows = db.session.execute(
        select(SelectionList.public_id, RecruitmentCall.code, SelectionList.edition)
        .join(RecruitmentCall, RecruitmentCall.id == SelectionList.call_id)
        .where(among(SelectionList.public_id, keys))
    )
    return [(str(row[0]), row[1], row[2]) for row in rows]


def of_conflicts(keys: Collection[UUID]) -> list[ApplicationName]:
    """Return the applications that declarations of conflict speak of."""
    return _through(ConflictDeclaration, keys)


def of_documents(keys: Collection[UUID]) -> list[ApplicationName]:
    """Return the applications that documents belong to."""
    return _through(ApplicationDocument, keys)


def of_reviews(keys: Collection[UUID]) -> list[ApplicationName]:
    """Return the applications for which a review was asked."""
    return _through(ReviewRequest, keys)


def alerts(keys: Collection[UUID]) -> list[tuple[str, str]]:
    """Return cases: with the name of their unit."""
    rows = db.session.execute(
        select(Alert.public_id, Unit.name)
        .join(Unit, Unit.id == Alert.unit_id)
        .where(among(Alert.public_id, keys))
    )
    return [(str(row[0]), row[1]) for row in rows]


def exam_sessions(keys: Collection[UUID]) -> list[tuple[str, str, datetime]]:
    """Return test sessions: with the code of their call, and when they begin."""
    rows = db.session.execute(
        select(ExamSession.public_id, RecruitmentCall.code, ExamSession.starts_at)
        .join(RecruitmentCall, RecruitmentCall.id == ExamSession.call_id)
        .where(among(ExamSession.public_id, keys))
    )
    return [(str(row[0]), row[1], row[2]) for row in rows]


def model_numbers(keys: Collection[int]) -> list[str]:
    """Return which of these numbers are versions of the model."""
    found = db.session.scalars(
        select(ModelVersion.number).where(among(ModelVersion.number, keys))
    )
    return [str(number) for number in found]


def phases(subject_kind: str, subject_id: str) -> list[PhaseName]:
    """Return the phases of the call that a record belongs to, in their order."""
    call = _call_of(subject_kind, subject_id)
    if call is None:
        return []
    rows = db.session.execute(
        select(Phase.position, Phase.key, Phase.name_es, Phase.name_en)
        .where(call)
        .order_by(Phase.position)
    )
    return [PhaseName._make(row) for row in rows]


def phase(phase_id: int) -> PhaseName | None:
    """Return a phase by its number."""
    row = db.session.execute(
        select(Phase.position, Phase.key, Phase.name_es, Phase.name_en).where(
            Phase.id == phase_id
        )
    ).first()
    return PhaseName._make(row) if row else None


def _call_of(kind: str, identifier: str) -> ColumnElement[bool] | None:
    """Return the condition that a phase belongs to the call of a record."""
    match kind:
        case "call" | "recruitment_call":
            found = select(RecruitmentCall.id).where(RecruitmentCall.code == identifier)
        case "application":
            found = select(Application.call_id).where(
                among(Application.public_id, uuids([identifier]))
            )
        case "exam_session":
            found = select(ExamSession.call_id).where(
                among(ExamSession.public_id, uuids([identifier]))
            )
        case "panel":
            found = (
                select(Phase.call_id)
                .join(Panel, Panel.phase_id == Phase.id)
                .where(among(Panel.public_id, uuids([identifier])))
            )
        case _:
            return None
    return Phase.call_id.in_(found)


def _pairs(key: Any, name: Any, keys: Collection[Any]) -> list[tuple[str, str]]:
    rows: Iterable[Any] = db.session.execute(select(key, name).where(among(key, keys)))
    return [(str(row[0]), row[1]) for row in rows]


def _through(model: Any, keys: Collection[UUID]) -> list[ApplicationName]:
    rows = db.session.execute(
        select(
            model.public_id,
            Application.public_id,
            RecruitmentCall.code,
            Application.number,
        )
        .join(Application, Application.id == model.application_id)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .where(among(model.public_id, keys))
    )
    return [ApplicationName(str(row[0]), row[1], row[2], row[3]) for row in rows]
