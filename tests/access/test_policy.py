"""The policy equals the matrix in what is built, and coverage is counted honestly."""

from pathlib import Path

import pytest

from pncrecruit.access.matrix import coverage, matrix
from pncrecruit.access.policy import POLICY, Permission
from pncrecruit.access.rules import Role

DECISIONS = Path(__file__).resolve().parents[2] / "docs" / "decisions"
ROWS_OF_THE_START = 1960


@pytest.mark.parametrize("permission", Permission, ids=lambda one: one.value)
def test_the_policy_says_what_the_matrix_says(permission: Permission) -> None:
    rows = [row for row in matrix() if row.deed == permission.value]
    grants = POLICY[permission]

    assert {row.role for row in rows} == set(Role)
    for row in rows:
        if row.allowed:
            assert grants[row.role].scope is row.scope
            assert grants[row.role].conditions == row.conditions
        else:
            assert row.role not in grants


def test_a_row_that_refuses_says_with_which_status() -> None:
    for row in matrix():
        assert bool(row.deny) is not row.allowed
        assert row.deny in (0, 401, 403, 404)
        if row.role is Role.ANONYMOUS and not row.allowed:
            assert row.deny in (401, 404)


def test_rows_added_to_the_matrix_have_their_reason() -> None:
    added = len(matrix()) - ROWS_OF_THE_START
    assert added >= 0
    if added:
        text = "\n".join(path.read_text("utf-8") for path in DECISIONS.glob("*.md"))
        first = {row.deed for row in matrix()[:ROWS_OF_THE_START]}
        for row in matrix()[ROWS_OF_THE_START:]:
            assert row.deed in first or row.deed in text


def test_coverage_counts_a_deed_once_something_does_it() -> None:
    found = coverage(["user_account.list"])

    deeds = {row.deed for row in found.built}
    # Nobody may set a password or delete an account, and nothing does.
    assert deeds == {
        "user_account.list",
        "user_account.set_password",
        "user_account.delete",
    }
    assert found.total == len(matrix())
    assert len(found.built) == 24


def test_what_somebody_without_an_account_may_do_is_not_built() -> None:
    found = coverage(["application.read"])

    missing = {(row.role, row.deed) for row in found.missing}
    assert (Role.APPLICANT, "application.read") in missing
    assert (Role.OFFICER, "application.read") not in missing
    assert (Role.RECRUITER, "application.read") not in missing


def test_what_anyone_may_do_is_built_where_anyone_can() -> None:
    staff = coverage(["recruitment_call.list"])
    anyone = coverage(["recruitment_call.list"], ["recruitment_call.list"])

    row = (Role.ANONYMOUS, "recruitment_call.list")
    assert row in {(one.role, one.deed) for one in staff.missing}
    assert row in {(one.role, one.deed) for one in anyone.built}


def test_nothing_done_is_nothing_built() -> None:
    assert coverage([]).built == ()
