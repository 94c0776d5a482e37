"""Test sessions, and who is summoned to them."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_27"
down_revision = "20261124_26"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def upgrade() -> None:
    op.create_table(
        "exam_session",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("phase_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("municipality", sa.String(4), nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reminders", sa.Boolean(), nullable=False),
        sa.Column("drafted_at", INSTANT, nullable=False),
        sa.Column("drafted_by_id", KEY, nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "capacity > 0", name=op.f("ck_exam_session_capacity_positive")
        ),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= capacity",
            name=op.f("ck_exam_session_taken_within"),
        ),
        _to("exam_session", "call_id", "recruitment_call"),
        _to("exam_session", "phase_id", "phase"),
        _to("exam_session", "office_id", "unit"),
        _to("exam_session", "drafted_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_exam_session_public_id")),
        sa.UniqueConstraint("client_id", name=op.f("uq_exam_session_client_id")),
    )
    for name, columns in (
        ("call", ["call_id", "starts_at"]),
        ("phase", ["phase_id", "starts_at"]),
        ("start", ["starts_at"]),
    ):
        op.create_index(f"ix_exam_session_{name}", "exam_session", columns)
    op.create_table(
        "summons",
        sa.Column("id", KEY, nullable=False),
        sa.Column("session_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("phase_id", KEY, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by_id", KEY, nullable=True),
        sa.Column("arrived_at", INSTANT, nullable=True),
        sa.Column("arrived_by_id", KEY, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        _to("summons", "session_id", "exam_session"),
        _to("summons", "application_id", "application"),
        _to("summons", "phase_id", "phase"),
        _to("summons", "made_by_id", "user_account"),
        _to("summons", "arrived_by_id", "user_account"),
        _to("summons", "ended_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summons")),
    )
    op.create_index(
        "uq_summons_standing",
        "summons",
        ["application_id", "phase_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_summons_session", "summons", ["session_id", "ended_at"])


def downgrade() -> None:
    op.drop_table("summons")
    op.drop_table("exam_session")
