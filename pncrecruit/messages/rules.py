"""Messages: kinds, fields, words that never leave, when they go, what may follow."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final, NamedTuple

from pncrecruit.errors import Conflict, DomainError
from pncrecruit.reference import languages, linguistic_communities
from pncrecruit.words import N_, Choice


class MessageKind(Choice):
    """What a message is about."""

    SUMMONS = "summons", N_("Summons")
    REMINDER = "reminder", N_("Reminder")
    CHANGE = "change", N_("Change of a session")
    CANCELLATION = "cancellation", N_("Cancellation of a session")
    PAPERS = "papers", N_("Missing papers")
    PUBLISHED = "published", N_("Result published")


# What is said of a session; the others are said to applicants of a phase.
OF_SESSIONS: Final = frozenset(
    {
        MessageKind.SUMMONS,
        MessageKind.REMINDER,
        MessageKind.CHANGE,
        MessageKind.CANCELLATION,
    }
)
# These are true only while the session stands as they say.
OF_STANDING: Final = OF_SESSIONS - {MessageKind.CANCELLATION}
# These are for those alone who are still in process.
IN_PROCESS: Final = frozenset({MessageKind.PAPERS, MessageKind.CANCELLATION})


class Channel(Choice):
    """How somebody is told. The telephone is a person's work, not a machine's."""

    EMAIL = "email", N_("E-mail")
    SMS = "sms", N_("SMS")
    PHONE = "phone", N_("Telephone call")


MACHINES: Final[tuple[Channel, ...]] = (Channel.EMAIL, Channel.SMS)


class Way(Choice):
    """Which channels a message takes."""

    EMAIL_FIRST = "email_first", N_("E-mail; SMS to who has none")
    SMS_FIRST = "sms_first", N_("SMS; e-mail to who has no telephone")
    BOTH = "both", N_("E-mail and SMS, both where there are both")
    EMAIL_ONLY = "email_only", N_("E-mail; a telephone call to who has none")


class LineState(Choice):
    """The life of one message to one person by one channel."""

    WAITING = "waiting", N_("Waiting")
    SENDING = "sending", N_("Being sent")
    SENT = "sent", N_("Sent")
    FAILED = "failed", N_("Not sent")
    UNSURE = "unsure", N_("Perhaps sent")
    CANCELLED = "cancelled", N_("Cancelled by somebody")
    VOID = "void", N_("No longer true")


class Fault(Choice):
    """Why a message did not leave."""

    REFUSED = "refused", N_("The address was refused")
    UNREACHABLE = "unreachable", N_("The server did not take it")
    BROKEN_OFF = "broken_off", N_("The sending was broken off: it may have arrived")
    LATE = "late", N_("Its hour had passed")
    UNTRUE = "untrue", N_("The session or the summons had changed")


class TemplateDraft(NamedTuple):
    """The words of a kind: subject and text of the e-mail, and the SMS."""

    subject: str
    text: str
    sms: str


# The closed list of what a text may name: as it is written, and what it means.
FIELDS: Final[Mapping[str, str]] = {
    "nombre": N_("Name of the applicant"),
    "numero": N_("Number of the application"),
    "convocatoria": N_("Name of the call"),
    "lugar": N_("Place of the session, with its municipality"),
    "dia": N_("Day of the session"),
    "hora": N_("Hour of the session"),
    "telefono": N_("Telephone of the office"),
}
SESSION_FIELDS: Final = frozenset({"lugar", "dia", "hora"})
LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_SMS = 120, 2000, 300

# Beginnings of words that no text holds, folded: a result or its reason, health,
# vetting, pregnancy, peoples. A telephone is read by anybody who holds it.
SENSITIVE: Final = tuple(
    """
    aprob aprueb reprob apto inapto rechaz descalific elimin exclui exclus descart
    fracas admitid seleccionad insuficien calificacion puntaje puntuacion punteo
    promedio embaraz gestant maternid lactan cancer saludabl medico medica medicin
    clinic hospital enferm diagnos sangre discapac psicolog psicometr psiquiatr poligraf
    confiabilidad antecedente delito penal droga toxicolog etni indigen maya xinka xinca
    garifuna afrodesc afroguat ladin mestiz religi
    """.split()  # noqa: SIM905
)
# These only as they stand: "saludos" is none of them.
SENSITIVE_ALONE: Final = frozenset(
    {"nota", "notas", "salud", "vih", "sida", "pueblo", "pueblos", "perdio", "gano"}
)
_FIELD = re.compile(r"\{([^{}]*)\}")
_WORD = re.compile(r"[a-z]+")
# What stands within a word of a Mayan language, as keyboards have it.
_APOSTROPHE = re.compile(r"['`\u00b4\u02b0-\u02ff\u2018\u2019\ua78b\ua78c]")

FIRST_HOUR, LAST_HOUR = time(7), time(20)  # nobody is woken by a message
REMIND_FROM = time(8)
REMIND_DAYS: Final = (7, 2, 1)  # days before a session
BACK_OFF: Final = tuple(timedelta(minutes=one) for one in (5, 30, 120, 360))
STALE: Final = timedelta(minutes=10)  # no channel takes so long over one message
MINUTE: Final = timedelta(minutes=1)
AGAIN_AFTER: Final = timedelta(hours=24)


class TextMissing(DomainError):
    message = N_("Write the subject, the text and the SMS.")


class TextTooLong(DomainError):
    message = N_("At most %(most)s characters.")


class UnknownField(DomainError):
    message = N_("There is no field {%(name)s}.")


class NoSessionThere(DomainError):
    message = N_("This message is about no session: {%(name)s} would be empty.")


class FieldMissing(DomainError):
    message = N_("A message about a session says its day and hour: {dia}, {hora}.")


class SensitiveWord(DomainError):
    message = N_(
        "“%(word)s” does not leave the house: no result, no reason, no health, no"
        " peoples. Ask people to come or to call."
    )


class NoTemplate(Conflict):
    message = N_("There is no approved text of this kind yet.")


class NobodyToTell(Conflict):
    message = N_("There is nobody to tell.")


class PhoneMissing(DomainError):
    message = N_("The text names the telephone of the office: write it.")
    field = "phone"


class SeenOtherwise(Conflict):
    message = N_(
        "What would be sent has changed since you saw it. Nothing was sent: look at it"
        " again, then confirm."
    )


class LineStands(Conflict):
    message = N_("This cannot be done with this message: %(state)s.")


class RemindersOff(Conflict):
    message = N_("No reminder of this session is left to be sent.")


def folded(text: str) -> str:
    """Return a text in small letters without accents."""
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(one for one in parts if not unicodedata.combining(one))


def sensitive_word(text: str) -> str:
    """Return the first word of a text that never leaves the house, "" if none does.

    What stands between braces is a field and no word.
    """
    for word in _words(_FIELD.sub(" ", text)):
        if word in SENSITIVE_ALONE | _communities() or word.startswith(SENSITIVE):
            return word
    return ""


@cache
def _communities() -> frozenset[str]:
    """Return the words that name a linguistic community or its language."""
    known = linguistic_communities()
    spoken = (one.name_es for key, one in languages().items() if key in known)
    names = (*spoken, *(one.name_es for one in known.values()))
    return frozenset(word for name in names for word in _words(name))


def _words(text: str) -> list[str]:
    return _WORD.findall(_APOSTROPHE.sub("", folded(text)))


def fields_of(draft: TemplateDraft) -> set[str]:
    """Return which fields the words of a kind name."""
    return {name for part in draft for name in _FIELD.findall(part)}


def words_named(kind: MessageKind) -> list[str]:
    """Return which fields the words of a kind may name."""
    return [one for one in FIELDS if kind in OF_SESSIONS or one not in SESSION_FIELDS]


def check_template(kind: MessageKind, draft: TemplateDraft) -> None:
    """Check the words of a kind.

    Raises TextMissing, TextTooLong, UnknownField, NoSessionThere, FieldMissing or
    SensitiveWord, at the part that it concerns.
    """
    limits = zip(draft, (LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_SMS), strict=True)
    for name, (part, most) in zip(TemplateDraft._fields, limits, strict=True):
        if not part.strip():
            raise _at(name, TextMissing())
        if len(part) > most:
            raise _at(name, TextTooLong(most=most))
        # What is left of a brace once the fields are out belongs to none.
        if re.search(r"[{}]", _FIELD.sub("", part)):
            raise _at(name, UnknownField(name="…"))
        used = set(_FIELD.findall(part))
        for other in sorted(used - set(FIELDS)):
            raise _at(name, UnknownField(name=other))
        if kind not in OF_SESSIONS:
            for other in sorted(used & SESSION_FIELDS):
                raise _at(name, NoSessionThere(name=other))
        elif name != "subject" and not used >= {"dia", "hora"}:
            raise _at(name, FieldMissing())
        if word := sensitive_word(part):
            raise _at(name, SensitiveWord(word=word))


def _at(field: str, error: DomainError) -> DomainError:
    error.field = field  # type: ignore[misc]
    return error


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields filled in; what a value holds is no field."""
    return _FIELD.sub(lambda found: values.get(found[1], ""), text)


