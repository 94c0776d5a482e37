"""Whose record changed is found by the birth date: an import compares them again."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_25"
down_revision = "20261124_24"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_person_birth_changed",
        "person",
        ["birth_date"],
        sqlite_where=sa.text("version > 1"),
        postgresql_where=sa.text("version > 1"),
    )


def downgrade() -> None:
    op.drop_index("ix_person_birth_changed", table_name="person")
