"""What each edition of figures was counted from, for the later ones."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_24"
down_revision = "20261124_23"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "figure_edition",
        sa.Column("id", KEY, nullable=False),
        sa.Column("snapshot_id", KEY, nullable=False),
        sa.Column("family", sa.String(length=40), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("cells", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["figure_snapshot.id"],
            name=op.f("fk_figure_edition_snapshot_id_figure_snapshot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_edition")),
    )
    op.create_index(
        "ix_figure_edition_family", "figure_edition", ["family", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_figure_edition_family", table_name="figure_edition")
    op.drop_table("figure_edition")
