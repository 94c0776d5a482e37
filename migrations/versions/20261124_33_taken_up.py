"""Applications of an undone batch, which may be taken up again."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_33"
down_revision = "20261124_32"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "application", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "application",
        sa.Column("batch_version", sa.Integer(), nullable=False, server_default="1"),
    )
    op.execute(
        "UPDATE application SET undone_at = (SELECT undone_at FROM import_batch"
        " WHERE import_batch.id = application.batch_id)"
        " WHERE NOT listed AND batch_id IN"
        " (SELECT id FROM import_batch WHERE state = 'undone')"
    )


def downgrade() -> None:
    op.drop_column("application", "batch_version")
    op.drop_column("application", "undone_at")
