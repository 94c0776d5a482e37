"""What two timers read of a physical test."""

import sqlalchemy as sa
from alembic import op

from pncrecruit.db import append_only

revision = "20261124_16"
down_revision = "20261124_15"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
# Only ever added to: the database refuses to change or remove a row.
APPEND_ONLY = ("measure_reading",)


def upgrade() -> None:
    op.create_table(
        "measure_reading",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("phase_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("timer_id", KEY, nullable=False),
        sa.Column("value", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_measure_reading_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["phase_id"], ["phase.id"], name=op.f("fk_measure_reading_phase_id_phase")
        ),
        sa.ForeignKeyConstraint(
            ["timer_id"],
            ["user_account.id"],
            name=op.f("fk_measure_reading_timer_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_reading")),
        sa.UniqueConstraint(
            "application_id",
            "phase_id",
            "kind",
            "attempt",
            "timer_id",
            name=op.f(
                "uq_measure_reading_application_id_phase_id_kind_attempt_timer_id"
            ),
        ),
    )
    op.create_index(
        "ix_measure_reading_timer", "measure_reading", ["timer_id", "id"], unique=False
    )

    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in append_only(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("measure_reading")
