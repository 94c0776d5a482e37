"""Templates of calls in editions, and which one a draft started from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from pncrecruit.db import append_only

revision = "20261124_30"
down_revision = "20261124_29"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
APPEND_ONLY = ("call_template", "call_start")


def upgrade() -> None:
    op.create_table(
        "call_template",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=240), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("rules", JSON, nullable=False),
        sa.Column("call_code", sa.String(length=40), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.Column("kept_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_by_id"],
            ["user_account.id"],
            name=op.f("fk_call_template_kept_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_template")),
        sa.UniqueConstraint(
            "key", "edition", name=op.f("uq_call_template_key_edition")
        ),
    )
    op.create_table(
        "call_start",
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("template_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_call_start_call_id_recruitment_call"),
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["call_template.id"],
            name=op.f("fk_call_start_template_id_call_template"),
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call_start")),
    )
    op.create_index("ix_call_start_template", "call_start", ["template_id"])
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in append_only(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("call_start")
    op.drop_table("call_template")
