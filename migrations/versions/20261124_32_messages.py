"""Texts of messages, the outbox, and the reminders of a session."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_32"
down_revision = "20261124_31"
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
        "message_template",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sms", sa.String(300), nullable=False),
        sa.Column("drafted_by_id", KEY, nullable=True),
        sa.Column("approved_at", INSTANT, nullable=False),
        sa.Column("approved_by_id", KEY, nullable=True),
        _to("message_template", "drafted_by_id", "user_account"),
        _to("message_template", "approved_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_template")),
        sa.UniqueConstraint(
            "kind", "edition", name=op.f("uq_message_template_kind_edition")
        ),
    )
    op.create_table(
        "message_dispatch",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("template_id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("session_id", KEY, nullable=True),
        sa.Column("starts_at", INSTANT, nullable=True),
        sa.Column("place", sa.String(160), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by_id", KEY, nullable=True),
        _to("message_dispatch", "template_id", "message_template"),
        _to("message_dispatch", "call_id", "recruitment_call"),
        _to("message_dispatch", "session_id", "exam_session"),
        _to("message_dispatch", "made_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_dispatch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_dispatch_public_id")),
        sa.UniqueConstraint("client_id", name=op.f("uq_message_dispatch_client_id")),
    )
    op.create_index(
        "ix_message_dispatch_session", "message_dispatch", ["session_id", "kind"]
    )
    op.create_index(
        "ix_message_dispatch_call", "message_dispatch", ["call_id", "kind", "made_at"]
    )
    op.create_table(
        "outbox_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("dispatch_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.Column("fault", sa.String(40), nullable=True),
        _to("outbox_line", "dispatch_id", "message_dispatch"),
        _to("outbox_line", "application_id", "application"),
        _to("outbox_line", "ended_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_line")),
        sa.UniqueConstraint("public_id", name=op.f("uq_outbox_line_public_id")),
        sa.UniqueConstraint(
            "dispatch_id",
            "application_id",
            "channel",
            name=op.f("uq_outbox_line_dispatch_id_application_id_channel"),
        ),
    )
    for name, columns in (
        ("due", ["state", "channel", "not_before"]),
        ("application", ["application_id"]),
        ("claimed", ["claimed_at"]),
    ):
        op.create_index(f"ix_outbox_line_{name}", "outbox_line", columns)
    op.create_table(
        "session_reminder",
        sa.Column("session_id", KEY, nullable=False),
        sa.Column("template_id", KEY, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("place", sa.String(160), nullable=False),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("phone", sa.String(80), nullable=False),
        sa.Column("switched_at", INSTANT, nullable=False),
        sa.Column("switched_by_id", KEY, nullable=True),
        _to("session_reminder", "session_id", "exam_session"),
        _to("session_reminder", "template_id", "message_template"),
        _to("session_reminder", "switched_by_id", "user_account"),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_reminder")),
    )
    op.add_column("exam_session", sa.Column("cancelled_at", INSTANT, nullable=True))


def downgrade() -> None:
    op.drop_column("exam_session", "cancelled_at")
    op.drop_table("session_reminder")
    op.drop_table("outbox_line")
    op.drop_table("message_dispatch")
    op.drop_table("message_template")
