"""Calls with their phases and requirements."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_05"
down_revision = "20261124_04"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "recruitment_call",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("age_on", sa.Date(), nullable=False),
        sa.Column("course_starts_on", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("drafted_by_id", KEY, nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "seats > 0", name=op.f("ck_recruitment_call_seats_positive")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"],
            ["user_account.id"],
            name=op.f("fk_recruitment_call_drafted_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recruitment_call")),
        sa.UniqueConstraint("code", name=op.f("uq_recruitment_call_code")),
    )
    op.create_index(
        op.f("ix_recruitment_call_state"), "recruitment_call", ["state"], unique=False
    )
    op.create_table(
        "call_assignment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("assigned_by_id", KEY, nullable=True),
        sa.Column("assigned_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"],
            ["user_account.id"],
            name=op.f("fk_call_assignment_assigned_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_call_assignment_call_id_recruitment_call"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"],
            ["user_account.id"],
            name=op.f("fk_call_assignment_ended_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["unit.id"], name=op.f("fk_call_assignment_office_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_call_assignment_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_assignment")),
    )
    op.create_index(
        "ix_call_assignment_call", "call_assignment", ["call_id"], unique=False
    )
    op.create_index(
        "uq_call_assignment_open",
        "call_assignment",
        ["user_id", "call_id", "office_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "call_requirement",
        sa.Column("id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sex", sa.String(40), nullable=True),
        sa.Column("minimum", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("maximum", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("value", sa.String(length=40), nullable=True),
        sa.Column("loss_reason", sa.String(length=40), nullable=False),
        sa.Column("name_es", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_call_requirement_call_id_recruitment_call"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_requirement")),
        sa.UniqueConstraint(
            "call_id", "position", name=op.f("uq_call_requirement_call_id_position")
        ),
    )
    op.create_table(
        "phase",
        sa.Column("id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name_es", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("pass_mark", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("mark_unit", sa.String(length=20), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_phase_call_id_recruitment_call"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
        sa.UniqueConstraint("call_id", "key", name=op.f("uq_phase_call_id_key")),
        sa.UniqueConstraint(
            "call_id", "position", name=op.f("uq_phase_call_id_position")
        ),
    )


def downgrade() -> None:
    op.drop_table("phase")
    op.drop_table("call_requirement")
    op.drop_index(
        "uq_call_assignment_open",
        table_name="call_assignment",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_call_assignment_call", table_name="call_assignment")
    op.drop_table("call_assignment")
    op.drop_index(op.f("ix_recruitment_call_state"), table_name="recruitment_call")
    op.drop_table("recruitment_call")
