"""What a call must be, and when it may change."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pncrecruit.errors import DomainError
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.actions.starting import starting_set
from pncrecruit.recruitment.rules import CallState, PhaseKind, RequirementKind
from pncrecruit.recruitment.rules import call_parts as parts
from pncrecruit.recruitment.rules import calls as rules
from pncrecruit.recruitment.rules.call_payload import (
    of_change,
    of_rules,
    to_change,
    to_rules,
)
from pncrecruit.recruitment.rules.documents import check_documents
from pncrecruit.reference import document_kinds, loss_reasons, schooling_levels
from tests.factories import TODAY, make_call_draft

DAY = timedelta(days=1)
REASONS = frozenset(
    code for code, one in loss_reasons().items() if one.family == "requirement"
)
HEIGHT = parts.RequirementDraft(
    RequirementKind.HEIGHT, "height_not_met", Sex.FEMALE, minimum=Decimal(155)
)


def check(*requirements: parts.RequirementDraft) -> None:
    parts.check_requirements(
        requirements, loss_reasons=REASONS, levels=schooling_levels()
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": "ab"}, rules.CodeOfCall),
        ({"code": "CON ESPACIO"}, rules.CodeOfCall),
        ({"name": " "}, rules.NameNeeded),
        ({"seats": 0}, rules.SeatsOutOfRange),
        ({"closes_on": date(2026, 10, 31)}, rules.ClosesBeforeItOpens),
        ({"course_starts_on": date(2026, 12, 1)}, rules.CourseBeforeClosing),
        ({"closes_on": date(2999, 1, 1)}, rules.ClosesTooFar),
        ({"course_starts_on": date(2999, 1, 1)}, rules.CourseTooFar),
        ({"age_on": date(2999, 1, 1)}, rules.AgeDayTooFar),
    ],
)
def test_a_call_that_cannot_be(
    changes: dict[str, Any], error: type[DomainError]
) -> None:
    rules.check_call(make_call_draft())

    with pytest.raises(error):
        rules.check_call(make_call_draft(**changes))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"minimum": None}, parts.LimitNeeded),
        ({"minimum": Decimal(3)}, parts.LimitOutOfRange),
        ({"maximum": Decimal(150)}, parts.LimitsCrossed),
        ({"loss_reason": "measure_not_met"}, parts.UnknownLossReason),
        ({"kind": RequirementKind.SCHOOLING, "value": "alta"}, parts.LevelNeeded),
        ({"kind": RequirementKind.DECLARATION, "value": "x"}, parts.TextNeeded),
    ],
)
def test_a_requirement_that_cannot_be(
    changes: dict[str, Any], error: type[DomainError]
) -> None:
    check(HEIGHT)

    with pytest.raises(error):
        check(replace(HEIGHT, **changes))


def test_a_requirement_holds_once_for_the_same_people() -> None:
    check(HEIGHT, replace(HEIGHT, sex=Sex.MALE, minimum=Decimal(160)))

    with pytest.raises(parts.RequirementTwice):
        check(HEIGHT, HEIGHT)
    with pytest.raises(parts.RequirementTwice):
        check(HEIGHT, replace(HEIGHT, sex=None))


def test_the_starting_set_is_one_that_the_rules_accept() -> None:
    requirements, phases, documents, _ = starting_set()

    check_documents(documents, kinds=document_kinds())
    check(*requirements)
    parts.check_phases(phases)
    assert phases[0].kind in parts.COUNTER


def phase(key: str, kind: PhaseKind) -> parts.PhaseDraft:
    return parts.PhaseDraft(key, kind, key, key)


PAPERS = phase("papers", PhaseKind.PAPERS)
TEST = phase("physical", PhaseKind.TEST)
SELECTION = phase("selection", PhaseKind.SELECTION)
COURSE = phase("course", PhaseKind.COURSE)
GRADUATION = phase("graduation", PhaseKind.GRADUATION)


@pytest.mark.parametrize(
    ("phases", "error"),
    [
        ([PAPERS], parts.NoPhases),
        ([TEST, PAPERS], parts.FirstPhase),
        ([PAPERS, TEST, TEST], parts.PhaseTwice),
        ([PAPERS, GRADUATION, TEST], parts.GraduationLast),
        ([PAPERS, COURSE, SELECTION], parts.CourseBeforeSelection),
        (
            [PAPERS, replace(SELECTION, pass_mark=Decimal(60))],
            parts.NoMarkHere,
        ),
        ([PAPERS, replace(TEST, days=0)], parts.DaysOutOfRange),
        ([PAPERS, replace(TEST, key="Física")], parts.KeyOfPhase),
    ],
)
def test_phases_that_cannot_be(
    phases: list[parts.PhaseDraft], error: type[DomainError]
) -> None:
    parts.check_phases([PAPERS, TEST, SELECTION, COURSE, GRADUATION])
    parts.check_phases([PAPERS, SELECTION, TEST])

    with pytest.raises(error):
        parts.check_phases(phases)


def test_moving_a_phase_stops_at_the_ends() -> None:
    assert parts.moved("abc", 0, 1) == ["b", "a", "c"]
    assert parts.moved("abc", 2, 1) == ["a", "b", "c"]
    assert parts.moved("abc", 0, -1) == ["a", "b", "c"]


NOW = rules.Change(100, TODAY + 10 * DAY, TODAY + 40 * DAY)


@pytest.mark.parametrize(
    ("state", "change", "error"),
    [
        (CallState.DRAFT, replace(NOW, seats=101), rules.NotPublished),
        (CallState.FINISHED, replace(NOW, seats=101), rules.ClosedAlready),
        (CallState.OPEN, NOW, rules.NothingChanges),
        (CallState.OPEN, replace(NOW, seats=0), rules.SeatsOutOfRange),
        (
            CallState.OPEN,
            replace(NOW, closes_on=TODAY + 9 * DAY),
            rules.ShorterThanPromised,
        ),
        (
            CallState.OPEN,
            replace(NOW, closes_on=TODAY + 50 * DAY),
            rules.CourseBeforeClosing,
        ),
        (
            CallState.CLOSED,
            replace(NOW, closes_on=TODAY + 20 * DAY),
            rules.ClosedAlready,
        ),
    ],
)
def test_a_change_after_publication_that_cannot_be(
    state: CallState, change: rules.Change, error: type[DomainError]
) -> None:
    opens = TODAY - DAY
    extended = replace(NOW, closes_on=TODAY + 20 * DAY)
    rules.check_change(CallState.OPEN, NOW, extended, opens, TODAY)
    rules.check_change(CallState.CLOSED, NOW, replace(NOW, seats=90), opens, TODAY)

    with pytest.raises(error):
        rules.check_change(state, NOW, change, opens, TODAY)


def test_applicants_are_taken_on_the_days_of_an_open_call_only() -> None:
    def takes(state: CallState, day: date) -> bool:
        return rules.accepts_applicants(state, TODAY, TODAY + DAY, day)

    assert takes(CallState.OPEN, TODAY)
    assert takes(CallState.OPEN, TODAY + DAY)
    assert not takes(CallState.OPEN, TODAY + 2 * DAY)
    assert not takes(CallState.OPEN, TODAY - DAY)
    assert not takes(CallState.DRAFT, TODAY)
    assert not takes(CallState.CLOSED, TODAY)


def test_what_is_approved_says_all_that_was_shown() -> None:
    requirements, phases, documents, _ = starting_set()
    whole = rules.Rules(
        make_call_draft(), tuple(requirements), tuple(phases), tuple(documents)
    )

    assert to_rules(of_rules(whole)) == whole
    assert to_change(of_change(NOW)) == NOW
    longer = replace(whole.requirements[0], minimum=Decimal("18.00"))
    same = replace(whole, requirements=(longer, *whole.requirements[1:]))
    assert of_rules(same) == of_rules(whole)


def test_a_call_opens_near_the_day_on_which_it_is_written() -> None:
    rules.check_opening(date(2027, 3, 1), date(2026, 11, 24))

    for year in (1990, 2999):
        with pytest.raises(rules.OpensTooFar):
            rules.check_opening(date(year, 1, 1), date(2026, 11, 24))
