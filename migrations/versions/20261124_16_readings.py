"""What two timers read of a physical test."""

import sqlalchemy as sa
from alembic import op

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

    for table in APPEND_ONLY:
        _append_only(table)


def _append_only(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE"
            f" ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE"
            f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade() -> None:
    op.drop_table("measure_reading")
