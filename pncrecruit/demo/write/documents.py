"""The documents of the open call: asked for, handed in, and some that lack a hand."""

from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import select

from pncrecruit.bulk import public_ids
from pncrecruit.db import db, local_day
from pncrecruit.demo.country import Country
from pncrecruit.demo.write.bulk import insert_rows
from pncrecruit.recruitment.actions.starting import starting_set
from pncrecruit.recruitment.models import (
    Application,
    ApplicationDocument,
    CallDocument,
    RecruitmentCall,
)
from pncrecruit.recruitment.rules import CallState, Standing
from pncrecruit.recruitment.rules.documents import Verdict, expiry

# Shares of what is handed in by those who wait at the counter, and of what was read.
_HANDED_IN, _READ, _REFUSED = 0.7, 0.5, 0.06
_OLDEST = 170  # days since a certificate was issued


def write_documents(land: Country, calls: list[int], at: datetime) -> None:
    """Write what the calls ask for, and what was handed in to those that are open.

    Without scans: the demo's papers were seen at the counter.
    """
    asked = starting_set().documents
    for call in calls:
        insert_rows(
            CallDocument,
            {
                "position": range(len(asked)),
                "kind": [one.kind for one in asked],
                "months": [one.months for one in asked],
            },
            call_id=call,
            required=True,
        )
    rows = db.session.execute(
        select(Application.id, Application.phase_position, Application.applied_at)
        .join(RecruitmentCall, RecruitmentCall.id == Application.call_id)
        .where(
            RecruitmentCall.state == CallState.OPEN,
            Application.standing == Standing.ACTIVE,
        )
        .order_by(Application.id)
    ).all()
    rng = np.random.default_rng([land.seed, 9])
    handed, today = [], local_day(at)
    for application, position, applied in rows:
        for one in asked:
            chance, read, age = rng.random(), rng.random(), int(rng.integers(_OLDEST))
            through = position > 0
            if not through and chance > _HANDED_IN:
                continue
            issued = min(local_day(applied), today) - timedelta(days=age)
            verdict = Verdict.ACCEPTED if through or read < _READ else None
            if not through and read < _REFUSED:
                verdict = Verdict.REFUSED
            handed.append((application, one, issued, applied, verdict))
    if not handed:
        return
    insert_rows(
        ApplicationDocument,
        {
            "public_id": public_ids(len(handed)),
            "client_id": public_ids(len(handed)),
            "application_id": [row[0] for row in handed],
            "kind": [row[1].kind for row in handed],
            "issued_on": [row[2] for row in handed],
            "expires_on": [expiry(row[2], row[1].months) for row in handed],
            "received_at": [row[3] for row in handed],
            "verdict": [row[4] for row in handed],
        },
        second_look=False,
    )
