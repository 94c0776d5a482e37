"""Units, sites, ranks, sources of data."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_03"
down_revision = "20261124_02"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "data_source",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("observed_from", sa.Date(), nullable=True),
        sa.Column("extracted_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("cohort_scheme", sa.String(length=40), nullable=True),
        sa.Column("confirmed_labels", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_source")),
        sa.UniqueConstraint("key", name=op.f("uq_data_source_key")),
    )
    op.create_table(
        "rank",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_es", sa.String(length=80), nullable=False),
        sa.Column("name_es_feminine", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("minimum_months", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rank")),
        sa.UniqueConstraint("key", name=op.f("uq_rank_key")),
        sa.UniqueConstraint("position", name=op.f("uq_rank_position")),
    )
    op.create_table(
        "unit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("parent_id", KEY, nullable=True),
        sa.Column("municipality", sa.String(length=4), nullable=True),
        sa.Column("establishment", sa.Integer(), nullable=True),
        sa.Column("alert_budget", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_table(
        "facility",
        sa.Column("id", KEY, nullable=False),
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("womens_quarters", sa.Boolean(), nullable=True),
        sa.Column("womens_baths", sa.Boolean(), nullable=True),
        sa.Column("water", sa.Boolean(), nullable=True),
        sa.Column("beds", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("supersedes_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["facility.id"],
            name=op.f("fk_facility_supersedes_id_facility"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_facility_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
    )
    op.create_index(
        "ix_facility_unit", "facility", ["unit_id", "valid_from"], unique=False
    )
    op.create_table(
        "unit_period",
        sa.Column("id", KEY, nullable=False),
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("parent_id", KEY, nullable=True),
        sa.Column("municipality", sa.String(length=4), nullable=True),
        sa.Column("establishment", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("supersedes_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["unit.id"], name=op.f("fk_unit_period_parent_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["unit_period.id"],
            name=op.f("fk_unit_period_supersedes_id_unit_period"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_period_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_period")),
    )
    op.create_index(
        "ix_unit_period_unit", "unit_period", ["unit_id", "valid_from"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_unit_period_unit", table_name="unit_period")
    op.drop_table("unit_period")
    op.drop_index("ix_facility_unit", table_name="facility")
    op.drop_table("facility")
    op.drop_index(op.f("ix_unit_parent_id"), table_name="unit")
    op.drop_table("unit")
    op.drop_table("rank")
    op.drop_table("data_source")
