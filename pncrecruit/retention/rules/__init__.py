"""The closed sets of retention: models, alerts, answers, outcomes."""

from pncrecruit.words import N_, Choice


class ModelState(Choice):
    """The life of a fitted model."""

    CANDIDATE = "candidate", N_("Candidate")
    ACTIVE = "active", N_("Active")
    RETIRED = "retired", N_("Retired")


class AlertKind(Choice):
    """Why an alert was raised."""

    SERVICE = "service", N_("Rule on the record")
    MODEL = "model", N_("Model")


class AlertState(Choice):
    """How far an alert has come."""

    WAITING = "waiting", N_("In line")
    OPEN = "open", N_("Open")
    ANSWERED = "answered", N_("Answered")
    CLOSED = "closed", N_("Closed")
    EXPIRED = "expired", N_("Expired: the cause is gone")
    DECLINED = "declined", N_("Closed at the person's wish")


class Audience(Choice):
    """Who is asked to act: the manager, or the team when the cause may be theirs."""

    MANAGER = "manager", N_("Manager")
    RETENTION_TEAM = "retention_team", N_("Retention team")


class AnswerKind(Choice):
    """What was answered to an alert."""

    ACTION = "action", N_("Action")
    NO_ACTION = "no_action", N_("No action, with a reason")


class OutcomeState(Choice):
    """What the record says after a while; computed, never typed in."""

    SERVING = "serving", N_("Serving")
    LEFT_VOLUNTARILY = "left_voluntarily", N_("Left by own will")
    LEFT_OTHERWISE = "left_otherwise", N_("Left for another cause")
    TOO_EARLY = "too_early", N_("Too early to tell")
    MENDED = "mended", N_("The cause is gone")
    NOT_MENDED = "not_mended", N_("The cause is still there")


class Weekday(Choice):
    """The day of the week on which a letter comes; 0 is Monday, as in the calendar."""

    MONDAY = "0", N_("Monday")
    TUESDAY = "1", N_("Tuesday")
    WEDNESDAY = "2", N_("Wednesday")
    THURSDAY = "3", N_("Thursday")
    FRIDAY = "4", N_("Friday")
    SATURDAY = "5", N_("Saturday")
    SUNDAY = "6", N_("Sunday")
    NEVER = "never", N_("No letter")
