"""Alerts wait in line, are of a unit too, are passed on; their figures and letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261124_15"
down_revision = "20261124_14"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
ALIVE = sa.text("state IN ('open', 'answered')")
LIVING = sa.text("state IN ('waiting', 'open', 'answered')")
LIVING_UNIT = sa.text("officer_id IS NULL AND state IN ('waiting', 'open', 'answered')")
# The unit whose head works on the cases below it: the nearest of these, or itself.
HEAD = """
UPDATE alert SET found_on = raised_on, head_unit_id = COALESCE(
  (SELECT MIN(above.id) FROM unit_ancestor
     JOIN unit AS above ON above.id = unit_ancestor.ancestor_id
   WHERE unit_ancestor.unit_id = alert.unit_id
     AND above.kind IN ('comisaria', 'directorate', 'academy')), unit_id)
"""


def upgrade() -> None:
    op.drop_index("uq_alert_open_officer", table_name="alert")
    with op.batch_alter_table("alert") as alert:
        alert.add_column(sa.Column("head_unit_id", KEY, nullable=True))
        alert.add_column(sa.Column("passed_to_unit_id", KEY, nullable=True))
        alert.add_column(
            sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        alert.add_column(sa.Column("people", sa.Integer(), nullable=True))
        alert.add_column(sa.Column("found_on", sa.Date(), nullable=True))
        alert.add_column(sa.Column("handed_over_on", sa.Date(), nullable=True))
        alert.add_column(sa.Column("passed_on", sa.Date(), nullable=True))
        alert.add_column(
            sa.Column("silences", sa.Integer(), nullable=False, server_default="0")
        )
    op.execute(HEAD)
    with op.batch_alter_table("alert") as alert:
        alert.alter_column("officer_id", existing_type=KEY, nullable=True)
        alert.alter_column("raised_on", existing_type=sa.Date(), nullable=True)
        alert.alter_column("due_on", existing_type=sa.Date(), nullable=True)
        alert.alter_column("head_unit_id", existing_type=KEY, nullable=False)
        alert.alter_column("found_on", existing_type=sa.Date(), nullable=False)
        alert.alter_column("urgent", existing_type=sa.Boolean(), server_default=None)
        alert.alter_column("silences", existing_type=sa.Integer(), server_default=None)
        alert.create_foreign_key(
            op.f("fk_alert_head_unit_id_unit"), "unit", ["head_unit_id"], ["id"]
        )
        alert.create_foreign_key(
            op.f("fk_alert_passed_to_unit_id_unit"),
            "unit",
            ["passed_to_unit_id"],
            ["id"],
        )
    op.create_index("ix_alert_head", "alert", ["head_unit_id", "state"])
    op.create_index(
        "uq_alert_living_officer",
        "alert",
        ["officer_id"],
        unique=True,
        sqlite_where=LIVING,
        postgresql_where=LIVING,
    )
    op.create_index(
        "uq_alert_living_unit",
        "alert",
        ["unit_id"],
        unique=True,
        sqlite_where=LIVING_UNIT,
        postgresql_where=LIVING_UNIT,
    )
    op.create_table(
        "alert_fairness",
        sa.Column("id", KEY, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_fairness")),
        sa.UniqueConstraint("as_of", name=op.f("uq_alert_fairness_as_of")),
    )
    op.create_table(
        "digest_choice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_digest_choice_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_choice")),
        sa.UniqueConstraint("user_id", name=op.f("uq_digest_choice_user_id")),
    )
    op.create_table(
        "digest_sent",
        sa.Column("id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_digest_sent_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_sent")),
        sa.UniqueConstraint("user_id", "day", name=op.f("uq_digest_sent_user_id_day")),
    )


def downgrade() -> None:
    op.drop_table("digest_sent")
    op.drop_table("digest_choice")
    op.drop_table("alert_fairness")
    op.drop_index("uq_alert_living_unit", table_name="alert")
    op.drop_index("uq_alert_living_officer", table_name="alert")
    op.drop_index("ix_alert_head", table_name="alert")
    # What the release before cannot hold: cases in line, and those of a unit.
    gone = "state = 'waiting' OR officer_id IS NULL"
    for child in ("alert_answer", "alert_outcome"):
        op.execute(
            f"DELETE FROM {child} WHERE alert_id IN (SELECT id FROM alert WHERE {gone})"
        )
    # One that left the line without being opened has no day of its own.
    op.execute(f"DELETE FROM alert WHERE {gone} OR raised_on IS NULL")
    with op.batch_alter_table("alert") as alert:
        alert.drop_constraint(op.f("fk_alert_passed_to_unit_id_unit"), "foreignkey")
        alert.drop_constraint(op.f("fk_alert_head_unit_id_unit"), "foreignkey")
        alert.alter_column("officer_id", existing_type=KEY, nullable=False)
        alert.alter_column("raised_on", existing_type=sa.Date(), nullable=False)
        alert.alter_column("due_on", existing_type=sa.Date(), nullable=False)
        for column in (
            "silences",
            "passed_on",
            "handed_over_on",
            "found_on",
            "people",
            "urgent",
            "passed_to_unit_id",
            "head_unit_id",
        ):
            alert.drop_column(column)
    op.create_index(
        "uq_alert_open_officer",
        "alert",
        ["officer_id"],
        unique=True,
        sqlite_where=ALIVE,
        postgresql_where=ALIVE,
    )
