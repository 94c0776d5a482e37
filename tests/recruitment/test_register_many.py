"""Applicants registered in chunks and batches."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import select

from pncrecruit.access.rules import EVERYTHING
from pncrecruit.audit.models import AuditEntry, AuditValue
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
from pncrecruit.recruitment.queries import applications
from pncrecruit.recruitment.queries.applications import ListFilter
from pncrecruit.recruitment.queries.rollup import kept, recount
from pncrecruit.recruitment.rules import Standing
from pncrecruit.recruitment.rules.search import understood
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


def found(desk: Desk, words: str) -> list[int]:
    """Return the numbers of the applicants whom a search finds."""
    wanted = ListFilter(wanted=understood(words))
    rows = applications.page(desk.call.id, EVERYTHING, wanted).rows
    return [one.number for one in rows]


def values(verb: str) -> set[str]:
    """Return the fields that the deeds of a kind changed."""
    asked = (
        select(AuditValue.field)
        .join(AuditEntry, AuditEntry.id == AuditValue.entry_id)
        .where(AuditEntry.verb == verb)
    )
    return set(db.session.scalars(asked))


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


def test_who_came_by_an_undone_batch_is_taken_up_as_told_now(desk: Desk) -> None:
    first, last = (make_batch(desk.call, desk.office) for _ in range(2))
    named = make_draft(cui=VALID_CUI, height_cm=Decimal(140))
    sent = make_draft(given_names="Ana Luzía")
    desk.add_many([named, sent], first.id)
    # Not in sight yet, but nobody took them back.
    assert [one.repeated for one in desk.add_many([named])] == [True]
    shown(first, desk)
    unlist_batch(first.id, actor=desk.recruiter, at=NOON)

    again = desk.add_many(
        [
            replace(named, client_id=uuid4(), height_cm=Decimal(160)),
            replace(sent, given_names="Ana Lucía", residence_municipality="0101"),
            replace(named, client_id=uuid4()),  # the same one twice
        ],
        last.id,
    )

    assert [(one.number, one.taken_up) for one in again[:2]] == [(1, True), (2, True)]
    assert type(again[2].error).__name__ == "AlreadyApplied"
    assert kept(desk.call.id).stage == {}
    assert shown(last, desk) == 2
    assert kept(desk.call.id) == recount(desk.call.id)
    assert {standing for _, _, standing in kept(desk.call.id).stage} == {
        Standing.ACTIVE
    }
    assert found(desk, "lucia") == [2]
    assert set(values("application.taken_up")) >= {"height_cm", "standing"}
    assert "given_names" in values("person.corrected")

    # The batch that brought them back takes them out again, and the form has them back.
    assert unlist_batch(last.id, actor=desk.recruiter, at=NOON) == (2, [])
    assert kept(desk.call.id).stage == {}
    assert found(desk, "lucia") == []
    made = desk.add(replace(sent, given_names="Ana Lucía", height_cm=Decimal(140)))
    assert (made.number, made.taken_up, len(made.unmet)) == (2, True, 1)
    assert found(desk, "lucia") == [2]
    assert kept(desk.call.id) == recount(desk.call.id)
    assert desk.add(replace(sent, given_names="Ana Lucía")).repeated


def test_an_undone_row_belongs_to_whom_it_names_and_to_the_right_call(
    desk: Desk,
) -> None:
    wrong = make_batch(desk.call, desk.office)
    draft, reused = make_draft(), make_draft()
    desk.add_many([draft, reused], wrong.id)
    shown(wrong, desk)
    unlist_batch(wrong.id, actor=desk.recruiter, at=NOON)
    other = make_small_call("60-2027")
    recruiter = make_recruiter(other, desk.office)

    elsewhere = register(
        draft, call=other, office_id=desk.office.id, actor=recruiter, at=NOON
    )
    somebody = replace(
        make_draft(given_names="Rigoberta", first_surname="Xicay"),
        client_id=reused.client_id,
        birth_date=date(2001, 1, 2),
    )

    assert (elsewhere.number, elsewhere.taken_up) == (1, False)
    assert desk.add(somebody).number == 3
    assert desk.add(replace(reused, client_id=uuid4())).number == 2
    assert desk.add(draft).repeated  # the sender's identifier is the other call's
    assert desk.add(replace(draft, client_id=uuid4())).number == 1


def test_a_chunk_asks_as_often_for_fifty_as_for_ten(
    desk: Desk, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    asked, again = [], []
    for size in (10, 50):
        drafts = [make_draft(distinct=True) for _ in range(size)]
        with statements() as seen:
            desk.add_many(drafts)
        asked.append(len(seen))

    for size in (10, 50):
        batch = make_batch(desk.call, desk.office)
        drafts = [make_draft(distinct=True) for _ in range(size)]
        desk.add_many(drafts, batch.id)
        shown(batch, desk)
        unlist_batch(batch.id, actor=desk.recruiter, at=NOON)
        assert desk.call.code != desk.office.code  # they are read afresh once
        with statements() as seen:
            desk.add_many([replace(one, height_cm=Decimal(139)) for one in drafts])
        again.append(len(seen))

    assert asked[0] == asked[1]
    assert again[0] == again[1]


def test_numbers_follow_one_another_in_their_own_call(desk: Desk) -> None:
    other: RecruitmentCall = make_small_call("60-2027")
    recruiter = make_recruiter(other, desk.office)

    first = desk.add(make_draft())
    second = desk.add(make_draft())
    elsewhere = register(
        make_draft(), call=other, office_id=desk.office.id, actor=recruiter, at=NOON
    )

    assert [first.number, second.number, elsewhere.number] == [1, 2, 1]
