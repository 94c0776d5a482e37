"""Accounts, roles, sessions, approvals, and the units below a unit."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from flask_security import UserMixin
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pncrecruit.access.rules import ApprovalState, GrantState, Role
from pncrecruit.db import (
    Base,
    Code,
    Json,
    LongText,
    Pk,
    PublicId,
    ShortText,
    choice_column,
)


class User(Base, UserMixin):
    """An account: a person who signs in. What they may do is in their grants."""

    __tablename__ = "user_account"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[ShortText]
    language: Mapped[str] = mapped_column(String(10), default="es_GT")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    # The columns that Flask-Security reads and writes.
    password: Mapped[str | None] = mapped_column(String(255))
    fs_uniquifier: Mapped[str] = mapped_column(
        String(64), unique=True, default=lambda: uuid4().hex
    )
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_last_counter: Mapped[int | None]  # a code is good once
    # Flask-Security strikes a used code off the list in place.
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(
        MutableList.as_mutable(Json.copy())
    )
    last_login_at: Mapped[datetime | None]  # type: ignore[assignment]
    # Counts what administrators change; signing in is not such a change.
    version: Mapped[int] = mapped_column(default=1)

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="user", lazy="raise", foreign_keys="RoleGrant.user_id"
    )

    __mapper_args__ = {  # noqa: RUF012
        "version_id_col": version,
        "version_id_generator": False,
    }

    # Set while somebody signs in: whether the account's roles ask for a second factor.
    asks_second_factor = False

    @property
    def is_active(self) -> bool:
        """Whether the account is enabled."""
        return self.active

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Say whether this sign-in needs a second factor (asked by Flask-Security)."""
        needed = self.asks_second_factor or bool(tf_setup_methods)
        return needed and not tf_fresh, tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Say whether the second factor may not be switched off."""
        return self.asks_second_factor


class RoleGrant(Base):
    """A role of an account, for a unit and those below it; asked, then approved."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_user", "user_id", "state"),)

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[Role] = mapped_column(choice_column(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    retention_team: Mapped[bool] = mapped_column(default=False)
    state: Mapped[GrantState] = mapped_column(choice_column(GrantState))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    granted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    user: Mapped[User] = relationship(
        back_populates="grants", lazy="raise", foreign_keys=[user_id]
    )


class UnitAncestor(Base):
    """A unit and a unit above it (or itself): present scope in one lookup."""

    __tablename__ = "unit_ancestor"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    ancestor_id: Mapped[int] = mapped_column(
        ForeignKey("unit.id"), primary_key=True, index=True
    )


class ServerSession(Base):
    """A session lives here; the cookie holds only its random key."""

    __tablename__ = "server_session"

    id: Mapped[Pk]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class SignInFailure(Base):
    """How often signing in failed for a name, known or not, and until when it waits.

    A row for every name that was tried, so that waiting does not tell which exist.
    """

    __tablename__ = "sign_in_failure"

    id: Mapped[Pk]
    identity_hash: Mapped[str] = mapped_column(String(64), unique=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]


class Approval(Base):
    """What one person asks and a second decides: exactly what was shown."""

    __tablename__ = "approval"
    __table_args__ = (Index("ix_approval_state", "state", "kind"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    kind: Mapped[Code]
    subject_kind: Mapped[Code]
    subject_id: Mapped[Code]
    payload: Mapped[dict[str, Any]]
    base_version: Mapped[int]
    reason: Mapped[LongText] = mapped_column(default="")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[ApprovalState] = mapped_column(choice_column(ApprovalState))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[LongText] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Setting(Base):
    """A setting of this installation, such as the mark of a synthetic database."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[Pk]
    key: Mapped[Code]
    value: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
