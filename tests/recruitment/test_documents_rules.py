"""How long a document is good, how a checklist reads, and who may judge."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest

from pncrecruit.errors import DomainError
from pncrecruit.recruitment.rules import documents as rules
from pncrecruit.recruitment.rules.documents import (
    DocumentDraft,
    DocumentState,
    Held,
    Verdict,
    checklist,
    expiry,
    state_of,
)

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 5, 24), 6, date(2026, 11, 24)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 31), None, None),
        (None, 6, None),
    ],
)
def test_months_are_counted_in_the_calendar(
    issued: date | None, months: int | None, last: date | None
) -> None:
    assert expiry(issued, months) == last


@pytest.mark.parametrize(
    ("verdict", "expires_in", "state"),
    [
        (None, None, DocumentState.UNCHECKED),
        (None, -1, DocumentState.EXPIRED),
        (Verdict.ACCEPTED, None, DocumentState.ACCEPTED),
        (Verdict.ACCEPTED, 31, DocumentState.ACCEPTED),
        (Verdict.ACCEPTED, 30, DocumentState.EXPIRING),
        (Verdict.ACCEPTED, 0, DocumentState.EXPIRING),
        (Verdict.ACCEPTED, -1, DocumentState.EXPIRED),
        (Verdict.REFUSED, 90, DocumentState.REFUSED),
    ],
)
def test_how_a_document_stands(
    verdict: Verdict | None, expires_in: int | None, state: DocumentState
) -> None:
    day = None if expires_in is None else TODAY + expires_in * DAY
    assert state_of(Held("dpi", verdict, day), TODAY) is state


def test_a_line_shows_the_best_that_was_handed_in() -> None:
    asked = [
        DocumentDraft("police_record_certificate", months=6),
        DocumentDraft("dpi"),
        DocumentDraft("photograph", required=False),
    ]
    held = [
        Held("police_record_certificate", Verdict.ACCEPTED, TODAY - DAY),
        Held("police_record_certificate", None, TODAY + 90 * DAY),
        Held("birth_certificate", Verdict.ACCEPTED),  # not asked for
    ]

    police, dpi, photograph = checklist(asked, held, TODAY)

    assert police.state is DocumentState.UNCHECKED
    assert not police.settled
    assert dpi.state is DocumentState.MISSING
    assert not dpi.settled
    assert photograph.settled


@pytest.mark.parametrize(
    ("drafts", "error"),
    [
        ([DocumentDraft("pregnancy_test")], rules.UnknownDocument),
        ([DocumentDraft("dpi"), DocumentDraft("dpi")], rules.DocumentTwice),
        ([DocumentDraft("dpi", months=0)], rules.MonthsOutOfRange),
        ([DocumentDraft("dpi", months=121)], rules.MonthsOutOfRange),
    ],
)
def test_what_a_call_may_not_ask_for(
    drafts: list[DocumentDraft], error: type[DomainError]
) -> None:
    with pytest.raises(error):
        rules.check_documents(drafts, kinds={"dpi"})


@pytest.mark.parametrize(
    ("issued", "months", "error"),
    [
        (None, 6, rules.IssueNeeded),
        (TODAY + DAY, None, rules.IssuedLater),
        (date(1950, 1, 1), None, rules.IssuedLongAgo),
    ],
)
def test_a_day_of_issue_that_cannot_be(
    issued: date | None, months: int | None, error: type[DomainError]
) -> None:
    rules.check_issue(None, None, TODAY)
    rules.check_issue(TODAY, 6, TODAY)
    with pytest.raises(error):
        rules.check_issue(issued, months, TODAY)


def test_about_a_tenth_is_looked_at_twice() -> None:
    chance = Random(1)
    documents = [UUID(int=chance.getrandbits(128)) for _ in range(4000)]

    share = sum(map(rules.wants_second_look, documents)) / len(documents)
    # .098 expected; five standard errors of 4,000 draws are .024.
    assert 0.074 < share < 0.122


def judged(*before: int, by: int = 1, looks_again: bool = False) -> None:
    rules.check_verdict(
        removed=False, judged_by=before, accounts={by, 7}, second_look=looks_again
    )


def test_who_may_judge_when() -> None:
    judged()
    judged(2, looks_again=True)
    with pytest.raises(rules.VerdictStands):
        judged(2)
    with pytest.raises(rules.VerdictStands):
        judged(2, 3, looks_again=True)
    for same in (1, 7):
        with pytest.raises(rules.SameLooker):
            judged(same, looks_again=True)
    with pytest.raises(rules.DocumentRemoved):
        rules.check_verdict(removed=True, judged_by=(), accounts={1}, second_look=False)
