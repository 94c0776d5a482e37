"""An officer is told of a case by a printed notice, no later than the head."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261124_20"
down_revision = "20261124_19"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("alert") as alert:
        alert.add_column(sa.Column("told_on", sa.Date(), nullable=True))
        alert.add_column(
            sa.Column("told_causes", JSON, nullable=False, server_default="[]")
        )
        alert.add_column(
            sa.Column(
                "contact_chosen",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
            )
        )
    op.create_table(
        "alert_notice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", KEY, nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("causes", JSON, nullable=False),
        sa.Column("printed_at", INSTANT, nullable=False),
        sa.Column("printed_by_id", KEY, nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=True),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("wish", sa.String(40), nullable=True),
        sa.Column("review_asked", sa.Text(), nullable=False),
        sa.Column("review_result", sa.String(40), nullable=True),
        sa.Column("review_answer", sa.Text(), nullable=False),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        sa.Column("reviewed_by_id", KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_notice_alert_id_alert")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["user_account.id"],
                name=op.f(f"fk_alert_notice_{column}_user_account"),
            )
            for column in ("printed_by_id", "recorded_by_id", "reviewed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_notice")),
        sa.UniqueConstraint("public_id", name=op.f("uq_alert_notice_public_id")),
    )
    op.create_index(op.f("ix_alert_notice_alert_id"), "alert_notice", ["alert_id"])
    op.create_index(op.f("ix_alert_notice_batch"), "alert_notice", ["batch"])


def downgrade() -> None:
    op.drop_table("alert_notice")
    # The release before knows no case that was closed at the person's wish.
    op.execute("UPDATE alert SET state = 'closed' WHERE state = 'declined'")
    with op.batch_alter_table("alert") as alert:
        for column in ("contact_chosen", "told_causes", "told_on"):
            alert.drop_column(column)
