"""Models, scores, alerts, answers, outcomes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261124_09"
down_revision = "20261124_08"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "model_version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("trained_at", INSTANT, nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("window_from", sa.Date(), nullable=False),
        sa.Column("data_hash", sa.String(length=64), nullable=False),
        sa.Column("artifact", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("metrics", JSON, nullable=False),
        sa.Column("card", JSON, nullable=False),
        sa.Column("gate_open", sa.Boolean(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("approval_id", KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["approval.id"],
            name=op.f("fk_model_version_approval_id_approval"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_version")),
        sa.UniqueConstraint("number", name=op.f("uq_model_version_number")),
    )
    op.create_index(
        op.f("ix_model_version_state"), "model_version", ["state"], unique=False
    )
    op.create_table(
        "alert",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", KEY, nullable=False),
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("causes", JSON, nullable=False),
        sa.Column("suggestions", JSON, nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("model_id", KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["model_version.id"],
            name=op.f("fk_alert_model_id_model_version"),
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_alert_officer_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_alert_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("public_id", name=op.f("uq_alert_public_id")),
    )
    op.create_index(op.f("ix_alert_officer_id"), "alert", ["officer_id"], unique=False)
    op.create_index(
        "ix_alert_unit", "alert", ["unit_id", "state", "due_on"], unique=False
    )
    op.create_index(
        "uq_alert_open_officer",
        "alert",
        ["officer_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'answered')"),
        postgresql_where=sa.text("state IN ('open', 'answered')"),
    )
    op.create_table(
        "score",
        sa.Column("id", KEY, nullable=False),
        sa.Column("officer_id", KEY, nullable=False),
        sa.Column("model_id", KEY, nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("within_6", sa.Double(), nullable=False),
        sa.Column("within_12", sa.Double(), nullable=False),
        sa.Column("within_24", sa.Double(), nullable=False),
        sa.Column("log_odds", sa.Double(), nullable=False),
        sa.Column("contributions", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["model_version.id"],
            name=op.f("fk_score_model_id_model_version"),
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_score_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint(
            "officer_id", "scored_on", name=op.f("uq_score_officer_id_scored_on")
        ),
    )
    op.create_index(op.f("ix_score_scored_on"), "score", ["scored_on"], unique=False)
    op.create_table(
        "alert_answer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("alert_id", KEY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("action_code", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("owner_id", KEY, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("cost", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.Column("answered_by_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_answer_alert_id_alert")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_alert_answer_answered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["user_account.id"],
            name=op.f("fk_alert_answer_owner_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_answer")),
    )
    op.create_index(
        op.f("ix_alert_answer_alert_id"), "alert_answer", ["alert_id"], unique=False
    )
    op.create_table(
        "alert_outcome",
        sa.Column("id", KEY, nullable=False),
        sa.Column("alert_id", KEY, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_outcome_alert_id_alert")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_outcome")),
        sa.UniqueConstraint(
            "alert_id", "days", name=op.f("uq_alert_outcome_alert_id_days")
        ),
    )


def downgrade() -> None:
    op.drop_table("alert_outcome")
    op.drop_index(op.f("ix_alert_answer_alert_id"), table_name="alert_answer")
    op.drop_table("alert_answer")
    op.drop_index(op.f("ix_score_scored_on"), table_name="score")
    op.drop_table("score")
    op.drop_index(
        "uq_alert_open_officer",
        table_name="alert",
        sqlite_where=sa.text("state IN ('open', 'answered')"),
        postgresql_where=sa.text("state IN ('open', 'answered')"),
    )
    op.drop_index("ix_alert_unit", table_name="alert")
    op.drop_index(op.f("ix_alert_officer_id"), table_name="alert")
    op.drop_table("alert")
    op.drop_index(op.f("ix_model_version_state"), table_name="model_version")
    op.drop_table("model_version")
