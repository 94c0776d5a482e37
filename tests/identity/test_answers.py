"""What people say of themselves: kept apart, replaced unseen, read for two purposes."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from pncrecruit.audit.actions import SYSTEM
from pncrecruit.audit.models import AuditValue
from pncrecruit.db import db
from pncrecruit.errors import DomainError
from pncrecruit.identity.actions.answers import keep, take_back
from pncrecruit.identity.models import SelfIdentification, SelfIdentifiedPeople
from pncrecruit.identity.queries import labels, was_asked
from pncrecruit.identity.rules import (
    Answer,
    AnswerSource,
    AnswerState,
    CommunityUnknown,
    CommunityWithoutMaya,
    MainPeopleNeeded,
    NothingSaid,
    PeopleUnknown,
    Purpose,
    answer,
)
from pncrecruit.persons.models import Person
from pncrecruit.reference import peoples
from tests.factories import NOON, make_person


def say(
    person: Person, said: Answer | None, source: AnswerSource = AnswerSource.OWN_ANSWER
) -> None:
    keep(
        person.id,
        ("person", person.public_id),
        said,
        source=source,
        author=SYSTEM,
        at=NOON,
    )


def test_one_people_is_the_main_one_without_asking() -> None:
    assert answer(["maya"], community="mam") == Answer(("maya",), "maya", "mam")


def test_the_main_one_of_several_comes_first() -> None:
    said = answer(["maya", "xinka", "ladino"], main="xinka")

    assert said == Answer(("xinka", "maya", "ladino"), "xinka")


def test_own_words_alone_are_an_answer() -> None:
    assert answer([], own_words="  mestiza   y ch'orti' ") == Answer(
        (), None, None, "mestiza y ch'orti'"
    )


@pytest.mark.parametrize(
    ("chosen", "more", "error"),
    [
        ([], {}, NothingSaid),
        (["maya", "maya"], {}, PeopleUnknown),
        (["martian"], {}, PeopleUnknown),
        (["maya", "xinka"], {}, MainPeopleNeeded),
        (["maya", "xinka"], {"main": "ladino"}, MainPeopleNeeded),
        (["maya"], {"community": "klingon"}, CommunityUnknown),
        (["xinka"], {"community": "mam"}, CommunityWithoutMaya),
    ],
)
def test_what_cannot_be_kept_says_why(
    chosen: list[str], more: dict[str, str], error: type[DomainError]
) -> None:
    with pytest.raises(error):
        answer(chosen, **more)


@given(st.lists(st.sampled_from(sorted(peoples())), unique=True, min_size=1))
def test_nobody_loses_a_people_that_was_named(chosen: list[str]) -> None:
    said = answer(chosen, main=chosen[-1])

    assert set(said.peoples) == set(chosen)
    assert said.peoples[0] == said.main_people == chosen[-1]


def test_not_asked_declined_and_answered_are_apart(app: Flask) -> None:
    silent, declined, answered = make_person(), make_person(), make_person()
    say(declined, None)
    say(answered, answer(["garifuna"]))

    found = labels(Purpose.FIGURES)

    assert silent.id not in found
    assert found[declined.id].state is AnswerState.DECLINED
    assert found[answered.id].main_people == "garifuna"
    assert (was_asked(silent.id), was_asked(declined.id)) == (False, True)


def test_a_new_answer_erases_what_the_old_one_said(app: Flask) -> None:
    person = make_person()
    say(person, answer(["maya", "xinka"], main="maya", own_words="Zyxwv"))

    say(person, answer(["ladino"]), AnswerSource.OWN_CORRECTION)

    assert labels(Purpose.FIGURES)[person.id].peoples == ("ladino",)
    rows = db.session.scalars(
        select(SelfIdentification).order_by(SelfIdentification.id)
    ).all()
    assert [row.main_people for row in rows] == [None, "ladino"]
    assert rows[0].own_words == ""
    named = db.session.scalars(select(SelfIdentifiedPeople.people_key)).all()
    assert named == ["ladino"]


def test_an_answer_taken_back_is_as_if_never_asked(app: Flask) -> None:
    person = make_person()
    say(person, answer(["maya"]))

    take_back(
        person.id,
        ("person", person.public_id),
        source=AnswerSource.OWN_CORRECTION,
        author=SYSTEM,
        at=NOON,
    )

    assert labels(Purpose.FIGURES) == {}
    assert not was_asked(person.id)


def test_the_word_of_a_third_party_is_no_answer(app: Flask) -> None:
    person = make_person()
    say(person, answer(["maya"]), AnswerSource.THIRD_PARTY)

    assert labels(Purpose.MODEL_AUDIT) == {}


def test_the_trail_does_not_say_what_was_answered(app: Flask) -> None:
    person = make_person()
    say(person, answer(["garifuna"], own_words="Zyxwv"))

    values = " ".join(db.session.scalars(select(AuditValue.value)).all())
    assert "garifuna" not in values
    assert "Zyxwv" not in values


def test_answers_are_read_for_a_purpose_alone(app: Flask) -> None:
    with pytest.raises(TypeError):
        labels("curiosity")  # type: ignore[arg-type]
