"""Read the summonses of an application and of a phase by indexes; no reminders flag."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_29"
down_revision = "20261124_28"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_summons_application", "summons", ["application_id"])
    op.create_index("ix_summons_phase", "summons", ["phase_id", "ended_at"])
    # Nothing ever read it.
    op.drop_column("exam_session", "reminders")


def downgrade() -> None:
    op.add_column(
        "exam_session",
        sa.Column("reminders", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.drop_index("ix_summons_phase", "summons")
    op.drop_index("ix_summons_application", "summons")
