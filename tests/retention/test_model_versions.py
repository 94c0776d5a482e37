"""Versions in use: two persons for each change, and none that is not what was kept."""

import hashlib
import json
from datetime import UTC, date, datetime

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import select, update

from pncrecruit.access.actions import approvals
from pncrecruit.access.rules import Role, SecondPersonNeeded
from pncrecruit.analysis import documents
from pncrecruit.analysis.hazard import MonthlyHazard
from pncrecruit.analysis.tenure_band import TenureBand
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.errors import Conflict
from pncrecruit.retention.actions import activation
from pncrecruit.retention.actions.loading import load
from pncrecruit.retention.models import ModelVersion
from pncrecruit.retention.queries import models as queries
from pncrecruit.retention.rules import ModelState
from pncrecruit.retention.rules.versions import (
    NeverInUse,
    NotACandidate,
    OtherInputs,
    VersionChanged,
    VersionUnreadable,
)
from tests.conftest import Client
from tests.factories import make_actor, make_user

AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
DAY = date(2026, 10, 31)
METRICS = {
    "judgement": {},
    "cohorts": [],
    "why_not": "the record is shorter than four years",
}
CARD = {
    "purpose": "P",
    "not_for": "N",
    "never_inputs": "I",
    "owner": "O",
    "cost_of_blindness": 0.0,
    "reason_mapping": {},
    "data_window": {"from": "2020-01-01", "to": "2026-10-31"},
}


def band() -> str:
    """Return a small model, written down."""
    cause = np.repeat([0, 1], [90, 10])
    return documents.to_text(TenureBand().fit(np.arange(100), cause))


def version(number: int, *, artifact: str | None = None) -> ModelVersion:
    """Keep a candidate."""
    text = band() if artifact is None else artifact
    made = ModelVersion(
        number=number,
        kind="tenure_band",
        state=ModelState.CANDIDATE,
        trained_at=AT,
        trained_on=DAY,
        window_from=DAY,
        data_hash="0" * 64,
        artifact=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        metrics=METRICS,
        card=CARD,
        gate_open=False,
        expires_on=date(2027, 5, 1),
    )
    db.session.add(made)
    db.session.flush()
    return made


def in_use(made: ModelVersion) -> None:
    """Let two persons put a candidate into use."""
    asked = activation.ask(made, reason="r", actor=make_actor(Role.HR_LEAD), at=AT)
    approvals.decide(asked, approve=True, actor=make_actor(Role.HR_LEAD), at=AT)


def verbs() -> list[str]:
    found = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    return [one for one in found if one.startswith("model_version.")]


def test_two_persons_put_an_earlier_version_back(app: Flask) -> None:
    first, second = version(1), version(2)
    in_use(first)
    in_use(second)
    one, other = make_actor(Role.HR_LEAD), make_actor(Role.HR_LEAD)

    asked = activation.ask_back(first, reason="The second errs", actor=one, at=AT)
    assert queries.active() is second
    with pytest.raises(SecondPersonNeeded):
        approvals.decide(asked, approve=True, actor=one, at=AT)
    approvals.decide(asked, approve=True, actor=other, at=AT)

    assert queries.active() is first
    assert second.state is ModelState.RETIRED
    assert first.approval_id == asked.id
    assert verbs()[-1] == "model_version.rollback"


def test_only_what_was_in_use_is_put_back_and_only_candidates_are_new(
    app: Flask,
) -> None:
    first, second = version(1), version(2)
    in_use(first)
    lead = make_actor(Role.HR_LEAD)

    for wrong in (first, second):  # one is in use, the other never was
        with pytest.raises(NeverInUse):
            activation.ask_back(wrong, reason="r", actor=lead, at=AT)
    with pytest.raises(NotACandidate):
        activation.ask(first, reason="r", actor=lead, at=AT)


def other_inputs() -> str:
    random = np.random.default_rng(1)
    x = random.normal(size=(200, 2))
    cause = random.integers(0, 2, 200)
    return documents.to_text(MonthlyHazard(("a", "b")).fit(x, cause))


def with_a_field(text: str) -> str:
    return json.dumps({**json.loads(text), "note": "harmless"})


@pytest.mark.parametrize(
    ("artifact", "refusal"),
    [
        (with_a_field(band()), VersionUnreadable),
        (band().replace("hazards", "hazard", 1), VersionUnreadable),
        ("\x80\x04pickle", VersionUnreadable),
        (other_inputs(), OtherInputs),
    ],
    ids=["unknown field", "renamed field", "pickle", "other inputs"],
)
def test_a_version_with_a_wrong_field_is_refused(
    app: Flask, artifact: str, refusal: type[Conflict]
) -> None:
    made = version(1, artifact=artifact)

    with pytest.raises(refusal, match="Version 1 is refused"):
        load(made)
    with pytest.raises(refusal):
        activation.ask(made, reason="r", actor=make_actor(Role.HR_LEAD), at=AT)


def test_a_version_changed_after_it_was_asked_for_is_not_put_to_use(
    app: Flask,
) -> None:
    made = version(1)
    asked = activation.ask(made, reason="r", actor=make_actor(Role.HR_LEAD), at=AT)
    db.session.execute(update(ModelVersion).values(artifact=made.artifact + " "))
    db.session.refresh(made)

    with pytest.raises(VersionChanged, match="its SHA-256 is another"):
        approvals.decide(asked, approve=True, actor=make_actor(Role.HR_LEAD), at=AT)

    assert queries.active() is None


def test_the_page_offers_to_put_a_retired_version_back(
    app: Flask, client: Client
) -> None:
    first, second = version(1), version(2)
    in_use(first)
    in_use(second)
    client.sign_in(make_user(Role.HR_LEAD, language="es_GT"))

    page = client.get("/retention/model/1").text
    answer = client.post("/retention/model/1/activate", data={"reason": "It erred"})

    assert "Volver a la versión 1" in page
    assert answer.status_code == 302
    assert answer.location.endswith("/approvals")
    assert "Volver a una versión anterior" in client.get(answer.location).text
    assert "Volver a la versión" not in client.get("/retention/model").text


def test_a_changed_version_is_refused_on_the_page_in_words(
    app: Flask, client: Client
) -> None:
    made = version(1)
    made.artifact += " "
    client.sign_in(make_user(Role.HR_LEAD, language="es_GT"))

    answer = client.post(
        "/retention/model/1/activate", data={"reason": "r"}, follow_redirects=True
    )

    assert "La versión 1 se rechaza" in answer.text
