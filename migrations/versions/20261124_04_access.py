"""Accounts, roles, sessions, approvals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261124_04"
down_revision = "20261124_03"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("key", name=op.f("uq_setting_key")),
    )
    op.create_table(
        "unit_ancestor",
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("ancestor_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["ancestor_id"], ["unit.id"], name=op.f("fk_unit_ancestor_ancestor_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_ancestor_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint(
            "unit_id", "ancestor_id", name=op.f("pk_unit_ancestor")
        ),
    )
    op.create_index(
        op.f("ix_unit_ancestor_ancestor_id"),
        "unit_ancestor",
        ["ancestor_id"],
        unique=False,
    )
    op.create_table(
        "user_account",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("last_login_at", INSTANT, nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("totp_last_counter", sa.Integer(), nullable=True),
        sa.Column("mf_recovery_codes", JSON, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_user_account_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint(
            "fs_uniquifier", name=op.f("uq_user_account_fs_uniquifier")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_user_account_public_id")),
    )
    op.create_table(
        "approval",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["user_account.id"],
            name=op.f("fk_approval_asked_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_approval_decided_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("public_id", name=op.f("uq_approval_public_id")),
    )
    op.create_index("ix_approval_state", "approval", ["state", "kind"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("unit_id", KEY, nullable=True),
        sa.Column("retention_team", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("asked_by_id", KEY, nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("granted_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["user_account.id"],
            name=op.f("fk_role_grant_asked_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_role_grant_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(
        "ix_role_grant_user", "role_grant", ["user_id", "state"], unique=False
    )
    op.create_table(
        "server_session",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_server_session_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server_session")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_server_session_key_hash")),
    )
    op.create_index(
        op.f("ix_server_session_seen_at"), "server_session", ["seen_at"], unique=False
    )
    op.create_index(
        op.f("ix_server_session_user_id"), "server_session", ["user_id"], unique=False
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("identity_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("locked_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
        sa.UniqueConstraint(
            "identity_hash", name=op.f("uq_sign_in_failure_identity_hash")
        ),
    )
    op.create_index(
        op.f("ix_sign_in_failure_last_at"), "sign_in_failure", ["last_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_sign_in_failure_last_at"), table_name="sign_in_failure")
    op.drop_table("sign_in_failure")
    op.drop_index(op.f("ix_server_session_user_id"), table_name="server_session")
    op.drop_index(op.f("ix_server_session_seen_at"), table_name="server_session")
    op.drop_table("server_session")
    op.drop_index("ix_role_grant_user", table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index("ix_approval_state", table_name="approval")
    op.drop_table("approval")
    op.drop_table("user_account")
    op.drop_index(op.f("ix_unit_ancestor_ancestor_id"), table_name="unit_ancestor")
    op.drop_table("unit_ancestor")
    op.drop_table("setting")
