"""Roles, scopes and the state of grants and approvals."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
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


class AccountState(Choice):
    """What an account is, as far as a deed on it minds."""

    ACTIVE = "active", N_("Active")
    DISABLED = "disabled", N_("Disabled")
    NO_SECOND_FACTOR = "no_second_factor", N_("No second factor")


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


class AlreadyAsked(Conflict):
    """The same is waiting for a second person already."""

    message = N_("A request for this is waiting already.")


class ReasonRequired(DomainError):
    """A deed of weight needs its reason in words."""

    message = N_("Say why.")
    field = "reason"


class PasswordLength(DomainError):
    """A password is too short to resist guessing, or too long to be one."""

    message = N_("A password has between %(least)s and %(most)s characters.")
    field = "password"


class PasswordCommon(DomainError):
    """A password that is among the first that anyone tries."""

    message = N_(
        "This password is among the first that anyone tries. Think of another."
    )
    field = "password"


PASSWORD_LENGTH = (12, 128)
# After so many failures a name waits: 1, 2, 4, 8 minutes and then 15 each time.
FAILURES_ALLOWED = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
# So long without a failure, and the count begins anew.
FAILURES_FORGOTTEN = timedelta(hours=24)


def wait_after(failures: int) -> timedelta:
    """Return how long a name waits after so many failures in a row."""
    if failures < FAILURES_ALLOWED:
        return timedelta(0)
    doubled: int = 2 ** min(failures - FAILURES_ALLOWED, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


# What people here type first: the house, its words, the country, the keyboard.
_TRIED_FIRST = (
    "password", "contrasena", "contraseña", "clave", "qwerty", "qwertyuiop", "asdfgh",
    "abcdef", "123456", "12345678", "1234567890", "111111", "000000", "iloveyou",
    "welcome", "bienvenido", "bienvenida", "letmein", "monkey", "dragon", "football",
    "futbol", "superman", "princesa", "tequiero", "teamo", "estrella", "secreto",
    "admin", "administrador", "usuario", "policia", "policía", "pnc", "pncrecruit",
    "reclutamiento", "comisaria", "comisaría", "academia", "convocatoria", "aspirante",
    "agente", "inspector", "oficial", "guatemala", "guate", "chapin", "quetzal",
    "quetzaltenango", "xela", "coban", "peten", "izabal", "municipal", "comunicaciones",
    "rojos", "cremas", "gobernacion", "seguridad", "ministerio", "mingob", "jesus",
    "cristo", "dios", "maria", "semanasanta", "navidad",
)  # fmt: skip
_ORDER = str.maketrans("@013457$!", "aoieastsi")


def check_password(password: str, *words: str) -> None:
    """Refuse a password that is too short or that anyone would try.

    ``words`` are what is known of the person (name, e-mail). Raises PasswordLength
    or PasswordCommon. Any character is welcome, and no kind of it is asked for.
    """
    least, most = PASSWORD_LENGTH
    if not least <= len(password) <= most:
        raise PasswordLength(least=least, most=most)
    if len(set(password.casefold())) < 5 or _left_over(password, words) < 5:
        raise PasswordCommon


def _left_over(password: str, words: Iterable[str]) -> int:
    """Count the characters that no known word, digit run or year explains."""
    known = {*_TRIED_FIRST, *(part for word in words for part in _parts(word))}
    found = len(password)
    for text in (password.casefold(), password.casefold().translate(_ORDER)):
        rest = text
        for word in sorted(known, key=len, reverse=True):
            rest = rest.replace(word, "")
        rest = re.sub(r"[\d\W_]+", "", rest)
        found = min(found, len(rest) if rest != text else len(password))
    return found


def _parts(word: str) -> list[str]:
    return [part for part in re.split(r"\W+", word.casefold()) if len(part) > 2]


def is_local(address: str) -> bool:
    """Say whether an address to go on to is a page of this site.

    It starts with one "/" and holds no backslash and no control character.
    """
    return (
        address.startswith("/")
        and not address.startswith("//")
        and "\\" not in address
        and address.isprintable()
    )


class AccountExists(DomainError):
    """An e-mail address is the name of one account alone."""

    message = N_("There is an account with this e-mail address already.")
    field = "email"


class AddressWrong(DomainError):
    """What was typed cannot be an e-mail address."""

    message = N_("This is not an e-mail address.")
    field = "email"


class NotOneself(NotAllowed):
    """Nobody grants, approves or changes what concerns their own account."""

    message = N_(
        "Nobody does this to their own account, nor through another of theirs."
    )


class NotThisState(Conflict):
    """The deed does not fit the state that the record is in."""

    message = N_("This is no longer possible: the state is “%(state)s”.")


class RoleHeld(Conflict):
    """The account has this role, or it was asked for already."""

    message = N_("The account has this role already, or it was asked for.")
    field = "role"


class UnitNeeded(DomainError):
    """A manager is one of a unit."""

    message = N_("Say of which unit the person is the manager.")
    field = "unit"


class NoUnitHere(DomainError):
    """Only a manager's role is for a unit."""

    message = N_("Only the role of manager is for a unit.")
    field = "unit"


class RetentionTeamIsOfLeads(DomainError):
    """The retention team is made of HR leads."""

    message = N_("Only an HR lead can be on the retention team.")
    field = "retention_team"


def check_role(role: Role, unit_id: int | None, *, retention_team: bool) -> None:
    """Refuse a role whose scope does not fit it."""
    if role is Role.MANAGER and unit_id is None:
        raise UnitNeeded
    if role is not Role.MANAGER and unit_id is not None:
        raise NoUnitHere
    if retention_team and role is not Role.HR_LEAD:
        raise RetentionTeamIsOfLeads


def auditor_decides(role: Role, *, retention_team: bool) -> bool:
    """Say whether a role is for an auditor to approve; others are for an HR lead."""
    return role in AUDITED_ROLES or retention_team
