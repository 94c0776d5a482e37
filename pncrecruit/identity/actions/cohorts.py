"""Labels of a roster's own scheme of groups: what others wrote of somebody."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select

from pncrecruit.db import db
from pncrecruit.identity.models import CohortLabel
from pncrecruit.identity.rules import AnswerSource

PART = 2_000


def label(scheme: str, values: Mapping[int, str], *, at: datetime) -> None:
    """Keep the group of each person (by id) in a scheme; the first label stays.

    A label is a third party's word. Whether a scheme may be counted at all says the
    source of the roster (`data_source.confirmed_labels`), not the label.
    """
    persons = list(values)
    for start in range(0, len(persons), PART):
        part = persons[start : start + PART]
        known = set(
            db.session.scalars(
                select(CohortLabel.person_id).where(
                    CohortLabel.scheme == scheme, CohortLabel.person_id.in_(part)
                )
            )
        )
        rows = [
            {
                "person_id": person,
                "scheme": scheme,
                "value": values[person],
                "source": AnswerSource.THIRD_PARTY,
                "recorded_at": at,
            }
            for person in part
            if person not in known
        ]
        if rows:
            db.session.execute(insert(CohortLabel), rows)
