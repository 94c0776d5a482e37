"""Two records of one person are led together, and taken apart again as they were."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from sqlalchemy import select

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import handler_of
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval, User
from pncrecruit.access.rules import EVERYTHING, ApprovalClosed, Role
from pncrecruit.audit.models import AuditEntry
from pncrecruit.db import db, now
from pncrecruit.errors import Conflict
from pncrecruit.identity.actions import answers
from pncrecruit.identity.models import SelfIdentification
from pncrecruit.identity.queries import labels
from pncrecruit.identity.rules import Answer, AnswerSource, Purpose
from pncrecruit.persons import queries as persons
from pncrecruit.persons.kinds import Level, Sex
from pncrecruit.persons.models import LanguageSkill, Person, PersonMerge
from pncrecruit.persons.rules.likeness import PersonKey
from pncrecruit.recruitment.actions.merge_requests import (
    MERGE,
    ask_to_merge,
    ask_to_separate,
)
from pncrecruit.recruitment.models import (
    Application,
    ApplicationDocument,
    ClosedApplication,
)
from pncrecruit.recruitment.queries import applications, detail, merging
from pncrecruit.recruitment.queries.moves import Moving
from pncrecruit.recruitment.queries.rollup import kept, recount
from pncrecruit.recruitment.rules.conflicts import InConflict
from pncrecruit.recruitment.rules.draft import LanguageDraft
from pncrecruit.recruitment.rules.merging import (
    BeingImported,
    BothGoneOn,
    Held,
    LedOn,
    Side,
    TwoCuis,
    TwoOfficers,
    TwoSexes,
    first_stays,
    plan,
)
from pncrecruit.recruitment.rules.numbers import application_number
from pncrecruit.recruitment.rules.search import understood
from tests.conftest import Client
from tests.factories import NOON, make_actor, make_application, make_small_call
from tests.recruitment.desk import VALID_CUI, Desk

LATER = NOON + timedelta(hours=1)
NAMES: dict[str, Any] = {
    "given_names": "Rigoberta",
    "first_surname": "Ixcoy",
    "second_surname": "Tzul",
    "birth_date": date(2003, 5, 17),
}
HELD = Held(1, 7, "58-2026", furthest=0, worked_on=False, listed=True, undone=False)
NOBODY = Side(None, Sex.FEMALE, officer=False, applications=())


class Twice(NamedTuple):
    """One person recorded twice in a call; the second record applied before, too."""

    desk: Desk
    stays: Moving
    repeats: Moving
    earlier: Moving
    lead: Actor
    second: Actor

    def person(self, one: Moving) -> Person:
        return db.session.get_one(Person, one.person_id)

    def ask(self) -> Approval:
        return ask_to_merge(
            self.person(self.stays),
            self.person(self.repeats),
            "58-2026",
            reason="El DPI es el mismo",
            actor=self.lead,
            at=NOON,
        )

    def merge(self) -> PersonMerge:
        approvals.decide(self.ask(), approve=True, actor=self.second, at=LATER)
        (made,) = merging.merges_of(self.stays.person_id)
        return made

    def separate(self, made: PersonMerge) -> None:
        asked = ask_to_separate(
            made, "58-2026", reason="Son primas", actor=self.second, at=LATER
        )
        approvals.decide(asked, approve=True, actor=self.lead, at=LATER)


@pytest.fixture
def twice(desk: Desk) -> Twice:
    before = make_small_call("57-2026")
    lead, second = make_actor(Role.HR_LEAD), make_actor(Role.HR_LEAD)
    stays = make_application(
        desk.call, desk.office, desk.recruiter, cui=VALID_CUI, phone="", **NAMES
    )
    told = NAMES | {"cui_reason": "DPI en trámite", "distinct": True}
    earlier = make_application(
        before,
        desk.office,
        lead,
        languages=(LanguageDraft("qeqchi", Level.FLUENT),),
        phone="5123 4567",
        **told,
    )
    person = db.session.get_one(Person, earlier.person_id)
    repeats = make_application(
        desk.call,
        desk.office,
        desk.recruiter,
        **(told | {"distinct": False, "same_as": person.public_id}),
    )
    assert repeats.person_id == earlier.person_id
    for one, people, at in ((stays, "maya", NOON), (repeats, "garifuna", LATER)):
        said = Answer((people,), people, None, "")
        answers.keep(
            one.person_id,
            ("application", one.public_id),
            said,
            source=AnswerSource.OWN_ANSWER,
            author=desk.recruiter.author,
            at=at,
        )
    db.session.add(
        ApplicationDocument(
            application_id=repeats.id,
            kind="dpi",
            received_at=NOON,
            client_id=uuid4(),
        )
    )
    db.session.flush()
    return Twice(desk, stays, repeats, earlier, lead, second)


def everything() -> dict[str, Any]:
    """Return what a merge may touch, without counters of versions."""
    db.session.expire_all()
    found: dict[str, Any] = {}
    for model in (
        Person,
        Application,
        ApplicationDocument,
        SelfIdentification,
        LanguageSkill,
    ):
        columns = [one for one in model.__table__.columns if one.name != "version"]
        rows = db.session.execute(select(*columns).order_by(model.id)).all()
        found[model.__tablename__] = [tuple(row) for row in rows]
    return found


def counts_hold(twice: Twice) -> bool:
    return all(
        kept(one) == recount(one)
        for one in (twice.stays.call_id, twice.earlier.call_id)
    )


def numbers_of(text: str) -> list[str]:
    rows = applications.search(EVERYTHING, understood(text))
    return [application_number(one.call_code, one.number) for one in rows]


def test_two_records_become_one_person_and_nothing_is_lost(twice: Twice) -> None:
    old = application_number("58-2026", twice.repeats.number)
    kept_one, gone = twice.person(twice.stays), twice.person(twice.repeats)
    gone_name = PersonKey("Rigoberta Ixcoy Tzul", None, date(2003, 5, 17), "1601")

    made = twice.merge()

    held = merging.applied([kept_one.id, gone.id])
    assert {one.id for one in held[kept_one.id]} == {twice.stays.id, twice.earlier.id}
    assert held[gone.id] == []
    # The number of the repetition leads to the one that counts, in every way in.
    led = detail.by_number("58-2026", twice.repeats.number)
    assert led is not None
    assert led.id == twice.stays.id
    assert merging.seal("58-2026", twice.repeats.number) is not None
    assert numbers_of(old) == [application_number("58-2026", twice.stays.number)]
    assert merging.stands_for(twice.repeats.public_id, EVERYTHING) == (
        twice.stays.public_id
    )
    # What was lacking is filled in, the papers and languages are at hand.
    assert kept_one.phone == "+50251234567"
    assert [one.language_key for one in persons.languages(kept_one.id)] == ["qeqchi"]
    (paper,) = db.session.scalars(select(ApplicationDocument))
    assert paper.application_id == twice.stays.id
    # The later answer counts, once; the other is read by nobody.
    told = labels(Purpose.MODEL_AUDIT)
    assert told[kept_one.id].main_people == "garifuna"
    # Whoever comes again under the other spelling is this person.
    assert {m.person.id for m in persons.matches(gone_name)} == {kept_one.id}
    assert counts_hold(twice)
    verbs = db.session.scalars(
        select(AuditEntry.verb).where(AuditEntry.subject_kind == "person")
    ).all()
    assert {"person.merged", "person.absorbed"} <= set(verbs)
    assert made.approval_id is not None


def test_taken_apart_both_are_as_they_were(twice: Twice) -> None:
    before = everything()

    made = twice.merge()
    during = everything()
    twice.separate(made)

    assert during != before
    assert everything() == before
    assert counts_hold(twice)
    both = [twice.stays.number, twice.repeats.number]
    found = applications.page(
        twice.desk.call.id,
        EVERYTHING,
        applications.ListFilter(wanted=understood("ixcoy")),
    )
    assert sorted(one.number for one in found.rows) == sorted(both)
    (closed,) = db.session.scalars(select(ClosedApplication))
    assert closed.undone_at is not None
    verbs = db.session.scalars(select(AuditEntry.verb)).all()
    assert {"person.separated", "person.restored"} <= set(verbs)


def test_what_came_since_stays_and_an_answer_taken_back_stays_so(twice: Twice) -> None:
    kept_one, gone = twice.person(twice.stays), twice.person(twice.repeats)
    made = twice.merge()
    kept_one.phone = "+50255550000"
    answers.take_back(
        kept_one.id,
        ("application", twice.stays.public_id),
        source=AnswerSource.OWN_CORRECTION,
        author=twice.lead.author,
        at=LATER,
    )

    twice.separate(made)

    assert kept_one.phone == "+50255550000"
    assert gone.phone == "+50251234567"
    told = labels(Purpose.MODEL_AUDIT)
    assert told.keys().isdisjoint({kept_one.id, gone.id})


def test_a_later_merge_is_undone_first_and_leads_everything_on(twice: Twice) -> None:
    made = twice.merge()
    third = make_application(
        make_small_call("59-2026"),
        twice.desk.office,
        twice.lead,
        cui_reason="DPI en trámite",
        distinct=True,
        **NAMES,
    )
    other = db.session.get_one(Person, third.person_id)
    asked = ask_to_merge(
        other,
        twice.person(twice.stays),
        "59-2026",
        reason="Otra vez",
        actor=twice.lead,
        at=LATER,
    )
    approvals.decide(asked, approve=True, actor=twice.second, at=LATER)

    assert twice.person(third).cui == VALID_CUI
    assert persons.by_id([twice.repeats.person_id])[twice.repeats.person_id].id == (
        other.id
    )
    with pytest.raises(LedOn):
        ask_to_separate(made, "", reason="Son dos", actor=twice.lead, at=LATER)

    last = next(one for one in merging.merges_of(other.id) if one.id != made.id)
    twice.separate(last)
    twice.separate(made)
    numbers = [twice.person(twice.stays).cui, twice.person(third).cui]
    assert numbers == [VALID_CUI, None]
    assert counts_hold(twice)


def test_nobody_decides_on_what_changed_or_on_themselves(twice: Twice) -> None:
    asked = twice.ask()
    twice.person(twice.repeats).phone = "+50244440000"
    db.session.flush()
    with pytest.raises(ApprovalClosed):
        approvals.decide(asked, approve=True, actor=twice.second, at=LATER)

    own = replace(twice.lead, person_id=twice.repeats.person_id)
    self_deciding = twice._replace(lead=own)
    with pytest.raises(InConflict):
        self_deciding.ask()


def test_what_is_done_is_what_the_request_showed(twice: Twice) -> None:
    asked = twice.ask()
    shown = {line.label: line.new for line in handler_of(MERGE).describe(asked)}
    make_application(
        make_small_call("59-2026"),
        twice.desk.office,
        twice.lead,
        **(
            NAMES
            | {
                "cui_reason": "DPI en trámite",
                "same_as": twice.person(twice.repeats).public_id,
            }
        ),
    )

    assert shown["Closed as a repetition"] == (
        application_number("58-2026", twice.repeats.number)
    )
    assert shown["Applications that change hands"] == (
        application_number("57-2026", twice.earlier.number)
    )
    with pytest.raises(Conflict):
        approvals.decide(asked, approve=True, actor=twice.second, at=LATER)


def test_an_hr_lead_compares_and_asks_and_nobody_else_may(
    twice: Twice, client: Client
) -> None:
    page = f"/recruitment/applications/{twice.stays.public_id}"
    other = twice.person(twice.repeats).public_id
    client.sign_in(db.session.get_one(User, twice.lead.user_id))

    shown = client.get(f"{page}/same-person")
    compared = client.get(f"{page}/same-person/{other}")
    sent = client.post(
        f"{page}/same-person/{other}",
        data={"stays": "this", "reason": "El DPI es el mismo"},
    )

    assert "differs" in shown.text
    assert application_number("58-2026", twice.repeats.number) in shown.text
    assert 'value="this"' in compared.text
    assert sent.status_code == 303
    (asked,) = db.session.scalars(select(Approval))
    assert "58-2026" in client.get(sent.headers["Location"]).text
    approvals.decide(asked, approve=True, actor=twice.second, at=now())
    (made,) = merging.merges_of(twice.stays.person_id)
    db.session.commit()
    gone = client.get(f"/recruitment/applications/{twice.repeats.public_id}")
    assert gone.headers["Location"] == page
    told = client.get(f"/recruitment/merges/{made.public_id}")
    assert application_number("57-2026", twice.earlier.number) in told.text
    client.sign_in(db.session.get_one(User, twice.desk.recruiter.user_id))
    assert client.get(f"{page}/same-person").status_code == 403


@pytest.mark.parametrize(
    ("kept_side", "absorbed", "error"),
    [
        ({"cui": "1"}, {"cui": "2"}, TwoCuis),
        ({"sex": Sex.MALE}, {}, TwoSexes),
        ({"officer": True}, {"officer": True}, TwoOfficers),
        (
            {"applications": (HELD,)},
            {"applications": (HELD._replace(id=2, furthest=1),)},
            BothGoneOn,
        ),
        (
            {"applications": (HELD,)},
            {"applications": (HELD._replace(id=2, worked_on=True),)},
            BothGoneOn,
        ),
        ({}, {"applications": (HELD._replace(listed=False),)}, BeingImported),
    ],
)
def test_what_stands_in_the_way_is_refused(
    kept_side: dict[str, Any], absorbed: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        plan(replace(NOBODY, **kept_side), replace(NOBODY, **absorbed))


def test_the_rule_of_two_applications_in_one_call() -> None:
    elsewhere = HELD._replace(id=3, call_id=8)
    undone = HELD._replace(id=4, listed=False, undone=True)
    one = replace(NOBODY, applications=(HELD,))
    other = replace(NOBODY, applications=(HELD._replace(id=2), elsewhere))
    further = replace(NOBODY, applications=(HELD._replace(id=2, furthest=3),))

    assert plan(one, other) == ([3], [(2, 1)])
    assert plan(one, replace(NOBODY, applications=(undone,))) == ([], [])
    assert not first_stays(one, further)
    assert first_stays(further, one)
    assert not first_stays(NOBODY, replace(NOBODY, officer=True))
