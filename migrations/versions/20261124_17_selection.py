"""Selection lists in editions, offers of seats, requests for review."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from pncrecruit.db import append_only

revision = "20261124_17"
down_revision = "20261124_16"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
# Only ever added to: the database refuses to change or remove a row.
APPEND_ONLY = (
    "selection_list",
    "selection_entry",
    "selection_publication",
    "selection_offer",
    "offer_answer",
    "review_request",
    "review_answer",
)


def upgrade() -> None:
    op.create_table(
        "selection_list",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("rule_id", KEY, nullable=False),
        sa.Column("program", sa.String(length=40), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("inputs_hash", sa.String(length=64), nullable=False),
        sa.Column("result_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["recruitment_call.id"],
            name=op.f("fk_selection_list_call_id_recruitment_call"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["user_account.id"],
            name=op.f("fk_selection_list_made_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["selection_rule.id"],
            name=op.f("fk_selection_list_rule_id_selection_rule"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection_list")),
        sa.UniqueConstraint(
            "call_id", "edition", name=op.f("uq_selection_list_call_id_edition")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_selection_list_public_id")),
    )
    op.create_table(
        "review_request",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("phase_id", KEY, nullable=False),
        sa.Column("list_id", KEY, nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_review_request_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["selection_list.id"],
            name=op.f("fk_review_request_list_id_selection_list"),
        ),
        sa.ForeignKeyConstraint(
            ["phase_id"], ["phase.id"], name=op.f("fk_review_request_phase_id_phase")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_request")),
        sa.UniqueConstraint(
            "application_id",
            "phase_id",
            name=op.f("uq_review_request_application_id_phase_id"),
        ),
        sa.UniqueConstraint("client_id", name=op.f("uq_review_request_client_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_request_public_id")),
    )
    op.create_index(
        op.f("ix_review_request_phase_id"), "review_request", ["phase_id"], unique=False
    )
    op.create_table(
        "selection_entry",
        sa.Column("list_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("department", sa.String(length=2), nullable=False),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("total", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_selection_entry_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["selection_list.id"],
            name=op.f("fk_selection_entry_list_id_selection_list"),
        ),
        sa.PrimaryKeyConstraint(
            "list_id", "application_id", name=op.f("pk_selection_entry")
        ),
    )
    op.create_index(
        "ix_selection_entry_application",
        "selection_entry",
        ["application_id"],
        unique=False,
    )
    op.create_index(
        "ix_selection_entry_rank",
        "selection_entry",
        ["list_id", "outcome", "rank"],
        unique=False,
    )
    op.create_table(
        "selection_offer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by_id", KEY, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_selection_offer_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["selection_list.id"],
            name=op.f("fk_selection_offer_list_id_selection_list"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["user_account.id"],
            name=op.f("fk_selection_offer_made_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection_offer")),
        sa.UniqueConstraint(
            "application_id", name=op.f("uq_selection_offer_application_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_selection_offer_public_id")),
    )
    op.create_index(
        op.f("ix_selection_offer_list_id"), "selection_offer", ["list_id"], unique=False
    )
    op.create_table(
        "selection_publication",
        sa.Column("list_id", KEY, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("published_by_id", KEY, nullable=False),
        sa.Column("approval_id", KEY, nullable=True),
        sa.Column("review_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["approval.id"],
            name=op.f("fk_selection_publication_approval_id_approval"),
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["selection_list.id"],
            name=op.f("fk_selection_publication_list_id_selection_list"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["user_account.id"],
            name=op.f("fk_selection_publication_published_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_selection_publication")),
    )
    op.create_table(
        "offer_answer",
        sa.Column("offer_id", KEY, nullable=False),
        sa.Column("answer", sa.String(40), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["selection_offer.id"],
            name=op.f("fk_offer_answer_offer_id_selection_offer"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_offer_answer_recorded_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_offer_answer")),
    )
    op.create_table(
        "review_answer",
        sa.Column("review_id", KEY, nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.Column("answered_by_id", KEY, nullable=False),
        sa.Column("approval_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_review_answer_answered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["approval.id"],
            name=op.f("fk_review_answer_approval_id_approval"),
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review_request.id"],
            name=op.f("fk_review_answer_review_id_review_request"),
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review_answer")),
    )

    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in append_only(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("review_answer")
    op.drop_table("offer_answer")
    op.drop_table("selection_publication")
    op.drop_table("selection_offer")
    op.drop_table("selection_entry")
    op.drop_table("review_request")
    op.drop_table("selection_list")
