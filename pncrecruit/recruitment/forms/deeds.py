"""What is sent about one application or many: results, measures, contact, office."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from pncrecruit.recruitment.forms.applicant import (
    LanguagesForm,
    municipality_options,
    options,
)
from pncrecruit.recruitment.queries.intake import Office, PhaseRow
from pncrecruit.recruitment.rules import Result
from pncrecruit.recruitment.rules.measures import MeasureKind
from pncrecruit.recruitment.rules.standing import RECORDED, reasons
from pncrecruit.web.catalogue import gettext, lazy_gettext
from pncrecruit.web.form import Form, NumberField, VersionedForm
from pncrecruit.web.i18n import named

SHEETS_AT_ONCE = 200


class SentOnce(Form):
    """A form with the identifier that its sender made: sending twice is one deed."""

    client_id = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make an identifier for a form that is new."""
        super().__init__(*args, **kwargs)
        if not self.client_id.data:
            self.client_id.data = str(uuid4())

    @property
    def key(self) -> UUID:
        """The sender's identifier; a new one if it was tampered with."""
        try:
            return UUID(str(self.client_id.data))
        except ValueError:
            return uuid4()


class UndoForm(SentOnce):
    """Take one's own last move back."""


class ResultForm(VersionedForm, SentOnce):
    """The result of the phase, with its coded reason."""

    result = RadioField(lazy_gettext("Result"), validators=[InputRequired()])
    reason_code = SelectField(
        lazy_gettext("Reason"),
        description=lazy_gettext("Only when the applicant does not go on."),
        validators=[Optional()],
    )
    note = TextAreaField(
        lazy_gettext("Note"),
        description=lazy_gettext("Nothing on health, family or beliefs."),
        validators=[Optional(), Length(max=500)],
    )

    def offer(self, phase: PhaseRow, results: tuple[Result, ...] = RECORDED) -> None:
        """Offer the results of a phase and the reasons that go with them."""
        self.result.choices = options(
            (one.value, gettext(one.label)) for one in results
        )
        known = {
            reason.code: named(reason)
            for result in results
            for reason in reasons(result, phase.kind, phase.key)
        }
        self.reason_code.choices = options([("", ""), *known.items()])

    def choose_again(self, version: int) -> None:
        """Keep the note alone: the record has another version than was read."""
        self.version.data = str(version)
        self.result.data = None
        self.reason_code.data = ""


class MeasureForm(Form):
    """A raw measure, as it was taken."""

    kind = SelectField(lazy_gettext("Measure"), validators=[InputRequired()])
    value = NumberField(lazy_gettext("Value"), validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every measure in the language of the page."""
        super().__init__(*args, **kwargs)
        self.kind.choices = options(
            (one.value, gettext(one.label)) for one in MeasureKind
        )

    @property
    def number(self) -> Decimal:
        """The value that was typed."""
        return Decimal(self.value.data or 0)


class MarkForm(Form):
    """A mark between 0 and 100."""

    value = NumberField(lazy_gettext("Mark"), validators=[InputRequired()])

    @property
    def number(self) -> Decimal:
        """The value that was typed."""
        return Decimal(self.value.data or 0)


class ContactForm(VersionedForm):
    """How an applicant is reached."""

    phone = StringField(
        lazy_gettext("Telephone"), validators=[Optional(), Length(max=20)]
    )
    email = StringField(
        lazy_gettext("E-mail"), validators=[Optional(), Length(max=254)]
    )
    residence_municipality = SelectField(
        lazy_gettext("Municipality of residence"), validators=[InputRequired()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the list of municipalities."""
        super().__init__(*args, **kwargs)
        self.residence_municipality.choices = municipality_options()


class LanguagesEditForm(LanguagesForm):
    """The languages that an applicant speaks."""


class HandOverForm(VersionedForm):
    """Hand an application over to another office."""

    office_id = SelectField(
        lazy_gettext("To the office"), coerce=int, validators=[InputRequired()]
    )
    reason = StringField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(max=200)]
    )

    def offer(self, offices: list[Office]) -> None:
        """Offer the other offices of the call."""
        self.office_id.choices = options((one.id, one.name) for one in offices)


class ReasonForm(Form):
    """Why a record is read or a list taken away."""

    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[InputRequired(), Length(min=5, max=500)]
    )


class BulkForm(SentOnce):
    """One result for many applications."""

    result = RadioField(
        lazy_gettext("Result"),
        choices=options(
            (one.value, lazy_gettext(one.label))
            for one in (Result.PASSED, Result.NO_SHOW)
        ),
        default=Result.PASSED.value,
        validators=[InputRequired()],
    )


class SheetsForm(Form):
    """Numbered paper forms to be printed."""

    office_id = SelectField(
        lazy_gettext("Office"), coerce=int, validators=[InputRequired()]
    )
    count = IntegerField(
        lazy_gettext("How many"),
        validators=[InputRequired(), NumberRange(1, SHEETS_AT_ONCE)],
        default=20,
    )

    def offer(self, offices: list[Office]) -> None:
        """Offer the offices of who prints."""
        self.office_id.choices = options((one.id, one.name) for one in offices)
