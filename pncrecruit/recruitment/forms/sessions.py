"""What is sent about test sessions: one drafted or changed, who is summoned."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import cast

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from pncrecruit.db import LOCAL
from pncrecruit.recruitment.forms.applicant import municipality_options, options
from pncrecruit.recruitment.forms.deeds import SentOnce
from pncrecruit.recruitment.queries.intake import Office, PhaseRow
from pncrecruit.recruitment.queries.sessions import SessionRow
from pncrecruit.recruitment.rules.sessions import (
    MOST,
    WITHOUT_SESSIONS,
    SessionDraft,
)
from pncrecruit.web.form import DayField, Form, VersionedForm
from pncrecruit.web.i18n import named


class WhereForm(VersionedForm, SentOnce):
    """Place, day, hour and capacity of a session."""

    municipality = SelectField(
        lazy_gettext("Municipality"), validators=[InputRequired()]
    )
    place = StringField(
        lazy_gettext("Place"),
        description=lazy_gettext("Building, street, zone: what is told to applicants."),
        validators=[InputRequired(), Length(max=80)],
    )
    day = DayField(lazy_gettext("Day"), validators=[InputRequired()])
    hour = TimeField(
        lazy_gettext("Hour"),
        description=lazy_gettext("24 hours: 07:30"),
        validators=[InputRequired()],
    )
    capacity = IntegerField(
        lazy_gettext("Capacity, in persons"),
        validators=[InputRequired(), NumberRange(1, MOST)],
    )

    def offer_places(self) -> None:
        """Offer the municipalities."""
        self.municipality.choices = municipality_options()

    @property
    def starts_at(self) -> datetime:
        """The day and hour, of Guatemala."""
        return datetime.combine(
            cast(date, self.day.data), cast(time, self.hour.data), LOCAL
        )

    def draft(self, office_id: int) -> SessionDraft:
        """Return the session that was sent."""
        return SessionDraft(
            office_id,
            self.municipality.data,
            self.place.data or "",
            self.starts_at,
            self.capacity.data or 0,
        )


class SessionForm(WhereForm):
    """A new session."""

    phase = SelectField(lazy_gettext("Phase"), coerce=int, validators=[InputRequired()])
    office = SelectField(
        lazy_gettext("Office in charge"), coerce=int, validators=[InputRequired()]
    )

    def offer(self, phases: Iterable[PhaseRow], offices: Iterable[Office]) -> None:
        """Offer the phases with sessions, the offices, the municipalities."""
        self.offer_places()
        self.phase.choices = options(
            (one.position, named(one))
            for one in phases
            if one.kind not in WITHOUT_SESSIONS
        )
        self.office.choices = options((one.id, one.name) for one in offices)


class ChangeSessionForm(WhereForm):
    """A session that is changed."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("Needed when somebody is summoned already."),
        validators=[Optional(), Length(max=400)],
    )


class CancelForm(VersionedForm):
    """Why a session is cancelled."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(min=5, max=400)]
    )


TAKE_OFF = "take_off"


class SummonForm(Form):
    """To which session an applicant is summoned; one choice takes them off."""

    session = SelectField(lazy_gettext("Session"), validators=[InputRequired()])
    reason = TextAreaField(
        lazy_gettext("Reason"),
        description=lazy_gettext("Needed to move somebody or take them off."),
        validators=[Optional(), Length(max=400)],
    )

    def offer(self, rows: Iterable[tuple[SessionRow, str]], summoned: bool) -> None:
        """Offer the sessions with room, in words."""
        told = [("", ""), *((str(one.public_id), text) for one, text in rows)]
        if summoned:
            told.append((TAKE_OFF, gettext("No session: take them off")))
        self.session.choices = options(told)


class AssignForm(Form):
    """Summon all who wait."""

    within_km = IntegerField(
        lazy_gettext("Nobody farther than, in kilometres"),
        description=lazy_gettext("Empty: however far the nearest session is."),
        validators=[Optional(), NumberRange(1, 1000)],
    )


class ArrivalForm(Form):
    """The number of who came, typed or read from the code on the sheet."""

    number = StringField(
        lazy_gettext("Number"), validators=[InputRequired(), Length(max=60)]
    )


class CloseForm(VersionedForm):
    """Close the attendance, and say what the absent get."""

    no_show = BooleanField(lazy_gettext("Record that who is missing did not attend"))
