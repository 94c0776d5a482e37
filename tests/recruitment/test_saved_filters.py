"""A filter of the list is kept, shared and deleted, and shows nobody more."""

import pytest
from sqlalchemy import select

from pncrecruit.access.models import User
from pncrecruit.access.rules import Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db
from pncrecruit.officers.models import Unit
from pncrecruit.recruitment.models import RecruitmentCall, SavedFilter
from pncrecruit.recruitment.rules.saved import (
    MOST,
    NoOffice,
    NothingToKeep,
    Shared,
    ToKeep,
    TooManyFilters,
    check,
    is_seen,
    kept,
)
from tests.conftest import Client
from tests.factories import make_recruiter, make_user
from tests.recruitment.counter import Counter

WANTED = ToKeep("Mujeres", {"sex": "F"}, Shared.OFFICE, 3)


def test_a_filter_is_kept_shared_with_the_office_and_deleted_by_its_owner(
    counter: Counter, client: Client
) -> None:
    page = f"{counter.base}/applicants/filters"
    asked = f"{page}?sex=F&q=Ixcoy&after=no"
    sent = {"name": "Mujeres", "shared": "office", "office_id": counter.office_id}
    counter.add(given_names="Rigoberta")

    first = client.post(asked, data=sent)
    again = client.post(asked, data=sent)
    taken = client.post(f"{page}?sex=M", data=sent)
    nothing = client.post(page, data=sent | {"name": "Todos"})
    mine = client.get(page).text

    assert (first.status_code, again.status_code) == (303, 303)
    assert (taken.status_code, nothing.status_code) == (422, 422)
    (one,) = db.session.scalars(select(SavedFilter))
    assert one.filters == {"sex": "F"}
    assert f"{counter.base}/applicants?sex=F" in mine
    call = db.session.get_one(RecruitmentCall, counter.call_id)
    office = db.session.get_one(Unit, counter.office_id)
    other = db.session.scalars(select(Unit).where(Unit.code == "62")).one()
    colleague, elsewhere = make_recruiter(call, office), make_recruiter(call, other)
    delete = f"{page}/{one.public_id}/delete"
    for actor, sees in ((colleague, True), (elsewhere, False)):
        client.sign_in(db.session.get_one(User, actor.user_id))
        assert ("Mujeres" in client.get(page).text) is sees
        assert client.post(delete).status_code == 404
    # A recruiter of another office opens the address, and sees what is theirs: nobody.
    assert "Rigoberta" not in client.get(f"{counter.base}/applicants?sex=F").text
    client.sign_in(make_user(Role.HR_LEAD))
    assert "Mujeres" in client.get(page).text

    client.sign_in(db.session.get_one(User, counter.actor.user_id))
    assert client.post(delete).status_code == 303
    assert db.session.scalars(select(SavedFilter)).all() == []
    verbs = db.session.scalars(select(AuditEntry.verb)).all()
    assert {"applicant_list.filter_kept", "applicant_list.filter_deleted"} <= set(verbs)


def test_nothing_of_a_person_is_kept() -> None:
    address = {
        "q": "Rigoberta",
        "phase": "2",
        "after": "x",
        "sort": "name",
        "way_in": "",
    }

    assert kept(address | {"way_in": ""}) == {"phase": "2", "sort": "name"}


@pytest.mark.parametrize(
    ("wanted", "held", "error"),
    [
        (WANTED._replace(filters={}), 0, NothingToKeep),
        (WANTED, MOST, TooManyFilters),
        (WANTED._replace(office_id=9), 0, NoOffice),
    ],
)
def test_what_cannot_be_kept(wanted: ToKeep, held: int, error: type[Exception]) -> None:
    check(WANTED, offices=[3], held=0)
    with pytest.raises(error):
        check(wanted, offices=[3], held=held)


def test_who_sees_what_another_keeps() -> None:
    assert not is_seen(Shared.OWN, None, None)
    assert is_seen(Shared.ALL, None, ())
    assert is_seen(Shared.OFFICE, 3, None)
    assert is_seen(Shared.OFFICE, 3, (3, 4))
    assert not is_seen(Shared.OFFICE, 3, (4,))
