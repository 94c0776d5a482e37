"""Persons, languages, self-identification."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_02"
down_revision = "20261124_01"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("given_names", sa.String(length=80), nullable=False),
        sa.Column("first_surname", sa.String(length=80), nullable=False),
        sa.Column("second_surname", sa.String(length=80), nullable=False),
        sa.Column("married_surname", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=320), nullable=False),
        sa.Column("cui", sa.String(length=13), nullable=True),
        sa.Column("cui_state", sa.String(40), nullable=False),
        sa.Column("cui_reason", sa.String(length=80), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_precision", sa.String(40), nullable=False),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("residence_municipality", sa.String(length=4), nullable=True),
        sa.Column("origin_municipality", sa.String(length=4), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cui IS NULL OR length(cui) = 13", name=op.f("ck_person_cui_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("cui", name=op.f("uq_person_cui")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_public_id")),
        sa.UniqueConstraint(
            "source", "external_id", name=op.f("uq_person_source_external_id")
        ),
    )
    op.create_index("ix_person_birth", "person", ["birth_date"], unique=False)
    op.create_index(op.f("ix_person_name_key"), "person", ["name_key"], unique=False)
    op.create_index(op.f("ix_person_phone"), "person", ["phone"], unique=False)
    op.create_table(
        "cohort_label",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_cohort_label_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_label")),
        sa.UniqueConstraint(
            "person_id", "scheme", name=op.f("uq_cohort_label_person_id_scheme")
        ),
    )
    op.create_index(
        op.f("ix_cohort_label_scheme"), "cohort_label", ["scheme"], unique=False
    )
    op.create_table(
        "language_skill",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("language_key", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("reads_and_writes", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_language_skill_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_skill")),
        sa.UniqueConstraint(
            "person_id",
            "language_key",
            name=op.f("uq_language_skill_person_id_language_key"),
        ),
    )
    op.create_table(
        "self_identification",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("main_people", sa.String(length=40), nullable=True),
        sa.Column("linguistic_community", sa.String(length=40), nullable=True),
        sa.Column("own_words", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("wording_version", sa.String(length=40), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_self_identification_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_identification")),
    )
    op.create_index(
        "ix_self_identification_person",
        "self_identification",
        ["person_id", "recorded_at"],
        unique=False,
    )
    op.create_table(
        "self_identified_people",
        sa.Column("id", KEY, nullable=False),
        sa.Column("answer_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("people_key", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["self_identification.id"],
            name=op.f("fk_self_identified_people_answer_id_self_identification"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_identified_people")),
        sa.UniqueConstraint(
            "answer_id",
            "people_key",
            name=op.f("uq_self_identified_people_answer_id_people_key"),
        ),
    )


def downgrade() -> None:
    op.drop_table("self_identified_people")
    op.drop_index("ix_self_identification_person", table_name="self_identification")
    op.drop_table("self_identification")
    op.drop_table("language_skill")
    op.drop_index(op.f("ix_cohort_label_scheme"), table_name="cohort_label")
    op.drop_table("cohort_label")
    op.drop_index(op.f("ix_person_phone"), table_name="person")
    op.drop_index(op.f("ix_person_name_key"), table_name="person")
    op.drop_index("ix_person_birth", table_name="person")
    op.drop_table("person")
