"""Service records: what may follow what, corrections, and the state of any day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pncrecruit.db import db
from pncrecruit.errors import DomainError
from pncrecruit.officers import actions
from pncrecruit.officers.actions.facts import AlreadyCorrected, ReasonForCorrection
from pncrecruit.officers.models import Officer
from pncrecruit.officers.queries import (
    FactRow,
    career_arrays,
    facts_as_of,
    facts_known,
    state_of,
)
from pncrecruit.officers.rules import FactKind, OfficerStatus, UnitKind
from pncrecruit.officers.rules.careers import (
    AfterSeparation,
    AlreadyAppointed,
    AlreadySeparated,
    BeforeAppointment,
    EndBeforeStart,
    NeverSeparated,
    OpenAfterSeparation,
    PostingsOverlap,
    RankSkipped,
    state,
)
from pncrecruit.officers.rules.facts import (
    CodeUnknown,
    DetailUnknown,
    FactDraft,
    ValueMissing,
    ValueNotForKind,
    check_payload,
)
from pncrecruit.persons.kinds import Precision
from tests.factories import NOON, TODAY, make_actor, make_officer, make_unit

STARTED = date(2010, 1, 1)
Record = Callable[..., int]


def fact(
    kind: FactKind, start: date, end: date | None = None, **values: Any
) -> FactDraft:
    """Return a fact known when it starts, unless it says otherwise."""
    return FactDraft(kind, start, **{"known_on": start, "valid_to": end, **values})


def recorder(officer: Officer) -> Record:
    """Return what records facts of an officer."""
    actor = make_actor()

    def record(
        kind: FactKind, start: date, end: date | None = None, **values: Any
    ) -> int:
        asked = fact(kind, start, end, **values)
        return actions.record_fact(officer, asked, actor=actor, at=NOON).id

    return record


@pytest.fixture
def officer(app: object) -> Officer:
    """An officer appointed in 2010, with a unit and a rank."""
    national = make_unit("PNC", UnitKind.NATIONAL)
    make_unit("NORTE", UnitKind.DISTRICT, national)
    made = make_officer(None)
    record = recorder(made)
    record(FactKind.APPOINTMENT, STARTED)
    record(FactKind.RANK, STARTED, code="agente")
    record(FactKind.POSTING, STARTED, date(2015, 1, 1), unit_id=national.id)
    return made


def test_the_columns_of_today_follow_from_the_record(officer: Officer) -> None:
    record = recorder(officer)
    north = make_unit("SUR", UnitKind.NATIONAL)
    record(FactKind.POSTING, date(2015, 1, 1), unit_id=north.id)
    record(FactKind.RANK, date(2016, 1, 1), code="subinspector")

    db.session.refresh(officer)
    assert (officer.status, officer.unit_id) == (OfficerStatus.SERVING, north.id)
    assert officer.rank_key == "subinspector"

    record(FactKind.SEPARATION, date(2020, 5, 1), code="resignation")
    db.session.refresh(officer)
    assert (officer.status, officer.unit_id) == (OfficerStatus.SEPARATED, None)
    assert officer.separated_on == date(2020, 5, 1)

    record(FactKind.REENTRY, date(2022, 1, 1))
    db.session.refresh(officer)
    assert (officer.status, officer.unit_id) == (OfficerStatus.SERVING, None)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (fact(FactKind.APPOINTMENT, date(2011, 1, 1)), AlreadyAppointed),
        (fact(FactKind.RANK, date(2012, 1, 1), code="inspector"), RankSkipped),
        (fact(FactKind.HOME, date(2009, 12, 31), code="0101"), BeforeAppointment),
        (
            fact(FactKind.TRAINING, date(2012, 1, 1), date(2011, 1, 1), code="x"),
            EndBeforeStart,
        ),
        (fact(FactKind.REENTRY, date(2012, 1, 1)), NeverSeparated),
    ],
)
def test_what_may_not_follow_is_refused_and_nothing_changes(
    officer: Officer, asked: FactDraft, refusal: type[DomainError]
) -> None:
    before = list(facts_known(TODAY))

    with pytest.raises(refusal):
        actions.record_fact(officer, asked, actor=make_actor(), at=NOON)

    assert list(facts_known(TODAY)) == before


def test_no_two_principal_postings_on_one_day(officer: Officer) -> None:
    record, unit = recorder(officer), make_unit("X1", UnitKind.NATIONAL).id

    with pytest.raises(PostingsOverlap):
        record(FactKind.POSTING, date(2014, 12, 31), unit_id=unit)
    record(
        FactKind.POSTING,
        date(2014, 12, 1),
        date(2014, 12, 31),
        unit_id=unit,
        details={"principal": False},
    )
    record(FactKind.POSTING, date(2015, 1, 1), unit_id=unit)


def test_nothing_follows_a_separation_but_a_reentry(officer: Officer) -> None:
    record, unit = recorder(officer), make_unit("X1", UnitKind.NATIONAL).id
    record(FactKind.SEPARATION, date(2018, 1, 1), code="death")

    with pytest.raises(AfterSeparation):
        record(FactKind.HOME, date(2018, 1, 2), code="0101")
    with pytest.raises(AlreadySeparated):
        record(FactKind.SEPARATION, date(2019, 1, 1), code="resignation")
    with pytest.raises(OpenAfterSeparation):
        record(FactKind.POSTING, date(2016, 1, 1), unit_id=unit)


def test_a_skipped_rank_needs_its_reason(officer: Officer) -> None:
    recorder(officer)(
        FactKind.RANK, date(2012, 1, 1), code="inspector", reason="Mérito, orden 12"
    )

    assert state_of(officer.id, TODAY, TODAY).rank_key == "inspector"


def test_a_correction_leaves_what_was_known_before(officer: Officer) -> None:
    record = recorder(officer)
    home = record(FactKind.HOME, date(2012, 1, 1), code="0101")
    learnt = date(2020, 6, 1)
    right = FactDraft(
        FactKind.HOME, date(2012, 1, 1), learnt, code="1601", reason="Recibo de luz"
    )
    actor = make_actor()

    actions.correct_fact(officer, home, right, actor=actor, at=NOON)

    assert state_of(officer.id, date(2013, 1, 1), learnt).home == "1601"
    before = state_of(officer.id, date(2013, 1, 1), learnt - timedelta(days=1))
    assert before.home == "0101"
    with pytest.raises(AlreadyCorrected):
        actions.correct_fact(officer, home, right, actor=actor, at=NOON)
    with pytest.raises(ReasonForCorrection):
        actions.correct_fact(
            officer, home, replace(right, reason=" "), actor=actor, at=NOON
        )


def test_a_fact_that_is_withdrawn_never_was(officer: Officer) -> None:
    home = recorder(officer)(FactKind.HOME, date(2012, 1, 1), code="0101")

    actions.withdraw_fact(
        officer, home, reason="Otra persona", actor=make_actor(), at=NOON
    )

    assert state_of(officer.id, TODAY, TODAY).home is None


def test_the_database_itself_refuses_to_change_a_fact(officer: Officer) -> None:
    with pytest.raises(DBAPIError):
        db.session.execute(text("UPDATE service_fact SET reason = 'x'"))


def test_arrays_tell_what_the_rows_tell(officer: Officer) -> None:
    record = recorder(officer)
    record(FactKind.PAY, date(2016, 1, 1), date(2017, 1, 1), amount=Decimal("4500.25"))

    careers = career_arrays(TODAY, TODAY)

    posting, pay = careers.facts[FactKind.POSTING], careers.facts[FactKind.PAY]
    assert careers.officer_id.tolist() == [officer.id]
    assert posting.officer.tolist() == [0]
    assert [str(day) for day in posting.valid_from] == ["2010-01-01"]
    assert [str(day) for day in posting.valid_to] == ["2015-01-01"]
    assert pay.amount.tolist() == [4500.25]
    assert pay.code.tolist() == [-1]
    assert careers.facts[FactKind.RANK].labels == ("agente",)
    assert len(careers.facts[FactKind.COMPLAINT].officer) == 0
    rows = list(facts_as_of(date(2012, 1, 1), TODAY))
    assert {row.kind for row in rows} == {
        FactKind.APPOINTMENT,
        FactKind.RANK,
        FactKind.POSTING,
    }


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (FactDraft(FactKind.POSTING, STARTED, STARTED), ValueMissing),
        (FactDraft(FactKind.HOME, STARTED, STARTED, code="9999"), CodeUnknown),
        (FactDraft(FactKind.RANK, STARTED, STARTED, code="general"), CodeUnknown),
        (
            FactDraft(FactKind.REENTRY, STARTED, STARTED, amount=Decimal(1)),
            ValueNotForKind,
        ),
        (
            FactDraft(
                FactKind.SHIFT,
                STARTED,
                STARTED,
                code="8x6",
                details={"days_on": "eight"},
            ),
            DetailUnknown,
        ),
    ],
)
def test_a_fact_holds_what_its_kind_has(
    draft: FactDraft, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        check_payload(draft)


DAYS = st.integers(0, 4_000).map(lambda n: STARTED + timedelta(days=n))
KINDS = st.sampled_from(
    [FactKind.RANK, FactKind.POSTING, FactKind.SEPARATION, FactKind.REENTRY]
)


@st.composite
def facts(draw: st.DrawFn) -> FactRow:
    """A fact of some kind, from some day, known some time after."""
    start = draw(DAYS)
    return FactRow(
        id=draw(st.integers(1, 10_000)),
        officer_id=1,
        kind=draw(KINDS),
        valid_from=start,
        valid_to=draw(st.one_of(st.none(), st.just(start + timedelta(days=90)))),
        precision=Precision.DAY,
        known_on=start + timedelta(days=draw(st.integers(0, 900))),
        unit_id=draw(st.integers(1, 5)),
        code=draw(st.sampled_from(["agente", "inspector"])),
        amount=None,
        details=None,
        reason="",
        source_id=1,
    )


@given(st.lists(facts(), unique_by=lambda one: one.id), DAYS)
def test_what_starts_later_never_changes_an_earlier_state(
    told: list[FactRow], day: date
) -> None:
    earlier = [one for one in told if one.valid_from <= day]

    assert state(told, day) == state(earlier, day)


@given(st.lists(facts(), unique_by=lambda one: one.id), DAYS)
def test_the_order_in_which_facts_come_changes_nothing(
    told: list[FactRow], day: date
) -> None:
    assert state(reversed(told), day) == state(told, day)


def test_later_facts_never_change_what_an_earlier_query_said(
    officer: Officer,
) -> None:
    day = date(2016, 1, 1)
    kept = state_of(officer.id, day, day), list(facts_as_of(day, day))
    arrays = career_arrays(day, day)
    record, unit = recorder(officer), make_unit("X1", UnitKind.NATIONAL).id

    record(FactKind.POSTING, day + timedelta(days=1), unit_id=unit)
    record(FactKind.HOME, date(2012, 1, 1), code="0101", known_on=date(2016, 1, 2))
    record(FactKind.SEPARATION, date(2017, 1, 1), code="death")
    late = FactDraft(
        FactKind.RANK, STARTED, date(2018, 1, 1), code="agente", reason="Otra orden"
    )
    rank = next(one for one in facts_known(TODAY) if one.kind is FactKind.RANK)
    actions.correct_fact(officer, rank.id, late, actor=make_actor(), at=NOON)

    assert (state_of(officer.id, day, day), list(facts_as_of(day, day))) == kept
    again = career_arrays(day, day)
    for kind, before in arrays.facts.items():
        after = again.facts[kind]
        assert before.fact_id.tolist() == after.fact_id.tolist()
        assert before.valid_from.tolist() == after.valid_from.tolist()
