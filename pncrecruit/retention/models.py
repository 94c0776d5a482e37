"""Fitted models with their cards, scores, alerts, answers and outcomes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, String, UniqueConstraint, text
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


class Alert(Base):
    """One open case an officer: its causes in words, and when an answer is due."""

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_open_officer",
            "officer_id",
            unique=True,
            sqlite_where=text("state IN ('open', 'answered')"),
            postgresql_where=text("state IN ('open', 'answered')"),
        ),
        Index("ix_alert_unit", "unit_id", "state", "due_on"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[AlertKind] = mapped_column(choice_column(AlertKind))
    audience: Mapped[Audience] = mapped_column(choice_column(Audience))
    state: Mapped[AlertState] = mapped_column(choice_column(AlertState))
    causes: Mapped[list[Any]]  # [{code, facts}], words are made by the page
    suggestions: Mapped[list[Any]]  # action codes of the catalogue
    raised_on: Mapped[date]
    due_on: Mapped[date]
    closed_on: Mapped[date | None]
    closing_reason: Mapped[LongText] = mapped_column(default="")
    model_id: Mapped[int | None] = mapped_column(ForeignKey("model_version.id"))
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
