"""Marks are locked: by their author or with their phase; the database holds to it."""

import sqlalchemy as sa
from alembic import op

from pncrecruit.db import append_only

revision = "20261124_13"
down_revision = "20261124_12"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TABLES = ("mark_lock", "phase_lock")


def upgrade() -> None:
    for table, key, refers in (
        ("mark_lock", "mark_id", "mark"),
        ("phase_lock", "phase_id", "phase"),
    ):
        op.create_table(
            table,
            sa.Column(key, KEY, nullable=False),
            sa.Column("locked_at", INSTANT, nullable=False),
            sa.Column("locked_by_id", KEY, nullable=False),
            sa.ForeignKeyConstraint(
                [key], [f"{refers}.id"], name=op.f(f"fk_{table}_{key}_{refers}")
            ),
            sa.ForeignKeyConstraint(
                ["locked_by_id"],
                ["user_account.id"],
                name=op.f(f"fk_{table}_locked_by_id_user_account"),
            ),
            sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
        )
    dialect = op.get_bind().dialect.name
    for table in TABLES:
        for statement in append_only(table, dialect):
            op.execute(statement)
    if dialect == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()


def _on_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_late_mark() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.approval_id IS NULL AND (
                EXISTS (SELECT 1 FROM phase_lock WHERE phase_id = NEW.phase_id)
                OR EXISTS (SELECT 1 FROM mark_lock WHERE mark_id = NEW.supersedes_id)
            ) THEN
                RAISE EXCEPTION 'the mark is locked';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER mark_late BEFORE INSERT ON mark"
        " FOR EACH ROW EXECUTE FUNCTION refuse_late_mark()"
    )


def _on_sqlite() -> None:
    op.execute(
        """
        CREATE TRIGGER mark_late BEFORE INSERT ON mark
        WHEN NEW.approval_id IS NULL AND (
            EXISTS (SELECT 1 FROM phase_lock WHERE phase_id = NEW.phase_id)
            OR EXISTS (SELECT 1 FROM mark_lock WHERE mark_id = NEW.supersedes_id)
        )
        BEGIN SELECT RAISE(ABORT, 'the mark is locked'); END
        """
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER mark_late ON mark")
        op.execute("DROP FUNCTION refuse_late_mark()")
    else:
        op.execute("DROP TRIGGER mark_late")
    for table in TABLES:
        op.drop_table(table)
