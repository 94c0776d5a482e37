"""Applications are listed by surname: the key that lists sort by begins with it."""

import re
import unicodedata
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "20261124_21"
down_revision = "20261124_20"
branch_labels = None
depends_on = None

AT_ONCE = 5_000
HYPHENS = re.compile(r"[\-\u2010-\u2015]")
JOINERS = re.compile(
    r"['`\u00b4\u02b0-\u02ff\u2018\u2019\u201b\u2032\ua78b\ua78c\-\u2010-\u2015]"
)
application = sa.table(
    "application",
    sa.column("id", sa.BigInteger),
    sa.column("person_id", sa.BigInteger),
    sa.column("name_key", sa.String),
)
person = sa.table(
    "person",
    sa.column("id", sa.BigInteger),
    sa.column("name_key", sa.String),
    *(
        sa.column(name, sa.String)
        for name in (
            "given_names",
            "first_surname",
            "second_surname",
            "married_surname",
        )
    ),
)


def upgrade() -> None:
    refill(
        lambda row: by_surname(
            row.first_surname, row.second_surname, row.married_surname, row.given_names
        )
    )


def downgrade() -> None:
    refill(lambda row: row.name_key)


def refill(key: Callable[[sa.Row[tuple[object, ...]]], str]) -> None:
    """Write the key of every application again, some at a time."""
    connection = op.get_bind()
    last = 0
    while True:
        rows = connection.execute(
            sa.select(application.c.id.label("number"), person)
            .join(person, person.c.id == application.c.person_id)
            .where(application.c.id > last)
            .order_by(application.c.id)
            .limit(AT_ONCE)
        ).all()
        if not rows:
            return
        connection.execute(
            application.update()
            .where(application.c.id == sa.bindparam("number"))
            .values(name_key=sa.bindparam("key")),
            [{"number": row.number, "key": key(row)} for row in rows],
        )
        last = rows[-1].number


def by_surname(*parts: str) -> str:
    """Fold names in their order; what a hyphen joins follows once more at the end."""
    names = " ".join(filter(None, parts))
    joined = [fold(one) for one in names.split() if HYPHENS.search(one)]
    return " ".join([fold(HYPHENS.sub(" ", names)), *joined])[:320]


def fold(name: str) -> str:
    apart = unicodedata.normalize("NFKD", JOINERS.sub("", name))
    bare = "".join(mark for mark in apart if not unicodedata.combining(mark))
    return " ".join(bare.casefold().split())
