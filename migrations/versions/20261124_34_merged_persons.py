"""Two records of one person are led together, and may be taken apart again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_34"
down_revision = "20261124_33"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
HOLDS = sa.text("undone_at IS NULL")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "person_merge",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", KEY, nullable=False),
        sa.Column("absorbed_id", KEY, nullable=False),
        sa.Column("leads_to_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved", JSON, nullable=False),
        sa.Column("merged_at", INSTANT, nullable=False),
        sa.Column("merged_by_id", KEY, nullable=True),
        sa.Column("approval_id", KEY, nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_by_id", KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(_to("person_merge", f"{one}_id", "person") for one in _PERSONS),
        _to("person_merge", "merged_by_id", "user_account"),
        _to("person_merge", "undone_by_id", "user_account"),
        _to("person_merge", "approval_id", "approval"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_merge_public_id")),
    )
    op.create_index(
        "uq_person_merge_holds",
        "person_merge",
        ["absorbed_id"],
        unique=True,
        sqlite_where=HOLDS,
        postgresql_where=HOLDS,
    )
    op.create_index("ix_person_merge_leads_to", "person_merge", ["leads_to_id"])
    op.create_table(
        "closed_application",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("into_id", KEY, nullable=False),
        sa.Column("merge_id", KEY, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        _to("closed_application", "application_id", "application"),
        _to("closed_application", "into_id", "application"),
        _to("closed_application", "merge_id", "person_merge"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_application")),
    )
    op.create_index(
        "uq_closed_application_holds",
        "closed_application",
        ["application_id"],
        unique=True,
        sqlite_where=HOLDS,
        postgresql_where=HOLDS,
    )
    op.create_index("ix_closed_application_into", "closed_application", ["into_id"])


_PERSONS = ("kept", "absorbed", "leads_to")


def downgrade() -> None:
    op.drop_table("closed_application")
    op.drop_table("person_merge")
