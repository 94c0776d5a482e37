"""Import batches and their lines."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261124_06"
down_revision = "20261124_05"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("filename", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping_hash", sa.String(length=64), nullable=False),
        sa.Column("mapping", JSON, nullable=False),
        sa.Column("header", JSON, nullable=False),
        sa.Column("call_id", KEY, nullable=True),
        sa.Column("office_id", KEY, nullable=True),
        sa.Column("source_id", KEY, nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("problems", JSON, nullable=False),
        sa.Column("applied_lines", sa.Integer(), nullable=False),
        sa.Column("created_by_id", KEY, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT, nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_import_batch_call_id_recruitment_call"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_import_batch_created_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["unit.id"], name=op.f("fk_import_batch_office_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["data_source.id"],
            name=op.f("fk_import_batch_source_id_data_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_batch_public_id")),
    )
    op.create_index(
        op.f("ix_import_batch_call_id"), "import_batch", ["call_id"], unique=False
    )
    op.create_index(
        op.f("ix_import_batch_sha256"), "import_batch", ["sha256"], unique=False
    )
    op.create_index(
        op.f("ix_import_batch_state"), "import_batch", ["state"], unique=False
    )
    op.create_table(
        "import_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("batch_id", KEY, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("raw", JSON, nullable=True),
        sa.Column("draft", JSON, nullable=True),
        sa.Column("problems", JSON, nullable=True),
        sa.Column("target_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_import_line_batch_id_import_batch"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_line")),
    )
    op.create_index(
        "ix_import_line_batch", "import_line", ["batch_id", "line"], unique=True
    )
    op.create_index(
        "ix_import_line_state",
        "import_line",
        ["batch_id", "state", "line"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_import_line_state", table_name="import_line")
    op.drop_index("ix_import_line_batch", table_name="import_line")
    op.drop_table("import_line")
    op.drop_index(op.f("ix_import_batch_state"), table_name="import_batch")
    op.drop_index(op.f("ix_import_batch_sha256"), table_name="import_batch")
    op.drop_index(op.f("ix_import_batch_call_id"), table_name="import_batch")
    op.drop_table("import_batch")
