"""Frozen figures, and runs of jobs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261124_10"
down_revision = "20261124_09"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "figure_snapshot",
        sa.Column("id", KEY, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("minimum_cell", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("data_hash", sa.String(length=64), nullable=False),
        sa.Column("rule_version", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_snapshot")),
    )
    op.create_index(
        op.f("ix_figure_snapshot_as_of"), "figure_snapshot", ["as_of"], unique=False
    )
    op.create_table(
        "job_run",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("succeeded", sa.Boolean(), nullable=True),
        sa.Column("summary", JSON, nullable=True),
        sa.Column("error", sa.String(length=400), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index(op.f("ix_job_run_name"), "job_run", ["name"], unique=False)
    op.create_index(
        op.f("ix_job_run_started_at"), "job_run", ["started_at"], unique=False
    )
    op.create_table(
        "figure_table",
        sa.Column("id", KEY, nullable=False),
        sa.Column("snapshot_id", KEY, nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["figure_snapshot.id"],
            name=op.f("fk_figure_table_snapshot_id_figure_snapshot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_table")),
    )
    op.create_index(
        "ix_figure_table_question",
        "figure_table",
        ["snapshot_id", "question", "parent"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_figure_table_question", table_name="figure_table")
    op.drop_table("figure_table")
    op.drop_index(op.f("ix_job_run_started_at"), table_name="job_run")
    op.drop_index(op.f("ix_job_run_name"), table_name="job_run")
    op.drop_table("job_run")
    op.drop_index(op.f("ix_figure_snapshot_as_of"), table_name="figure_snapshot")
    op.drop_table("figure_snapshot")
