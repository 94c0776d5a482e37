"""Applicants registered in chunks and batches."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import select

from pncrecruit.db import db
from pncrecruit.imports.models import ImportBatch
from pncrecruit.recruitment.actions.applications import (
    register,
)
from pncrecruit.recruitment.actions.batches import list_batch, unlist_batch
from pncrecruit.recruitment.models import (
    Application,
    RecruitmentCall,
)
from pncrecruit.recruitment.queries.rollup import kept, recount
from tests.factories import (
    NOON,
    make_batch,
    make_draft,
    make_recruiter,
    make_small_call,
)
from tests.recruitment.desk import VALID_CUI, Desk


def test_each_draft_of_a_chunk_has_its_own_outcome(desk: Desk) -> None:
    known = make_draft(cui=VALID_CUI)
    desk.add(known)
    good = make_draft()
    twin = make_draft(cui="9999000560101")

    found = desk.add_many(
        [
            good,
            make_draft(residence_municipality="0000"),
            replace(known, client_id=uuid4()),
            known,
            twin,
            replace(twin, client_id=uuid4()),
            make_draft(height_cm=Decimal(150)),
        ],
    )

    assert [type(one.error).__name__ for one in found] == [
        "NoneType",
        "MunicipalityUnknown",
        "AlreadyApplied",
        "NoneType",
        "NoneType",
        "AlreadyApplied",
        "NoneType",
    ]
    assert [one.repeated for one in found].index(True) == 3
    assert [one.number for one in found if not one.error] == [2, 1, 3, 4]
    assert found[-1].unmet[0].raw_value == "150 cm"
    assert kept(desk.call.id) == recount(desk.call.id)


def shown(batch: ImportBatch, desk: Desk) -> int:
    """List a batch, block by block; return how many came into sight."""
    *_, listed = list_batch(batch.id, actor=desk.recruiter, at=NOON)
    return listed


def test_a_batch_is_invisible_until_it_is_listed(desk: Desk) -> None:
    batch = make_batch(desk.call, desk.office)
    desk.add_many([make_draft(), make_draft(height_cm=Decimal(140))], batch.id)

    assert kept(desk.call.id).stage == {}
    assert shown(batch, desk) == 2
    assert kept(desk.call.id) == recount(desk.call.id)
    assert sum(kept(desk.call.id).stage.values()) == 2
    assert shown(batch, desk) == 0
    assert kept(desk.call.id) == recount(desk.call.id)


def test_a_batch_taken_back_leaves_what_was_worked_on(desk: Desk) -> None:
    batch = make_batch(desk.call, desk.office)
    desk.add_many([make_draft(), make_draft(), make_draft()], batch.id)
    shown(batch, desk)
    worked_on = db.session.scalars(
        select(Application).where(Application.number == 2)
    ).one()
    worked_on.schooling = "tecnico_universitario"
    db.session.flush()

    gone = unlist_batch(batch.id, actor=desk.recruiter, at=NOON)

    assert gone == (2, [2])
    assert kept(desk.call.id) == recount(desk.call.id)
    assert sum(kept(desk.call.id).stage.values()) == 1


def test_a_chunk_asks_as_often_for_fifty_as_for_ten(
    desk: Desk, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    asked = []
    for size in (10, 50):
        drafts = [make_draft(distinct=True) for _ in range(size)]
        with statements() as seen:
            desk.add_many(drafts)
        asked.append(len(seen))

    assert asked[0] == asked[1]


def test_numbers_follow_one_another_in_their_own_call(desk: Desk) -> None:
    other: RecruitmentCall = make_small_call("60-2027")
    recruiter = make_recruiter(other, desk.office)

    first = desk.add(make_draft())
    second = desk.add(make_draft())
    elsewhere = register(
        make_draft(), call=other, office_id=desk.office.id, actor=recruiter, at=NOON
    )

    assert [first.number, second.number, elsewhere.number] == [1, 2, 1]
