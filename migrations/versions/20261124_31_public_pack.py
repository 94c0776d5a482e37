"""The open data of a year, as two HR leads published them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_31"
down_revision = "20261124_30"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "public_pack",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", KEY, nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("archive_hash", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approval_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["figure_snapshot.id"],
            name=op.f("fk_public_pack_snapshot_id_figure_snapshot"),
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["approval.id"],
            name=op.f("fk_public_pack_approval_id_approval"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_pack")),
        sa.UniqueConstraint("approval_id", name=op.f("uq_public_pack_approval_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_public_pack_public_id")),
    )


def downgrade() -> None:
    op.drop_table("public_pack")
