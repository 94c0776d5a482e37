"""Accounts: made, changed, disabled; the way in is a link by mail, never a password."""

import secrets
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from flask_security.utils import hash_password
from sqlalchemy import select

from pncrecruit.access.actions.approvals import is_same_person
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import User
from pncrecruit.access.rules import (
    AccountExists,
    AccountState,
    AddressWrong,
    NotOneself,
    NotThisState,
    ReasonRequired,
    check_password,
)
from pncrecruit.access.store import end_session_of, end_sessions
from pncrecruit.audit.actions import Author, record
from pncrecruit.db import db
from pncrecruit.errors import Conflict
from pncrecruit.persons.kinds import CuiState, Sex
from pncrecruit.persons.models import Person
from pncrecruit.persons.rules import CuiStatus, accepted_cui, name_key
from pncrecruit.persons.rules.names import wrong_names

SOURCE = "account"
LANGUAGES = ("es_GT", "en")


def create_account(
    *,
    email: str,
    given_names: str,
    first_surname: str,
    second_surname: str = "",
    cui: str = "",
    person: Person | None = None,
    password: str | None = None,
    language: str = "es_GT",
    author: Author,
    at: datetime,
) -> User:
    """Make an account without any role, for a person who may be known already.

    The person is the one given, or the one with this CUI, or a new one. Without a
    password the account waits for the link that lets its owner choose one. Raises
    AddressWrong, AccountExists, PasswordLength, PasswordCommon or an error on
    the names or the CUI.
    """
    address = normal_address(email)
    if address_taken(address):
        raise AccountExists
    name = " ".join(f"{given_names} {first_surname} {second_surname}".split())[:80]
    if password is not None:
        check_password(password, name, address)
    owner = person or _person(given_names, first_surname, second_surname, cui, at)
    user = User(
        person_id=owner.id,
        email=address,
        name=name,
        language=language,
        created_at=at,
        # What nobody knows is nobody's password.
        password=hash_password(password or secrets.token_urlsafe(32)),
    )
    db.session.add(user)
    db.session.flush()
    record(
        "user_account.create",
        ("account", user.public_id),
        author=author,
        at=at,
        name=name,
        email=address,
    )
    return user


def update_account(
    user: User, *, email: str, name: str, version: int, actor: Actor, at: datetime
) -> None:
    """Change the name and address of another's account.

    Raises NotOneself, Conflict (changed meanwhile), AddressWrong or AccountExists.
    """
    _not_oneself(user, actor)
    if user.version != version:
        raise Conflict
    address = normal_address(email)
    if address != user.email and address_taken(address):
        raise AccountExists
    old = (user.name, user.email)
    user.name, user.email = " ".join(name.split())[:80], address
    _changed(user)
    record(
        "user_account.update",
        ("account", user.public_id),
        author=actor.author,
        at=at,
        name=(old[0], user.name),
        email=(old[1], user.email),
    )


def disable_account(user: User, *, reason: str, actor: Actor, at: datetime) -> None:
    """Close another's account at once: its sessions end.

    Raises NotOneself, NotThisState or ReasonRequired.
    """
    _not_oneself(user, actor)
    if not user.active:
        raise NotThisState(state=AccountState.DISABLED)
    if not reason.strip():
        raise ReasonRequired
    user.active = False
    _changed(user)
    end_sessions(user.id)
    record(
        "user_account.disable",
        ("account", user.public_id),
        author=actor.author,
        at=at,
        reason=reason.strip(),
    )


def note_link(user: User, *, actor: Actor, at: datetime) -> None:
    """Note that another's account is sent the link to choose a password.

    The letter itself leaves after the commit. Raises NotOneself or NotThisState.
    """
    _not_oneself(user, actor)
    if not user.active:
        raise NotThisState(state=AccountState.DISABLED)
    record(
        "user_account.send_reset_link",
        ("account", user.public_id),
        author=actor.author,
        at=at,
    )


def choose_language(user_id: int, language: str) -> None:
    """Keep in which language somebody reads. Unknown ones change nothing."""
    user = db.session.get(User, user_id)
    if user is not None and language in LANGUAGES:
        user.language = language


def change_own_name(user_id: int, name: str, *, actor: Actor, at: datetime) -> None:
    """Change how one's own name is shown."""
    user = db.session.get_one(User, user_id)
    old, user.name = user.name, " ".join(name.split())[:80]
    if old != user.name:
        record(
            "own_profile.update",
            ("account", user.public_id),
            author=actor.author,
            at=at,
            name=(old, user.name),
        )


def normal_address(text: str) -> str:
    """Return an e-mail address as accounts are named by it. Raises AddressWrong."""
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise AddressWrong from error
    return found.normalized.casefold()


def address_taken(address: str) -> bool:
    """Say whether an address is the name of an account."""
    return db.session.scalar(select(User.id).where(User.email == address)) is not None


def _not_oneself(user: User, actor: Actor) -> None:
    if is_same_person(user.id, actor):
        raise NotOneself


def _changed(user: User) -> None:
    user.version += 1
    db.session.flush()


def _person(given: str, first: str, second: str, cui: str, at: datetime) -> Person:
    names = {"given_names": given, "first_surname": first, "second_surname": second}
    for error in wrong_names(names):
        raise error
    checked = accepted_cui(cui) if cui.strip() else None
    if checked is not None:
        known = db.session.scalar(select(Person).where(Person.cui == checked.digits))
        if known is not None:
            return known
    state = CuiState.NONE
    if checked is not None:
        valid = checked.status is CuiStatus.VALID
        state = CuiState.CHECKED if valid else CuiState.REVIEW
    person = Person(
        given_names=" ".join(given.split()),
        first_surname=" ".join(first.split()),
        second_surname=" ".join(second.split()),
        name_key=name_key(given, first, second),
        cui=checked.digits if checked else None,
        cui_state=state,
        sex=Sex.UNKNOWN,
        source=SOURCE,
        recorded_at=at,
    )
    db.session.add(person)
    db.session.flush()
    return person


def end_own_session(session_id: int, *, actor: Actor, at: datetime) -> bool:
    """End one of one's own sessions; False if there is none with this number."""
    if not end_session_of(session_id, actor.user_id):
        return False
    record(
        "own_session.revoke",
        ("session", session_id),
        author=actor.author,
        at=at,
    )
    return True
