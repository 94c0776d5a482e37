"""Indexes that an import writes once: of lists, and of persons without a CUI."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_22"
down_revision = "20261124_21"
branch_labels = None
depends_on = None

LISTS = {
    "list": ("applied_at", "id"),
    "phase": ("standing", "phase_position", "applied_at", "id"),
    "office": ("office_id", "applied_at", "id"),
    "name": ("name_key", "id"),
}


def upgrade() -> None:
    for name, columns in LISTS.items():
        op.drop_index(f"ix_application_{name}", table_name="application")
        op.create_index(
            f"ix_application_{name}",
            "application",
            ["call_id", *columns],
            sqlite_where=sa.text("listed = 1"),
            postgresql_where=sa.text("listed"),
        )
    op.create_index(
        "ix_person_birth_without_cui",
        "person",
        ["birth_date"],
        sqlite_where=sa.text("cui IS NULL"),
        postgresql_where=sa.text("cui IS NULL"),
    )
    # Zero compares with everybody: right for what was read before.
    op.add_column(
        "import_batch",
        sa.Column("compared_to", sa.BigInteger(), nullable=False, server_default="0"),
    )


def downgrade() -> None:
    op.drop_column("import_batch", "compared_to")
    op.drop_index("ix_person_birth_without_cui", table_name="person")
    for name, columns in LISTS.items():
        op.drop_index(f"ix_application_{name}", table_name="application")
        op.create_index(
            f"ix_application_{name}", "application", ["call_id", "listed", *columns]
        )
