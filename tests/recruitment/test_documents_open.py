"""Papers are passed complete, or with a reason that stands in the history."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from pncrecruit.access.rules import EVERYTHING
from pncrecruit.db import db
from pncrecruit.recruitment.actions.moves import record_result, record_results
from pncrecruit.recruitment.models import CallDocument, PhaseTransition
from pncrecruit.recruitment.queries import moves
from pncrecruit.recruitment.rules import Result
from pncrecruit.recruitment.rules.documents import (
    DocumentDraft,
    DocumentsOpen,
    DocumentState,
    Item,
    check_complete,
)
from tests.factories import NOON, make_application
from tests.recruitment.desk import Desk

OPEN = {DocumentState.MISSING, DocumentState.REFUSED, DocumentState.EXPIRED}


@pytest.mark.parametrize("state", list(DocumentState))
def test_what_was_not_handed_in_well_holds_the_papers_up(state: DocumentState) -> None:
    items = [Item(DocumentDraft("dpi"), state)]

    check_complete(items, "La constancia se entrega el lunes")
    check_complete([Item(DocumentDraft("dpi", required=False), state)], "")
    if state in OPEN:
        with pytest.raises(DocumentsOpen):
            check_complete(items, " ")
    else:
        check_complete(items, "")


def test_one_move_says_why_and_a_bulk_move_leaves_who_lacks_a_document(
    desk: Desk,
) -> None:
    applied = make_application(desk.call, desk.office, desk.recruiter)
    db.session.add(
        CallDocument(call_id=desk.call.id, position=0, kind="dpi", required=True)
    )
    ids = [applied.public_id]
    many = moves.moving_many(desk.call.id, ids, EVERYTHING)
    sent: dict[str, Any] = {"actor": desk.recruiter, "at": NOON}

    bulk = record_results(many, Result.PASSED, client_id=uuid4(), **sent)
    (one,) = moves.moving_many(desk.call.id, ids, EVERYTHING)
    sent |= {"version": one.version, "note": "La constancia se entrega el lunes"}
    place = record_result(one, Result.PASSED, client_id=uuid4(), **sent)

    ((_, error),) = bulk.left
    assert (type(error), error.facts) == (DocumentsOpen, {"number": 1})
    assert place.position == 1
    notes = db.session.scalars(select(PhaseTransition.note)).all()
    assert notes[-1] == sent["note"]
