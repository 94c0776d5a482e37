"""Officers and their service records."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261124_08"
down_revision = "20261124_07"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "officer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("nip", sa.String(length=20), nullable=True),
        sa.Column("application_id", KEY, nullable=True),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("name_key", sa.String(length=320), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("rank_key", sa.String(length=40), nullable=True),
        sa.Column("unit_id", KEY, nullable=True),
        sa.Column("appointed_on", sa.Date(), nullable=False),
        sa.Column("separated_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_officer_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_officer_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["data_source.id"],
            name=op.f("fk_officer_source_id_data_source"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_officer_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("application_id", name=op.f("uq_officer_application_id")),
        sa.UniqueConstraint("nip", name=op.f("uq_officer_nip")),
        sa.UniqueConstraint("person_id", name=op.f("uq_officer_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_officer_public_id")),
    )
    op.create_index(
        op.f("ix_officer_source_id"), "officer", ["source_id"], unique=False
    )
    op.create_index("ix_officer_name", "officer", ["name_key", "id"], unique=False)
    op.create_index(
        "ix_officer_status", "officer", ["status", "name_key", "id"], unique=False
    )
    op.create_index(
        "ix_officer_unit",
        "officer",
        ["unit_id", "status", "name_key", "id"],
        unique=False,
    )
    op.create_table(
        "service_fact",
        sa.Column("id", KEY, nullable=False),
        sa.Column("officer_id", KEY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("precision", sa.String(40), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("supersedes_id", KEY, nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("unit_id", KEY, nullable=True),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("details", JSON, nullable=True),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("batch_id", KEY, nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_service_fact_batch_id_import_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officer.id"],
            name=op.f("fk_service_fact_officer_id_officer"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_service_fact_recorded_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["data_source.id"],
            name=op.f("fk_service_fact_source_id_data_source"),
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["service_fact.id"],
            name=op.f("fk_service_fact_supersedes_id_service_fact"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_service_fact_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_fact")),
        sa.UniqueConstraint(
            "batch_id", "line", "kind", name=op.f("uq_service_fact_batch_id_line_kind")
        ),
    )
    op.create_index(
        "ix_service_fact_kind",
        "service_fact",
        ["kind", "officer_id", "valid_from"],
        unique=False,
    )
    op.create_index(
        "ix_service_fact_officer",
        "service_fact",
        ["officer_id", "kind", "valid_from"],
        unique=False,
    )
    op.create_index(
        "ix_service_fact_supersedes", "service_fact", ["supersedes_id"], unique=True
    )
    op.create_index(
        op.f("ix_service_fact_unit_id"), "service_fact", ["unit_id"], unique=False
    )
    op.create_table(
        "unapplied_batch",
        sa.Column("batch_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_unapplied_batch_batch_id_import_batch"),
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_unapplied_batch")),
    )


def downgrade() -> None:
    op.drop_table("unapplied_batch")
    op.drop_index(op.f("ix_service_fact_unit_id"), table_name="service_fact")
    op.drop_index("ix_service_fact_supersedes", table_name="service_fact")
    op.drop_index("ix_service_fact_officer", table_name="service_fact")
    op.drop_index("ix_service_fact_kind", table_name="service_fact")
    op.drop_table("service_fact")
    op.drop_index("ix_officer_unit", table_name="officer")
    op.drop_index("ix_officer_status", table_name="officer")
    op.drop_index("ix_officer_name", table_name="officer")
    op.drop_index(op.f("ix_officer_source_id"), table_name="officer")
    op.drop_table("officer")