def channels(way: Way, *, email: str | None, phone: str | None) -> list[Channel]:
    """Return by which channels somebody is told; a call where no machine reaches."""
    there = {Channel.EMAIL: bool(email), Channel.SMS: bool(phone)}
    order = MACHINES[::-1] if way is Way.SMS_FIRST else MACHINES
    if way is Way.EMAIL_ONLY:
        order = (Channel.EMAIL,)
    found = [one for one in order if there[one]]
    if not found:
        return [Channel.PHONE]
    return found if way is Way.BOTH else found[:1]


def next_hour(at: datetime) -> datetime:
    """Return the first instant from ``at`` on, in its zone, at which messages go."""
    if at.time() < FIRST_HOUR:
        return at.replace(hour=FIRST_HOUR.hour, minute=0, second=0, microsecond=0)
    if at.time() < LAST_HOUR:
        return at
    morning = at + timedelta(days=1)
    return morning.replace(hour=FIRST_HOUR.hour, minute=0, second=0, microsecond=0)


def next_try(tries: int, at: datetime) -> datetime | None:
    """Return when a message is tried again after so many tries; None: no more."""
    return at + BACK_OFF[tries - 1] if tries <= len(BACK_OFF) else None


def planned(session_day: date, switched_day: date) -> list[tuple[int, date]]:
    """Return which reminders go on which days: only days after the switch."""
    every = ((days, session_day - timedelta(days=days)) for days in REMIND_DAYS)
    return [(days, day) for days, day in every if day > switched_day]


def due_reminder(session_day: date, switched_day: date, today: date) -> int | None:
    """Return which reminder is due today, if one is: how many days before.

    One that was missed goes a day late, until the next one takes its place: so never
    two at once. Nothing goes on the day of the session or after it.
    """
    if today >= session_day:
        return None
    begun = [days for days, day in planned(session_day, switched_day) if day <= today]
    return min(begun, default=None)


# What a person may do with a message, by its state.
AGAIN: Final = frozenset({LineState.FAILED, LineState.UNSURE})
CANCEL: Final = frozenset({LineState.WAITING})
ARRIVED: Final = frozenset({LineState.UNSURE, LineState.FAILED})


def check_line(state: LineState, allowed: Collection[LineState]) -> None:
    """Check that a message is in one of some states. Raises LineStands."""
    if state not in allowed:
        raise LineStands(state=state)
