"""Numbers that no database holds are answered in words, never by a fault."""

import pytest

from pncrecruit.access.rules import Role
from tests.conftest import Client
from tests.factories import make_user

HUGE = "9" * 30


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        (Role.AUDITOR, f"/oversight/?before={HUGE}", 200),
        (Role.AUDITOR, f"/oversight/entries/{HUGE}", 404),
        (Role.ADMIN, f"/access/accounts?after=x&key={HUGE}", 200),
        (Role.HR_LEAD, f"/imports/?before=-{HUGE}", 200),
    ],
)
def test_a_number_beyond_the_database_is_no_fault(
    client: Client, role: Role, address: str, status: int
) -> None:
    client.sign_in(make_user(role))
    assert client.get(address).status_code == status


def test_a_deed_on_such_a_number_is_on_nothing(client: Client) -> None:
    client.sign_in(make_user(Role.HR_LEAD))
    assert client.post(f"/retention/model/{HUGE}/activate").status_code == 404
