"""Files, the documents that calls ask for, those handed in and what was found."""

import sqlalchemy as sa
from alembic import op

from pncrecruit.db import append_only

revision = "20261124_23"
down_revision = "20261124_22"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("stored_at", INSTANT, nullable=False),
        sa.Column("stored_by_id", KEY, nullable=True),
        sa.Column("removed_at", INSTANT, nullable=True),
        _to("stored_file", "stored_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
    )
    op.create_table(
        "call_document",
        sa.Column("id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        _to("call_document", "call_id", "recruitment_call"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_document")),
        sa.UniqueConstraint(
            "call_id", "kind", name=op.f("uq_call_document_call_id_kind")
        ),
        sa.UniqueConstraint(
            "call_id", "position", name=op.f("uq_call_document_call_id_position")
        ),
    )
    op.create_table(
        "application_document",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("received_by_id", KEY, nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=True),
        sa.Column("second_look", sa.Boolean(), nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.Column("approval_id", KEY, nullable=True),
        _to("application_document", "application_id", "application"),
        _to("application_document", "file_id", "stored_file"),
        _to("application_document", "received_by_id", "user_account"),
        _to("application_document", "approval_id", "approval"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_document")),
        sa.UniqueConstraint(
            "public_id", name=op.f("uq_application_document_public_id")
        ),
        sa.UniqueConstraint(
            "client_id", name=op.f("uq_application_document_client_id")
        ),
    )
    op.create_index(
        "ix_application_document_application",
        "application_document",
        ["application_id", "kind"],
    )
    op.create_table(
        "document_verdict",
        sa.Column("id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged_at", INSTANT, nullable=False),
        sa.Column("judged_by_id", KEY, nullable=True),
        _to("document_verdict", "document_id", "application_document"),
        _to("document_verdict", "judged_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_verdict")),
    )
    op.create_index("ix_document_verdict_document", "document_verdict", ["document_id"])
    for statement in append_only("document_verdict", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for table in (
        "document_verdict",
        "application_document",
        "call_document",
        "stored_file",
    ):
        op.drop_table(table)
