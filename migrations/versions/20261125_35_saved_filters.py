"""Filters of the applicant list that somebody named and kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_35"
down_revision = "20261124_34"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_saved_filter_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("owner_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("filters", JSON, nullable=False),
        sa.Column("shared", sa.String(length=40), nullable=False),
        sa.Column("office_id", KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _to("call_id", "recruitment_call"),
        _to("owner_id", "user_account"),
        _to("office_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_filter_public_id")),
        sa.UniqueConstraint(
            "call_id",
            "owner_id",
            "name",
            name=op.f("uq_saved_filter_call_id_owner_id_name"),
        ),
    )


def downgrade() -> None:
    op.drop_table("saved_filter")
