"""Applications, transitions, marks, roll-ups."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_07"
down_revision = "20261124_06"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "appointment_act",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(length=80), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("approval_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["approval.id"],
            name=op.f("fk_appointment_act_approval_id_approval"),
        ),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_appointment_act_call_id_recruitment_call"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_appointment_act_recorded_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_act")),
        sa.UniqueConstraint("number", name=op.f("uq_appointment_act_number")),
    )
    op.create_table(
        "funnel_count",
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("department", sa.String(length=2), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_funnel_count_call_id_recruitment_call"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["unit.id"], name=op.f("fk_funnel_count_office_id_unit")
        ),
        sa.PrimaryKeyConstraint(
            "call_id",
            "position",
            "result",
            "sex",
            "office_id",
            "department",
            name=op.f("pk_funnel_count"),
        ),
    )
    op.create_table(
        "stage_count",
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(40), nullable=False),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("department", sa.String(length=2), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_stage_count_call_id_recruitment_call"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["unit.id"], name=op.f("fk_stage_count_office_id_unit")
        ),
        sa.PrimaryKeyConstraint(
            "call_id",
            "position",
            "standing",
            "sex",
            "office_id",
            "department",
            name=op.f("pk_stage_count"),
        ),
    )
    op.create_table(
        "application",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("name_key", sa.String(length=320), nullable=False),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("department", sa.String(length=2), nullable=False),
        sa.Column("residence_municipality", sa.String(length=4), nullable=True),
        sa.Column("schooling", sa.String(length=40), nullable=True),
        sa.Column("standing", sa.String(40), nullable=False),
        sa.Column("phase_position", sa.Integer(), nullable=False),
        sa.Column("furthest", sa.Integer(), nullable=False),
        sa.Column("phase_since", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT, nullable=False),
        sa.Column("way_in", sa.String(40), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_hash", sa.String(length=128), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("batch_id", KEY, nullable=True),
        sa.Column("created_by_id", KEY, nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_application_batch_id_import_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_application_call_id_recruitment_call"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_application_created_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["unit.id"], name=op.f("fk_application_office_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_application_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint(
            "call_id", "number", name=op.f("uq_application_call_id_number")
        ),
        sa.UniqueConstraint(
            "call_id", "person_id", name=op.f("uq_application_call_id_person_id")
        ),
        sa.UniqueConstraint("client_id", name=op.f("uq_application_client_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_application_public_id")),
    )
    op.create_index(
        op.f("ix_application_batch_id"), "application", ["batch_id"], unique=False
    )
    op.create_index(
        "ix_application_list",
        "application",
        ["call_id", "listed", "applied_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_application_name",
        "application",
        ["call_id", "listed", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        "ix_application_office",
        "application",
        [
            "call_id",
            "listed",
            "office_id",
            "applied_at",
            "id",
        ],
        unique=False,
    )
    op.create_index(
        op.f("ix_application_office_id"), "application", ["office_id"], unique=False
    )
    op.create_index("ix_application_person", "application", ["person_id"], unique=False)
    op.create_index(
        "ix_application_phase",
        "application",
        ["call_id", "listed", "standing", "phase_position", "applied_at", "id"],
        unique=False,
    )
    op.create_table(
        "declaration",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("requirement_id", KEY, nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_declaration_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["call_requirement.id"],
            name=op.f("fk_declaration_requirement_id_call_requirement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint(
            "application_id",
            "requirement_id",
            name=op.f("uq_declaration_application_id_requirement_id"),
        ),
    )
    op.create_table(
        "form_sheet",
        sa.Column("id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("printed_at", INSTANT, nullable=False),
        sa.Column("printed_by_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_form_sheet_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_form_sheet_call_id_recruitment_call"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["unit.id"], name=op.f("fk_form_sheet_office_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["printed_by_id"],
            ["user_account.id"],
            name=op.f("fk_form_sheet_printed_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_sheet")),
        sa.UniqueConstraint(
            "application_id", name=op.f("uq_form_sheet_application_id")
        ),
        sa.UniqueConstraint(
            "call_id", "number", name=op.f("uq_form_sheet_call_id_number")
        ),
        sa.UniqueConstraint("client_id", name=op.f("uq_form_sheet_client_id")),
    )
    op.create_table(
        "mark",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("phase_id", KEY, nullable=False),
        sa.Column("evaluator_id", KEY, nullable=True),
        sa.Column("value", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("supersedes_id", KEY, nullable=True),
        sa.Column("approval_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_mark_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approval.id"], name=op.f("fk_mark_approval_id_approval")
        ),
        sa.ForeignKeyConstraint(
            ["evaluator_id"],
            ["user_account.id"],
            name=op.f("fk_mark_evaluator_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["phase_id"], ["phase.id"], name=op.f("fk_mark_phase_id_phase")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["mark.id"], name=op.f("fk_mark_supersedes_id_mark")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    )
    op.create_index(
        "ix_mark_application", "mark", ["application_id", "phase_id"], unique=False
    )
    op.create_table(
        "measure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("phase_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("measured_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("supersedes_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_measure_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["phase_id"], ["phase.id"], name=op.f("fk_measure_phase_id_phase")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_measure_recorded_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["measure.id"],
            name=op.f("fk_measure_supersedes_id_measure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    op.create_index(
        "ix_measure_application", "measure", ["application_id", "kind"], unique=False
    )
    op.create_table(
        "phase_transition",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("phase_id", KEY, nullable=False),
        sa.Column("result", sa.String(40), nullable=False),
        sa.Column("to_position", sa.Integer(), nullable=True),
        sa.Column("standing", sa.String(40), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.Column("raw_value", sa.String(length=80), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("effective_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("undoes_id", KEY, nullable=True),
        sa.Column("approval_id", KEY, nullable=True),
        sa.Column("batch_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_phase_transition_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["approval.id"],
            name=op.f("fk_phase_transition_approval_id_approval"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_phase_transition_batch_id_import_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["phase_id"], ["phase.id"], name=op.f("fk_phase_transition_phase_id_phase")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_phase_transition_recorded_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"],
            ["phase_transition.id"],
            name=op.f("fk_phase_transition_undoes_id_phase_transition"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase_transition")),
        sa.UniqueConstraint("client_id", name=op.f("uq_phase_transition_client_id")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_phase_transition_undoes_id")),
    )
    op.create_index(
        "ix_phase_transition_application",
        "phase_transition",
        ["application_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_phase_transition_phase",
        "phase_transition",
        ["phase_id", "result"],
        unique=False,
    )
    op.create_table(
        "reached",
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("phase_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_reached_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["phase_id"], ["phase.id"], name=op.f("fk_reached_phase_id_phase")
        ),
        sa.PrimaryKeyConstraint("application_id", "phase_id", name=op.f("pk_reached")),
    )


def downgrade() -> None:
    op.drop_table("reached")
    op.drop_index("ix_phase_transition_phase", table_name="phase_transition")
    op.drop_index("ix_phase_transition_application", table_name="phase_transition")
    op.drop_table("phase_transition")
    op.drop_index("ix_measure_application", table_name="measure")
    op.drop_table("measure")
    op.drop_index("ix_mark_application", table_name="mark")
    op.drop_table("mark")
    op.drop_table("form_sheet")
    op.drop_table("declaration")
    op.drop_index("ix_application_phase", table_name="application")
    op.drop_index("ix_application_person", table_name="application")
    op.drop_index("ix_application_name", table_name="application")
    op.drop_index(op.f("ix_application_office_id"), table_name="application")
    op.drop_index("ix_application_office", table_name="application")
    op.drop_index("ix_application_list", table_name="application")
    op.drop_index(op.f("ix_application_batch_id"), table_name="application")
    op.drop_table("application")
    op.drop_table("stage_count")
    op.drop_table("funnel_count")
    op.drop_table("appointment_act")
