"""Who works on a call, for which office: given and ended by an HR lead."""

from datetime import datetime

from pncrecruit.access.models import User
from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.recruitment.models import CallAssignment, RecruitmentCall
from pncrecruit.recruitment.queries import assignments as queries
from pncrecruit.recruitment.rules import CallState
from pncrecruit.recruitment.rules import calls as rules


def assign(
    call: RecruitmentCall,
    recruiter: User,
    office: Unit,
    *,
    author: Author,
    at: datetime,
) -> CallAssignment:
    """Let a recruiter work on a call for an office, from the next request on."""
    if recruiter.id == author.user_id:
        raise rules.NotOneself
    if call.state is CallState.FINISHED:
        raise rules.CallFinished
    if all(one.id != recruiter.id for one in queries.recruiters()):
        raise rules.NotARecruiter
    if office.closed_on is not None:
        raise rules.OfficeClosed
    if queries.open_assignment(call.id, recruiter.id, office.id):
        raise rules.AssignedAlready
    row = CallAssignment(
        user_id=recruiter.id,
        call_id=call.id,
        office_id=office.id,
        assigned_by_id=author.user_id,
        assigned_at=at,
    )
    db.session.add(row)
    db.session.flush()
    record(
        "call_assignment.create",
        ("call", call.code),
        author=author,
        at=at,
        assignment=row.id,
        recruiter=recruiter.name,
        office=office.code,
    )
    return row


def end(assignment: CallAssignment, *, author: Author, at: datetime) -> None:
    """End an assignment; what it opened is out of sight at the next request."""
    if assignment.user_id == author.user_id:
        raise rules.NotOneself
    if assignment.ended_at is not None:
        raise rules.EndedAlready
    assignment.ended_at, assignment.ended_by_id = at, author.user_id
    call = db.session.get_one(RecruitmentCall, assignment.call_id)
    record(
        "call_assignment.end",
        ("call", call.code),
        author=author,
        at=at,
        assignment=assignment.id,
    )
