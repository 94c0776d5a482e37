"""Roles, scopes and the state of grants and approvals."""

from dataclasses import dataclass
from enum import Enum

from pncrecruit.errors import Conflict, DomainError, NotAllowed
from pncrecruit.words import N_, Choice


class Role(Choice):
    """What an account is for. Applicants and officers have no accounts yet."""

    RECRUITER = "recruiter", N_("Recruiter")
    HR_LEAD = "hr_lead", N_("HR lead")
    MANAGER = "manager", N_("Manager")
    ADMIN = "admin", N_("Administrator")
    AUDITOR = "auditor", N_("Auditor")
    APPLICANT = "applicant", N_("Applicant")
    OFFICER = "officer", N_("Officer")
    ANONYMOUS = "anonymous", N_("Anyone")


# The roles that an account can be given, and those that an auditor must approve.
ACCOUNT_ROLES = (
    Role.RECRUITER,
    Role.HR_LEAD,
    Role.MANAGER,
    Role.ADMIN,
    Role.AUDITOR,
)
AUDITED_ROLES = (Role.ADMIN, Role.AUDITOR)
SECOND_FACTOR_ROLES = (Role.HR_LEAD, Role.ADMIN, Role.AUDITOR)


class ScopeKind(Enum):
    """Which records a grant reaches."""

    NONE = "none"
    ALL = "all"
    CALL = "call"  # applications of the recruiter's calls in the handling office
    UNIT = "unit"  # the manager's unit and those below
    OWN = "own"
    CASE = "case"
    FIGURES = "figures"  # counts through disclosure control, never persons
    PUBLIC = "public"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may do: how far, and under which conditions (joined by +)."""

    scope: ScopeKind
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records one person reaches with one permission; every query takes one.

    ``units`` are the roots of the trees that a manager's grant covers,
    ``assignments`` the (call id, office id) pairs of a recruiter.
    """

    kind: ScopeKind
    user_id: int | None = None
    person_id: int | None = None
    units: tuple[int, ...] = ()
    assignments: tuple[tuple[int, int], ...] = ()


EVERYTHING = Scope(ScopeKind.ALL)
NOTHING = Scope(ScopeKind.NONE)


class GrantState(Choice):
    """The life of a role given to an account."""

    ASKED = "asked", N_("Asked for")
    ACTIVE = "active", N_("Active")
    REFUSED = "refused", N_("Refused")
    REVOKED = "revoked", N_("Revoked")


class ApprovalState(Choice):
    """The life of a request that a second person decides."""

    PENDING = "pending", N_("Waiting for a second person")
    APPROVED = "approved", N_("Approved")
    REFUSED = "refused", N_("Refused")
    EXPIRED = "expired", N_("Expired")
    SUPERSEDED = "superseded", N_("The record changed meanwhile")
    WITHDRAWN = "withdrawn", N_("Taken back")


class SecondPersonNeeded(NotAllowed):
    """The same person, or another account of theirs, cannot decide."""

    message = N_("Whoever asked cannot approve: a second person must.")


class ApprovalClosed(Conflict):
    """The request was decided, expired, or its record changed."""

    message = N_("This request can no longer be decided: %(state)s.")


class ReasonRequired(DomainError):
    """A deed of weight needs its reason in words."""

    message = N_("Say why.")
    field = "reason"
