"""Which officers the model's list names, who is asked, and what may answer an alert."""

from datetime import date, timedelta

import pytest

from pncrecruit.errors import DomainError
from pncrecruit.retention.rules import AlertState, AnswerKind, Audience
from pncrecruit.retention.rules.alerts import (
    ActionNotSupport,
    AlertNotOpen,
    AlertRules,
    AnswerIncomplete,
    DueBeforeToday,
    DueNeeded,
    DueTooFar,
    NoActionNeedsReason,
    audience,
    check_answer,
    choose,
    cooled_off,
)
from pncrecruit.retention.rules.catalogue import OF_THE_UNIT, Action, CauseCode, fitting

TODAY = date(2026, 11, 24)
RULES = AlertRules()


def test_the_list_holds_the_highest_above_the_floor_and_no_more_than_the_budget() -> (
    None
):
    ranked = [(1, 0.05), (2, 0.09), (3, 0.01), (4, 0.07)]

    assert choose(ranked, budget=2, open_now=frozenset(), rules=RULES) == [2, 4]
    assert choose(ranked, budget=9, open_now=frozenset(), rules=RULES) == [2, 4, 1]


def test_ties_are_told_apart_by_the_officer_so_that_a_list_repeats() -> None:
    ranked = [(9, 0.05), (2, 0.05), (5, 0.05)]

    assert choose(ranked, budget=2, open_now=frozenset(), rules=RULES) == [2, 5]


def test_who_is_on_the_list_leaves_it_only_below_a_quarter_past_its_end() -> None:
    ranked = [(number, 0.20 - number / 100) for number in range(1, 8)]

    stays = choose(ranked, budget=4, open_now=frozenset({5}), rules=RULES)
    leaves = choose(ranked, budget=4, open_now=frozenset({6}), rules=RULES)

    assert sorted(stays) == [1, 2, 3, 5]
    assert sorted(leaves) == [1, 2, 3, 4]


def test_what_may_be_about_the_manager_never_goes_to_the_manager() -> None:
    assert audience([CauseCode.FAR_FROM_HOME]) is Audience.MANAGER
    both = [CauseCode.FAR_FROM_HOME, CauseCode.LEAVE_REFUSED]
    assert audience(both) is Audience.RETENTION_TEAM


@pytest.mark.parametrize("cause", list(CauseCode))
def test_two_or_three_actions_fit_each_cause_and_a_talk_where_it_is_a_person(
    cause: CauseCode,
) -> None:
    actions = fitting([cause])

    assert 2 <= len(actions) <= 3
    assert (Action.STAY_INTERVIEW in actions) is (cause not in OF_THE_UNIT)


@pytest.mark.parametrize(
    ("kind", "action", "reason", "due", "refusal"),
    [
        (AnswerKind.NO_ACTION, "", " ", None, NoActionNeedsReason),
        (AnswerKind.ACTION, "", "", TODAY, AnswerIncomplete),
        (AnswerKind.ACTION, "mentor", "", None, DueNeeded),
        (AnswerKind.ACTION, "transfer_away", "", TODAY, ActionNotSupport),
        (AnswerKind.ACTION, "mentor", "", TODAY - timedelta(1), DueBeforeToday),
        (AnswerKind.ACTION, "mentor", "", date(2999, 1, 1), DueTooFar),
    ],
)
def test_an_answer_that_helps_nobody_is_refused(
    kind: AnswerKind,
    action: str,
    reason: str,
    due: date | None,
    refusal: type[DomainError],
) -> None:
    with pytest.raises(refusal):
        check_answer(
            AlertState.OPEN, kind, action=action, reason=reason, due_on=due, today=TODAY
        )


@pytest.mark.parametrize("state", [AlertState.CLOSED, AlertState.EXPIRED])
def test_a_closed_alert_takes_no_answer(state: AlertState) -> None:
    with pytest.raises(AlertNotOpen):
        check_answer(
            state,
            AnswerKind.NO_ACTION,
            action="",
            reason="Ya habló con la persona",
            due_on=None,
            today=TODAY,
        )


def test_nobody_is_named_again_before_the_cooling_off_is_over() -> None:
    closed = TODAY - timedelta(days=RULES.cooling_off)

    assert cooled_off(None, TODAY, RULES)
    assert cooled_off(closed, TODAY, RULES)
    assert not cooled_off(closed + timedelta(days=1), TODAY, RULES)
