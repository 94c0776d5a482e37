"""What was seen of a model's drift on each day it scored."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_19"
down_revision = "20261124_18"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "model_watch",
        sa.Column("id", KEY, nullable=False),
        sa.Column("model_id", KEY, nullable=False),
        sa.Column("watched_on", sa.Date(), nullable=False),
        sa.Column("alarms", sa.Integer(), nullable=False),
        sa.Column("findings", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["model_version.id"],
            name=op.f("fk_model_watch_model_id_model_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_watch")),
        sa.UniqueConstraint(
            "model_id", "watched_on", name=op.f("uq_model_watch_model_id_watched_on")
        ),
    )


def downgrade() -> None:
    op.drop_table("model_watch")
