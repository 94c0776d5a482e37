"""Fitted models with their cards, scores, alerts, answers and outcomes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pncrecruit.db import Base, Code, LongText, Pk, PublicId, choice_column
from pncrecruit.retention.rules import (
    AlertKind,
    AlertState,
    AnswerKind,
    Audience,
    ModelState,
    OutcomeState,
)
from pncrecruit.retention.rules.notices import ReviewResult, Wish


class ModelVersion(Base):
    """A fitted model as JSON with its hash, its card, and who let it act."""

    __tablename__ = "model_version"

    id: Mapped[Pk]
    number: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[Code]  # monthly_hazard, or tenure_band when the champion stepped back
    state: Mapped[ModelState] = mapped_column(choice_column(ModelState), index=True)
    trained_at: Mapped[datetime]
    trained_on: Mapped[date]  # as of this day
    window_from: Mapped[date]
    data_hash: Mapped[str] = mapped_column(String(64))
    artifact: Mapped[LongText]
    sha256: Mapped[str] = mapped_column(String(64))
    metrics: Mapped[dict[str, Any]]
    card: Mapped[dict[str, Any]]
    gate_open: Mapped[bool] = mapped_column(default=False)
    expires_on: Mapped[date]
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ModelWatch(Base):
    """What was seen of a version's drift on a day it scored; advice, no deed."""

    __tablename__ = "model_watch"
    __table_args__ = (UniqueConstraint("model_id", "watched_on"),)

    id: Mapped[Pk]
    model_id: Mapped[int] = mapped_column(ForeignKey("model_version.id"))
    watched_on: Mapped[date]
    alarms: Mapped[int]
    findings: Mapped[dict[str, Any]]  # inputs, level, mix: see actions.watch


class Score(Base):
    """What the model said of one officer on one day, with its additive reasons."""

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("officer_id", "scored_on"),)

    id: Mapped[Pk]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    model_id: Mapped[int] = mapped_column(ForeignKey("model_version.id"))
    scored_on: Mapped[date] = mapped_column(index=True)
    within_6: Mapped[float]
    within_12: Mapped[float]
    within_24: Mapped[float]
    log_odds: Mapped[float]
    contributions: Mapped[list[Any]]  # [[input, value, reference, contribution], ...]


_LIVING = text("state IN ('waiting', 'open', 'answered')")
_LIVING_UNIT = text("officer_id IS NULL AND state IN ('waiting', 'open', 'answered')")


class Alert(Base):
    """One case an officer, or one a unit: its causes, and when an answer is due.

    A case without an officer is of its unit: what concerns everybody at its sites.
    While it waits in line it has neither a day on which it was opened nor one on which
    it is due.
    """

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_living_officer",
            "officer_id",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
        Index(
            "uq_alert_living_unit",
            "unit_id",
            unique=True,
            sqlite_where=_LIVING_UNIT,
            postgresql_where=_LIVING_UNIT,
        ),
        Index("ix_alert_unit", "unit_id", "state", "due_on"),
        Index("ix_alert_head", "head_unit_id", "state"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    # The unit whose head is asked, and the one above it that was asked after silence.
    head_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    passed_to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[AlertKind] = mapped_column(choice_column(AlertKind))
    audience: Mapped[Audience] = mapped_column(choice_column(Audience))
    state: Mapped[AlertState] = mapped_column(choice_column(AlertState))
    urgent: Mapped[bool] = mapped_column(default=False)  # outside of the budget
    causes: Mapped[list[Any]]  # [{code, facts}], words are made by the page
    suggestions: Mapped[list[Any]]  # action codes of the catalogue
    people: Mapped[int | None]  # how many a case of a unit concerns
    found_on: Mapped[date]
    raised_on: Mapped[date | None]
    due_on: Mapped[date | None]
    handed_over_on: Mapped[date | None]
    passed_on: Mapped[date | None]
    silences: Mapped[int] = mapped_column(default=0)  # terms that nobody answered in
    closed_on: Mapped[date | None]
    closing_reason: Mapped[LongText] = mapped_column(default="")
    # Since when its head may know of it, and the causes that the officer was told.
    told_on: Mapped[date | None]
    told_causes: Mapped[list[Any]] = mapped_column(default=list)
    contact_chosen: Mapped[bool] = mapped_column(default=False)  # not the head
    model_id: Mapped[int | None] = mapped_column(ForeignKey("model_version.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class AlertNotice(Base):
    """The sheet by which an officer is told of a case, and what came back on its slip.

    ``causes`` are those of the day on which it was printed. A case whose causes are
    others later gets another sheet.
    """

    __tablename__ = "alert_notice"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), index=True)
    batch: Mapped[UUID] = mapped_column(index=True)
    causes: Mapped[list[Any]]
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    handed_on: Mapped[date | None]
    recorded_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    wish: Mapped[Wish | None] = mapped_column(choice_column(Wish))
    # What the officer asks to have looked at again, and what was found.
    review_asked: Mapped[LongText] = mapped_column(default="")
    review_result: Mapped[ReviewResult | None] = mapped_column(
        choice_column(ReviewResult)
    )
    review_answer: Mapped[LongText] = mapped_column(default="")
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class AlertAnswer(Base):
    """An answer to an alert: an action with a date, or a reasoned "no action"."""

    __tablename__ = "alert_answer"

    id: Mapped[Pk]
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), index=True)
    kind: Mapped[AnswerKind] = mapped_column(choice_column(AnswerKind))
    action_code: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[LongText] = mapped_column(default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    cost: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class AlertOutcome(Base):
    """What the service record says 90, 180 and 365 days after an alert."""

    __tablename__ = "alert_outcome"
    __table_args__ = (UniqueConstraint("alert_id", "days"),)

    id: Mapped[Pk]
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"))
    days: Mapped[int]
    state: Mapped[OutcomeState] = mapped_column(choice_column(OutcomeState))
    computed_on: Mapped[date]
    facts: Mapped[dict[str, Any]]


class AlertFairness(Base):
    """Whom alerts reach and what follows, by cohort: protected when it was counted."""

    __tablename__ = "alert_fairness"

    id: Mapped[Pk]
    as_of: Mapped[date] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]


class AlertRollout(Base):
    """In which order comisarías start with model alerts: drawn once, and kept."""

    __tablename__ = "alert_rollout"

    id: Mapped[Pk]
    only: Mapped[bool] = mapped_column(unique=True, default=True)  # there is one
    seed: Mapped[int] = mapped_column(BigInteger)
    starts_on: Mapped[date]
    wave_size: Mapped[int]
    months_apart: Mapped[int]
    order: Mapped[list[Any]]  # numbers of units
    least: Mapped[float]  # detectable difference of the rate of a month
    left_before: Mapped[int]  # by own will, in the months it was told from
    months_before: Mapped[int]  # of service in those months
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    estimate: Mapped[dict[str, Any]]  # empty until its day: see actions.rollout
    estimated_at: Mapped[datetime | None]


class DigestChoice(Base):
    """On which day of the week somebody wants the letter about their alerts."""

    __tablename__ = "digest_choice"

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    weekday: Mapped[int | None]  # 0 is Monday; none: no letter
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class DigestSent(Base):
    """That a letter went out for a day: once, however often the job runs."""

    __tablename__ = "digest_sent"
    __table_args__ = (UniqueConstraint("user_id", "day"),)

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    day: Mapped[date]
    sent_at: Mapped[datetime]
