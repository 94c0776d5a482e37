"""Panels, sheets without names, declared conflicts, the rule of a call's selection."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from pncrecruit.db import append_only

revision = "20261124_14"
down_revision = "20261124_13"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
# Only ever added to: the database refuses to change or remove a row.
APPEND_ONLY = (
    "blind_sheet",
    "conflict_declaration",
    "conflict_decision",
    "selection_rule",
)


def upgrade() -> None:
    op.create_table(
        "selection_rule",
        sa.Column("id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("rule", JSON, nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("set_by_id", KEY, nullable=False),
        sa.Column("approval_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["approval.id"],
            name=op.f("fk_selection_rule_approval_id_approval"),
        ),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_selection_rule_call_id_recruitment_call"),
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"],
            ["user_account.id"],
            name=op.f("fk_selection_rule_set_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection_rule")),
        sa.UniqueConstraint(
            "call_id", "edition", name=op.f("uq_selection_rule_call_id_edition")
        ),
    )
    op.create_table(
        "panel",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["user_account.id"],
            name=op.f("fk_panel_made_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["phase_id"], ["phase.id"], name=op.f("fk_panel_phase_id_phase")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel")),
        sa.UniqueConstraint("phase_id", "name", name=op.f("uq_panel_phase_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_panel_public_id")),
    )
    op.create_table(
        "blind_sheet",
        sa.Column("id", KEY, nullable=False),
        sa.Column("phase_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("panel_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_blind_sheet_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["panel.id"], name=op.f("fk_blind_sheet_panel_id_panel")
        ),
        sa.ForeignKeyConstraint(
            ["phase_id"], ["phase.id"], name=op.f("fk_blind_sheet_phase_id_phase")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_sheet")),
        sa.UniqueConstraint(
            "phase_id",
            "application_id",
            name=op.f("uq_blind_sheet_phase_id_application_id"),
        ),
        sa.UniqueConstraint(
            "phase_id", "code", name=op.f("uq_blind_sheet_phase_id_code")
        ),
    )
    op.create_index(
        "ix_blind_sheet_panel", "blind_sheet", ["panel_id", "code"], unique=False
    )
    op.create_table(
        "conflict_declaration",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("tie", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("declared_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_conflict_declaration_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_conflict_declaration_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_declaration")),
        sa.UniqueConstraint(
            "public_id", name=op.f("uq_conflict_declaration_public_id")
        ),
    )
    op.create_index(
        "ix_conflict_declaration_application",
        "conflict_declaration",
        ["application_id"],
        unique=False,
    )
    op.create_index(
        "ix_conflict_declaration_user",
        "conflict_declaration",
        ["user_id", "application_id"],
        unique=False,
    )
    op.create_table(
        "panel_seat",
        sa.Column("id", KEY, nullable=False),
        sa.Column("panel_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("assigned_at", INSTANT, nullable=False),
        sa.Column("assigned_by_id", KEY, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"],
            ["user_account.id"],
            name=op.f("fk_panel_seat_assigned_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"],
            ["user_account.id"],
            name=op.f("fk_panel_seat_ended_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["panel.id"], name=op.f("fk_panel_seat_panel_id_panel")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_panel_seat_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seat")),
        sa.UniqueConstraint(
            "panel_id", "place", name=op.f("uq_panel_seat_panel_id_place")
        ),
        sa.UniqueConstraint(
            "panel_id", "user_id", name=op.f("uq_panel_seat_panel_id_user_id")
        ),
    )
    op.create_index("ix_panel_seat_user", "panel_seat", ["user_id"], unique=False)
    op.create_table(
        "conflict_decision",
        sa.Column("declaration_id", KEY, nullable=False),
        sa.Column("barred", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("decided_by_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_conflict_decision_decided_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["conflict_declaration.id"],
            name=op.f("fk_conflict_decision_declaration_id_conflict_declaration"),
        ),
        sa.PrimaryKeyConstraint("declaration_id", name=op.f("pk_conflict_decision")),
    )

    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in append_only(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("conflict_decision")
    op.drop_table("panel_seat")
    op.drop_table("conflict_declaration")
    op.drop_table("blind_sheet")
    op.drop_table("panel")
    op.drop_table("selection_rule")
