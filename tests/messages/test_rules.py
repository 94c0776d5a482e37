"""Words that may leave, the hours, the reminders: rules without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pncrecruit.db import LOCAL
from pncrecruit.errors import DomainError
from pncrecruit.messages import rules
from pncrecruit.messages.queries import suggested
from pncrecruit.messages.rules import (
    Channel,
    MessageKind,
    TemplateDraft,
    Way,
    channels,
    check_template,
    due_reminder,
    filled,
    next_hour,
    next_try,
    planned,
    sensitive_word,
)

SESSION = date(2026, 12, 10)
DAY = timedelta(days=1)
FIT = TemplateDraft("Citación", "Venga el {dia} a las {hora}", "El {dia}, {hora}")


@pytest.mark.parametrize("kind", MessageKind)
def test_the_words_that_are_proposed_keep_the_rules(kind: MessageKind) -> None:
    check_template(kind, suggested(kind))


@pytest.mark.parametrize(
    ("part", "text", "error"),
    [
        ("sms", "  ", rules.TextMissing),
        ("sms", "{dia} {hora} " + "x" * 300, rules.TextTooLong),
        ("text", "{dia} {hora} {resultado}", rules.UnknownField),
        ("text", "{dia} {hora} {nombre", rules.UnknownField),
        ("text", "Venga pronto", rules.FieldMissing),
        ("text", "{dia} {hora}: su Evaluación MÉDICA", rules.SensitiveWord),
        ("subject", "Usted aprobó", rules.SensitiveWord),
        ("sms", "{dia} {hora}, examen de embarazo", rules.SensitiveWord),
    ],
)
def test_other_words_are_refused_where_they_stand(
    part: str, text: str, error: type[DomainError]
) -> None:
    with pytest.raises(error) as refused:
        check_template(MessageKind.SUMMONS, FIT._replace(**{part: text}))
    assert refused.value.field == part


def test_what_is_about_no_session_names_none() -> None:
    with pytest.raises(rules.NoSessionThere):
        check_template(MessageKind.PAPERS, FIT)


@pytest.mark.parametrize(
    "text",
    [
        "Resultado: NO APTO",
        "pueblo maya",
        "su salud",
        "psicométrica",
        "reprobado",
        "usted fue seleccionada",
        "habla k'iche'",
        "q’eqchi’",
        "afrodescendiente",
    ],
)
def test_a_sensitive_word_is_found_whatever_its_letters(text: str) -> None:
    assert sensitive_word(text)


@pytest.mark.parametrize(
    "text", ["Saludos cordiales", "{maya}", "Traiga su DPI", "Venga a su medición"]
)
def test_words_that_only_begin_alike_are_let_through(text: str) -> None:
    assert sensitive_word(text) == ""


def test_what_a_value_holds_is_no_field() -> None:
    assert filled("{nombre} {numero}", {"nombre": "{numero}", "numero": "7"}) == (
        "{numero} 7"
    )


def test_nobody_is_left_without_a_channel() -> None:
    for way in Way:
        assert channels(way, email=None, phone=None) == [Channel.PHONE]
    both = {"email": "a@example.org", "phone": "+50251234567"}
    assert channels(Way.EMAIL_FIRST, **both) == [Channel.EMAIL]
    assert channels(Way.SMS_FIRST, **both) == [Channel.SMS]
    assert channels(Way.BOTH, **both) == [Channel.EMAIL, Channel.SMS]
    assert channels(Way.EMAIL_ONLY, email=None, phone="+50251234567") == [Channel.PHONE]


def test_messages_wait_for_the_morning() -> None:
    night = datetime(2026, 12, 1, 22, 5, tzinfo=LOCAL)
    early = datetime(2026, 12, 2, 6, 59, tzinfo=LOCAL)
    morning = datetime(2026, 12, 2, 7, tzinfo=LOCAL)
    assert next_hour(night) == next_hour(early) == morning == next_hour(morning)


def test_a_message_is_tried_ever_later_and_then_no_more() -> None:
    at = datetime(2026, 12, 1, tzinfo=UTC)
    waits = [then - at for n in range(1, 5) if (then := next_try(n, at))]
    assert waits == sorted(set(waits))
    assert len(waits) == 4
    assert next_try(5, at) is None


def test_only_days_after_the_switch_are_planned() -> None:
    assert [days for days, _ in planned(SESSION, SESSION - 20 * DAY)] == [7, 2, 1]
    assert [days for days, _ in planned(SESSION, SESSION - 7 * DAY)] == [2, 1]
    assert planned(SESSION, SESSION - DAY) == []


@given(
    switched=st.integers(0, 15),
    ran=st.sets(st.integers(-2, 15)),
)
def test_however_many_nights_are_missed_no_two_go_at_once(
    switched: int, ran: set[int]
) -> None:
    sent: list[int] = []
    for before in sorted(ran, reverse=True):
        if before > switched:
            continue
        days = due_reminder(SESSION, SESSION - switched * DAY, SESSION - before * DAY)
        if days is None or days in sent:
            continue
        # Never early, never for a day that had come before the switch, never too late.
        assert 1 <= before <= days < switched
        sent.append(days)
    assert sent == sorted(set(sent), reverse=True)
    last = [before for before in ran if before == 1]
    assert (1 in sent) == (bool(last) and switched > 1)


def test_every_night_sends_each_reminder_on_its_day() -> None:
    found = {
        before: due_reminder(SESSION, SESSION - 30 * DAY, SESSION - before * DAY)
        for before in range(9)
    }
    assert (found[8], found[7], found[2], found[1], found[0]) == (None, 7, 2, 1, None)
