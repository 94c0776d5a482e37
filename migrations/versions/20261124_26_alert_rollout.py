"""The order in which model alerts start over the comisarías, and its one estimate."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261124_26"
down_revision = "20261124_25"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alert_rollout",
        sa.Column("id", KEY, nullable=False),
        sa.Column("only", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("wave_size", sa.Integer(), nullable=False),
        sa.Column("months_apart", sa.Integer(), nullable=False),
        sa.Column("order", JSON, nullable=False),
        sa.Column("least", sa.Double(), nullable=False),
        sa.Column("left_before", sa.Integer(), nullable=False),
        sa.Column("months_before", sa.Integer(), nullable=False),
        sa.Column("drawn_at", INSTANT, nullable=False),
        sa.Column("drawn_by_id", KEY, nullable=False),
        sa.Column("estimate", JSON, nullable=False),
        sa.Column("estimated_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"],
            ["user_account.id"],
            name=op.f("fk_alert_rollout_drawn_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rollout")),
        sa.UniqueConstraint("only", name=op.f("uq_alert_rollout_only")),
    )


def downgrade() -> None:
    op.drop_table("alert_rollout")
