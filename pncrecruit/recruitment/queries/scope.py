"""Which applications a person reaches: every question about applicants asks this."""

from collections import defaultdict
from itertools import groupby

from sqlalchemy import ColumnElement, and_, false, or_, true

from pncrecruit.access.rules import Scope, ScopeKind
from pncrecruit.recruitment.models import Application


def within_calls(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an application lies in the scope.

    A recruiter reaches what their offices handle in the calls they are assigned to.
    """
    if scope.kind is ScopeKind.ALL:
        return true()
    if scope.kind is not ScopeKind.CALL or not scope.assignments:
        return false()
    return or_(
        *(
            and_(
                Application.call_id == call_id,
                Application.office_id.in_([office for _, office in pairs]),
            )
            for call_id, pairs in groupby(
                sorted(scope.assignments), key=lambda pair: pair[0]
            )
        )
    )


def offices_of(scope: Scope, call_id: int) -> tuple[int, ...] | None:
    """Return the offices within the scope for a call; None means every office."""
    if scope.kind is ScopeKind.ALL:
        return None
    if scope.kind is not ScopeKind.CALL:
        return ()
    offices: dict[int, list[int]] = defaultdict(list)
    for call, office in scope.assignments:
        offices[call].append(office)
    return tuple(sorted(offices[call_id]))


def reaches(scope: Scope, call_id: int, office_id: int) -> bool:
    """Say whether a call's applications at an office lie in the scope."""
    if scope.kind is ScopeKind.ALL:
        return True
    return scope.kind is ScopeKind.CALL and (call_id, office_id) in scope.assignments
