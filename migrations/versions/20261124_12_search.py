"""Search of names: an index of words on SQLite, of trigrams on PostgreSQL."""

from alembic import op

revision = "20261124_12"
down_revision = "20261124_11"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute(
            "CREATE INDEX ix_application_search ON application"
            " USING gin (name_key gin_trgm_ops)"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE application_search USING fts5(name_key,"
        " content='application', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    )
    # Batches are not listed while they come in: they are filled in at once later.
    op.execute(
        "CREATE TRIGGER application_search_added AFTER INSERT ON application"
        " WHEN new.listed BEGIN"
        " INSERT INTO application_search (rowid, name_key)"
        " VALUES (new.id, new.name_key); END"
    )
    op.execute(
        "CREATE TRIGGER application_search_renamed"
        " AFTER UPDATE OF name_key ON application WHEN old.listed BEGIN"
        " INSERT INTO application_search (application_search, rowid, name_key)"
        " VALUES ('delete', old.id, old.name_key);"
        " INSERT INTO application_search (rowid, name_key)"
        " VALUES (new.id, new.name_key); END"
    )
    op.execute(
        "CREATE TRIGGER application_search_unlisted"
        " AFTER UPDATE OF listed ON application WHEN old.listed AND NOT new.listed"
        " BEGIN INSERT INTO application_search (application_search, rowid, name_key)"
        " VALUES ('delete', old.id, old.name_key); END"
    )
    op.execute(
        "CREATE TRIGGER application_search_removed AFTER DELETE ON application"
        " WHEN old.listed BEGIN"
        " INSERT INTO application_search (application_search, rowid, name_key)"
        " VALUES ('delete', old.id, old.name_key); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_application_search")
        op.execute("DROP EXTENSION IF EXISTS pg_trgm")
        return
    for deed in ("added", "renamed", "unlisted", "removed"):
        op.execute(f"DROP TRIGGER application_search_{deed}")
    op.execute("DROP TABLE application_search")
