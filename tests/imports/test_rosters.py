"""Rosters become service records: what is accepted, warned, returned, and when."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from pncrecruit.audit.actions import SYSTEM
from pncrecruit.db import db
from pncrecruit.identity.models import CohortLabel
from pncrecruit.imports.actions import applying, staging
from pncrecruit.imports.actions.staging import AlreadyApplied
from pncrecruit.imports.actions.undoing import undo
from pncrecruit.imports.models import ImportBatch
from pncrecruit.imports.rules import BatchState
from pncrecruit.imports.rules.mapping import read
from pncrecruit.officers.actions.sources import SourceDiffers
from pncrecruit.officers.models import DataSource, Officer, ServiceFact, Unit
from pncrecruit.officers.queries import career_arrays, facts_known, state_of
from pncrecruit.officers.rules import FactKind, OfficerStatus
from pncrecruit.persons.models import Person
from tests.factories import NOON, make_actor
from tests.imports.conftest import OFFICERS, PAY, POSTINGS, ROSTER, Imports, through

TODAY = date(2026, 11, 24)


def officer(key: str) -> Officer:
    """Return the officer of an identifier."""
    asked = select(Officer).join(Person, Person.id == Officer.person_id)
    return db.session.scalars(asked.where(Person.external_id == key)).one()


def codes(batch: ImportBatch) -> dict[str, int]:
    """Return how many lines have each problem."""
    return {code: lines for code, (lines, _) in batch.problems.items()}


def test_officers_come_in_with_their_window_and_their_own_groups(
    imported: Imports,
) -> None:
    batch = imported(OFFICERS, ROSTER)

    assert (batch.state, batch.accepted) == (BatchState.APPLIED, 3)
    source = db.session.scalars(select(DataSource)).one()
    window = (source.observed_from, source.extracted_on)
    assert window == (date(2015, 1, 1), date(2018, 12, 31))
    left = officer("b")
    assert left.status is OfficerStatus.SEPARATED
    assert left.separated_on == date(2016, 5, 1)
    assert officer("a").status is OfficerStatus.SERVING
    assert db.session.scalar(select(func.count(CohortLabel.id))) == 3


def test_each_fault_of_a_posting_is_told_and_the_separation_ends_what_is_open(
    imported: Imports,
) -> None:
    imported(OFFICERS, ROSTER)

    batch = imported(
        POSTINGS,
        "id,unit,from,to\n"
        "a,44,2010-03,2010-09\n"
        "a,1,2010-09,\n"
        "b,2,2011-04,\n"  # open after the separation
        "b,2,2017-01,\n"  # after it
        "c,3,2013-05,2012-01\n"  # ends before it starts
        "c,3,2011-01,2012-12\n"  # before the appointment
        "c,4,2012-06,2013-01\n"  # two at once
        "d,4,2012-06,2013-01\n"  # nobody
        "a,44,2010-03,2010-09\n"  # the same line
        "a,9,2019-01,\n",  # after the source was extracted
    )

    assert codes(batch) == {
        "open_after_separation": 1,
        "after_separation": 1,
        "end_before_start": 1,
        "before_appointment": 1,
        "postings_overlap": 1,
        "officer_unknown": 1,
        "same_line_before": 1,
        "after_extraction": 1,
    }
    assert (batch.accepted, batch.warned, batch.returned) == (2, 3, 5)
    assert officer("b").unit_id is None
    unit = db.session.get(Unit, officer("a").unit_id)
    assert unit is not None
    assert (unit.code, unit.source) == ("FOREIGN-1", "foreign")
    before = state_of(officer("b").id, date(2016, 4, 30), TODAY)
    assert before.unit_id is not None


def test_pay_of_a_year_is_known_when_the_year_is_over(imported: Imports) -> None:
    imported(OFFICERS, ROSTER)
    imported(PAY, "id,year,grade,pay\na,2015,D1,61000.50\n")
    who = officer("a").id

    early = list(facts_known(date(2015, 12, 31), kinds=[FactKind.PAY], officers=[who]))
    (pay,) = facts_known(date(2016, 1, 1), kinds=[FactKind.PAY], officers=[who])

    assert early == []
    assert str(pay.amount) == "61000.50"
    arrays = career_arrays(TODAY, date(2016, 1, 1)).facts[FactKind.PAY]
    assert arrays.amount.tolist() == [61000.5]
    assert arrays.labels == ("D1",)


def test_the_same_file_again_is_recognised_and_does_no_harm(imported: Imports) -> None:
    imported(OFFICERS, ROSTER)

    with pytest.raises(AlreadyApplied):
        imported(OFFICERS, ROSTER)

    assert db.session.scalar(select(func.count(Officer.id))) == 3


def test_a_newer_roster_adds_what_is_new_and_replaces_what_changed(
    imported: Imports,
) -> None:
    imported(OFFICERS, ROSTER)
    imported(POSTINGS, "id,unit,from,to\na,1,2010-09,\nc,1,2012-05,\n")

    batch = imported(
        POSTINGS, "id,unit,from,to\na,1,2010-09,2017-02\nc,1,2012-05,\na,2,2017-02,\n"
    )

    assert codes(batch) == {"changes_record": 1, "already_recorded": 1}
    spans = {
        (one.unit_id, one.valid_to)
        for one in facts_known(
            TODAY, kinds=[FactKind.POSTING], officers=[officer("a").id]
        )
    }
    assert {end for _, end in spans} == {date(2017, 2, 1), None}
    assert len(spans) == 2


def test_an_unknown_value_is_reported_and_never_guessed(staged: Imports) -> None:
    batch = staged(OFFICERS, ROSTER + "e,X,x,2010-01,,\nf,F,x,2010-01,2017-01,tired\n")

    assert codes(batch) == {"value_unknown": 2}
    assert batch.returned == 2


def test_nothing_is_seen_before_the_whole_batch_is_applied(
    staged: Imports, imported: Imports
) -> None:
    batch = staged(OFFICERS, ROSTER)
    parts = applying.apply(batch, author=SYSTEM, at=NOON, chunk=1)

    for _ in range(3):
        next(parts)
        db.session.commit()
        assert db.session.scalars(select(Officer.listed)).all() in (
            [False],
            [False] * 2,
            [],
        )
        assert list(facts_known(TODAY)) == []
    through(parts)

    assert len(list(facts_known(TODAY))) == 4


def test_a_batch_that_was_cut_off_goes_on_where_it_stopped(staged: Imports) -> None:
    batch = staged(OFFICERS, ROSTER)
    parts = applying.apply(batch, author=SYSTEM, at=NOON, chunk=1)
    for _ in range(3):
        next(parts)
        db.session.commit()
    next(parts)
    db.session.rollback()  # the kill: the last chunk was never acknowledged
    db.session.expire_all()

    batch = db.session.scalars(select(ImportBatch)).one()
    batch = through(applying.apply(batch, author=SYSTEM, at=NOON, chunk=1))

    assert batch.state is BatchState.APPLIED
    assert db.session.scalar(select(func.count(ServiceFact.id))) == 4
    assert db.session.scalar(select(func.count(Officer.id))) == 3


def test_an_import_is_taken_back_by_rows_that_withdraw_it(imported: Imports) -> None:
    imported(OFFICERS, ROSTER)
    batch = imported(POSTINGS, "id,unit,from,to\na,1,2010-09,\n")
    who = officer("a").id
    assert state_of(who, TODAY, TODAY).unit_id is not None

    batch = through(undo(batch, actor=make_actor(), at=NOON))

    assert batch.state is BatchState.UNDONE
    assert state_of(who, TODAY, TODAY).unit_id is None
    assert state_of(who, date(2012, 1, 1), date(2012, 1, 1)).unit_id is None
    assert officer("a").unit_id is None
    postings = select(func.count(ServiceFact.id)).where(
        ServiceFact.kind == FactKind.POSTING
    )
    assert db.session.scalar(postings) == 2  # nothing is deleted


def test_undone_officers_leave_the_lists_and_come_back_with_the_file(
    imported: Imports,
) -> None:
    batch = imported(OFFICERS, ROSTER)
    batch = through(undo(batch, actor=make_actor(), at=NOON))
    assert set(db.session.scalars(select(Officer.listed))) == {False}

    imported(OFFICERS, ROSTER)

    assert set(db.session.scalars(select(Officer.listed))) == {True}
    assert db.session.scalar(select(func.count(Officer.id))) == 3


def test_another_window_is_another_source(staged: Imports, imported: Imports) -> None:
    imported(OFFICERS, ROSTER)
    moved = POSTINGS.replace("2015-01-01", "2014-01-01")

    with pytest.raises(SourceDiffers):
        staged(moved, "id,unit,from,to\na,1,2010-09,\n")


def test_a_dry_run_writes_nothing(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "dry.csv"
    path.write_text(ROSTER)
    told = None
    for tally, _ in staging.examine(path, path.name, read(OFFICERS), None, at=NOON):
        told = tally.told

    assert told is not None
    assert (told.lines, told.accepted) == (3, 3)
    assert db.session.scalar(select(func.count(ImportBatch.id))) == 0
